import type { ResourceContext } from './context';
import { within } from './deadline';
import type { Extension } from './extension';
import type { OAuthRequest } from './request';

type HookName = Exclude<keyof Extension, 'name'>;
/** An extension that has this hook. */
export type With<H extends HookName> = Extension & Required<Pick<Extension, H>>;

/** The extensions that have this hook, in their order. */
export function having<H extends HookName>(extensions: readonly Extension[], hook: H): readonly With<H>[] {
  return extensions.filter((extension): extension is With<H> => extension[hook] !== undefined);
}

/** The headers that extensions give the answer to this request. */
export async function answerHeaders(context: ResourceContext, request: OAuthRequest): Promise<Record<string, string>> {
  const all: Record<string, string> = {};
  for (const extension of having(context.extensions, 'answerHeaders')) {
    const what = `${extension.name}.answerHeaders`;
    Object.assign(all, await within(context.settings.serviceTimeout, what, extension.answerHeaders(request)));
  }
  return all;
}
