import { expect } from 'chai';
import { type Framework, onEachFramework, secret, startApplication, type TestApplication } from '../support/application';
import { keyPair, postAssertion, Signer } from '../support/assertions';
import { post, type TokenAnswer } from '../support/flow';
import { expectRefusal } from '../support/refusal';

const keys = keyPair('ES256');
const token = { grant_type: 'client_credentials' };
const statuses = (answers: readonly TokenAnswer[]): Record<number, number> => {
  const counted: Record<number, number> = {};
  for (const { status } of answers) counted[status] = (counted[status] ?? 0) + 1;
  return counted;
};

describe('guessing the secret of a client', () => {
  let app: TestApplication;
  const start = async (on?: Framework, limits?: { token: `${number}/min` }): Promise<void> => {
    app = await startApplication({
      ...{ on, tls: true },
      ...(limits ? { limits } : {}),
      clients: [
        { clientId: 'service', clientSecret: secret, scopes: ['photos:read'] },
        { clientId: 'poster', clientSecret: secret, authMethod: 'client_secret_post', scopes: ['photos:read'] },
        { clientId: 'signer', authMethod: 'private_key_jwt', jwks: { keys: [keys.publicJwk] }, scopes: ['photos:read'] },
        { clientId: 'app', public: true, redirectUris: ['https://app.example/callback'], scopes: ['photos:read'] },
      ],
    });
  };
  afterEach(() => app.close());

  const from = (address: string) => ({ headers: { 'x-forwarded-proto': 'https', 'x-forwarded-for': address } });
  const guess = (
    given: string,
    { client = 'service', address = '192.0.2.1', path = '/oauth/token' } = {},
  ): Promise<TokenAnswer> => post(app, { ...token, token: 'unknown' }, { basic: client, secret: given, path, ...from(address) });
  const many = (count: number, one: (n: number) => Promise<TokenAnswer>): Promise<TokenAnswer[]> =>
    Promise.all(Array.from({ length: count }, (_, n) => one(n)));

  onEachFramework(framework => {
    it('CA16: is stopped after twenty wrong ones in a minute, the right one included', async () => {
      await start(framework);
      for (let n = 0; n < 20; n++) expectRefusal(await guess(`wrong ${n}`), 'invalid_client', 401);
      expectRefusal(await guess('wrong'), 'temporarily_unavailable', 429);
      for (const given of ['wrong', secret]) {
        const answer = await guess(given);
        expectRefusal(answer, 'temporarily_unavailable', 429);
        expect(Number(answer.headers.get('retry-after'))).to.be.within(1, 60);
      }
    });
  });

  it('CA16: gains nothing from many guesses at once, nor from the right one among them', async () => {
    await start(undefined, { token: '5/min' });
    const answers = await many(60, n => guess(n < 50 ? `wrong ${n}` : secret));
    expect(statuses(answers)[401]).to.equal(5);
    expect((await guess(secret)).status).to.equal(429);
  });

  it('CA16: does not keep the client out at another address, nor another client at this one', async () => {
    await start(undefined, { token: '5/min' });
    await many(20, n => guess(`wrong ${n}`));
    expect((await guess(secret)).status).to.equal(429);
    expect((await guess(secret, { address: '192.0.2.2' })).status).to.equal(200);
    const other = { ...token, client_id: 'poster', client_secret: secret };
    expect((await post(app, other, from('192.0.2.1'))).status).to.equal(200);
  });

  it('CA16: is counted at all endpoints together, and for clients that are not registered alike', async () => {
    await start(undefined, { token: '6/min' });
    for (const path of ['/oauth/token', '/oauth/revoke', '/oauth/token', '/oauth/revoke', '/oauth/token', '/oauth/revoke'])
      expectRefusal(await guess('wrong', { path }), 'invalid_client', 401);
    for (const path of ['/oauth/token', '/oauth/revoke'])
      expectRefusal(await guess(secret, { path }), 'temporarily_unavailable', 429);
    const unknown = await many(10, () => guess('wrong', { client: 'nobody' }));
    expect(statuses(unknown)).to.deep.equal({ 401: 6, 429: 4 });
  });

  it('CA16: counts the wrong method, and assertions that nobody signed', async () => {
    await start(undefined, { token: '5/min' });
    const posted = { ...token, client_id: 'service', client_secret: secret };
    expect(statuses(await many(10, () => post(app, posted, from('192.0.2.1'))))).to.deep.equal({ 401: 5, 429: 5 });
    const context = { issuer: 'https://auth.example', clock: app.clock };
    const forger = new Signer('signer', 'ES256', keyPair('ES256').privateKey, context);
    const forged = await many(10, () => postAssertion(app, forger.sign(), {}, from('192.0.2.1')));
    expect(statuses(forged)).to.deep.equal({ 401: 5, 429: 5 });
    const signer = new Signer('signer', 'ES256', keys.privateKey, context);
    expect((await postAssertion(app, signer.sign(), {}, from('192.0.2.1'))).status).to.equal(429);
    expect((await postAssertion(app, signer.sign(), {}, from('192.0.2.2'))).status).to.equal(200);
  });

  it('CA16: does not hold up those who know it, however many they are at once', async () => {
    await start(undefined, { token: '2/min' });
    expect(statuses(await many(100, () => guess(secret)))).to.deep.equal({ 200: 100 });
    // Nor where somebody has been wrong, and successes are looked at.
    expectRefusal(await guess('wrong'), 'invalid_client', 401);
    expect(statuses(await many(100, () => guess(secret)))).to.deep.equal({ 200: 100 });
  });

  it('CA16: leaves public clients alone, who have no secret and may share an address', async () => {
    await start(undefined, { token: '1/min' });
    await many(10, () => guess('wrong', { client: 'app' }));
    const named = { grant_type: 'refresh_token', refresh_token: 'unknown', client_id: 'app' };
    expectRefusal(await post(app, named, from('192.0.2.1')), 'invalid_grant');
  });

  it('CA16: is not stopped where limits are switched off', async () => {
    app = await startApplication({ limits: false });
    expect(statuses(await many(60, () => post(app, token, { basic: 'service', secret: 'wrong' })))).to.deep.equal({ 401: 60 });
    expect((await post(app, token, { basic: 'service' })).status).to.equal(200);
  });

  it('says what a limit looks like', async () => {
    await start();
    const error: unknown = await startApplication({ limits: { token: 'often' as never } }).catch((thrown: unknown) => thrown);
    expect(String(error)).to.equal(`TypeError: limits.token is "often"; write for example '10/min', or false for none.`);
  });
});
