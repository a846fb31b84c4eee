import { temporarilyUnavailable } from './errors';

/**
 * Waits for something that the application plugged in, but not for ever: what hangs becomes a refusal.
 * @param what named in the log, for example `UserProvider.verify`
 * @param limit milliseconds
 * @throws OAuthError temporarily_unavailable when the time is over; whatever the work threw otherwise
 */
export function within<T>(limit: number, what: string, work: Promise<T> | T): Promise<T> {
  return new Promise((resolve, reject) => {
    const hint = `${what} did not answer within ${limit} ms; the request was refused.`;
    const timer = setTimeout(() => reject(temporarilyUnavailable({ hint })), limit);
    Promise.resolve(work)
      .then(resolve, reject)
      .finally(() => clearTimeout(timer));
  });
}
