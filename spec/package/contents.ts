// Part of `npm run check:package`: what would be published holds what the manifest promises, and nothing of the workshop.
import { execSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, posix } from 'node:path';

interface Manifest {
  readonly main: string;
  readonly types: string;
  readonly exports: Readonly<Record<string, string | Readonly<Record<string, string>>>>;
}

const ALLOWED =
  /^(dist\/src\/.+\.([cm]?js|d\.[cm]?ts)(\.map)?|src\/.+\.[cm]?ts|(package\.json|README\.md|LICENSE|CHANGELOG\.md))$/;

/** One sentence for each file that is missing or should not be there. */
export function mistakes(
  manifest: Manifest,
  files: ReadonlySet<string>,
  sourcesOf: (map: string) => readonly string[],
): string[] {
  const promised = [manifest.main, manifest.types, ...Object.values(manifest.exports).flatMap(targets)].map(path =>
    posix.normalize(path),
  );
  const maps = [...files].filter(file => file.endsWith('.map'));
  const mapped = maps.flatMap(map => sourcesOf(map).map(source => posix.join(posix.dirname(map), source)));
  return [
    ...[...promised, 'README.md', 'LICENSE', 'CHANGELOG.md'].filter(file => !files.has(file)).map(file => `${file} is missing`),
    ...[...files].filter(file => !ALLOWED.test(file)).map(file => `${file} does not belong into the package`),
    ...mapped.filter(source => !files.has(source)).map(source => `${source} is missing, though a source map points to it`),
  ];
}

function targets(entry: string | Readonly<Record<string, string>>): string[] {
  return typeof entry === 'string' ? [entry] : Object.values(entry);
}

function main(root: string): void {
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Manifest;
  const answer = execSync('npm pack --dry-run --json --ignore-scripts', {
    cwd: root,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const [packed] = JSON.parse(answer) as { files: { path: string }[] }[];
  const files = new Set(packed?.files.map(file => file.path));
  const sourcesOf = (map: string): string[] =>
    (JSON.parse(readFileSync(join(root, map), 'utf8')) as { sources: string[] }).sources;
  const found = mistakes(manifest, files, sourcesOf);
  for (const sentence of found) console.error(sentence);
  console.log(`${files.size} files would be published, ${found.length} mistakes`);
  process.exitCode = found.length > 0 ? 1 : 0;
}

if (require.main === module) main(join(__dirname, '../../..'));
