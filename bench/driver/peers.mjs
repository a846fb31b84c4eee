const all = ['W1', 'W2', 'W4', 'W5', 'W6'];
const jwts = ['W3', 'W3-fresh', 'W3-RS256', 'W3-RS256-fresh'];

function ours(framework, database) {
  const env = { BENCH_FRAMEWORK: framework, BENCH_DATABASE: database };
  // A resource server has no database: once for each framework is enough.
  return { name: `ours-${framework}-${database}`, folder: 'ours', env, workloads: database === 'file' ? [...all, ...jwts] : all };
}

function bare(framework) {
  return {
    name: `bare-${framework}`,
    folder: 'bare',
    env: { BENCH_FRAMEWORK: framework },
    workloads: ['W1', 'W2', 'W4'],
    bare: true,
  };
}

/** Who is measured, in the order of the table, and what each can do. */
export const peers = [
  bare('express'),
  bare('koa'),
  ours('express', 'file'),
  ours('express', 'memory'),
  ours('express', 'postgres'),
  ours('koa', 'file'),
  ours('koa', 'memory'),
  ours('koa', 'postgres'),
  // Its own adapter keeps a thousand entries, so it has forgotten tokens of W2 and W4 before they are presented.
  { name: 'oidc-provider-shipped', folder: 'oidc-provider', env: { BENCH_STORAGE: 'shipped' }, workloads: ['W1', 'W5', 'W6'] },
  { name: 'oidc-provider-map', folder: 'oidc-provider', env: { BENCH_STORAGE: 'map' }, workloads: [...all, ...jwts] },
  { name: 'oauth2-server', folder: 'oauth2-server', env: {}, workloads: ['W1', 'W2', 'W5', 'W6'] },
  { name: 'jmondi', folder: 'jmondi', env: {}, workloads: [...all, ...jwts] },
];
