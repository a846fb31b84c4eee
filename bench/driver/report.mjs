// npm run bench -- report: puts what was measured last into the documents.
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { linesOf } from '../report/growth.mjs';
import { replaceSection } from '../report/markdown.mjs';
import { plot } from '../report/plot.mjs';
import { readRecord, results } from '../report/records.mjs';
import { imageName, performance, scaling } from '../report/sections.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));
const needed = Object.values({ ...performance, ...scaling }).flatMap(({ needs }) => needs);
const records = Object.fromEntries(needed.map(name => [name, readRecord(name)]));
// Figures are kept as the repository is formatted.
spawnSync(`${root}node_modules/.bin/biome`, ['format', '--write', results], { cwd: root });
write('docs/performance.md', performance);
write('docs/scaling.md', scaling);
if (records.growth !== undefined) drawGrowth(records.growth.results);

function write(document, sections) {
  let text = readFileSync(root + document, 'utf8');
  for (const [name, { needs, text: textOf }] of Object.entries(sections))
    text = replaceSection(text, name, content(`${document}, section ${name}`, needs, textOf));
  writeFileSync(root + document, text);
}

/** A document says what could not be told, and so does the command. */
function content(place, needs, textOf) {
  const missing = needs.filter(command => records[command] === undefined);
  let sentence = `no figures of ${missing.join(', ')}`;
  try {
    if (missing.length === 0) return textOf(records);
  } catch (error) {
    sentence = error.message;
  }
  process.stderr.write(`${place}: ${sentence}\n`);
  process.exitCode = 1;
  return missing.length > 0 ? 'Not measured yet: `npm run bench -- all`.' : `Not reckoned: ${sentence}`;
}

function drawGrowth(all) {
  for (const dimension of new Set(all.map(one => one.dimension))) {
    const own = all.filter(one => one.dimension === dimension);
    writeFileSync(`${root}docs/images/${imageName(dimension)}`, plot(own[0].title, linesOf(own)));
  }
}
