/** A Markdown table. */
export function markdownTable(head, rows) {
  const line = cells => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** 12345 as 12,345. */
export function whole(value) {
  return value.toFixed(0).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** A median with its least and most. */
export function ranged({ median, min, max }, digits = 2) {
  return `${median.toFixed(digits)} [${min.toFixed(digits)}-${max.toFixed(digits)}]`;
}

export const mark = holds => (holds ? '✓' : '✗');

/**
 * Puts text between the markers of a section of a document.
 * @throws Error when the document has no such section
 */
export function replaceSection(document, name, text) {
  const [begin, end] = [`<!-- bench: ${name} -->`, `<!-- /bench: ${name} -->`];
  const from = document.indexOf(begin);
  const to = document.indexOf(end);
  if (from < 0 || to < from) throw new Error(`The document has no section ${begin} … ${end}.`);
  return `${document.slice(0, from)}${begin}\n\n${text}\n\n${document.slice(to)}`;
}
