import { isBuiltin } from 'node:module';
import { posix } from 'node:path';
import type { Import, Source } from './source';

/** What one layer (a folder of src/, or a file directly in it) may import. */
export interface Layer {
  /** Other layers. Imports within a layer are free. */
  readonly layers: readonly string[];
  /** npm packages. Builtins of Node are free everywhere. */
  readonly packages?: readonly string[];
  /** npm packages of which only types may be imported. */
  readonly typesOf?: readonly string[];
}
export type Layers = Readonly<Record<string, Layer>>;

export interface Limits {
  readonly fileLines: number;
  readonly functionLines: number;
}

/** Each rule answers with one sentence for each violation, and with nothing where all is well. */
export function wrongDirections(sources: readonly Source[], layers: Layers): string[] {
  const paths = new Set(sources.map(source => source.path));
  return sources.flatMap(source => {
    const name = layerOf(source.path);
    const layer = layers[name];
    if (!layer) return [`src/${source.path} is in no known layer; put it in one of: ${Object.keys(layers).join(', ')}.`];
    return source.imports.flatMap(one => {
      const reason = one.specifier.startsWith('.') ? wrongFile(source.path, one, layer, paths) : wrongPackage(one, layer, name);
      return reason ? [`src/${source.path} imports '${one.specifier}', ${reason}`] : [];
    });
  });
}

/** Each cycle once, as a path that ends where it began. Type-only imports count: such files cannot be understood apart. */
export function cycles(sources: readonly Source[]): string[] {
  const paths = new Set(sources.map(source => source.path));
  const targets = new Map(sources.map(source => [source.path, neighbours(source, paths)]));
  const done = new Set<string>();
  const found: string[] = [];
  const visit = (path: string, trail: readonly string[]): void => {
    const start = trail.indexOf(path);
    if (start >= 0) {
      found.push(cycleSentence([...trail.slice(start), path]));
      return;
    }
    if (done.has(path)) return;
    for (const target of targets.get(path) ?? []) visit(target, [...trail, path]);
    done.add(path);
  };
  for (const path of paths) visit(path, []);
  return found;
}

export function longFiles(sources: readonly Source[], { fileLines }: Limits): string[] {
  return sources
    .filter(source => source.lines > fileLines)
    .map(source => `src/${source.path} has ${source.lines} lines; the limit is ${fileLines}, so divide it.`);
}

export function longFunctions(sources: readonly Source[], { functionLines }: Limits): string[] {
  return sources.flatMap(source =>
    source.functions
      .filter(one => one.lines > functionLines)
      .map(one => `src/${source.path}:${one.line} ${one.name} has ${one.lines} lines; the limit is ${functionLines}.`),
  );
}

export function anyTypes(sources: readonly Source[]): string[] {
  return sources.flatMap(source =>
    source.anys.map(line => `src/${source.path}:${line} uses the type any; use unknown and narrow it.`),
  );
}

function layerOf(path: string): string {
  return (path.split('/')[0] ?? path).replace(/\.[cm]?ts$/, '');
}

function wrongFile(from: string, one: Import, layer: Layer, paths: ReadonlySet<string>): string | undefined {
  const target = resolve(from, one.specifier, paths);
  if (!target) return 'which is no file of src.';
  const [own, other] = [layerOf(from), layerOf(target)];
  if (own === other || layer.layers.includes(other)) return undefined;
  return `which is of the layer ${other}; ${own} may import ${list(layer.layers, 'no other layer')}.`;
}

function wrongPackage(one: Import, layer: Layer, name: string): string | undefined {
  if (isBuiltin(one.specifier)) return undefined;
  const wanted = packageOf(one.specifier);
  if (layer.packages?.includes(wanted)) return undefined;
  const typesAllowed = layer.typesOf?.includes(wanted) ?? false;
  if (typesAllowed && one.typeOnly) return undefined;
  if (typesAllowed) return `which loads the package ${wanted}; ${name} may import only its types (import type).`;
  return `which is a package; ${name} may import ${list(layer.packages ?? [], 'no package')}.`;
}

function packageOf(specifier: string): string {
  return specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
}

function neighbours(source: Source, paths: ReadonlySet<string>): Set<string> {
  return new Set(source.imports.flatMap(one => resolve(source.path, one.specifier, paths) ?? []));
}

function resolve(from: string, specifier: string, paths: ReadonlySet<string>): string | undefined {
  if (!specifier.startsWith('.')) return undefined;
  const bare = posix.join(posix.dirname(from), specifier).replace(/\.[cm]?js$/, '');
  return [`${bare}.ts`, `${bare}.mts`, `${bare}.cts`, posix.join(bare, 'index.ts')].find(path => paths.has(path));
}

function cycleSentence(path: readonly string[]): string {
  return `src/${path[0]} imports itself in a circle: ${path.join(' -> ')}; move what both need into a file of its own.`;
}

function list(names: readonly string[], none: string): string {
  return names.length > 0 ? `only ${names.join(', ')}` : none;
}
