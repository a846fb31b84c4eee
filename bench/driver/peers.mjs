const all = ['W1', 'W2', 'W4', 'W5', 'W6'];
const jwts = ['W3', 'W3-fresh', 'W3-RS256', 'W3-RS256-fresh'];

function ours(framework, database) {
  const env = { BENCH_FRAMEWORK: framework, BENCH_DATABASE: database };
  const file = database === 'file';
  // A resource server has no database, and what a handler costs without its guard depends on none: once for each framework.
  const workloads = file ? [...all, ...jwts, 'W2-open', 'W3-open'] : all;
  return { name: `ours-${framework}-${database}`, folder: 'ours', env, workloads, full: !file };
}

/** Every extension that is built in. */
function oursWithAll(framework) {
  const env = { BENCH_FRAMEWORK: framework, BENCH_DATABASE: 'file', BENCH_EXTENSIONS: 'all' };
  return { name: `ours-all-${framework}`, folder: 'ours', env, workloads: ['W1', 'W2'] };
}

function bare(framework) {
  const env = { BENCH_FRAMEWORK: framework };
  return { name: `bare-${framework}`, folder: 'bare', env, workloads: ['W1', 'W2', 'W4'], bare: true };
}

/** A peer on Express whose http server has been given Express's prototypes (peers/common/granted.mjs). */
function granted(peer, workloads = peer.workloads) {
  return { ...peer, name: `${peer.name}-granted`, env: { ...peer.env, BENCH_GRANTED: 'yes' }, workloads, granted: true };
}

const oidcProvider = { folder: 'oidc-provider', inMemory: true };
const oauth2Server = {
  name: 'oauth2-server',
  folder: 'oauth2-server',
  env: {},
  workloads: ['W1', 'W2', 'W5', 'W6'],
  inMemory: true,
};
const jmondi = { name: 'jmondi', folder: 'jmondi', env: {}, workloads: [...all, ...jwts], inMemory: true };

/**
 * Who is measured, in the order of the table, and what each can do. Those that are `full` are measured with --full, or by name;
 * `inMemory` are the peers that the library is compared with.
 */
export const peers = [
  { ...bare('express'), full: true },
  granted(bare('express')),
  bare('koa'),
  ours('express', 'file'),
  ours('express', 'memory'),
  ours('express', 'postgres'),
  oursWithAll('express'),
  ours('koa', 'file'),
  ours('koa', 'memory'),
  ours('koa', 'postgres'),
  oursWithAll('koa'),
  // Its own adapter keeps a thousand entries, so it has forgotten tokens of W2 and W4 before they are presented.
  { ...oidcProvider, name: 'oidc-provider-shipped', env: { BENCH_STORAGE: 'shipped' }, workloads: ['W1', 'W5', 'W6'] },
  { ...oidcProvider, name: 'oidc-provider-map', env: { BENCH_STORAGE: 'map' }, workloads: [...all, ...jwts] },
  oauth2Server,
  granted(oauth2Server),
  jmondi,
  granted(jmondi, [...all, 'W3-fresh', 'W3-RS256-fresh']),
];
