import type { LeanClient } from './lean-client';
import { pause } from './report';

export interface Latencies {
  /** Milliseconds, of each request that was answered with 200. */
  readonly times: number[];
  readonly failures: number;
}

/**
 * So many requests a second, whatever becomes of them: three of four ask for a protected resource, one refreshes. What a slow
 * answer delays is counted, because a request is measured from the moment that it was due.
 */
export async function steadyLoad(
  client: LeanClient,
  tokens: { access: string; refresh: string }[],
  rate: number,
  until: () => boolean,
): Promise<Latencies> {
  const times: number[] = [];
  let failures = 0;
  const underWay = new Set<Promise<void>>();
  const refreshing = new Set<object>();
  const begun = performance.now();
  for (let number = 0; !until(); number++) {
    const due = begun + (number * 1000) / rate;
    if (due > performance.now()) await pause(due - performance.now());
    const one = request(number).then(status => {
      if (status === 200) times.push(performance.now() - due);
      else failures++;
    });
    underWay.add(one);
    void one.finally(() => underWay.delete(one));
  }
  await Promise.all(underWay);
  return { times, failures };

  async function request(number: number): Promise<number | undefined> {
    const own = tokens[number % tokens.length];
    if (!own) return undefined;
    // A token is not refreshed again before its answer is there: the second use of the old one would be a reuse.
    if (number % 4 !== 3 || refreshing.has(own)) return client.photos(own.access);
    refreshing.add(own);
    const { status, refresh } = await client.refresh(own.refresh);
    refreshing.delete(own);
    own.refresh = refresh ?? own.refresh;
    return status;
  }
}
