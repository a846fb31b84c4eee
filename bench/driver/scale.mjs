// npm run bench -- scale: 1, 2 and 4 processes over one PostgreSQL.
import { scope, service } from '../peers/common/fixture.mjs';
import { createSchema } from '../peers/ours/database.mjs';
import { scaleTable } from '../report/scale.mjs';
import { connectionCount, loadOn } from './cell.mjs';
import { readOptions } from './options.mjs';
import { PeerGroup } from './peer-group.mjs';
import { peers } from './peers.mjs';
import { circumstances, writeRecord } from './record.mjs';
import { summary } from './statistics.mjs';
import { workloads } from './workloads/workloads.mjs';

const counts = [1, 2, 4];
const peer = peers.find(({ name }) => name === 'ours-express-postgres');
const loads = workloads.filter(({ name }) => ['W1', 'W2', 'W4', 'W5', 'W6'].includes(name));

const { seconds, warmup, repetitions, postgres, json, workloads: chosen } = readOptions(() => loads, 10);
const when = circumstances('scale');
// Each process takes what core it gets.
when.machine.pinned = false;
const cells = chosen.flatMap(workload => counts.map(processes => ({ workload, processes, runs: [] })));
for (let repetition = 1; repetition <= repetitions; repetition++)
  for (const { workload, processes, runs } of cells) {
    const run = await measureTogether(workload, processes);
    process.stderr.write(
      `${repetition} ${workload.name} ${processes}: ${run.void ?? `${run.rate.toFixed(0)}/s, ${run.cpu.toFixed(1)} us`}\n`,
    );
    runs.push(run);
  }
const results = cells.map(({ workload, processes, runs }) => ({ workload: workload.name, processes, runs, ...summary(runs) }));
console.log(scaleTable(results));
writeRecord(json, { ...when, seconds, warmup, repetitions, results });
if (results.some(result => result.void !== undefined)) process.exitCode = 1;

async function measureTogether(workload, processes) {
  const { schema, drop } = await createSchema(postgres);
  let group;
  let connections = [];
  try {
    group = await PeerGroup.start(peer, { BENCH_SCHEMA: schema, BENCH_POSTGRES: postgres }, processes);
    connections = group.connections(connectionCount);
    return await loadOn(group, workload, { peer, connections, seconds, warmup, clients: [service], scope });
  } catch (error) {
    return { void: error instanceof Error ? error.message : String(error) };
  } finally {
    await Promise.all(connections.map(connection => connection.close()));
    await group?.stop();
    await drop();
  }
}
