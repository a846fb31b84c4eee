import { recovering } from './awaitable';

/** What the library says to the operator. pino, winston and console fit. No token, code or secret is ever passed to it. */
export interface Logger {
  debug(message: string, details?: unknown): void;
  info(message: string, details?: unknown): void;
  warn(message: string, details?: unknown): void;
  error(message: string, details?: unknown): void;
}

const levels = ['debug', 'info', 'warn', 'error'] as const;

/**
 * The application's logger, of which nothing comes back: it is called where an answer is ready or a listener has failed, and one that
 * throws or rejects must not become the answer, or end the process. What it did not take goes to the console.
 */
export function unfailing(logger: Logger): Logger {
  const entries = levels.map(level => {
    const say = (...said: [message: string, details?: unknown]): void => {
      const failed = (): void => consoleLogger[level](...said);
      recovering<unknown>(() => logger[level](...said), failed);
    };
    return [level, say] as const;
  });
  return Object.fromEntries(entries) as unknown as Logger;
}

/** Warnings and errors to the console; the rest is dropped. */
export const consoleLogger: Logger = {
  debug: () => undefined,
  info: () => undefined,
  warn: (message, details) => (details === undefined ? console.warn(message) : console.warn(message, details)),
  error: (message, details) => (details === undefined ? console.error(message) : console.error(message, details)),
};
