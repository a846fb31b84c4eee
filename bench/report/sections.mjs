import { peers } from '../driver/peers.mjs';
import { legend } from '../driver/saturation.mjs';
import { table } from '../driver/table.mjs';
import { workloads } from '../driver/workloads/workloads.mjs';
import { footprintClaims, footprintTables } from './footprint.mjs';
import { growthClaims, growthTable } from './growth.mjs';
import { inputsTable, reckoning } from './reckoning.mjs';
import { origin } from './records.mjs';
import { scaleTable } from './scale.mjs';
import { verdictTable } from './verdicts.mjs';

const grantedNames = new Set(peers.filter(({ granted }) => granted).map(({ name }) => name));
/** Those that are granted the listener stand in for themselves as they ship. */
const replaced = new Set([...grantedNames].map(name => name.replace(/-granted$/, '')));

const shipped = ({ peer }) => !grantedNames.has(peer);
const granted = ({ peer }) => !replaced.has(peer);

const withOrigin = (text, record) => `${text}\n\n${origin(record)}`;
const tableOf = (record, choose) =>
  withOrigin(`${table(record.results.filter(choose), workloads)}\n\n${legend.replace('*', '\\*')}`, record);

/** The sections of docs/performance.md: what each needs, and its text. */
export const performance = {
  shows: { needs: ['bench'], text: ({ bench, footprint, growth }) => shows(bench, footprint, growth) },
  shipped: { needs: ['bench'], text: ({ bench }) => tableOf(bench, shipped) },
  granted: { needs: ['bench'], text: ({ bench }) => tableOf(bench, granted) },
  databases: { needs: ['databases'], text: ({ databases }) => tableOf(databases, () => true) },
  footprint: { needs: ['footprint'], text: ({ footprint }) => withOrigin(footprintTables(footprint), footprint) },
  growth: {
    needs: ['growth'],
    text: ({ growth }) => withOrigin(`${growthTable(growth.results)}\n\n${images(growth.results)}`, growth),
  },
};

/** The sections of docs/scaling.md. */
export const scaling = {
  scale: { needs: ['scale'], text: ({ scale }) => withOrigin(scaleTable(scale.results), scale) },
  inputs: { needs: ['bench', 'scale'], text: ({ bench, scale }) => inputsTable(bench, scale) },
  reckoning: { needs: ['bench', 'scale'], text: ({ bench, scale }) => reckoning(bench, scale) },
};

function shows(bench, footprint, growth) {
  const tables = verdictTable(bench.results);
  if (footprint !== undefined) tables.push(footprintClaims(footprint));
  if (growth !== undefined) tables.push(growthClaims(growth.results));
  return tables.join('\n\n');
}

export const imageName = dimension => `growth-${dimension}.svg`;

function images(results) {
  const titles = new Map(results.map(({ dimension, title }) => [dimension, title]));
  return [...titles].map(([name, title]) => `![CPU per request by ${title}](images/${imageName(name)})`).join('\n\n');
}
