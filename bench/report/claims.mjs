import { peers } from '../driver/peers.mjs';

const inMemory = peers.filter(peer => peer.inMemory);
const shipped = inMemory.filter(({ granted }) => !granted).map(({ name }) => name);
/** Those on Express with the listener, and those that have no use for it. */
const granted = inMemory
  .filter(({ name, granted }) => granted || !peers.some(one => one.name === `${name}-granted`))
  .map(({ name }) => name);

const express = 'ours-express-file';
const koa = 'ours-koa-file';
const names = { [express]: 'Express 5', [koa]: 'Koa' };

const against = (others, text) => (one, workload, least, aim) => ({
  ...{ number: 1, one, others, workload, least, aim },
  text: `${workload}, ${names[one]}, against the best peer in memory ${text}`,
});
const asShipped = against(shipped, 'as it ships');
const asGranted = against(granted, 'that is granted the same listener');

const unguarded = (one, workload, least) => ({
  ...{ number: 2, one, others: [one], workload, otherWorkload: `${workload}-open`, least },
  text: `${workload}, ${names[one]}, against the same handler unprotected`,
});
const fresh = (one, workload) => ({
  ...{ number: 2, one, others: [...new Set([...shipped, ...granted])], workload, least: 1.3 },
  text: `${workload}, ${names[one]}, against the best peer`,
});
const extended = (one, others, workload) => ({
  ...{ number: 5, one, others: [others], workload, least: 0.85 },
  text: `${workload}, ${names[others]}, every extension on, against none`,
});

/** What has to be shown: `one` does at least `least` times what the best of `others` does. */
export const claims = [
  ...[
    asShipped(express, 'W1', 2, 3),
    asShipped(express, 'W4', 3, 5),
    asShipped(express, 'W5', 2, 3),
    asShipped(express, 'W6', 1.7, 2.5),
  ],
  ...[asGranted(express, 'W1', 1.5), asGranted(express, 'W6', 1.5)],
  ...[asShipped(koa, 'W1', 1.7), asShipped(koa, 'W4', 2), asShipped(koa, 'W5', 1.7), asShipped(koa, 'W6', 1.7)],
  ...[unguarded(express, 'W2', 0.93), unguarded(koa, 'W2', 0.93), unguarded(express, 'W3', 0.9), unguarded(koa, 'W3', 0.9)],
  ...[express, koa].flatMap(one => [fresh(one, 'W3-fresh'), fresh(one, 'W3-RS256-fresh')]),
  ...['W1', 'W2'].flatMap(workload => [extended('ours-all-express', express, workload), extended('ours-all-koa', koa, workload)]),
];
