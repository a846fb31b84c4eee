import { markdownTable, whole } from './markdown.mjs';

/** Requests/s, and where the CPU went: the servers, the database, the driver. */
export function scaleTable(results) {
  const head = [
    '',
    'processes',
    'requests/s [min-max]',
    'CPU us/request',
    'of PostgreSQL',
    'cores: servers',
    'PostgreSQL',
    'driver',
  ];
  return markdownTable(head, results.map(row));
}

/** A database that is not on this machine has no figures. */
function row(result) {
  const { workload, processes, rate, cpu, databaseCpu, serverLoad, driverLoad } = result;
  if (result.void !== undefined) return [workload, String(processes), 'void', '', '', '', '', ''];
  return [
    ...[workload, String(processes), `${whole(rate.median)} [${whole(rate.min)}-${whole(rate.max)}]`, cpu.median.toFixed(0)],
    ...[databaseCpu?.median.toFixed(0) ?? '', serverLoad.median.toFixed(2)],
    ...[databaseCpu === undefined ? '' : ((databaseCpu.median * rate.median) / 1e6).toFixed(2), driverLoad.median.toFixed(2)],
  ];
}
