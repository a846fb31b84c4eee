/** Answers that stop coming void a run too, after so many milliseconds. */
const patience = 10_000;

/**
 * Repeats a step on each connection for a time. A step that throws ends the load: a run with one wrong answer says nothing.
 * @param step takes a connection and its number; false: there is nothing left to send
 * @param most steps after which the load ends early
 * @param polls whether this process asks for answers without pause and never sleeps: on a virtual machine it costs the server up to a
 * third of a request to wake it up, and the more the slower the server is. Not where something else needs this core
 * @returns how many steps were done and in which time, and for how many seconds there was nothing to do while it polled
 */
export async function load(step, connections, seconds, { most = Number.POSITIVE_INFINITY, polls = false } = {}) {
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
  const idle = polls ? polling(() => count) : () => undefined;
  let idled;
  try {
    await within(Promise.all(connections.map(work)), seconds * 1000 + patience);
  } finally {
    stopped = true;
    idled = idle();
  }
  return { count, seconds: (performance.now() - start) / 1000, idle: idled };
}

/** Keeps the event loop turning. @returns what ends it, and tells for how many seconds no turn has brought anything */
function polling(progress) {
  let idle = 0;
  let known = progress();
  let last = performance.now();
  let turn;
  const look = () => {
    const [now, reached] = [performance.now(), progress()];
    if (reached === known) idle += now - last;
    last = now;
    known = reached;
    turn = setImmediate(look);
  };
  look();
  return () => {
    clearImmediate(turn);
    return idle / 1000;
  };
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
