import { inspect } from 'node:util';
import type { Logger } from 'oauth-controllers';

/** Keeps every line, so that specs can look for what must, and for what must never, be logged. */
export class MemoryLogger implements Logger {
  readonly lines: string[] = [];

  debug(message: string, details?: unknown): void {
    this.keep('debug', message, details);
  }
  info(message: string, details?: unknown): void {
    this.keep('info', message, details);
  }
  warn(message: string, details?: unknown): void {
    this.keep('warn', message, details);
  }
  error(message: string, details?: unknown): void {
    this.keep('error', message, details);
  }

  get text(): string {
    return this.lines.join('\n');
  }

  private keep(level: string, message: string, details: unknown): void {
    this.lines.push(`${level} ${message} ${details === undefined ? '' : inspect(details, { depth: 6 })}`);
  }
}
