export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

export function spread(values) {
  return { median: median(values), min: Math.min(...values), max: Math.max(...values) };
}

/** The repetitions of one cell in one. One that is void voids them all. */
export function summary(runs) {
  const reasons = runs.filter(run => run.void !== undefined).map(run => run.void);
  if (reasons.length > 0) return { void: reasons[0] };
  const of = name => spread(runs.map(run => run[name]));
  return {
    ...{
      rate: of('rate'),
      cpu: of('cpu'),
      serverLoad: of('serverLoad'),
      driverLoad: of('driverLoad'),
      otherLoad: of('otherLoad'),
    },
    ...(runs[0].databaseCpu === undefined ? {} : { databaseCpu: of('databaseCpu') }),
    ...{ startMilliseconds: of('startMilliseconds'), memory: of('memory') },
  };
}
