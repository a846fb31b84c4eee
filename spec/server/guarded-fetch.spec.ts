import { execFileSync } from 'node:child_process';
import dns, { type LookupAddress } from 'node:dns';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer as createTlsServer } from 'node:https';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { startApplication } from '../support/application';
import { keyPair, postAssertion, Signer } from '../support/assertions';
import { expectRefusal } from '../support/refusal';

const keys = keyPair('ES256');

/** Answers for every name of the client while the work is under way. */
async function resolving<T>(addresses: readonly string[], work: (asked: string[]) => Promise<T>): Promise<T> {
  const { lookup } = dns;
  const asked: string[] = [];
  type Answer = (error: null, addresses: LookupAddress[]) => void;
  const answer = (name: string, ...rest: [unknown, Answer]): void => {
    if (!name.endsWith('.client.example')) return void Reflect.apply(lookup, dns, [name, ...rest]);
    asked.push(name);
    rest[1](
      null,
      addresses.map(address => ({ address, family: address.includes(':') ? 6 : 4 })),
    );
  };
  Object.assign(dns, { lookup: answer });
  try {
    return await work(asked);
  } finally {
    Object.assign(dns, { lookup });
  }
}

describe('a document at an address that a client has named', () => {
  let connections = 0;
  let listening: Server;
  before(async () => {
    listening = createServer(socket => {
      connections++;
      socket.destroy();
    });
    await new Promise<void>(resolve => listening.listen(0, resolve));
  });
  after(() => listening.close());
  const port = (): number => (listening.address() as AddressInfo).port;

  /** The answer to a client whose keys are there. */
  async function askedAt(jwksUri: string, options: { loopback?: boolean; stale?: string } = {}) {
    const app = await startApplication({
      dangerouslyAllowDocumentsOnLoopback: options.loopback,
      clients: [{ clientId: 'signer', authMethod: 'private_key_jwt', jwksUri, scopes: ['photos:read'] }],
    });
    try {
      // What was registered under other rules, or written by somebody else.
      const protocol = JSON.stringify({ jwks_uri: options.stale });
      if (options.stale) await app.server.dataSource.query('UPDATE oauth_client SET protocol = ?', [protocol]);
      const signer = new Signer('signer', 'ES256', keys.privateKey, { issuer: app.url, clock: app.clock });
      const answer = await postAssertion(app, signer.sign());
      return { answer, log: app.log.text };
    } finally {
      await app.close();
    }
  }

  const special: Record<string, string> = {
    '127.0.0.1': 'loopback',
    '127.8.8.8': 'loopback',
    '::1': 'loopback',
    '::ffff:127.0.0.1': 'loopback in IPv6',
    '::7f00:1': 'loopback in an old spelling',
    '10.1.2.3': 'private',
    '172.16.0.1': 'private',
    '192.168.1.1': 'private',
    '100.64.0.1': 'of a carrier',
    '169.254.169.254': 'link-local, where clouds keep credentials',
    '0.0.0.0': 'this host',
    '::': 'this host',
    '224.0.0.1': 'multicast',
    '255.255.255.255': 'broadcast',
    '192.0.2.1': 'documentation',
    '198.18.0.1': 'benchmarks',
    '240.0.0.1': 'reserved',
    'fe80::1': 'link-local',
    'fd00:ec2::254': 'unique local',
    'fec0::1': 'site-local',
    'ff02::1': 'multicast',
    '64:ff9b::7f00:1': 'loopback behind NAT64',
    '64:ff9b:1::a00:1': 'private behind NAT64',
    '2002:7f00:1::': 'loopback behind 6to4',
    '2001::1': 'Teredo',
    '2001:db8::1': 'documentation',
    '4000::1': 'given to nobody',
  };
  for (const [address, kind] of Object.entries(special)) {
    it(`CA15: a name that leads to ${address} (${kind}) is not asked`, async () => {
      const before = connections;
      await resolving([address], async asked => {
        const { answer, log } = await askedAt(`https://keys.client.example:${port()}/jwks`);
        expectRefusal(answer, 'invalid_client', 401);
        expect(asked).to.deep.equal(['keys.client.example']);
        expect(log).to.include('leads into a network that is not public');
      });
      expect(connections).to.equal(before);
    });
  }

  it('CA15: nor is one of whose addresses only one is such, wherever it stands', async () => {
    const before = connections;
    for (const addresses of [
      ['1.1.1.1', '127.0.0.1'],
      ['127.0.0.1', '1.1.1.1'],
      ['2606:4700::1111', '::1'],
    ])
      await resolving(addresses, async () => {
        const { answer } = await askedAt(`https://keys.client.example:${port()}/jwks`);
        expectRefusal(answer, 'invalid_client', 401);
      });
    expect(connections).to.equal(before);
  });

  it('CA15: nor one that is called localhost, with a dot behind it or without', async () => {
    const before = connections;
    for (const host of ['localhost', 'localhost.']) {
      const { answer } = await askedAt(`https://${host}:${port()}/jwks`);
      // Not every system knows the name with the dot.
      expect(answer.status).to.be.oneOf(host === 'localhost' ? [401] : [401, 503]);
    }
    expect(connections).to.equal(before);
  });

  it('CA15: an address that got past the registration is looked at again', async () => {
    const before = connections;
    for (const stale of [
      `https://127.0.0.1:${port()}/jwks`,
      `https://[::ffff:127.0.0.1]:${port()}/jwks`,
      `https://0x7f000001:${port()}/jwks`,
      `http://localhost:${port()}/jwks`,
      'file:///etc/passwd',
      'data:application/json,{}',
      'not a URL',
    ]) {
      const { answer, log } = await askedAt('https://keys.client.example/jwks', { stale });
      expectRefusal(answer, 'invalid_client', 401);
      expect(log).to.match(/its address (is|has)/);
    }
    expect(connections).to.equal(before);
  });

  it('CA15: with loopback allowed other networks of ours are still not asked, and plain http nowhere else', async () => {
    for (const address of ['10.0.0.1', '169.254.169.254', '1.1.1.1']) {
      await resolving([address], async () => {
        const stale = address === '1.1.1.1' ? 'http://keys.client.example/jwks' : 'https://keys.client.example/jwks';
        const { answer } = await askedAt('https://keys.client.example/jwks', { loopback: true, stale });
        expectRefusal(answer, 'invalid_client', 401);
      });
    }
  });

  it('CA15: a name that cannot be resolved is 503', async () => {
    const { answer } = await askedAt('https://keys.client.invalid/jwks');
    expectRefusal(answer, 'temporarily_unavailable', 503);
  });

  it('CA15: a certificate that nobody vouches for is no answer', async function () {
    const folder = mkdtempSync(join(tmpdir(), 'oauth-tls-'));
    const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
    const request = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=localhost'];
    try {
      execFileSync('openssl', [...request, '-keyout', key, '-out', cert], { stdio: 'ignore' });
    } catch {
      rmSync(folder, { recursive: true });
      this.skip();
    }
    let fetches = 0;
    const server = createTlsServer({ key: readFileSync(key), cert: readFileSync(cert) }, (_request, response) => {
      fetches++;
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ keys: [keys.publicJwk] }));
    });
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
    const { answer } = await askedAt(`https://localhost:${(server.address() as AddressInfo).port}/jwks`, { loopback: true });
    server.close();
    rmSync(folder, { recursive: true });
    expectRefusal(answer, 'temporarily_unavailable', 503);
    expect(fetches).to.equal(0);
  });
});
