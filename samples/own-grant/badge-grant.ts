import { Client, type Grant, type Granted, OAuthError, type TokenRequest } from 'oauth-controllers';

/** A grant type of your own is one class: `grants: ['authorization_code', new BadgeGrant(readBadge)]`. */
export class BadgeGrant implements Grant {
  readonly type = 'urn:example:badge';

  /** @param holderOf the id of the user who holds a badge */
  constructor(private readonly holderOf: (badge: string) => Promise<string | undefined>) {}

  async handle({ params, context }: TokenRequest, client: Client): Promise<Granted> {
    const id = await this.holderOf(params.need('badge'));
    const user = id === undefined ? undefined : await context.users.findById(id);
    if (!user) throw new OAuthError('invalid_grant', 'The badge is unknown');
    return { user, scopes: context.scopes.of(client.scopes) };
  }
}
