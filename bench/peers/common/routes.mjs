import { decorate } from './controllers.mjs';
import { photos } from './fixture.mjs';
import { root } from './root.mjs';

/** A controller of as many handlers as BENCH_ROUTES says, if it does. */
export function routeController(...decorators) {
  const count = Number(process.env.BENCH_ROUTES ?? 0);
  if (count === 0) return [];
  root('reflect-metadata');
  const { Get, JsonController } = root('routing-controllers');
  class RouteController {}
  const methods = {};
  for (let number = 1; number <= count; number++) {
    const name = `route${number}`;
    Object.defineProperty(RouteController.prototype, name, { value: () => photos, writable: true, configurable: true });
    methods[name] = [Get(`/${name}`), ...decorators.map(make => make())];
  }
  return [decorate(RouteController, [JsonController('/routes')], methods)];
}
