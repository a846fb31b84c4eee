import { claims } from './claims.mjs';
import { mark, markdownTable, ranged } from './markdown.mjs';
import { ratio } from './ratios.mjs';

/** Each claim that the results have figures for, with its ratio and whether it holds. */
export function verdicts(results) {
  return claims.flatMap(claim => {
    const measured = ratio(results, claim.one, claim.others, claim.workload, claim.otherWorkload);
    return measured === undefined ? [] : [{ ...claim, ...measured, holds: measured[measured.by].median >= claim.least }];
  });
}

/** Claims that compare loads, as one table, or as none. The ratio that counts is bold: CPU only where a server was not the limit of its load. */
export function verdictTable(results) {
  const rows = verdicts(results).map(({ number, text, least, aim, rate, cpu, best, others, by, holds }) => [
    String(number),
    others.length > 1 ? `${text} (${best})` : text,
    aim === undefined ? `${least}` : `${least} (aim ${aim})`,
    strong(ranged(rate), by === 'rate'),
    strong(ranged(cpu), by === 'cpu'),
    mark(holds),
  ]);
  const head = ['', 'claim', 'at least', 'requests/s', 'requests for the same CPU', ''];
  return rows.length === 0 ? [] : [markdownTable(head, rows)];
}

const strong = (text, is) => (is ? `**${text}**` : text);
