// npm run rotation -- --seconds 60 --rate 500
// Signing keys change while requests come in. Four processes issue tokens; a resource server of its own, which only reads the
// published keys, must not refuse one. The clocks of all go faster, so that a change, which takes a quarter of an hour, is met often.
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { request } from 'node:http';
import { join } from 'node:path';
import { decodeProtectedHeader, exportJWK, generateKeyPair, SignJWT } from 'jose';
import { engines } from '../support/databases';
import { freePort } from '../support/free-port';
import { FastClock } from './fast-clock';
import { argument, pause, Tally } from './report';
import type { RotationOptions } from './rotation-main';

const seconds = argument('seconds', 60);
const rate = argument('rate', 500);
const processes = 4;
const factor = 120;
/** A new key signs 15 minutes after it was made; a minute later the next one is asked for. */
const rotateEvery = (16 * 60_000) / factor;
const resource = 'https://photos.example';
const clock = { origin: Date.now(), factor };
const tally = new Tally();

async function main(): Promise<void> {
  const database = await engines.find(({ name }) => name === 'PostgreSQL')?.create();
  if (!database) throw new Error('There is no PostgreSQL.');
  const issuerPort = await freePort();
  const issuer = `http://localhost:${issuerPort}`;
  const common = { issuer, resource, processes, clock, database: database.options };
  const children: ChildProcess[] = [];
  try {
    const issuers = await started({ ...common, role: 'issuer', port: issuerPort });
    children.push(issuers);
    const port = await freePort();
    children.push(await started({ ...common, role: 'resource', port }));
    await rotations(issuers, issuer, `http://127.0.0.1:${port}/photos`);
    await flood(issuers, issuer, `http://127.0.0.1:${port}/photos`);
  } finally {
    for (const child of children) {
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
    }
    // The issuer's processes end when the first one is gone.
    await pause(500);
    await database.drop();
  }
  tally.end();
}

async function started(options: RotationOptions): Promise<ChildProcess> {
  const env = { ...process.env, ROTATION: JSON.stringify(options) };
  const child = fork(join(__dirname, 'rotation-main.js'), { env, stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const ended = once(child, 'exit').then(() => Promise.reject(new Error(`The ${options.role} did not start.`)));
  ended.catch(() => undefined);
  await Promise.race([once(child, 'message'), ended]);
  return child;
}

async function rotations(issuers: ChildProcess, issuer: string, photos: string): Promise<void> {
  const tokens: string[] = [];
  const kids = new Set<string>();
  const problems: string[] = [];
  const until = Date.now() + seconds * 1000;
  const running = (): boolean => Date.now() < until;
  const issue = async (): Promise<void> => {
    const token = await tokenFrom(issuer);
    kids.add(String(decodeProtectedHeader(token).kid));
    tokens.push(token);
    if (tokens.length > 100) tokens.shift();
  };
  while (tokens.length < 20) await issue();
  let answers = 0;
  const ask = async (number: number): Promise<void> => {
    // Every second time the newest one: if its key were too young to be known, it would show at once.
    const token = (number % 2 === 0 ? tokens.at(-1) : tokens[number % tokens.length]) ?? '';
    const { status } = await get(photos, token);
    answers++;
    if (status !== 200) problems.push(`${status} for a token of the key ${decodeProtectedHeader(token).kid}`);
  };
  const rotating = every(rotateEvery, running, async () => void issuers.send('rotate'));
  const issuing = every(25, running, issue);
  // Other resource servers ask too, so each process has read the keys a moment ago and serves them as it knows them.
  const others = every(20, running, async () => void (await elsewhere(`${issuer}/oauth/jwks`)));
  await steadily(rate, running, ask);
  await Promise.all([rotating, issuing, others]);
  if (kids.size < 3) problems.push(`only ${kids.size} keys have signed`);
  console.log(`${answers} requests in ${seconds} s, ${kids.size} keys have signed, ${problems.length} refusals`);
  tally.round('Keys that change', problems);
}

/** Tokens of keys that nobody has published cost the issuer next to nothing. */
async function flood(issuers: ChildProcess, issuer: string, photos: string): Promise<void> {
  const fast = new FastClock(clock.origin, clock.factor);
  const { privateKey, publicKey } = await generateKeyPair('ES256');
  const { kty } = await exportJWK(publicKey);
  const forged = (kid: string): Promise<string> => {
    const iat = Math.floor(fast.now() / 1000);
    const claims = { iss: issuer, aud: resource, sub: 'a', client_id: 'a', jti: kid, scope: 'photos:read', iat, exp: iat + 3600 };
    return new SignJWT(claims).setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid: `${kty}-${kid}` }).sign(privateKey);
  };
  const before = await fetchesOf(issuers);
  const begun = fast.now();
  const until = Date.now() + 10_000;
  const problems: string[] = [];
  let answers = 0;
  await steadily(
    200,
    () => Date.now() < until,
    async number => {
      const { status } = await get(photos, await forged(String(number)));
      answers++;
      if (status !== 401) problems.push(`${status} for a token of an unknown key`);
    },
  );
  const minutes = Math.ceil((fast.now() - begun) / 60_000);
  const fetches = (await fetchesOf(issuers)) - before;
  if (fetches > minutes + 1) problems.push(`${fetches} fetches of the keys in ${minutes} minutes`);
  console.log(
    `${answers} tokens of unknown keys in ${minutes} minutes of the fast clock: ${fetches} fetches of the published keys`,
  );
  tally.round('Unknown keys', problems);
}

