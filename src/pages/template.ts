import { existsSync } from 'node:fs';
import { basename, dirname, extname, resolve } from 'node:path';
import { escapeHtml, Html } from '../core/html';

/** The little of `eta` that is used here; its own types stay out, so that they are not needed to compile against this package. */
interface Engine {
  renderAsync(template: string, data: object): Promise<string>;
}
type EngineClass = new (options: object) => Engine;

/** Loaded late, since `eta` is an optional peer: who gives no template path does not need it. */
function loadEngine(option: string): EngineClass {
  try {
    return (require('eta') as { Eta: EngineClass }).Eta;
  } catch (cause) {
    throw new TypeError(`${option} is a template path, and templates need the package eta: npm install eta`, { cause });
  }
}

/**
 * Reads an option that is the path of an `eta` template (relative to the working directory) and returns the function that
 * renders it. In the template the context is `it`; `<%= %>` escapes as the `html` tag does, so Html passes unescaped there
 * and in `<%~ %>` alike. Templates are kept in memory when NODE_ENV is production, else read again for each page.
 * @param option name of the option, for the message
 * @throws TypeError when the file or the package `eta` is absent
 */
export function templateFile<Context extends object>(option: string, path: string): (context: Context) => Promise<Html> {
  const file = resolve(path);
  // eta appends .eta to a name without an extension; look for the very file that it will read.
  if (!existsSync(extname(file) ? file : `${file}.eta`)) {
    throw new TypeError(`${option} names a template that does not exist: ${JSON.stringify(path)} (looked for ${file})`);
  }
  const engine = new (loadEngine(option))({
    views: dirname(file),
    cache: process.env.NODE_ENV === 'production',
    autoEscape: true,
    escapeFunction: escapeHtml,
  });
  return async context => Html.dangerouslyTrust(await engine.renderAsync(`./${basename(file)}`, context));
}
