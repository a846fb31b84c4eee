import { join } from 'node:path';
import { expect } from 'chai';
import { Browser } from '../support/browser';
import { type QuickStart, startSample, temporaryFolder } from '../support/quick-start';
import { demo, demoTokens, photos } from './demo';

describe('the sample with an application of its own', () => {
  const folder = temporaryFolder();
  let sample: QuickStart;
  before(async () => {
    sample = await startSample('application', { OAUTH_DATABASE: join(folder.path, 'oauth.sqlite') });
  });
  after(async () => {
    await sample.stop();
    folder.remove();
  });

  it('serves the pages of the application beside the endpoints', async () => {
    expect(await (await fetch(`${sample.url}/`)).text()).to.equal('A page of the application.');
  });

  it('asks its own user table, and its own lifetimes', async () => {
    const read = await demoTokens(sample, { scope: 'photos:read' });
    const write = await demoTokens(sample, { scope: 'photos:read photos:write' });
    expect([read.expires_in, write.expires_in]).to.deep.equal([600, 300]);
    expect(await (await photos(sample, read.access_token)).json()).to.deep.equal([{ id: 1, title: 'Sunset', owner: 'ada' }]);
    const browser = new Browser();
    expect((await browser.logIn(await browser.open(demo(sample)), 'ada', 'hopper')).body).to.match(/role="alert"/);
  });

  it('shows its own consent page', async () => {
    const browser = new Browser();
    const consent = await browser.logIn(await browser.open(demo(sample)));
    expect(consent.body).to.include('<h1>Photo Printer asks for your photos</h1>').and.include('<!doctype html>');
    expect(consent.headers.get('content-security-policy')).to.match(/form-action 'self' http:\/\/127\.0\.0\.1:\*/);
  });
});
