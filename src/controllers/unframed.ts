import type { OutgoingHttpHeader, OutgoingHttpHeaders, ServerResponse } from 'node:http';

const header = 'content-security-policy';
const named = /(?:^|[;,])\s*frame-ancestors(?![^\s;,])/i;

/**
 * A page on which users log in or consent is shown in nobody's frame (RFC 6749 section 10.13, RFC 9700 section 4.16), unless a
 * policy of the application's own names the frames that it may stand in. Such a policy may be set by middleware before us, by the
 * handler or by its decorators, so it is looked for when the head is written.
 */
export function refuseFraming(response: ServerResponse): void {
  response.setHeader('x-frame-options', 'DENY');
  const { writeHead } = response;
  response.writeHead = ((status: number, reason?: string | Given, headers?: Given) => {
    setAll(response, typeof reason === 'object' ? reason : headers);
    addPolicy(response);
    if (typeof reason === 'string') response.statusMessage = reason;
    return writeHead.call(response, status);
  }) as ServerResponse['writeHead'];
}

type Given = OutgoingHttpHeaders | OutgoingHttpHeader[];

/** Several policies hold side by side, so nothing of the application's is touched. */
function addPolicy(response: ServerResponse): void {
  const policies = [response.getHeader(header) ?? []].flat().map(String);
  if (!policies.some(policy => named.test(policy))) response.setHeader(header, [...policies, "frame-ancestors 'none'"]);
}

/** What is given along with the head replaces what was set before, as node:http has it. */
function setAll(response: ServerResponse, given: Given = {}): void {
  const list = Array.isArray(given) ? given : Object.entries(given).flat();
  for (let index = 0; index < list.length; index += 2) {
    const value = list[index + 1];
    if (value !== undefined) response.setHeader(String(list[index]), value);
  }
}
