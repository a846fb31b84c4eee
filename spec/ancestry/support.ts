import { OAuthRequest } from 'oauth-controllers';
import { startApplication, type TestApplication, type TestOptions } from '../support/application';
import { form, type Parameters } from '../support/flow';

/** An application for one case. */
export async function on(options: TestOptions, run: (app: TestApplication) => Promise<void>): Promise<void> {
  const app = await startApplication(options);
  try {
    await run(app);
  } finally {
    await app.close();
  }
}

/** A request as the framework-free calls take it. */
export function get(target: string, headers: Record<string, string> = {}): OAuthRequest {
  return new OAuthRequest({ method: 'GET', target, origin: 'http://localhost', headers });
}

export const bearing = (token: string, target = '/'): OAuthRequest => get(target, { authorization: `Bearer ${token}` });

export function posted(target: string, parameters: Parameters, headers: Record<string, string> = {}): OAuthRequest {
  const type = { 'content-type': 'application/x-www-form-urlencoded' };
  const body = form(parameters).toString();
  return new OAuthRequest({ method: 'POST', target, origin: 'http://localhost', headers: { ...type, ...headers }, body });
}
