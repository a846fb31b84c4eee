// npm run bench -- footprint: W7, what a server takes before it does anything, and after 100,000 tokens.
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { footprintClaims, footprintTables } from '../report/footprint.mjs';
import { measure } from './cell.mjs';
import { installations } from './install.mjs';
import { readOptions } from './options.mjs';
import { PeerProcess, pinDriver } from './peer-process.mjs';
import { circumstances, writeRecord } from './record.mjs';
import { dataFolder } from './runs.mjs';
import { spread } from './statistics.mjs';
import { workloads } from './workloads/workloads.mjs';

const starts = 10;
const tokens = 100_000;
/** As long as that may take. */
const limit = 300;

const options = readOptions();
const when = circumstances('footprint');
const folder = mkdtempSync(join(dataFolder(options), 'footprint-'));
pinDriver();
try {
  // What a peer is granted, or has switched on, changes nothing here.
  const plain = options.peers.filter(peer => !peer.granted && peer.env.BENCH_EXTENSIONS === undefined);
  const results = await measureStarts(plain);
  for (const result of results) if (!result.peer.bare) result.afterTokens = await memoryAfterTokens(result.peer);
  const named = results.map(({ peer, ...figures }) => ({ peer: peer.name, ...figures }));
  const record = { ...when, starts, tokens, results: named, installations: installations() };
  console.log(`${footprintTables(record)}\n\n${footprintClaims(record)}`);
  writeRecord(options.json, record);
} finally {
  rmSync(folder, { recursive: true });
}

/** A file that is there already, as at every start but the first. */
function envOf(peer) {
  return { BENCH_FILE: join(folder, `${peer.name}.sqlite`), BENCH_FOLDER: folder, BENCH_POSTGRES: options.postgres };
}

async function measureStarts(peers) {
  const results = peers.map(peer => ({ peer, milliseconds: [], memory: [] }));
  for (let round = 0; round <= starts; round++)
    for (const { peer, milliseconds, memory } of results) {
      const server = await PeerProcess.start(peer, envOf(peer));
      // The first makes the file.
      if (round > 0) milliseconds.push(server.startMilliseconds);
      if (round > 0) memory.push((await server.usage()).memory);
      await server.stop();
    }
  process.stderr.write(`${starts} starts of ${peers.length} servers\n`);
  return results.map(({ peer, milliseconds, memory }) => ({ peer, start: spread(milliseconds), memory: spread(memory) }));
}

/** @throws Error when the load was void or did not get so far: there is no figure to stand in for it */
async function memoryAfterTokens(peer) {
  const issue = workloads.find(({ name }) => name === 'W1');
  const issuer = { url: 'http://127.0.0.1:1', jwks: { keys: [] } };
  const run = await measure(peer, issue, { seconds: limit, warmup: 0, most: tokens, issuer, env: envOf(peer) });
  process.stderr.write(`${tokens} tokens of ${peer.name}: ${run.void ?? `${(run.memory / 1e6).toFixed(0)} MB`}\n`);
  if (run.void !== undefined) throw new Error(`${peer.name}: ${run.void}`);
  if (run.count < tokens) throw new Error(`${peer.name} issued ${run.count} tokens in ${limit} s.`);
  return run.memory;
}
