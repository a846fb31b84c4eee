import { markdownTable, whole } from '../report/markdown.mjs';
import { isWaiting } from './saturation.mjs';

/** The results as a Markdown table: a row a peer, a column a workload. */
export function table(results, workloads) {
  const columns = workloads.filter(({ name }) => results.some(result => result.workload === name));
  const names = [...new Set(results.map(({ peer }) => peer))];
  const head = ['requests/s [min-max] (CPU us/request)', ...columns.map(({ name, title }) => `${name} ${title}`)];
  const rows = names.map(name => [
    name,
    ...columns.map(column => cell(results.find(result => result.peer === name && result.workload === column.name))),
  ]);
  return markdownTable(head, rows);
}

function cell(result) {
  if (result === undefined) return '';
  if (result.void !== undefined) return 'void';
  const { rate, cpu } = result;
  const star = isWaiting(result) ? '*' : '';
  return `${whole(rate.median)}${star} [${whole(rate.min)}-${whole(rate.max)}] (${cpu.median.toFixed(1)})`;
}
