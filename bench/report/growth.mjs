import { mark, markdownTable } from './markdown.mjs';

/** CPU per request at each step, and at the last as a multiple of the first. */
export function growthTable(results) {
  const names = [...new Set(results.map(({ dimension }) => dimension))];
  return names.map(name => dimensionTable(results.filter(({ dimension }) => dimension === name))).join('\n\n');
}

function dimensionTable(results) {
  const steps = [...new Set(results.map(({ step }) => step))];
  const head = [`CPU us/request (requests/s), ${results[0].title}`, ...steps.map(label), 'last / first'];
  const rows = linesOf(results).map(({ name, points }) => [name, ...points.map(cell), growth(points)]);
  return markdownTable(head, rows);
}

/** One for each server and workload: the points of a plot, the row of a table. */
export function linesOf(results) {
  const lines = new Map();
  for (const result of results) {
    const name = result.peer.startsWith('bare') ? `${result.workload}, bare framework` : result.workload;
    lines.set(name, [...(lines.get(name) ?? []), result]);
  }
  return [...lines].map(([name, points]) => ({ name, points }));
}

/** 10000 as 10,000 and 1000000 as 10^6. */
export function label(step) {
  const exponent = Math.log10(step);
  return Number.isInteger(exponent) && exponent > 3 ? `10^${exponent}` : String(step);
}

function cell(result) {
  return result.void === undefined ? `${result.cpu.median.toFixed(1)} (${result.rate.median.toFixed(0)})` : 'void';
}

function growth(points) {
  const [first, last] = [points[0], points.at(-1)];
  return first.void === undefined && last.void === undefined ? (last.cpu.median / first.cpu.median).toFixed(2) : '';
}

/** Claim 4: rows from the fewest to the most that were measured. */
export function growthClaims(results) {
  const lines = linesOf(results.filter(({ dimension }) => dimension === 'tokens'));
  const rows = lines.map(({ name, points }) => {
    const [first, last] = [points[0], points.at(-1)];
    if (first.void !== undefined || last.void !== undefined) return ['4', name, 'void', mark(false)];
    const ratio = last.cpu.median / first.cpu.median;
    const text = `${name}: CPU with ${label(last.step)} rows for each with ${label(first.step)}`;
    return ['4', last.step < 1e7 ? `${text} (10^7 was not measured)` : text, ratio.toFixed(2), mark(ratio <= 1.15)];
  });
  return markdownTable(['', 'claim', 'at most 1.15', ''], rows);
}
