import type { IncomingMessage } from 'node:http';
import { EntityTags } from './entity-tags';
import type { ExpressApplication } from './placed';
import type { Frame } from './plain-handler';
import { isPlain } from './plain-request';
import { ifOwn } from './untouched';

const poweredBy = { 'X-Powered-By': 'Express' };

/** What Express 4 and 5 do with a GET that ends with `response.json(result)`, as the settings of the application say at that moment. */
export class ExpressFrame implements Frame {
  private readonly handle: unknown;
  private readonly send: unknown;
  private readonly sendJson: unknown;
  private readonly tags = new EntityTags();

  constructor(private readonly app: ExpressApplication) {
    const { handle, response } = app;
    // What the application or a tool has put in their places is not what is done here, and is never found.
    this.handle = ifOwn(handle, /\brouter\.handle\(req, res, done\)/);
    this.sendJson = ifOwn(response.json, /\bthis\.send\(body\)/);
    this.send = ifOwn(response.send, /\betagFn\(chunk, encoding\)/);
  }

  /** Not where addresses depend on proxies, nor where the answer may be that nothing has changed. */
  takes(request: IncomingMessage): boolean {
    const { settings, handle, response } = this.app;
    const { headers } = request;
    if (handle !== this.handle || response.json !== this.sendJson || response.send !== this.send) return false;
    if (settings['trust proxy'] || settings['json escape']) return false;
    return isPlain(request) && headers['if-none-match'] === undefined && headers['if-modified-since'] === undefined;
  }

  json(result: object): ReturnType<Frame['json']> {
    const { settings } = this.app;
    const body: unknown = JSON.stringify(result, settings['json replacer'], settings['json spaces']);
    if (typeof body !== 'string') return undefined;
    const headers: Record<string, string> = { 'content-type': 'application/json; charset=utf-8' };
    const make = settings['etag fn'];
    const etag = make && this.tags.of(body, make);
    if (etag) headers.etag = etag;
    return { status: 200, headers, body };
  }

  headers(): ReturnType<Frame['headers']> {
    return this.app.settings['x-powered-by'] ? poweredBy : undefined;
  }
}
