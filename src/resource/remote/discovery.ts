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
    return this.urlIn(await this.document(), member);
  }

  /** The same, where nobody has to be asked for it; undefined otherwise. */
  knownUrlOf(member: EndpointMember): string | undefined {
    const [place = ''] = this.places;
    const document = this.documents.known(place);
    return document && this.urlIn(document, member);
  }

  private urlIn(given: object, member: EndpointMember): string {
    const document = given as Readonly<Record<string, unknown>>;
    // RFC 8414 section 3.3: character for character, or somebody else's metadata could pose as this issuer's.
    if (document.issuer !== this.issuer)
      throw temporarilyUnavailable({
        hint: `The metadata of ${this.issuer} says that it is of ${JSON.stringify(document.issuer)}.`,
      });
    const url = document[member];
    if (typeof url === 'string') return url;
    throw temporarilyUnavailable({ hint: `The metadata of ${this.issuer} has no ${member}.` });
  }

  private async document(): Promise<object> {
    for (const place of this.places) {
      try {
        const document = await this.documents.get(place);
        // Next time where it was found, so that nobody asks in vain again and again.
        if (place !== this.places[0]) this.places = [place, ...this.places.filter(one => one !== place)];
        return document;
      } catch (error) {
        // Who is away may be back in a moment; only who answers without a document is asked elsewhere.
        if (!(error instanceof UnusableDocument)) throw error;
      }
    }
    throw temporarilyUnavailable({ hint: `${this.issuer} has no usable metadata at ${this.places.join(' or ')}.` });
  }
}
