import type { User } from '../core/user';

export interface AdminOptions {
  /** Where the pages are, below the application's routePrefix. Default '/oauth/admin'. */
  path?: string;
  /**
   * Who may see and change every client and scope. Nothing but true lets a user in: any other answer refuses, as do an error and
   * no answer within `serviceTimeout`. It is asked at each request.
   */
  allow: (user: User) => boolean | Promise<boolean>;
}

/** The same, checked. */
export type AdminSettings = Required<AdminOptions>;

const examplePath = "'/oauth/admin'";

/** @throws TypeError that names the option and the mend */
export function adminSettings(option: false | AdminOptions | undefined): AdminSettings | undefined {
  if (option === undefined || option === false) return undefined;
  const { path = '/oauth/admin', allow } = typeof option === 'object' && option !== null ? option : ({} as Partial<AdminOptions>);
  if (typeof allow !== 'function')
    throw new TypeError(
      'admin has no function allow; say who may manage the clients, for example admin: { allow: user => user.claims.role === "admin" }.',
    );
  if (typeof path !== 'string' || !/^(?:\/[\w.~-]+)+$/.test(path))
    throw new TypeError(`admin.path is ${JSON.stringify(path)}; give a path such as ${examplePath}, without a slash at its end.`);
  return { path, allow };
}
