import type { Socket } from 'node:net';
import { Detour } from './detour';

/** A network between a server and PostgreSQL that counts how often the server was answered, and may forge an answer. */
export class AnswerCounter extends Detour {
  private readonly sockets = new Set<Socket>();
  private forgery: readonly [string, string] | undefined;
  /** How often PostgreSQL has said that it is ready for the next message. */
  answers = 0;

  /** Replaces a text in an answer, once, by one that is as long. */
  forge(text: string, replacement: string): void {
    this.forgery = [text, replacement];
  }

  override close(): void {
    super.close();
    for (const socket of this.sockets) socket.destroy();
  }

  protected accept(inner: Socket, outer: Socket): void {
    for (const socket of [inner, outer]) {
      this.sockets.add(socket);
      socket.on('error', () => undefined);
    }
    inner.pipe(outer);
    let unread: Buffer = Buffer.alloc(0);
    outer.on('data', (data: Buffer) => {
      unread = this.count(Buffer.concat([unread, data]));
      inner.write(this.forged(data));
    });
    outer.on('close', () => inner.destroy());
    inner.on('close', () => outer.destroy());
  }

  /** Each message is a letter, its length and its content; Z is the one that ends an answer. */
  private count(data: Buffer): Buffer {
    let at = 0;
    while (data.length >= at + 5 && data.length >= at + 1 + data.readInt32BE(at + 1)) {
      if (data[at] === 'Z'.charCodeAt(0)) this.answers++;
      at += 1 + data.readInt32BE(at + 1);
    }
    return data.subarray(at);
  }

  private forged(data: Buffer): Buffer {
    if (!this.forgery || !data.includes(this.forgery[0])) return data;
    const [text, replacement] = this.forgery;
    this.forgery = undefined;
    return Buffer.from(data.toString('latin1').replace(text, replacement), 'latin1');
  }
}
