import type { ResourceContext } from './context';
import { within } from './deadline';
import type { Extension } from './extension';
import type { OAuthRequest } from './request';

type HookName = Exclude<keyof Extension, 'name'>;
/** An extension that has this hook. */
export type With<H extends HookName> = Extension & Required<Pick<Extension, H>>;

/** A list of extensions stays as it is, and so do their hooks: registration has checked them. */
const sorted = new WeakMap<readonly Extension[], Map<HookName, readonly Extension[]>>();

/** The extensions that have this hook, in their order. */
export function having<H extends HookName>(extensions: readonly Extension[], hook: H): readonly With<H>[] {
  const known = sorted.get(extensions)?.get(hook);
  return (known ?? sort(extensions, hook)) as readonly With<H>[];
}

function sort(extensions: readonly Extension[], hook: HookName): readonly Extension[] {
  const lists = sorted.get(extensions) ?? new Map<HookName, readonly Extension[]>();
  const list = extensions.filter(extension => extension[hook] !== undefined);
  lists.set(hook, list);
  sorted.set(extensions, lists);
  return list;
}

/** The headers that extensions give the answer to this request; undefined where none gives any. */
export function answerHeaders(
  context: ResourceContext,
  request: OAuthRequest,
): Promise<Readonly<Record<string, string>>> | undefined {
  const giving = having(context.extensions, 'answerHeaders');
  return giving.length === 0 ? undefined : headersOf(giving, context, request);
}

async function headersOf(
  giving: readonly With<'answerHeaders'>[],
  { settings }: ResourceContext,
  request: OAuthRequest,
): Promise<Record<string, string>> {
  const all: Record<string, string> = {};
  for (const extension of giving) {
    const what = `${extension.name}.answerHeaders`;
    Object.assign(all, await within(settings.serviceTimeout, what, extension.answerHeaders(request)));
  }
  return all;
}
