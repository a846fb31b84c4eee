import { scopesOf, service } from '../../peers/common/fixture.mjs';
import { fillClients, fillTokens } from './fill.mjs';

/**
 * What grows. `steps` of each; `site` is what a step gives to a load; `fill` what it needs in its database. `bare`: the framework
 * itself may grow with it, so it is measured too.
 * @param most the rows of tokens, as an exponent of ten
 */
export function dimensions(most) {
  return [
    { name: 'tokens', title: 'rows in each table of tokens', steps: powers(4, most), fill: fillTokens, site: () => ({}) },
    {
      ...{ name: 'clients', title: 'clients, each asks in turn', steps: powers(2, 5) },
      fill: (file, count) => fillClients(file, service.id, count),
      // Two are there before: the service, and the one for users.
      site: count => ({
        clients: Array.from({ length: count - 2 }, (_none, index) => ({ ...service, id: `client-${index + 2}` })),
      }),
    },
    {
      ...{ name: 'scopes', title: 'scopes that the handler asks for', steps: [1, 10, 50] },
      site: count => ({ scope: scopesOf(count).join(' '), env: { BENCH_SCOPES: count } }),
    },
    {
      ...{ name: 'routes', title: 'routes before the handler', steps: [10, 100, 1000], bare: true },
      site: count => ({ env: { BENCH_ROUTES: count } }),
    },
    {
      ...{ name: 'extensions', title: 'extensions', steps: ['none', 'all'] },
      site: which => ({ env: { BENCH_EXTENSIONS: which } }),
    },
  ];
}

const powers = (first, last) => Array.from({ length: last - first + 1 }, (_none, index) => 10 ** (first + index));
