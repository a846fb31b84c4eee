import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect } from 'chai';
import { checkConfiguration } from '../../src/cli/check';
import { temporaryFolder } from '../support/quick-start';
import { oauth } from './support';

describe('oauth check, of what a database may complete', () => {
  const folder = temporaryFolder();
  after(() => folder.remove());

  const written = (text: string, name: string): string => {
    const file = join(folder.path, name);
    writeFileSync(file, text);
    return file;
  };

  it('TD16: finds every client with which no server starts, whatever its database holds', async () => {
    const client = (more: string) => `{ clientId: 'app', redirectUris: ['https://app.example/cb'], ${more} }`;
    const config = (clients: string) =>
      `export default { issuer: 'https://auth.example', scopes: { a: 'A' }, clients: [${clients}] }`;
    let mistakes = 0;
    const found = async (clients: string) =>
      checkConfiguration({ config: written(config(clients), `clients-${mistakes++}.mjs`) });
    for (const [more, sentence] of [
      ["redirectUris: ['http://evil.example/cb']", 'has a redirect URI "http://evil.example/cb"'],
      ["grantTypes: ['authorisation_code']", 'has the grant type "authorisation_code", which is none'],
      ["public: true, clientSecret: 'x'", 'is public and has a secret'],
      ["public: true, authMethod: 'client_secret_basic'", 'is public and cannot use client_secret_basic'],
      ["resources: ['https://b.example'], scopes: ['unknown']", 'has the resource https://b.example, which is not declared'],
    ] as const) {
      const [first, ...others] = await found(client(more));
      expect([first?.level, first?.hint, others]).to.deep.equal(['error', 'The server does not start with it.', []]);
      expect(first?.message).to.include(`Client app ${sentence}`);
    }
    const several = ["scopes: ['none'], clientSecret: 'x'", "logoUri: 'http://a.example'", 'public: true', "authMethod: 'magic'"];
    const all = await oauth([
      'check',
      '--config',
      written(config(several.map((more, id) => `{ ...${client(more)}, clientId: 'app${id}' }`).join()), 'several.mjs'),
    ]);
    expect([all.code, all.stdout.match(/^\w+ configuration: Client \w+/gm)]).to.deep.equal([
      1,
      ['warning configuration: Client app0', 'error configuration: Client app1', 'error configuration: Client app3'],
    ]);
  });

  it('TD16: takes for a mistake no secret that the database may have', async () => {
    for (const method of ['client_secret_basic', 'client_secret_jwt']) {
      const config = written(
        `export default { issuer: 'https://auth.example', scopes: {}, clients: [{ clientId: 'job', authMethod: '${method}' }] }`,
        `${method}.mjs`,
      );
      expect((await checkConfiguration({ config })).map(({ level }) => level)).to.deep.equal(['warning']);
    }
  });

  it('TD16: looks at a DataSource of the application’s as at options', async () => {
    const library = pathToFileURL(require.resolve('typeorm'));
    for (const [options, sentence] of [
      ["{ type: 'mysql', flags: ['-FOUND_ROWS'] }", 'The option database has the flag -FOUND_ROWS'],
      ["{ type: 'better-sqlite3', database: ':memory:' }", undefined],
    ]) {
      const text = `import typeorm from '${library}';
        export default { issuer: 'https://auth.example', scopes: {}, database: new typeorm.DataSource(${options}) }`;
      const [first] = await checkConfiguration({ config: written(text, `source-${sentence?.length}.mjs`) });
      expect([first?.level, first?.message.slice(0, sentence?.length)]).to.deep.equal(
        sentence ? ['error', sentence] : [undefined, undefined],
      );
    }
  });
});