async function tokenFrom(issuer: string): Promise<string> {
  const body = new URLSearchParams({ grant_type: 'client_credentials', scope: 'photos:read', resource });
  const authorization = `Basic ${Buffer.from('load:load').toString('base64')}`;
  const type = 'application/x-www-form-urlencoded';
  const answer = await elsewhere(`${issuer}/oauth/token`, `${body}`, { authorization, 'content-type': type });
  const { access_token } = JSON.parse(answer) as { access_token?: string };
  if (access_token === undefined) throw new Error(`No token: ${answer}`);
  return access_token;
}

/** A connection of its own each time, so that the processes take turns. */
function elsewhere(url: string, body?: string, headers: Record<string, string> = {}): Promise<string> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { method: body === undefined ? 'GET' : 'POST', agent: false, headers }, response => {
      let text = '';
      response.setEncoding('utf8').on('data', part => {
        text += part;
      });
      response.on('end', () => resolve(text)).on('error', reject);
    });
    sent.on('error', reject).end(body);
  });
}

async function get(url: string, token: string): Promise<{ status: number }> {
  const response = await fetch(url, { headers: { authorization: `Bearer ${token}` } });
  await response.arrayBuffer();
  return response;
}

/** Each process answers with its own count. */
async function fetchesOf(issuers: ChildProcess): Promise<number> {
  let [sum, answers] = [0, 0];
  const done = new Promise<void>(resolve => {
    issuers.on('message', function counted(message: object) {
      if (!('fetches' in message)) return;
      sum += Number(message.fetches);
      if (++answers < processes) return;
      issuers.off('message', counted);
      resolve();
    });
  });
  issuers.send('fetches');
  await done;
  return sum;
}

async function every(time: number, running: () => boolean, work: () => Promise<void>): Promise<void> {
  while (running()) {
    await work();
    await pause(time);
  }
}

/** So many a second, whatever becomes of them. */
async function steadily(each: number, running: () => boolean, work: (number: number) => Promise<void>): Promise<void> {
  const underWay = new Set<Promise<void>>();
  const begun = performance.now();
  for (let number = 0; running(); number++) {
    const due = begun + (number * 1000) / each;
    if (due > performance.now()) await pause(due - performance.now());
    const one = work(number);
    underWay.add(one);
    void one.finally(() => underWay.delete(one));
  }
  await Promise.all(underWay);
}

void main().catch(error => {
  console.error(error);
  console.log('0 passed, 1 failed');
  process.exitCode = 1;
});
