import { expect } from 'chai';
import { startApplication, type TestApplication } from '../support/application';
import { Browser, type Page } from '../support/browser';
import { authorizationUrl } from '../support/flow';

describe('guessing a password on the login page', () => {
  let app: TestApplication;
  let page: Page;
  const browser = new Browser();
  beforeEach(async () => {
    app = await startApplication({ limits: { login: '5/min' } });
    page = await browser.open(authorizationUrl(app));
  });
  afterEach(() => app.close());

  const guess = (username: string, password: string): Promise<Page> => browser.logIn(page, username, password);

  it('CA16: is slowed down, one user name at a time, with the right password too', async () => {
    for (let attempt = 1; attempt <= 5; attempt++) expect((await guess('ada', `wrong ${attempt}`)).status).to.equal(400);
    for (const password of ['wrong', 'lovelace']) {
      const { status, headers, location, body } = await guess('ada', password);
      expect([status, location]).to.deep.equal([429, undefined]);
      expect(Number(headers.get('retry-after'))).to.be.within(1, 60);
      expect(body).to.include('Too many attempts');
    }
    expect((await guess('grace', 'wrong')).status).to.equal(400);
  });

  it('CA16: gains nothing from many guesses at once', async () => {
    const answers = await Promise.all(Array.from({ length: 40 }, (_, n) => guess('ada', `wrong ${n}`)));
    expect(answers.filter(({ status }) => status === 400)).to.have.length(5);
    expect(answers.filter(({ status }) => status === 429)).to.have.length(35);
  });

  it('CA16: is forgotten after the right password', async () => {
    for (let round = 0; round < 3; round++) {
      for (let attempt = 1; attempt <= 4; attempt++) await guess('ada', 'wrong');
      expect((await guess('ada', 'lovelace')).status).to.equal(200);
    }
  });

  it('PW02: tells an unknown name and a wrong password in the same words', async () => {
    const tell = async (username: string): Promise<string> =>
      (await guess(username, 'wrong')).body.replace(/nonce="[^"]*"|value="[^"]*"/g, '');
    expect(await tell('ada')).to.equal(await tell('nobody'));
  });

  it('says nothing of the password in the log or on the page', async () => {
    const { body } = await guess('ada', 'my-secret-guess');
    expect(body).to.not.include('my-secret-guess');
    expect(app.log.text).to.not.include('my-secret-guess');
  });
});
