import { parseArgs } from 'node:util';
import { peers } from './peers.mjs';
import { workloads } from './workloads/workloads.mjs';

const usage = `npm run bench -- [all | profile | footprint | growth | scale | report] [options]
  nothing      peers and workloads, a table, and what it shows
  all          that, the other databases, footprint, growth and scale; then report
  profile      where a server spends its CPU: a .cpuprofile and self time by file for each peer and workload
  footprint    W7: time to start, memory, install size
  growth       cost against tokens, clients, scopes, routes, extensions; --only tokens,clients; --most 7: tokens up to 10^7
  scale        1, 2 and 4 processes over one PostgreSQL
  report       writes what bench/results holds into docs
options: [--only W1,W2] [--peers ours,bare] [--extensions all] [--full] [--seconds 4] [--warmup 1.5] [--repetitions 3]
         [--json FILE] [--folder DIRECTORY] [--postgres URL]
npm run bench:quick -- [--update]
--peers takes names or beginnings of names: ${peers.map(({ name }) => name).join(', ')}
--extensions all is --peers ours-express-file,ours-koa-file,ours-all --only W1,W2
--full measures every peer, 10 s each after 3 s: over an hour`;

const text = { type: 'string' };
const flag = { type: 'boolean' };
const names = {
  ...{ only: text, peers: text, extensions: text, seconds: text, warmup: text, repetitions: text, most: text },
  ...{ json: text, folder: text, postgres: text, full: flag, update: flag, help: flag },
};

/**
 * @param choicesOf what --only chooses from, given the exponent of --most
 * @param longer the warm-up of loads whose servers answer so little in a second that a short one would measure V8's compiler; seconds
 * @throws Error that says what is wrong with the command line
 */
export function readOptions(choicesOf = () => workloads, longer = undefined, args = process.argv.slice(2)) {
  const { values } = parseArgs({ args, options: names });
  if (values.help) {
    console.log(usage);
    process.exit();
  }
  const { full = false, json, folder, update = false } = values;
  const exponent = number(values, 'most', 6);
  const seconds = number(values, 'seconds', full ? 10 : 4);
  return {
    ...{ seconds, warmup: number(values, 'warmup', longer ?? Math.min(full ? 3 : 1.5, seconds)), full, json, folder, update },
    repetitions: number(values, 'repetitions', 3),
    // Not `most`: that ends a load after so many requests.
    exponent,
    postgres: values.postgres ?? process.env.BENCH_POSTGRES ?? 'postgres://postgres@127.0.0.1:5432/postgres',
    ...chosenPeers(values, choicesOf(exponent)),
  };
}

function chosenPeers({ extensions, only, peers: words, full = false }, choices) {
  if (extensions !== undefined) {
    if (extensions !== 'all') throw new Error(`--extensions is ${extensions}; write --extensions all.`);
    return chosenPeers({ peers: words ?? 'ours-express-file,ours-koa-file,ours-all', only: only ?? 'W1,W2' }, choices);
  }
  return {
    peers:
      words === undefined
        ? peers.filter(peer => full || !peer.full)
        : chosen(peers, words, (name, word) => name.startsWith(word)),
    workloads: chosen(choices, only, (name, word) => name === word),
  };
}

function number(values, name, otherwise) {
  const value = values[name] === undefined ? otherwise : Number(values[name]);
  if (Number.isFinite(value) && value >= 0) return value;
  throw new Error(`--${name} is ${values[name]}; give a number.`);
}

function chosen(all, words, matches) {
  if (words === undefined) return all;
  const list = words.split(',');
  for (const word of list)
    if (!all.some(({ name }) => matches(name, word)))
      throw new Error(`${word} is unknown; there are ${all.map(one => one.name).join(', ')}.`);
  return all.filter(({ name }) => list.some(word => matches(name, word)));
}
