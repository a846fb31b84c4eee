import { type Broken, type Mutant, watchedBy } from './mutant';

const plain = 'src/controllers/plain-handler.ts';
const exchange = 'src/controllers/plain-exchange.ts';
const ready = 'src/controllers/ready-parameters.ts';
const guards = 'src/controllers/guards.ts';
const express = 'src/controllers/express-frame.ts';
const expressWay = 'src/controllers/express-shortcut.ts';
const ownExpress = 'src/controllers/own-express.ts';
const koa = 'src/controllers/koa-frame.ts';
const koaWay = 'src/controllers/koa-shortcut.ts';
const untouched = 'src/controllers/untouched.ts';

const same = 'to the byte what they answer behind them';
const unseen = 'src/controllers/unseen-requests.ts';
const settings = 'to the byte as settings of the application say';
const proxies = 'what proxies say that are trusted by now';
const own = 'in a way of its own';

const broken: Broken[] = [
  [
    'plain-unbound',
    plain,
    'Object.assign(stateOf(request), this.bound);',
    'stateOf(request);',
    'answered without their framework',
  ],
  ['plain-past-middleware', untouched, 'others.length === 0 && ', '', same],
  ['plain-past-all-interceptors', plain, ' || mounted.interceptors', '', 'interceptors of the whole application'],
  ['plain-redirected', plain, 'redirect || renderedTemplate', 'renderedTemplate', same],
  ['plain-drawn', plain, 'redirect || renderedTemplate', 'redirect', same],
  ['plain-status', plain, ' || successHttpCode', '', same],
  ['plain-headers', plain, ' || Object.keys(headers).length > 0', '', same],
  ['plain-called-twice', guards, 'state.outcome ?? ', 'undefined ?? ', same],
  ['plain-other-objects', plain, "Object.prototype.toString.call(result) === '[object Object]' && ", '', same],
  ['plain-streams', plain, " && !('pipe' in result)", '', same],
  ['plain-untransformed', plain, 'transformed(driver, action, result)', '[driver, action, result].at(-1)', same],
  [
    'plain-headers-lost',
    exchange,
    'if (!response.hasHeader(name)) response.setHeader(name, value)',
    'if (!response.hasHeader(name)) continue',
    same,
  ],
  ['plain-bad-header', exchange, '    validateHeaderValue(name, value);\n', '', 'a header that cannot be sent'],
  ['plain-header-twice', exchange, 'onto[name.toLowerCase()] =', 'onto[name] =', 'a header that cannot be sent'],
  ['plain-told', plain, 'isUntold(response) && frame', 'frame', 'has said before'],
  ['plain-told-headers', plain, ' && response.getHeaderNames().length === 0', '', 'has said before'],
  ['plain-told-status', plain, ' && statusCode === 200', '', 'has said before'],
  ['plain-told-message', plain, ' && !statusMessage', '', 'has said before'],
  ['plain-told-vary', exchange, "withName(this.named('vary'), name)", 'withName(this.headers.vary, name)', 'says meanwhile'],
  [
    'plain-told-exposed',
    exchange,
    'withName(this.named(exposed), name)',
    'withName(this.headers[exposed], name)',
    'says meanwhile',
  ],
  ['plain-told-replaced', exchange, '!this.response.headersSent) this', 'false) this', 'guard decides'],
  ['plain-told-late', plain, 'isUntold(response) || response.headersSent', 'response', 'handler is at work'],
  ['plain-told-answered', plain, ' || response.headersSent)', ')', 'answers itself'],
  ['plain-told-late-list', exchange, 'this.named(name) ?? value', 'value', 'handler is at work'],
  [
    'plain-told-late-header',
    exchange,
    'if (!response.hasHeader(name)) response',
    'if (name !== "vary") response',
    'handler is at work',
  ],
  ['plain-told-refusal', 'src/controllers/plain-answer.ts', 'response.statusMessage || ', '', 'guard decides'],
  ['plain-container', plain, ' && this.requests.areUnseen()', '', 'container of the application'],
  ['plain-container-looks', unseen, '      this.isSeen = true;\n    };', '    };', 'container of the application'],
  ['plain-container-later', unseen, 'this.asked() !== this.controller', 'false', 'chosen later'],
  ['plain-container-fails', unseen, '    } catch {\n      this.isSeen = true;', '    } catch {', 'or fails'],
  ['plain-order', ready, '.sort((one, other) => one.index - other.index)', '', 'with what is known of their token'],
  ['plain-other-parameters', ready, ' || reads.length < params.length', '', 'with what is known of their token'],
  ['plain-proxy-express', express, "settings['trust proxy'] || ", '', proxies],
  ['plain-escape', express, " || settings['json escape']", '', 'known at the request alone'],
  ['plain-replacer', express, "settings['json replacer']", 'undefined', 'known at the request alone'],
  ['plain-spaces', express, ", settings['json spaces']", '', settings],
  ['plain-etag', express, 'if (etag) ', 'if (!etag) ', same],
  [
    'plain-own-tag',
    'src/controllers/entity-tags.ts',
    'make(Buffer.from(body), ',
    'make(body as never, ',
    'a function of its own',
  ],
  ['plain-powered', express, "settings['x-powered-by'] ? ", 'false ? ', same],
  ['plain-conditional', express, " && headers['if-none-match'] === undefined", '', same],
  ['plain-own-handle', express, 'handle !== this.handle || ', '', 'at its door'],
  [
    'plain-wrapped-handle',
    express,
    'ifOwn(handle, /\\brouter\\.handle\\(req, res, done\\)/)',
    'handle',
    'around the application',
  ],
  ['plain-own-json', express, 'response.json !== this.sendJson || ', '', own],
  ['plain-own-send', express, ' || response.send !== this.send)', ')', own],
  ['plain-wrapped-json', express, 'ifOwn(response.json, /\\bthis\\.send\\(body\\)/)', 'response.json', own],
  ['plain-wrapped-send', express, 'ifOwn(response.send, /\\betagFn\\(chunk, encoding\\)/)', 'response.send', own],
  ['plain-layer', expressWay, 'isDispatch(layer.handle) && ', '', 'around their layer'],
  ['plain-bound-layer', expressWay, "handle.name === 'bound dispatch' && ", '', 'bound around their layer'],
  ['plain-route', untouched, ' && isOwn(last, /\\bexecuteCallback\\(/)', '', 'around their route'],
  ['plain-route-first', untouched, 'isOwn(first, /\\broutingControllersStarted\\b/) && ', '', 'around their route'],
  ['plain-proxy-koa', koa, 'proxy || ', '', proxies],
  ['plain-door-koa', koa, ' || handleRequest !== this.handleRequest', '', 'at its door'],
  ['plain-own-requests', koaWay, ' && isOwn(app.handleRequest, /\\bfnMiddleware\\(ctx\\)/)', '', 'a handleRequest.. of its own'],
  ['plain-own-contexts', koaWay, 'app.createContext === own?.createContext && ', '', 'a createContext.. of its own'],
  ['plain-own-response', koaWay, ' || has(app.response, sending)', '', own],
  ['plain-own-context', koaWay, '[...sending, ...addresses]', 'addresses', own],
  ['plain-address-context', koaWay, '[...sending, ...addresses]', 'sending', 'SE05: .* itself'],
  ['plain-address-request', koaWay, ' || has(app.request, addresses)', '', 'SE05: .* itself'],
  [
    'plain-address-express',
    ownExpress,
    'Object.entries(addresses).every(([name, text]) => isOwn(getterOf(request, name), text)) &&\n    ',
    '',
    'SE05: .* itself',
  ],
  [
    'plain-own-set',
    ownExpress,
    'Object.entries(sending).every(([name, text]) => isOwn(getOf(response, name), text)) &&\n    ',
    '',
    own,
  ],
  ['plain-own-writing', ownExpress, 'getOf(response, name) === ServerResponse.prototype[name]', 'name', own],
];

/** What is answered without its framework is answered as the framework would, and only where nobody else has a say in it. */
export const mutants: readonly Mutant[] = watchedBy('spec/controllers/ahead/*.spec.ts', broken);
