// npm run cluster: the quick start in several processes behind one port, over one database. A process that dies is replaced.
import 'reflect-metadata';
import cluster from 'node:cluster';
import { supervise } from './supervise.js';
import { work } from './worker.js';

if (cluster.isPrimary) supervise();
else await work();
