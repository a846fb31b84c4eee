import { Html } from '../core/html';
import { ErrorPageContext, LayoutContext, PageContext } from './page-context';
import { templateFile } from './template';

/** A page of the application's own: the path of an `eta` template, or a function. */
export type PageSource<Context> = string | ((context: Context) => Html | Promise<Html>);

/**
 * The pages that replace the built-in ones. Markup that is no whole document is placed in the layout.
 */
export interface PagesOptions {
  login?: PageSource<PageContext>;
  consent?: PageSource<PageContext>;
  error?: PageSource<ErrorPageContext>;
  /** The frame of all pages that are no whole document, the built-in ones included. */
  layout?: PageSource<LayoutContext>;
}

/** A page ready to be rendered; undefined stands for the built-in one. */
export type Renderer<Context> = ((context: Context) => Html | Promise<Html>) | undefined;

const known: readonly string[] = ['login', 'consent', 'error', 'layout'] satisfies (keyof PagesOptions)[];

/** Stops the start-up for a misspelt page: it would silently show the built-in one. */
export function checkNames(options: PagesOptions): void {
  const unknown = Object.keys(options).find(name => !known.includes(name));
  if (unknown !== undefined) throw new TypeError(`pages.${unknown} is no page; the pages are ${known.join(', ')}.`);
}

/** @throws TypeError for anything but a function or the path of an existing template */
export function renderer<Context extends object>(
  name: keyof PagesOptions,
  source: PageSource<Context> | undefined,
): Renderer<Context> {
  if (source === undefined) return undefined;
  if (typeof source === 'string') return templateFile<Context>(`pages.${name}`, source);
  if (typeof source !== 'function') throw new TypeError(`pages.${name} must be a function or the path of a template.`);
  return async context => {
    const page: unknown = await source(context);
    if (page instanceof Html) return page;
    throw new TypeError(`pages.${name} must return html\`…\`; it returned ${page === null ? 'null' : typeof page}.`);
  };
}
