import type { TortureClient } from './client';
import type { Family, Known, Ledger } from './ledger';

/** Asks a server that was killed and started again whether all that it has ever said still holds. */
export async function brokenPromises(client: TortureClient, ledger: Ledger): Promise<string[]> {
  const checks = await Promise.all([
    ...ledger.families.map(family => ofFamily(client, family)),
    ...ledger.services.map(token => expectation('the access token of a service', client.photos(token), [200])),
  ]);
  return checks.flat();
}

async function ofFamily(client: TortureClient, family: Family): Promise<string[]> {
  const { accessTokens, refreshToken, revoked } = family;
  const alive = (refused: number) => answersFor(revoked, refused);
  const problems = await Promise.all(
    accessTokens.map(token => expectation(`an access token (revoked: ${revoked})`, client.photos(token), alive(401))),
  );
  if (refreshToken !== undefined) {
    // Where the crash took the answer to a refresh, the same token has to bring the same successor.
    const asked = client.refresh(refreshToken);
    problems.push(await expectation(`a refresh token (revoked: ${revoked})`, asked, alive(400)));
    family.refreshToken = (await asked).body.refresh_token ?? refreshToken;
  }
  return [...problems.flat(), ...(await ofCode(client, family))];
}

/** Half of the families keep their tokens, to be asked for again after later crashes; a replay of the code would end them. */
async function ofCode(client: TortureClient, family: Family): Promise<string[]> {
  if (family.redeemed === 'yes' && Math.random() < 0.5) return [];
  const expected = { no: [200], maybe: [200, 400], yes: [400] }[family.redeemed];
  const first = client.exchange(family.code);
  const problems = await expectation(`a code (redeemed: ${family.redeemed})`, first, expected);
  const second = await expectation('a code once more', client.exchange(family.code), [400]);
  const { access_token: token } = (await first).body;
  const replayed = token === undefined ? [] : await expectation('what came of a replayed code', client.photos(token), [401]);
  family.redeemed = 'yes';
  family.revoked = 'yes';
  return [...problems, ...second, ...replayed];
}

function answersFor(revoked: Known, refused: number): number[] {
  return { no: [200], maybe: [200, refused], yes: [refused] }[revoked];
}

async function expectation(what: string, asked: ReturnType<TortureClient['photos']>, expected: number[]): Promise<string[]> {
  const { status, body } = await asked;
  return status !== undefined && expected.includes(status)
    ? []
    : [`${what} was answered with ${status} ${JSON.stringify(body)}, not with ${expected.join(' or ')}`];
}
