import { mark, markdownTable, ranged, whole } from './markdown.mjs';

const megabytes = bytes => (bytes / 1e6).toFixed(0);

/** W7 as two tables. */
export function footprintTables(record) {
  return [startTable(record), installTable(record)].join('\n\n');
}

function startTable({ results, tokens }) {
  const head = ['W7', 'ms to listening', 'MB at start', `MB after ${whole(tokens)} tokens`];
  const rows = results.map(({ peer, start, memory, afterTokens }) => [
    ...[peer, ranged(start, 0), megabytes(memory.median)],
    afterTokens === undefined ? '' : megabytes(afterTokens),
  ]);
  return markdownTable(head, rows);
}

function installTable({ installations }) {
  const head = ['installed', 'beside', 'packages', 'MB', 'its own MB'];
  const rows = installations.map(one => [
    ...[one.name, one.with.join(', ') || 'nothing', String(one.packages)],
    ...[(one.bytes / 1e6).toFixed(1), (one.ownBytes / 1e6).toFixed(1)],
  ]);
  return markdownTable(head, rows);
}

/** Claim 3. */
export function footprintClaims({ results, installations }) {
  const ours = results.filter(({ peer }) => /^ours-(express|koa)-file$/.test(peer));
  const rows = ours.flatMap(({ peer, start, afterTokens }) => [
    ['3', `${peer}: ms to listening`, 'at most 500', start.median.toFixed(0), mark(start.median <= 500)],
    ['3', `${peer}: MB after 100,000 tokens`, 'under 130', megabytes(afterTokens), mark(afterTokens < 130e6)],
  ]);
  const [{ packages }] = installations;
  rows.push(['3', 'packages beyond the peerDependencies', 'at most 12', String(packages), mark(packages <= 12)]);
  return markdownTable(['', 'claim', '', 'measured', ''], rows);
}
