import { temporarilyUnavailable } from '../../core/errors';
import { type DocumentFetcher, UnusableDocument } from '../../core/fetcher';

/** What a resource server reads of an authorization server's metadata (RFC 8414 section 2). */
type EndpointMember = 'jwks_uri' | 'introspection_endpoint';

/** The metadata of an authorization server, whose issuer alone is known. */
export class Discovery {
  private places: readonly string[];

  constructor(
    readonly issuer: string,
    private readonly documents: DocumentFetcher,
  ) {
    const { origin, pathname } = new URL(issuer);
    const path = pathname.replace(/\/$/, '');
    // RFC 8414 section 3.1, then OpenID Connect Discovery section 4.1, which puts the path in front.
    this.places = [
      `${origin}/.well-known/oauth-authorization-server${path}`,
      `${origin}${path}/.well-known/openid-configuration`,
    ];
  }

  /** @throws OAuthError temporarily_unavailable when there is no metadata, or not of this issuer, or without this member */
  async urlOf(member: EndpointMember): Promise<string> {
    const problems: string[] = [];
    for (const place of this.places) {
      try {
        const document = await this.documents.get(place, one => this.flawOf(one, member));
        // Next time where it was found, so that nobody asks in vain again and again.
        if (place !== this.places[0]) this.places = [place, ...this.places.filter(one => one !== place)];
        return (document as Readonly<Record<EndpointMember, string>>)[member];
      } catch (error) {
        // Who is away may be back in a moment; only who answers without a document is asked elsewhere.
        if (!(error instanceof UnusableDocument)) throw error;
        problems.push(error.message);
      }
    }
    throw temporarilyUnavailable({ hint: `${this.issuer} has no usable metadata. ${problems.join(' ')}` });
  }

  private flawOf(given: object, member: EndpointMember): string | undefined {
    const document = given as Readonly<Record<string, unknown>>;
    // RFC 8414 section 3.3: character for character, or somebody else's metadata could pose as this issuer's.
    if (document.issuer !== this.issuer)
      return `it is not the metadata of ${this.issuer}, for it says that it is of ${JSON.stringify(document.issuer)}${this.mend(document.issuer)}.`;
    return typeof document[member] === 'string' ? undefined : `the metadata of ${this.issuer} has no ${member}.`;
  }

  /** One slash is a slip of the pen; anything else may be somebody else. */
  private mend(told: unknown): string {
    return told === `${this.issuer}/` || `${told}/` === this.issuer ? '; write it so in the option issuer' : '';
  }
}
