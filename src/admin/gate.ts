import type { ServerContext } from '../core/context';
import { readCookie } from '../core/cookies';
import { within } from '../core/deadline';
import type { OAuthRequest } from '../core/request';
import type { User } from '../core/user';
import { currentLogin } from '../endpoints/authorization/login-session';
import type { AdminOptions } from './options';

/** Who asks for an admin page. `session` is the value of the session cookie, a secret of this browser. */
export type Visitor =
  | { readonly kind: 'anonymous' }
  | { readonly kind: 'refused' | 'admitted'; readonly user: User; readonly session: string };

/** Decides who sees anything at all. */
export class Gate {
  constructor(
    private readonly context: ServerContext,
    private readonly allow: AdminOptions['allow'],
  ) {}

  async visitor(http: OAuthRequest): Promise<Visitor> {
    const login = await currentLogin(this.context, http);
    const session = readCookie(http, 'session', this.context.settings);
    if (!login || session === undefined) return { kind: 'anonymous' };
    return { kind: (await this.isAllowed(login.user)) ? 'admitted' : 'refused', user: login.user, session };
  }

  /** What is plugged in may throw, hang or answer with anything: nothing but true is a yes. */
  private async isAllowed(user: User): Promise<boolean> {
    try {
      const answer: unknown = await within(this.context.settings.serviceTimeout, 'admin.allow', askSafely(this.allow, user));
      return answer === true;
    } catch (error) {
      this.context.logger.error('oauth-controllers: admin.allow failed; the user was refused.', error);
      return false;
    }
  }
}

/** What throws at once rejects too. */
async function askSafely(allow: AdminOptions['allow'], user: User): Promise<unknown> {
  return allow(user);
}
