import { type Broken, type Mutant, watchedBy } from './mutant';

const shortcuts = 'src/controllers/shortcuts.ts';
const listen = 'src/controllers/listen.ts';
const express = 'src/controllers/express-shortcut.ts';
const koa = 'src/controllers/koa-shortcut.ts';
const routing = 'src/controllers/koa-routing.ts';

const same = 'to the byte what they answer behind them';
const added = 'a middleware that was added meanwhile';

const broken: Broken[] = [
  ['ahead-guard-koa', koa, 'app.compose(layer.stack)', 'app.compose(layer.stack.slice(-1))', same],
  ['ahead-guard-express', express, 'isRoute(layer) || first', 'first', same],
  ['ahead-unbound-express', express, 'Object.assign(stateOf(request), bound);', 'stateOf(request);', same],
  ['ahead-unbound-koa', koa, 'Object.assign(stateOf(request), around.bound);', 'stateOf(request);', same],
  ['ahead-listen-express', listen, 'withShortcuts(app, app)', 'app', 'by listen.. too'],
  ['ahead-listen-koa', listen, 'withShortcuts(app, app.callback())', 'app.callback()', 'by listen.. too'],
  ['ahead-unguarded', shortcuts, ' || !isGuarded(one.action))', ')', 'when more of those are added'],
  ['ahead-methods', shortcuts, '!methods.has(method)', '!method', same],
  ['ahead-well-known', shortcuts, "path.includes('/.well-known/')", 'path.length === 0', 'one of the well-known'],
  ['ahead-past-the-server', express, 'if (!isBoundFirst || ', 'if (', 'mounted past the server'],
  [
    'ahead-before-the-binder',
    express,
    ' && asked.findIndex(isRoute) > asked.indexOf(binder as ExpressLayer)',
    '',
    'past the server',
  ],
  ['ahead-past-the-prefix', express, ' && Boolean(binder?.match(path))', '', 'past the prefix of the server'],
  ['ahead-whose-express', express, ' || !plain.isOf(layer)) return', ') return', 'the slash at its end'],
  ['ahead-whose-koa', koa, 'this.plain?.isOf(routing.layer) && ', '', 'another one of its path'],
  ['ahead-two-servers', express, 'binders.length === 1', 'binders.length > 0', 'the last of two servers'],
  ['ahead-unknown-express', express, ' || !isKnown) return', ') return', 'a middleware that was there before'],
  [
    'ahead-unknown-routes',
    express,
    '!layer.route || mayMatch',
    '!layer.route || isRoute(layer) && mayMatch',
    'added before, or comes',
  ],
  ['ahead-patterns', express, "typeof layer.route?.path !== 'string' || ", '', 'added before, or comes'],
  [
    'ahead-added-express',
    express,
    'if (stack !== this.stack || stack?.length !== this.length)',
    'if (stack !== this.stack)',
    added,
  ],
  ['ahead-express-4', express, 'first.includes(layer.name)', 'first.includes(layer.name, 2)', same],
  ['ahead-express-5', express, "'lazyrouter' in this.app ? begins : []", 'begins', 'has the name of one of Express'],
  ['ahead-added-koa', koa, ' || this.app.middleware.length !== this.middleware.length)', ')', added],
  ['ahead-unknown-koa', koa, ' && app.middleware.map(placeOf).join() === plain', '', 'a middleware that was there before'],
  ['ahead-stored-context', koa, ' && !app.ctxStorage', '', 'a context that is stored'],
  ['ahead-own-callback', koa, 'app.callback === Koa.prototype.callback && ', '', 'a callback of its own'],
  ['ahead-own-compose', koa, ' && app.compose === new Koa().compose', '', 'a way of its own to compose'],
  ['ahead-body-types', koa, ' || type !== undefined', '', same],
  ['ahead-left-bodies', koa, 'if (!context.disableBodyParser) ', '', 'as settings of the application say'],
  ['ahead-not-alone', routing, ' || others.length > 0', '', 'another route for them too'],
  ['ahead-more-told', routing, 'isDeepStrictEqual(ours, routers) ?', 'routers ?', 'a router that tells more'],
  ['ahead-patterns-koa', routing, 'one.path.global || one.path.sticky', 'one.path.unicode', 'forgets where it has stopped'],
];

/** What is reached past the router is guarded as ever, and whatever may have a say in it has it. */
export const mutants: readonly Mutant[] = watchedBy('spec/controllers/ahead/*.spec.ts', broken);
