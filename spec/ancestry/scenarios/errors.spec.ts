import { expect } from 'chai';
import { startApplication, type TestApplication } from '../../support/application';
import {
  call,
  exchange,
  loggedIn,
  obtainCode,
  type Parameters,
  post,
  type TokenAnswer,
  type TokenCall,
} from '../../support/flow';
import { expectRefusal, headerOf } from '../../support/refusal';

/** One request for each error that the two endpoints have. */
const each: [path: string, parameters: Parameters, call: TokenCall, error: string, status: number][] = [
  ['/oauth/token', {}, { basic: 'service' }, 'invalid_request', 400],
  ['/oauth/token', { grant_type: 'client_credentials' }, {}, 'invalid_client', 401],
  ['/oauth/token', { grant_type: 'client_credentials' }, { basic: 'service', secret: 'x' }, 'invalid_client', 401],
  ['/oauth/token', { grant_type: 'authorization_code', code: 'x', client_id: 'app' }, {}, 'invalid_grant', 400],
  ['/oauth/token', { grant_type: 'client_credentials' }, { basic: 'web' }, 'unauthorized_client', 400],
  ['/oauth/token', { grant_type: 'magic' }, { basic: 'service' }, 'unsupported_grant_type', 400],
  ['/oauth/token', { grant_type: 'client_credentials', scope: 'unheard:of' }, { basic: 'service' }, 'invalid_scope', 400],
  ['/oauth/revoke', {}, { basic: 'service' }, 'invalid_request', 400],
  ['/oauth/revoke', { token: 'x' }, { basic: 'service', secret: 'x' }, 'invalid_client', 401],
];

describe('scenarios: error responses', () => {
  let app: TestApplication;
  before(async () => {
    app = await startApplication();
  });
  after(() => app.close());

  for (const [path, parameters, how, error, status] of each) {
    const title = `${path} ${JSON.stringify(parameters)} ${how.secret === undefined ? '' : 'with a wrong secret '}is ${error}`;
    it(`${title}: JSON with error and description, ${status}, kept by no cache`, async () => {
      expectRefusal(await post(app, parameters, { ...how, path }), error, status);
    });
  }

  for (const [path, parameters, how, , status] of each) {
    const challenged = status === 401 && how.basic !== undefined;
    it(`${path} ${JSON.stringify(parameters)} is answered ${challenged ? 'with' : 'without'} a challenge (${status})`, async () => {
      const answer = await post(app, parameters, { ...how, path });
      expect(headerOf(answer, 'www-authenticate') !== undefined).to.equal(challenged);
    });
  }

  it('what a client sent is not repeated to it', async () => {
    const marker = '<b>marker</b>';
    for (const [path, parameters, how] of each) {
      const { body } = await post(app, { ...parameters, code: marker, scope: marker, token: [marker, marker] }, { ...how, path });
      expect(JSON.stringify(body)).to.not.include('marker');
    }
    const { body } = await post(app, { grant_type: marker }, { basic: 'service' });
    expect(JSON.stringify(body)).to.not.include('marker');
  });

  it('an error at the resource is JSON of the same shape, kept by no cache', async () => {
    const answer = await call(app, 'unknown');
    expectRefusal(
      { status: answer.status, headers: answer.headers, body: (await answer.json()) as TokenAnswer['body'] },
      'invalid_token',
      401,
    );
  });

  it('a missing scope at the resource is JSON of the same shape', async () => {
    const { body } = await exchange(app, await obtainCode(app, {}, await loggedIn(app)));
    const answer = await call(app, body.access_token, { method: 'POST' });
    expectRefusal(
      { status: answer.status, headers: answer.headers, body: (await answer.json()) as TokenAnswer['body'] },
      'insufficient_scope',
      403,
    );
  });

  it('a resource that was asked without credentials says only that they are needed', async () => {
    const answer = await call(app);
    expect([answer.status, answer.headers.get('cache-control')]).to.deep.equal([401, 'no-store']);
    expect(await answer.json()).to.not.have.any.keys('error', 'error_description');
  });
});
