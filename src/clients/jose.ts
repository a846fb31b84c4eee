import { lazy } from '../core/lazy';

/** It takes its time to load, and many servers never need it. */
export const jose = lazy(() => require('jose') as typeof import('jose'));
