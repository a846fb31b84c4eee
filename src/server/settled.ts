/**
 * Runs something that writes at start. Processes that start together write the same rows: who comes second is refused by the
 * database, and finds at the next attempt that there is nothing left to do.
 * @throws what the last attempt threw; a TypeError, which is a mistake in the options, at once
 */
export async function settled<T>(work: () => Promise<T>, attempts = 5): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (attempts <= 1 || error instanceof TypeError) throw error;
    await new Promise(resolve => setTimeout(resolve, 50 + Math.random() * 100));
    return settled(work, attempts - 1);
  }
}
