import type { Outcome, TortureClient } from './client';
import { pause } from './report';

/** One answer, and when it was asked for and given. */
export interface Answer extends Outcome {
  readonly what: 'photos' | 'refresh' | 'credentials' | 'authorize' | 'revoke';
  readonly from: number;
  readonly to: number;
}

/** Requests of every kind without end, whatever becomes of the database. */
export class OutageLoad {
  readonly answers: Answer[] = [];
  /** When the last 503 came; an instant of `performance.now()`. */
  lastRefusal = 0;
  private running = true;
  private readonly workers: Promise<void>[];

  /** @param tokens of one authorization each; a worker refreshes its own again and again */
  constructor(
    private readonly client: TortureClient,
    tokens: readonly { access: string; refresh: string }[],
  ) {
    this.workers = tokens.flatMap(({ access, refresh }) => [this.work(access, refresh), this.watch(access)]);
  }

  async stop(): Promise<void> {
    this.running = false;
    await Promise.all(this.workers);
  }

  private async work(access: string, refreshToken: string): Promise<void> {
    let refresh = refreshToken;
    while (this.running) {
      await this.note('photos', this.client.photos(access));
      // A refresh that was answered with 503 may have happened all the same: the same token again brings its successor.
      refresh = (await this.note('refresh', this.client.refresh(refresh))).body.refresh_token ?? refresh;
      await this.note('credentials', this.client.credentials());
      await this.note('authorize', this.client.authorize());
      await this.note('revoke', this.client.revoke('a token that nobody has been given'));
      await pause(5);
    }
  }

  /** The protected resource and nothing else. */
  private async watch(access: string): Promise<void> {
    for (; this.running; await pause(10)) await this.note('photos', this.client.photos(access));
  }

  private async note(what: Answer['what'], asked: Promise<Outcome>): Promise<Outcome> {
    const from = performance.now();
    const outcome = await asked;
    if (outcome.status === 503) this.lastRefusal = performance.now();
    this.answers.push({ ...outcome, what, from, to: performance.now() });
    return outcome;
  }
}
