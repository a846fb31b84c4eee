import { isWaiting } from '../driver/saturation.mjs';
import { spread } from '../driver/statistics.mjs';

/** A driver that used more of its core than this may have been the limit of a load. */
const busy = 0.9;
/** Of a core. Others who take more change how many requests are answered, but hardly what one costs. */
const disturbing = 0.15;

/**
 * What one server does for each thing that the best of others does, repetition by repetition: in requests/s, and in requests for
 * the same CPU time.
 * @returns undefined where there are no figures; `best` is the one that was it in the median, `by` the measure that counts
 */
export function ratio(results, one, others, workload, otherWorkload = workload) {
  const mine = valid(results, one, workload);
  const theirs = others.map(name => valid(results, name, otherWorkload)).filter(result => result !== undefined);
  if (mine === undefined || theirs.length === 0) return undefined;
  const each = of =>
    spread(
      mine.runs.map((run, index) =>
        of(
          run,
          theirs.map(({ runs }) => runs[index]),
        ),
      ),
    );
  return {
    rate: each((run, rivals) => run.rate / Math.max(...rivals.map(({ rate }) => rate))),
    cpu: each((run, rivals) => Math.min(...rivals.map(({ cpu }) => cpu)) / run.cpu),
    best: theirs.reduce((a, b) => (b.rate.median > a.rate.median ? b : a)).peer,
    by: [mine, ...theirs].some(isLimited) ? 'cpu' : 'rate',
  };
}

/** Whether something else than the server decided how many requests were answered. */
function isLimited(result) {
  return isWaiting(result) || result.driverLoad.median > busy || result.otherLoad.median > disturbing;
}

function valid(results, peer, workload) {
  const found = results.find(result => result.peer === peer && result.workload === workload);
  return found?.void === undefined ? found : undefined;
}
