import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { median } from '../driver/statistics.mjs';

/** Where the last figures are. */
export const results = fileURLToPath(new URL('../results/', import.meta.url));

/** @returns what a command has measured last; undefined: nothing */
export function readRecord(command) {
  try {
    return JSON.parse(readFileSync(`${results}${command}.json`, 'utf8'));
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Where figures come from. */
export function origin({ command, commit, date, machine, seconds, warmup, repetitions, results: measured }) {
  const { cpu, cores, gigabytes, node, pinned } = machine;
  const loads = seconds === undefined ? '' : `; repetitions: ${repetitions}, each ${seconds} s after ${warmup} s`;
  const place = pinned ? ', each server on one core' : '';
  return `\`${command}\` at commit ${commit} on ${date}: ${cpu}, ${cores} cores, ${gigabytes} GB, Node ${node}${place}${loads}${others(measured)}.`;
}

/** How busy the machine was beside the bench. */
function others(measured) {
  const loads = measured.flatMap(({ runs = [] }) => runs.map(({ otherLoad }) => otherLoad)).filter(Number.isFinite);
  if (loads.length === 0) return '';
  return `; everything else on the machine took ${median(loads).toFixed(2)} of a core in the median, at most ${Math.max(...loads).toFixed(2)}`;
}
