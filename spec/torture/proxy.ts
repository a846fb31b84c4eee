import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** What happens to the connections of a network that was silent: they go on, or they stay silent for ever. */
export type Healing = 'goes on' | 'is lost';

/** A network between a server and its database that can fall silent: it takes connections and bytes, and nothing comes back. */
export class SilentProxy {
  private readonly server: Server;
  private readonly pairs = new Set<readonly [Socket, Socket]>();
  private readonly lost = new Set<readonly [Socket, Socket]>();
  private silent = false;

  constructor(private readonly target: number) {
    this.server = createServer(socket => this.accept(socket));
  }

  async listen(): Promise<number> {
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    return (this.server.address() as AddressInfo).port;
  }

  fallSilent(): void {
    this.silent = true;
    for (const pair of this.pairs) for (const socket of pair) socket.pause().unpipe();
  }

  speak(healing: Healing): void {
    this.silent = false;
    for (const pair of this.pairs) {
      if (healing === 'goes on') join(...pair);
      else {
        this.pairs.delete(pair);
        this.lost.add(pair);
      }
    }
  }

  async close(): Promise<void> {
    this.server.close();
    for (const pair of [...this.pairs, ...this.lost]) for (const socket of pair) socket.destroy();
  }

  private accept(inner: Socket): void {
    const outer = connect(this.target, '127.0.0.1');
    const pair = [inner, outer] as const;
    this.pairs.add(pair);
    for (const [one, other] of [pair, [outer, inner] as const]) {
      one.on('error', () => undefined);
      one.on('close', () => {
        other.destroy();
        this.pairs.delete(pair);
      });
    }
    if (this.silent) inner.pause();
    else join(inner, outer);
  }
}

function join(inner: Socket, outer: Socket): void {
  inner.pipe(outer);
  outer.pipe(inner);
}
