import { expect } from 'chai';
import {
  AuthorizationCodeGenerator,
  type AuthorizationRequest,
  type Awaitable,
  type TokenContext,
  TokenGenerator,
} from 'oauth-controllers';
import { exchange, obtainCode } from '../../support/flow';
import { restoreServices, startWith } from '../../support/services';

const count = 10_000;

/** How far the ones among `count` fair coins may be off: six standard deviations, once in 500 million. */
const tolerance = 6 * Math.sqrt(count / 4);

/** In bits: the neighbour, the next byte, and the words that a weak generator repeats. */
const distances = [1, 8, 16, 32, 64, 128];

/** Every bit of the random part is a fair coin, no bit repeats another at one of the distances, and no value comes twice. */
function expectRandom(values: readonly string[]): void {
  expect(new Set(values).size).to.equal(count);
  const samples = values.map(value => Buffer.from(value.split('.')[1] ?? '', 'base64url'));
  const bits = (samples[0]?.length ?? 0) * 8;
  expect(bits).to.be.at.least(160);
  const bit = (sample: Buffer, at: number): number => ((sample[at >> 3] ?? 0) >> (at & 7)) & 1;
  for (let at = 0; at < bits; at++) {
    expectFair(samples, sample => bit(sample, at), `bit ${at}`);
    for (const distance of distances)
      expectFair(samples, sample => bit(sample, at) ^ bit(sample, (at + distance) % bits), `bit ${at} and ${distance} further`);
  }
}

function expectFair(samples: readonly Buffer[], coin: (sample: Buffer) => number, what: string): void {
  let ones = 0;
  for (const sample of samples) ones += coin(sample);
  if (Math.abs(ones - count / 2) > tolerance) expect.fail(`${what}: ${ones} of ${count}`);
}

const codes: string[] = [];
const accessTokens: string[] = [];
const refreshTokens: string[] = [];
const made = (make: () => Awaitable<string>): Promise<string[]> => Promise.all(Array.from({ length: count }, make));

class ManyCodes extends AuthorizationCodeGenerator {
  override async generate(request: AuthorizationRequest): Promise<string> {
    codes.push(...(await made(() => super.generate(request))));
    return super.generate(request);
  }
}
class ManyTokens extends TokenGenerator {
  override async accessToken(context: TokenContext): Promise<string> {
    accessTokens.push(...(await made(() => super.accessToken(context))));
    return super.accessToken(context);
  }
  override async refreshToken(context: TokenContext): Promise<string> {
    refreshTokens.push(...(await made(() => super.refreshToken(context))));
    return super.refreshToken(context);
  }
}

describe('random values', () => {
  let code = '';
  before(async () => {
    const app = await startWith([new ManyCodes(), new ManyTokens()]);
    try {
      code = await obtainCode(app);
      await exchange(app, code);
    } finally {
      await app.close();
      restoreServices();
    }
  });

  it('CO08: ten thousand codes for one and the same request are unguessable and tell nothing but when they were made', () => {
    expectRandom(codes);
    expect(code).to.match(/^oac_[0-9a-z]{9}\.[\w-]{43}$/);
    expect(codes).not.to.include(code);
  });

  it('SE02: ten thousand access tokens and refresh tokens for one and the same grant are unguessable', () => {
    expectRandom(accessTokens);
    expectRandom(refreshTokens);
  });
});
