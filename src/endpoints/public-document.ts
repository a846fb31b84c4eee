import { sha256Base64url } from '../core/crypto';
import type { OAuthResponse } from '../core/http';
import type { OAuthRequest } from '../core/request';

/** RFC 9110 section 13.1.2: a list of entity tags, of which elements may be empty (section 5.6.1). */
const tagList = /^[\t ,]*(?:(?:W\/)?"[\x21\x23-\x7e\x80-\xff]*"[\t ]*(?:,[\t ,]*|$))+$/;
const tags = /(?:W\/)?("[^"]*")/g;

/**
 * What is the same for everybody and may be kept for a while, with an entity tag: who has it already is told so in 304. The tag
 * follows from the text alone, so it is the same at each process and after each start, and another one as soon as a byte is. It is
 * weak, because an application may compress what we write and leave the tag as it is (RFC 9110 section 8.8.1).
 */
export class PublicDocument {
  private value?: object;
  private body = '';
  private opaqueTag = '';

  /** @param maxAge how long it may be kept, in seconds */
  constructor(
    private readonly contentType: string,
    private readonly maxAge: number,
  ) {}

  /**
   * @param value what the document is now. The same object says the same, so nobody may change it: what was made of it is used
   * again. Another one may say the same, too.
   */
  answer(request: OAuthRequest, value: object): OAuthResponse {
    if (value !== this.value) this.make(value);
    const headers = { etag: `W/${this.opaqueTag}`, 'cache-control': `public, max-age=${this.maxAge}` };
    if (isNamed(this.opaqueTag, request.header('if-none-match'))) return { status: 304, headers, body: '' };
    return { status: 200, headers: { 'content-type': this.contentType, ...headers }, body: this.body };
  }

  private make(value: object): void {
    const body = JSON.stringify(value);
    if (body !== this.body) {
      this.opaqueTag = `"${sha256Base64url(body)}"`;
      this.body = body;
    }
    this.value = value;
  }
}

/** By the weak comparison (RFC 9110 section 8.8.3.2). A header that is malformed names nothing. */
function isNamed(opaqueTag: string, ifNoneMatch: string | undefined): boolean {
  if (ifNoneMatch === undefined) return false;
  if (ifNoneMatch.trim() === '*') return true;
  return tagList.test(ifNoneMatch) && [...ifNoneMatch.matchAll(tags)].some(([, known]) => known === opaqueTag);
}
