/** The number behind --name on the command line. */
export function argument(name: string, otherwise: number): number {
  const index = process.argv.indexOf(`--${name}`);
  const value = index < 0 ? otherwise : Number(process.argv[index + 1]);
  if (Number.isInteger(value) && value > 0) return value;
  throw new TypeError(`--${name} takes a positive whole number.`);
}

/** The word behind --name on the command line. */
export function word(name: string): string | undefined {
  const index = process.argv.indexOf(`--${name}`);
  return index < 0 ? undefined : process.argv[index + 1];
}

/**
 * Whether the figures are judged that a fast and idle machine shows. Without it they are only printed, and the limits are those that
 * nothing but a hang can break: what a machine does beside must never decide.
 */
export const isStrict = process.argv.includes('--strict');

/** The value that so much of the others are not above; 0 of nothing. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0;
}

export const milliseconds = (value: number): string => `${value < 10 ? value.toFixed(1) : Math.round(value)} ms`;

/** Counts rounds and says how each went, where that is worth a line. */
export class Tally {
  private passed = 0;
  private failed = 0;

  round(title: string, problems: readonly string[]): void {
    if (problems.length === 0) {
      this.passed++;
      return;
    }
    this.failed++;
    console.log(`${title}:`);
    for (const problem of problems.slice(0, 10)) console.log(`  ${problem}`);
    if (problems.length > 10) console.log(`  and ${problems.length - 10} more`);
  }

  /** The last line, and the exit code. */
  end(): void {
    console.log(`${this.passed} passed, ${this.failed} failed`);
    process.exitCode = this.failed === 0 && this.passed > 0 ? 0 : 1;
  }
}

export const pause = (time: number): Promise<void> => new Promise(resolve => setTimeout(resolve, time));
