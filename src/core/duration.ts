/** A number of seconds, or a number with a unit: `'90s'`, `'10m'`, `'1h'`, `'30d'`. */
export type Duration = number | `${number}${'s' | 'm' | 'h' | 'd'}`;

const unitSeconds: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };

/**
 * A duration in whole seconds.
 * @param option the name of the option or method that gave it, for the message
 * @throws TypeError when it is not a duration of a second or more
 */
export function seconds(duration: Duration, option: string): number {
  const value = typeof duration === 'number' ? duration : parse(duration);
  if (Number.isFinite(value) && value >= 1) return Math.floor(value);
  throw new TypeError(
    `${option} is ${JSON.stringify(duration)}; give seconds as a number of at least 1, or a text such as '90s', '10m', '1h' or '30d'.`,
  );
}

function parse(text: string): number {
  const match = /^(\d{1,9})([smhd])$/.exec(String(text));
  return match ? Number(match[1]) * (unitSeconds[match[2] ?? ''] ?? Number.NaN) : Number.NaN;
}
