/**
 * What a form says of a mistake in it: those of the developer's are TypeErrors with a sentence, and here they are the form's.
 * @throws whatever was thrown, when it is something else
 */
export function sentenceOf(error: unknown, clientId?: string): string {
  if (!(error instanceof TypeError)) throw error;
  const named = `Client ${clientId} `;
  return error.message.startsWith(named) ? `The client ${error.message.slice(named.length)}` : error.message;
}
