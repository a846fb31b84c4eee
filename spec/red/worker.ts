import { type ChildProcess, spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import * as ts from 'typescript';
import { type Mutant, mutate, type Ran, type Run } from './mutant';

const TIME_LIMIT = 60_000;
/** The comparison runs all the watching specs at once, so it gets the time of a whole test run. */
const COMPARISON_TIME_LIMIT = 15 * 60_000;
const OUTPUT_KEPT = 4000;
/** What `npm run test:long` plays. */
const slowSpecs = ['races/**', 'torture/**', 'samples/cluster.spec.js', 'package/install.spec.js'].map(
  name => `dist/spec/${name}`,
);

/**
 * A copy of the built tree in which code may be broken. It lies inside the repository, so that node_modules is found by the
 * lookup through parent folders, and it has the package.json, so that `oauth-controllers` means the copy itself.
 * Everything else of the repository is there as a link, for specs that read documents or sources.
 */
export class Worker {
  private readonly running = new Set<ChildProcess>();

  constructor(
    private readonly root: string,
    private readonly folder: string,
  ) {
    mkdirSync(folder, { recursive: true });
    for (const entry of readdirSync(root)) {
      if (!['dist', 'package.json', '.mocharc.json', '.red', '.git', 'coverage'].includes(entry)) {
        symlinkSync(join(root, entry), join(folder, entry), 'junction');
      }
    }
    cpSync(join(root, 'package.json'), join(folder, 'package.json'));
    cpSync(join(root, 'dist'), join(folder, 'dist'), { recursive: true });
    this.configure();
  }

  /** Runs the specs on the unbroken code; those that race, kill and install only for the mutants that are theirs. */
  compare(grep: string, slow: boolean): Promise<Run> {
    const ignored = slow ? [] : slowSpecs.flatMap(pattern => ['--ignore', pattern]);
    return this.mocha([...ignored, '--parallel', '--grep', grep, 'dist/spec/**/*.spec.{js,mjs,cjs}'], COMPARISON_TIME_LIMIT);
  }

  /** Breaks one file, runs the specs in `specFiles` until the first failure, and mends the file again. */
  async run(mutant: Mutant, grep: string, specFiles: readonly string[]): Promise<Run> {
    const compiled = join(this.folder, 'dist', mutant.file.replace(/ts$/, 'js'));
    const intact = readFileSync(compiled, 'utf8');
    writeFileSync(compiled, broken(this.root, mutant));
    try {
      return await this.mocha(['--bail', '--grep', grep, ...specFiles.map(compiledPath)], TIME_LIMIT);
    } finally {
      writeFileSync(compiled, intact);
    }
  }

  dispose(): void {
    for (const child of this.running) child.kill('SIGKILL');
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** The repository's settings, without its list of specs: mocha would run that list in addition to the files named. */
  private configure(): void {
    const file = join(this.root, '.mocharc.json');
    const settings = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>) : {};
    // A failed spec may leave a server open; that is no reason to wait here, as the ordinary test run does.
    // Two workers are enough for two cores.
    const alone = { spec: undefined, parallel: false, exit: true };
    const changed = { ...settings, ...alone, reporter: 'json', 'reporter-option': ['output=report.json'] };
    writeFileSync(join(this.folder, '.mocharc.json'), JSON.stringify(changed));
  }

  private async mocha(parameters: readonly string[], timeLimit: number): Promise<Run> {
    const report = join(this.folder, 'report.json');
    rmSync(report, { force: true });
    const child = spawn(process.execPath, [require.resolve('mocha/bin/mocha.js'), ...parameters], {
      cwd: this.folder,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.running.add(child);
    const ended = await end(child, timeLimit);
    this.running.delete(child);
    return { ...ended, specs: existsSync(report) ? readReport(report, this.folder) : undefined };
  }
}

/** The JavaScript of the broken source. Only syntax is checked: a mutant may well be wrong in its types. */
export function broken(root: string, mutant: Mutant): string {
  const path = join(root, mutant.file);
  if (!existsSync(path))
    throw new Error(`mutant ${mutant.id}: there is no file ${mutant.file}; the code moved, so move the mutant`);
  const { outputText, diagnostics } = ts.transpileModule(mutate(mutant, readFileSync(path, 'utf8')), {
    fileName: path,
    compilerOptions: { ...compilerOptions(root), sourceMap: false, declaration: false },
    reportDiagnostics: true,
  });
  const [mistake] = diagnostics ?? [];
  if (mistake) {
    throw new Error(
      `mutant ${mutant.id}: ${mutant.file} no longer parses: ${ts.flattenDiagnosticMessageText(mistake.messageText, ' ')}`,
    );
  }
  return outputText;
}

function compilerOptions(root: string): ts.CompilerOptions {
  const { config } = ts.readConfigFile(join(root, 'tsconfig.json'), ts.sys.readFile) as { config?: { compilerOptions?: object } };
  return ts.convertCompilerOptionsFromJson(config?.compilerOptions ?? {}, root).options;
}

function compiledPath(specFile: string): string {
  return `dist/${specFile.replace(/ts$/, 'js')}`;
}

function end(child: ChildProcess, timeLimit: number): Promise<Omit<Run, 'specs'>> {
  return new Promise((resolve, reject) => {
    let output = '';
    let timedOut = false;
    const keep = (chunk: Buffer): void => {
      output = (output + chunk.toString()).slice(-OUTPUT_KEPT);
    };
    child.stdout?.on('data', keep);
    child.stderr?.on('data', keep);
    const timer = setTimeout(() => {
      timedOut = true;
      child.kill('SIGKILL');
    }, timeLimit);
    child.on('error', reject);
    // 'exit' and not 'close': a grandchild that keeps the pipe open must not keep us.
    child.on('exit', exitCode => {
      clearTimeout(timer);
      resolve({ exitCode, timedOut, output });
    });
  });
}

interface Reported {
  readonly title: string;
  readonly fullTitle: string;
  readonly file: string;
  readonly err?: { readonly message?: string };
}

/** A hook that failed is in `failures` only, a skipped spec in `pending` too. */
function readReport(report: string, folder: string): Ran[] {
  const { passes, failures } = JSON.parse(readFileSync(report, 'utf8')) as { passes: Reported[]; failures: Reported[] };
  const told =
    (failed: boolean) =>
    (one: Reported): Ran => ({
      title: one.title,
      fullTitle: one.fullTitle,
      file: specPath(one.file, folder),
      failed,
      message: one.err?.message,
    });
  return [...passes.map(told(false)), ...failures.map(told(true))];
}

/** `<folder>/dist/spec/flows/code.spec.js` is known by its source, `spec/flows/code.spec.ts`. */
function specPath(compiled: string, folder: string): string {
  return relative(join(folder, 'dist'), compiled).split(sep).join('/').replace(/js$/, 'ts');
}
