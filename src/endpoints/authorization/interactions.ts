import type { Client } from '../../core/client';
import type { ServerContext } from '../../core/context';
import { readCookie, setCookie } from '../../core/cookies';
import { constantTimeEqual, randomValue, sha256, sha256Base64url } from '../../core/crypto';
import type { AskedRequest } from '../../core/extension';
import { type Html, html } from '../../core/html';
import type { InteractionRow } from '../../core/model';
import { type Params, parseForm } from '../../core/params';
import type { OAuthRequest } from '../../core/request';
import { findInteraction, insertInteraction } from '../../core/statements/interactions';
import { InteractionError, isOver } from './interaction-error';

/** An interaction in the browser that started it. */
export interface OpenInteraction {
  readonly id: string;
  readonly row: InteractionRow;
  /** The secret in the browser's cookie: what the CSRF token is made of. */
  readonly browser: string;
}

export interface StartedInteraction {
  readonly id: string;
  readonly cookie: string;
}

/** Keeps a request while its user logs in and consents. It is bound to the browser by a cookie. */
export async function startInteraction(
  context: ServerContext,
  request: OAuthRequest,
  { params, kept }: AskedRequest,
  client: Client,
): Promise<StartedInteraction> {
  const { settings, clock, storage } = context;
  const id = randomValue();
  const browser = readCookie(request, 'browser', settings) ?? randomValue();
  const now = clock.now();
  const row: InteractionRow = {
    hash: sha256(id),
    browserHash: sha256(browser),
    clientId: client.clientId,
    parameters: params.toString(),
    endpoint: request.path,
    // Whose clock is behind would else refuse the client that has just been registered.
    createdAt: client.issuedAt(now),
    expiresAt: now + settings.lifetimes.interaction * 1000,
    completedAt: null,
    offered: null,
    kept,
  };
  await storage.commit([insertInteraction.with(row)]);
  const lifetime = Math.max(settings.lifetimes.interaction, settings.lifetimes.login);
  return { id, cookie: setCookie('browser', browser, lifetime, settings) };
}

/**
 * The interaction with this id, for the browser that started it and for no other: an attacker's link opened by a victim
 * leads nowhere (RFC 6749 section 10.12).
 * @throws InteractionError access_denied
 */
export async function openInteraction(context: ServerContext, request: OAuthRequest, id: string): Promise<OpenInteraction> {
  const hash = sha256(id);
  const row = await context.storage.first(findInteraction.with({ hash }));
  const browser = readCookie(request, 'browser', context.settings);
  if (row?.hash !== hash || row.completedAt !== null || row.expiresAt <= context.clock.now()) throw isOver();
  if (browser === undefined || !constantTimeEqual(sha256(browser), row.browserHash)) {
    throw new InteractionError(
      'access_denied',
      'This sign-in was begun in another browser. Go back to the application and start again.',
    );
  }
  return { id, row, browser };
}

/** The authorization request that an interaction keeps. */
export function askedIn(http: OAuthRequest, { row }: OpenInteraction): AskedRequest {
  return { http, params: parseForm(row.parameters), kept: row.kept, begunAt: row.createdAt };
}

/**
 * Bound to the interaction, to the browser and, on a consent page, to the user who is shown on it. The first half is the same
 * for every user: so a page that was shown to another user is told from a forged form.
 */
function csrfToken(open: OpenInteraction, userId: string): string {
  const page = pageToken(open);
  return `${page}.${sha256Base64url(`csrf\n${page}\n${open.browser}\n${userId}`)}`;
}

function pageToken({ id, browser }: OpenInteraction): string {
  return sha256Base64url(`page\n${id}\n${browser}`);
}

export function hiddenInputs(open: OpenInteraction, userId: string): Html {
  return html`<input type="hidden" name="interaction" value="${open.id}"><input type="hidden" name="csrf" value="${csrfToken(open, userId)}">`;
}

export function hasCsrf(open: OpenInteraction, params: Params, userId: string): boolean {
  return constantTimeEqual(params.get('csrf') ?? '', csrfToken(open, userId));
}

/** Whether the post comes from a page of this interaction in this browser, to whomever that page was shown. */
export function isFromPage(open: OpenInteraction, params: Params): boolean {
  const [page = ''] = (params.get('csrf') ?? '').split('.');
  return constantTimeEqual(page, pageToken(open));
}

export const foreignForm = (): InteractionError =>
  new InteractionError(
    'access_denied',
    'This form does not belong to the page that was shown. Go back to the application and start again.',
  );
