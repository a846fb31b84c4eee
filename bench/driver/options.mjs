import { parseArgs } from 'node:util';
import { peers } from './peers.mjs';
import { workloads } from './workloads/workloads.mjs';

const usage = `npm run bench -- [--only W1,W2] [--peers ours,bare] [--seconds 10] [--warmup 3] [--repetitions 3]
                 [--json FILE] [--folder DIRECTORY] [--postgres URL]
npm run bench:quick -- [--update]
--peers takes names or beginnings of names: ${peers.map(({ name }) => name).join(', ')}`;

const text = { type: 'string' };

/** @throws Error that says what is wrong with the command line */
export function readOptions(args = process.argv.slice(2)) {
  const { values } = parseArgs({
    args,
    options: {
      ...{ only: text, peers: text, seconds: text, warmup: text, repetitions: text, json: text, folder: text, postgres: text },
      ...{ full: { type: 'boolean' }, update: { type: 'boolean' }, help: { type: 'boolean' } },
    },
  });
  if (values.help) return { help: usage };
  const seconds = number(values, 'seconds', values.full ? 10 : 4);
  return {
    ...{
      seconds,
      warmup: number(values, 'warmup', Math.min(values.full ? 3 : 1.5, seconds)),
      repetitions: number(values, 'repetitions', 3),
    },
    ...{ json: values.json, folder: values.folder, update: values.update ?? false },
    postgres: values.postgres ?? process.env.BENCH_POSTGRES ?? 'postgres://postgres@127.0.0.1:5432/postgres',
    peers:
      values.peers === undefined
        ? peers.filter(({ full }) => values.full || !full)
        : chosen(peers, values.peers, (name, word) => name.startsWith(word)),
    workloads: chosen(workloads, values.only, (name, word) => name === word),
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
