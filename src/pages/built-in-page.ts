import { randomBytes } from 'node:crypto';
import { Html } from '../core/html';
import { OAuthResponse } from '../core/http';
import { FrameExtras, layout } from './layout';
import { pageHeaders } from './security-headers';

export interface BuiltInPage extends FrameExtras {
  readonly title: string;
  readonly content: Html;
  readonly status?: number;
  /** Headers to add, as set-cookie. */
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
}

/** A page that is always the library's own, in its own frame and under the headers of every page: for operators, not for users. */
export function builtInPage({ title, content, status = 200, headers, ...frame }: BuiltInPage): OAuthResponse {
  const nonce = randomBytes(16).toString('base64');
  const body = String(layout({ title, content, csp: { nonce } }, frame));
  return { status, headers: { ...pageHeaders({ nonce }), ...headers }, body };
}
