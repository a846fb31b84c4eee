// biome-ignore-all lint/suspicious/noTemplateCurlyInString: mutants quote the source, templates included
import { type Mutant, watchedBy } from './mutant';

const authorization = 'src/endpoints/authorization';
const consents = `${authorization}/consents.ts`;
const statements = 'src/core/statements/interactions.ts';

/** A page asks for one client, and a consent counts for what was said yes to. */
export const mutants: readonly Mutant[] = [
  ...watchedBy('spec/clients/registered-again.spec.ts', [
    ['AZ19-registered-again', `${authorization}/validate.ts`, '!client.owns({ clientId', '!client && ({ clientId', 'AZ19: '],
    ['RB04-page', `${authorization}/interactions.ts`, 'createdAt: client.issuedAt(now)', 'createdAt: now', 'RB04: '],
    ['AZ19-meanwhile-code', `${authorization}/approve.ts`, 'issuedAt(at)', 'issuedAt(now)', 'AZ19: '],
    ['AZ19-meanwhile-consent', consents, 'issuedAt(at)', 'issuedAt(context.clock.now())', 'AZ19: '],
    ['RB04-prompt', `${authorization}/default-decision.ts`, 'Math.min(createdAt, ', 'Math.max(createdAt, ', 'RB04: '],
    ['RB04-pushed', 'src/extensions/par.ts', 'issuedAt: client.issuedAt(now)', 'issuedAt: now', 'RB04: '],
  ]),
  ...watchedBy('spec/endpoints/authorization/consent.spec.ts', [
    ['AZ19-renamed', `${authorization}/offer.ts`, 'client.name, ', '', 'AZ19: a client that has changed'],
  ]),
  ...watchedBy('spec/endpoints/authorization/remembered.spec.ts', [
    ['AZ20-narrower', consents, '[...scopes, ...kept]', '[...scopes]', 'AZ20: of one scope'],
    ['AZ20-unticked', consents, '!request.scopes.has(name)', '!scopes.has(name)', 'AZ20: stays where'],
    ['AZ20-over', consents, 'consent.expiresAt <= context.clock.now()', 'false', 'AZ20: that is over'],
    ['AZ20-longer', consents, 'earlier(before.expiresAt, expiresAt)', 'expiresAt', 'AZ20: lasts no longer'],
    ['AZ20-anew', consents, 'if (!before || kept.length === 0)', 'if (!before)', 'AZ20: is said anew'],
    [
      'AZ20-withdrawn',
      consents,
      'if (!before || kept.length === 0)',
      'if (!before || kept.length < 9)',
      'AZ20: that is withdrawn',
    ],
    ['AZ20-lost', statements, "id: 'equals', scope: 'equals'", "id: 'equals'", 'AZ20: that loses'],
    ['AZ20-shorter', statements, "scope: 'equals', grantedAt: 'equals'", "scope: 'equals'", 'AZ20: that is given anew'],
    [
      'AZ20-earlier-client',
      consents,
      'if (!client.owns({ clientId: consent.clientId, issuedAt: consent.grantedAt })) return undefined;',
      '',
      'AZ20: of an earlier client',
    ],
    ['AZ20-somebody', consents, 'sha256(`${userId}\\n${clientId}`)', 'sha256(clientId)', 'AZ20: of somebody else'],
  ]),
];
