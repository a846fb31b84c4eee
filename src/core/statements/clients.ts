import { insert, remove, select, selectPage, update } from '../statement';

export const insertClient = insert('client');
export const findClient = select('client', { clientId: 'equals' }, { cached: true });
/** The client of a token that the same request has just found. */
export const findClientOfToken = select('client', { clientId: 'equals' }, { cached: true, alongside: true });
/** For whoever is about to change it: as the database has it, and nobody else's. */
export const clientToChange = select('client', { clientId: 'equals' });
/** How many clients a page has. */
export const clientsOnPage = 50;
/** One more than that, which tells whether there is another page. */
export const clientPage = selectPage('client', 'clientId', clientsOnPage + 1);
export const removeClient = remove('client', { clientId: 'equals' }, 'any');
/** Unless somebody else has changed them since they were read. */
export const replaceSecrets = update('client', {
  set: ['secrets', 'protocol'],
  where: { clientId: 'equals', authMethod: 'equals', secrets: 'equals', protocol: 'equals' },
  affects: 1,
});
export const updateClient = update('client', {
  set: [
    'name',
    'description',
    'owner',
    'logoUri',
    'authMethod',
    'secrets',
    'redirectUris',
    'grantTypes',
    'scope',
    'trusted',
    'tokens',
    'protocol',
    'metadata',
  ],
  where: { clientId: 'equals', secrets: 'equals' },
  affects: 1,
});
const described = ['name', 'description', 'owner', 'redirectUris', 'grantTypes', 'scope', 'trusted'] as const;
/**
 * What is said of a client, column by column: who says something else of it at the same time loses nothing. None goes through
 * where somebody has just changed what the client proves itself with, which decides what can be said.
 */
export const describeClient = described.map(column =>
  update('client', { set: [column], where: { clientId: 'equals', authMethod: 'equals' }, affects: 1 }),
);
/** Lifetimes stand beside the type and the format of tokens, so they are written unless somebody has changed those. */
export const replaceTokens = update('client', {
  set: ['tokens'],
  where: { clientId: 'equals', authMethod: 'equals', tokens: 'equals' },
  affects: 1,
});
/** Where it becomes public or confidential, unless somebody else has just changed that, or what not every such client may do. */
export const switchClient = update('client', {
  set: ['authMethod', 'secrets', 'protocol'],
  where: { clientId: 'equals', authMethod: 'equals', protocol: 'equals', grantTypes: 'equals' },
  affects: 1,
});

export const insertScope = insert('scope');
export const findScope = select('scope', { name: 'equals' });
export const allScopes = select('scope', {});
export const removeScope = remove('scope', { name: 'equals' }, 'any');
export const describeScope = update('scope', { set: ['description'], where: { name: 'equals' }, affects: 1 });
