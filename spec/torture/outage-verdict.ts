import type { Answer } from './outage-load';
import { milliseconds } from './report';

/** The instants of an outage, as `performance.now()` gives them. */
export interface Outage {
  readonly begins: number;
  /** From here on nothing of the database is there. */
  readonly isAway: number;
  readonly returns: number;
  readonly isBack: number;
}

export interface Verdict {
  readonly problems: string[];
  /** From the return until the last refusal, in milliseconds. */
  readonly recovery: number;
  readonly slowest: number;
}

/** Both in milliseconds. */
export interface Limits {
  /** No answer may take longer. */
  readonly answer: number;
  /** So long after the database's return the last refusal has to be over. */
  readonly recovery: number;
}

export function judge(answers: readonly Answer[], outage: Outage, limits: Limits): Verdict {
  const slowest = Math.max(0, ...answers.map(({ took }) => took));
  const late = answers.filter(answer => !isGood(answer) && answer.to > outage.isBack);
  const recovery = Math.max(0, ...late.map(({ to }) => to - outage.isBack));
  const counts = new Map<string, number>();
  for (const sentence of answers.flatMap(answer => problemOf(answer, outage)))
    counts.set(sentence, (counts.get(sentence) ?? 0) + 1);
  const problems = [...counts].map(([sentence, count]) => `${sentence} (${count} times)`);
  if (slowest > limits.answer) problems.push(`an answer took ${milliseconds(slowest)}`);
  if (recovery > limits.recovery)
    problems.push(`${late.length} refusals, the last ${milliseconds(recovery)} after the database's return`);
  const away = answers.filter(({ from }) => from > outage.isAway && from < outage.returns);
  if (!away.some(({ what }) => what === 'photos')) problems.push('nobody asked for a photo while the database was away');
  if (!answers.some(answer => isGood(answer) && answer.from > outage.isBack)) problems.push('nothing was answered afterwards');
  return { problems, recovery, slowest };
}

function problemOf(answer: Answer, outage: Outage): string[] {
  const { what, status, headers, body } = answer;
  if (isGood(answer)) return isAway(answer, outage) ? [`${what} was answered with ${status} without a database`] : [];
  if (status === 503) {
    const disturbed = answer.to > outage.begins;
    const problems = headers?.has('retry-after') ? [] : [`${what}: 503 without Retry-After`];
    return disturbed ? problems : [...problems, `${what}: 503 before the outage`];
  }
  return [`${what} was answered with ${status ?? 'nothing'} ${JSON.stringify(body)}`];
}

/** The authorization endpoint sends the browser to the login page. */
const isGood = ({ what, status }: Answer): boolean => status === (what === 'authorize' ? 303 : 200);
const isAway = ({ from, to }: Answer, outage: Outage): boolean => from > outage.isAway && to < outage.returns;
