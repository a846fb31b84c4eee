import type { Socket } from 'node:net';
import { Detour } from '../support/detour';

/** What happens to the connections of a network that was silent: they go on, or they stay silent for ever. */
export type Healing = 'goes on' | 'is lost';

/** A network between a server and its database that can fall silent: it takes connections and bytes, and nothing comes back. */
export class SilentProxy extends Detour {
  private readonly pairs = new Set<readonly [Socket, Socket]>();
  private readonly lost = new Set<readonly [Socket, Socket]>();
  private silent = false;
  private trigger: string | undefined;

  fallSilent(): void {
    // The database has found out by now that nobody is there: it is never told in the round that loses a connection.
    this.forget();
    this.silent = true;
    for (const pair of this.pairs) for (const socket of pair) socket.pause().unpipe();
  }

  /** Falls silent when a text goes to the database, which still gets it. */
  fallSilentAt(text: string): void {
    this.trigger = text;
  }

  speak(healing: Healing): void {
    this.silent = false;
    for (const pair of this.pairs) {
      if (healing === 'goes on') rejoin(...pair);
      else {
        this.pairs.delete(pair);
        this.lost.add(pair);
      }
    }
  }

  override close(): void {
    super.close();
    for (const pair of this.pairs) for (const socket of pair) socket.destroy();
    this.forget();
  }

  private forget(): void {
    for (const pair of this.lost) for (const socket of pair) socket.destroy();
    this.lost.clear();
  }

  protected accept(inner: Socket, outer: Socket): void {
    const pair = [inner, outer] as const;
    this.pairs.add(pair);
    for (const [one, other] of [pair, [outer, inner] as const]) {
      one.on('error', () => undefined);
      one.on('close', () => {
        // That one end is gone is not told over a network that is silent either.
        if (this.silent || this.lost.has(pair)) return;
        other.destroy();
        this.pairs.delete(pair);
      });
    }
    // Before the pipe, which makes the socket flow.
    inner.on('data', data => this.watch(data));
    if (this.silent) inner.pause();
    else join(inner, outer);
  }

  private watch(data: Buffer): void {
    if (this.trigger === undefined || !data.includes(this.trigger)) return;
    this.trigger = undefined;
    this.fallSilent();
  }
}

function rejoin(inner: Socket, outer: Socket): void {
  if (inner.destroyed || outer.destroyed) for (const socket of [inner, outer]) socket.destroy();
  else join(inner, outer);
}

function join(inner: Socket, outer: Socket): void {
  inner.pipe(outer);
  outer.pipe(inner);
}
