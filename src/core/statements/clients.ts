import { insert, remove, select, selectPage, update } from '../statement';

export const insertClient = insert('client');
export const findClient = select('client', { clientId: 'equals' });
/** How many clients a page has. */
export const clientsOnPage = 50;
/** One more than that, which tells whether there is another page. */
export const clientPage = selectPage('client', 'clientId', clientsOnPage + 1);
export const removeClient = remove('client', { clientId: 'equals' }, 'any');
/** Unless somebody else has changed them since they were read. */
export const replaceSecrets = update('client', {
  set: ['secrets', 'protocol'],
  where: { clientId: 'equals', secrets: 'equals' },
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
const described = ['name', 'description', 'owner', 'redirectUris', 'grantTypes', 'scope', 'trusted', 'tokens'] as const;
/** What is said of a client; what it proves itself with stays. */
export const describeClient = update('client', { set: described, where: { clientId: 'equals' }, affects: 1 });
/** The same where it becomes public or confidential, unless somebody else has just changed that. */
export const switchClient = update('client', {
  set: [...described, 'authMethod', 'secrets', 'protocol'],
  where: { clientId: 'equals', authMethod: 'equals' },
  affects: 1,
});

export const insertScope = insert('scope');
export const findScope = select('scope', { name: 'equals' });
export const allScopes = select('scope', {});
export const removeScope = remove('scope', { name: 'equals' }, 'any');
export const describeScope = update('scope', { set: ['description'], where: { name: 'equals' }, affects: 1 });
