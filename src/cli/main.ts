#!/usr/bin/env node
import { oauth } from './program';

oauth()
  .parseAsync()
  .catch((error: unknown) => {
    console.error(`oauth: ${error instanceof Error ? error.message : String(error)}`);
    process.exitCode = 1;
  });
