/** So many a minute. */
export type Rate = `${number}/min`;

/** @param option named in the sentence. @throws TypeError when it is no rate */
export function perMinute(rate: Rate, option: string): number {
  const match = /^([1-9]\d{0,5})\/min$/.exec(rate);
  if (match) return Number(match[1]);
  throw new TypeError(`${option} is ${JSON.stringify(rate)}; write for example '10/min', or false for none.`);
}
