import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** A port through which a server reaches its database. What passes is in the hands of the subclass. */
export abstract class Detour {
  private readonly server: Server;

  constructor(target: number) {
    this.server = createServer(inner => this.accept(inner, connect(target, '127.0.0.1')));
  }

  async listen(): Promise<number> {
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    return (this.server.address() as AddressInfo).port;
  }

  close(): void {
    this.server.close();
  }

  protected abstract accept(inner: Socket, outer: Socket): void;
}
