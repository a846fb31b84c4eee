/** Answers that stop coming void a run too, after so many milliseconds. */
const patience = 10_000;

/**
 * Repeats a step on each connection for a time. A step that throws ends the load: a run with one wrong answer says nothing.
 * @param step takes a connection and its number; false: there is nothing left to send
 * @param most steps after which the load ends early
 * @returns how many steps were done and in which time
 */
export async function load(step, connections, seconds, most = Number.POSITIVE_INFINITY) {
  const start = performance.now();
  const end = start + seconds * 1000;
  let begun = 0;
  let count = 0;
  let stopped = false;
  const work = async (connection, number) => {
    while (!stopped && begun < most && performance.now() < end) {
      begun++;
      if ((await step(connection, number)) === false) return;
      count++;
    }
  };
  try {
    await within(Promise.all(connections.map(work)), seconds * 1000 + patience);
  } finally {
    stopped = true;
  }
  return { count, seconds: (performance.now() - start) / 1000 };
}

async function within(promise, milliseconds) {
  let timer;
  const late = new Promise((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error('answers stopped coming')), milliseconds);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
