import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** A network between a server and PostgreSQL that counts how often the server was answered, and may forge an answer. */
export class AnswerCounter {
  private readonly server: Server;
  private readonly sockets = new Set<Socket>();
  private forgery: readonly [string, string] | undefined;
  /** How often PostgreSQL has said that it is ready for the next message. */
  answers = 0;

  constructor(private readonly target: number) {
    this.server = createServer(socket => this.accept(socket));
  }

  async listen(): Promise<number> {
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    return (this.server.address() as AddressInfo).port;
  }

  /** Replaces a text in an answer, once, by one that is as long. */
  forge(text: string, replacement: string): void {
    this.forgery = [text, replacement];
  }

  close(): void {
    this.server.close();
    for (const socket of this.sockets) socket.destroy();
  }

  private accept(inner: Socket): void {
    const outer = connect(this.target, '127.0.0.1');
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
