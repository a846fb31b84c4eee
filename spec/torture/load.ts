import type { Outcome, TortureClient } from './client';
import type { Family, Ledger } from './ledger';
import { pause } from './report';

/** Clients that do everything at once, and write down what they were told. */
export class Load {
  private running = true;
  private readonly workers: Promise<void>[];
  /** Requests that were answered. */
  answered = 0;
  /** What no answer may be, in words. */
  readonly surprises: string[] = [];

  constructor(
    private readonly client: TortureClient,
    private readonly ledger: Ledger,
    workers: number,
  ) {
    this.workers = Array.from({ length: workers }, () => this.work());
  }

  /** Until so many requests have been answered, however fast the machine is today; 3 s at most. */
  async reaches(answers: number): Promise<void> {
    for (const begun = performance.now(); this.answered < answers && performance.now() - begun < 3000; ) await pause(2);
  }

  async stop(): Promise<void> {
    this.running = false;
    await Promise.all(this.workers);
  }

  private async work(): Promise<void> {
    while (this.running) {
      if (Math.random() < 0.25) await this.service();
      else await this.authorization();
    }
  }

  private async service(): Promise<void> {
    const { access_token: token } = this.noted(await this.client.credentials(), 200).body;
    if (token !== undefined) this.ledger.services.push(token);
  }

  private async authorization(): Promise<void> {
    const code = await this.client.code();
    if (code === undefined) return;
    const family = this.ledger.open(code);
    if (Math.random() < 0.1) return;
    if (Math.random() < 0.15) return this.exchangeTwice(family);
    await this.exchange(family);
    for (let refreshes = Math.floor(Math.random() * 4); refreshes > 0 && this.running; refreshes--) await this.refresh(family);
    if (Math.random() < 0.2) await this.revoke(family);
  }

  private async exchange(family: Family): Promise<void> {
    family.redeemed = 'maybe';
    this.arrived(family, this.noted(await this.client.exchange(family.code), 200));
  }

  /** One may win; the other is a replay, which revokes what the winner got. */
  private async exchangeTwice(family: Family): Promise<void> {
    family.redeemed = 'maybe';
    family.revoked = 'maybe';
    const outcomes = await Promise.all([this.client.exchange(family.code), this.client.exchange(family.code)]);
    for (const outcome of outcomes) this.arrived(family, this.noted(outcome, 200, 400));
    if (outcomes.every(({ status }) => status === 200)) this.surprises.push('a code was redeemed twice');
    if (outcomes.some(({ status }) => status === 400)) family.revoked = 'yes';
  }

  private async refresh(family: Family): Promise<void> {
    if (family.refreshToken === undefined) return;
    this.arrived(family, this.noted(await this.client.refresh(family.refreshToken), 200));
  }

  private async revoke(family: Family): Promise<void> {
    if (family.refreshToken === undefined) return;
    family.revoked = 'maybe';
    const { status } = this.noted(await this.client.revoke(family.refreshToken), 200);
    if (status === 200) family.revoked = 'yes';
  }

  private arrived(family: Family, { status, body }: Outcome): void {
    if (status !== 200 || body.access_token === undefined) return;
    family.redeemed = 'yes';
    family.accessTokens.push(body.access_token);
    family.refreshToken = body.refresh_token;
  }

  private noted(outcome: Outcome, ...expected: number[]): Outcome {
    if (outcome.status === undefined) return outcome;
    this.answered++;
    if (!expected.includes(outcome.status)) this.surprises.push(`${outcome.status} ${JSON.stringify(outcome.body)}`);
    return outcome;
  }
}
