import { connect } from 'node:net';
import type { Bytes } from './corpus';

/**
 * Everything that a server answers on one connection, until it closes it.
 * @param ending what our side does after the last byte
 */
export function exchanged(port: number, bytes: Bytes, ending: 'open' | 'end' | 'destroy' = 'open'): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1');
    const received: Buffer[] = [];
    socket.on('data', chunk => received.push(chunk)).on('error', reject);
    socket.on('close', () => resolve(Buffer.concat(received).toString('latin1')));
    const write = (piece: string | Buffer): Promise<void> => new Promise(written => socket.write(piece, () => written()));
    void writeAll([bytes].flat() as (string | Buffer)[], write).then(() => ending !== 'open' && socket[ending]());
  });
}

async function writeAll(pieces: readonly (string | Buffer)[], write: (piece: string | Buffer) => Promise<void>): Promise<void> {
  for (const piece of pieces) {
    await write(piece);
    await new Promise(resolve => setImmediate(resolve));
  }
}

/** Each answer without what is new each time: dates and values that are random. Headers in the order of the alphabet. */
export function comparable(answers: string): { head: string[]; body: string }[] {
  return answers.split(/(?=HTTP\/1\.1 \d{3} )/).map(answer => {
    const end = answer.indexOf('\r\n\r\n');
    const [status = '', ...headers] = answer.slice(0, end).split('\r\n');
    const head = [status, ...headers.map(line => withoutChance(lowerCase(line))).sort()];
    return { head, body: withoutChance(answer.slice(end + 4)) };
  });
}

function lowerCase(line: string): string {
  const colon = line.indexOf(':');
  return line.slice(0, colon).toLowerCase() + line.slice(colon);
}

const withoutChance = (text: string): string =>
  text
    .replace(/^date: .*$/, 'date: now')
    .replace(/Expires=[^;]*/g, 'Expires=then')
    .replace(/(?:[a-z]{3}_[0-9a-z]{9}\.)?[\w-]{30,}|[\w+/]{22}==/g, 'random');
