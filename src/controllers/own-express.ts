import { ServerResponse } from 'node:http';
import type { ExpressApplication } from './placed';
import { isOwn } from './untouched';

/** What Express asks about addresses while no proxy is trusted. */
const addresses: Readonly<Record<string, RegExp>> = {
  ip: /\bproxyaddr\(this, trust\)/,
  ips: /\bproxyaddr\.all\(this, trust\)/,
  protocol: /'X-Forwarded-Proto'/,
  secure: /\breturn this\.protocol === 'https'/,
};

/** What `response.json()` calls, but for itself and `send`. */
const sending: Readonly<Record<string, RegExp>> = {
  set: /\bthis\.setHeader\(field, value\)/,
  get: /\breturn this\.getHeader\(field\)/,
};

/** What is Node's own of it. */
const writing = ['setHeader', 'getHeader', 'writeHead', 'write', 'end'] as const;

/** Whether requests and responses know of addresses and write as Express has made them, and nobody has told them otherwise. */
export function isOwnExpress({ request, response }: ExpressApplication): boolean {
  return (
    Object.entries(addresses).every(([name, text]) => isOwn(getterOf(request, name), text)) &&
    Object.entries(sending).every(([name, text]) => isOwn(getOf(response, name), text)) &&
    writing.every(name => getOf(response, name) === ServerResponse.prototype[name])
  );
}

const getOf = (object: object, name: string): unknown => Reflect.get(object, name);

function getterOf(object: object, name: string): unknown {
  for (let one: object | null = object; one; one = Object.getPrototypeOf(one)) {
    const found = Object.getOwnPropertyDescriptor(one, name);
    if (found) return found.get;
  }
  return undefined;
}
