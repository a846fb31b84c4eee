import type { Extension } from '../core/extension';
import { builtInExtensions } from '../extensions/extensions';
import { isNoPar } from '../extensions/par';

/** Every hook that there is; the compiler asks for a line here when one is added. */
const hooks: Readonly<Record<Exclude<keyof Extension, 'name'>, true>> = {
  parameters: true,
  authorizationRequest: true,
  completion: true,
  authorizationResponse: true,
  pushedRequest: true,
  tokenRequest: true,
  issue: true,
  access: true,
  answerHeaders: true,
  metadata: true,
};

/**
 * The extensions of a server: those that are built in, each replaced by one of the same name in the option, and the others of
 * the option after them.
 * @throws TypeError that names what is wrong in an extension
 */
export function extensionsOf(given: readonly Extension[] = []): readonly Extension[] {
  for (const extension of given) checkExtension(extension, 'The option extensions');
  if (given.some(isNoPar))
    throw new TypeError(
      'The option extensions has a par that pushedAuthorizationRequests() has not made, and the endpoint of pushed requests needs that one; use it, or give yours another name.',
    );
  const names = given.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw new TypeError(`The option extensions has ${twice} twice; name it once.`);
  const own = new Map(given.map(extension => [extension.name, extension]));
  const builtIn = builtInExtensions().map(extension => own.get(extension.name) ?? extension);
  return [...builtIn, ...given.filter(({ name }) => !builtIn.some(one => one.name === name))];
}

/** @param where named in the sentence. @throws TypeError that names what is wrong */
export function checkExtension(extension: Extension, where: string): void {
  if (typeof extension !== 'object' || typeof extension?.name !== 'string' || extension.name === '')
    throw new TypeError(`${where} has an extension without a name; pass an object such as dpop(), not the function itself.`);
  for (const member of members(extension)) {
    if (!Object.hasOwn(hooks, member)) continue;
    if (typeof (extension as unknown as Record<string, unknown>)[member] !== 'function')
      throw new TypeError(`${where} has ${extension.name}, whose ${member} is not a function.`);
  }
  if (!members(extension).some(member => Object.hasOwn(hooks, member)))
    throw new TypeError(
      `${where} has ${extension.name}, which has no hook; give it one or more of ${Object.keys(hooks).join(', ')}.`,
    );
}

/** Own ones and those of its class. */
function members(extension: object): string[] {
  const names: string[] = [];
  for (let one: object = extension; one && one !== Object.prototype; one = Object.getPrototypeOf(one))
    names.push(...Object.getOwnPropertyNames(one));
  return names.filter(name => (extension as Record<string, unknown>)[name] !== undefined);
}
