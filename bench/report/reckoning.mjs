import { markdownTable, whole } from './markdown.mjs';
import { origin } from './records.mjs';

/** What is reckoned for. Everybody is there at once: that is the worst that so many users can do. */
const assumed = {
  users: 1_000_000,
  requests: 100_000,
  accessTokenSeconds: 600,
  loginsADay: 1,
  peak: 10,
  introspectionSeconds: 30,
};
/** Of a core's time. What arrives by chance needs the rest, or it waits. */
const used = 0.6;
const databaseCores = 16;

const refreshes = assumed.users / assumed.accessTokenSeconds;
const logins = (assumed.users * assumed.loginsADay * assumed.peak) / 86_400;
const questions = assumed.users / assumed.introspectionSeconds;

const inputs = {
  verified: {
    text: 'a request with a JWT, verified by keys (W3)',
    of: bench => costOf(bench, { peer: 'ours-express-file', workload: 'W3' }),
  },
  lookedUp: { text: 'a request with an opaque token, looked up in PostgreSQL (W2)', of: (_bench, scale) => alone(scale, 'W2') },
  introspected: { text: 'an introspection (W4)', of: (_bench, scale) => alone(scale, 'W4') },
  login: { text: 'a code flow (W5, two requests)', of: (_bench, scale) => alone(scale, 'W5') },
  refresh: { text: 'a refresh with rotation (W6)', of: (_bench, scale) => alone(scale, 'W6') },
};

const alone = (scale, workload) => costOf(scale, { processes: 1, workload });

/** CPU of the server and of the database in microseconds. @throws Error when a cell that is reckoned with is missing or void */
function costOf({ results }, wanted) {
  const found = results.find(result => Object.entries(wanted).every(([name, value]) => result[name] === value));
  if (found?.cpu === undefined) throw new Error(`There is no figure for ${JSON.stringify(wanted)}.`);
  return { server: found.cpu.median, database: found.databaseCpu?.median ?? 0 };
}

/** The unit costs, and where they come from. */
export function inputsTable(bench, scale) {
  const rows = Object.values(inputs).map(({ text, of }) => {
    const { server, database } = of(bench, scale);
    return [text, server.toFixed(0), database.toFixed(0)];
  });
  const sources = `W3: ${origin(bench)}\n\nThe others: ${origin(scale)}`;
  return `${markdownTable(['measured: CPU us', 'server', 'PostgreSQL'], rows)}\n\n${sources}`;
}

/** What a million users need, in three ways. */
export function reckoning(bench, scale) {
  const cost = name => inputs[name].of(bench, scale);
  const tokens = [part('refreshes', refreshes, cost('refresh')), part('logins', logins, cost('login'))];
  const ways = {
    'JWTs, verified by keys': [part('API requests', assumed.requests, cost('verified')), ...tokens],
    'opaque tokens, introspected (the work of the APIs comes on top)': [
      part('introspections', questions, cost('introspected')),
      ...tokens,
    ],
    'opaque tokens, looked up for each request': [part('API requests', assumed.requests, cost('lookedUp')), ...tokens],
  };
  const rows = Object.entries(ways).flatMap(([way, parts]) => [...parts.map(one => [way, ...one.cells]), total(way, parts)]);
  const head = ['', '', 'a second', 'cores of servers', 'cores of PostgreSQL'];
  return `${markdownTable(head, rows)}\n\n${wall(cost('refresh').database)}`;
}

function part(name, rate, { server, database }) {
  const cores = [server, database].map(cost => (rate * cost) / 1e6 / used);
  return { cores, cells: [name, whole(rate), ...cores.map(count => count.toFixed(1))] };
}

function total(way, parts) {
  const sums = [0, 1].map(index => parts.reduce((sum, { cores }) => sum + cores[index], 0));
  return [`**${way}**`, '**all**', '', ...sums.map(sum => `**${sum.toFixed(1)}**`)];
}

function wall(database) {
  if (database === 0) return 'The CPU of PostgreSQL could not be seen where this was measured.';
  const most = (databaseCores * 1e6 * used) / database;
  const users = most * assumed.accessTokenSeconds;
  return (
    `One PostgreSQL of ${databaseCores} cores carries ${whole(most)} refreshes/s at ${used * 100} % of its CPU: with access tokens of ` +
    `${assumed.accessTokenSeconds / 60} minutes, ${whole(users / 1e6)} million users who are all there at once.`
  );
}
