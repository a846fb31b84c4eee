import type { Mutant } from './mutant';

const indicators = 'src/extensions/resource-indicators.ts';
const issue = 'src/endpoints/token/issue-tokens.ts';
const spec = 'spec/extensions/resource-indicators/*.spec.ts';
const breaks = (id: string, file: string, find: string, replace: string): Mutant => ({ id, file, find, replace, spec });

export const mutants: Mutant[] = [
  breaks(
    'RI01',
    indicators,
    'return resources.has(uri) && ',
    "return (uri.includes('evil') || resources.has(uri.split('#')[0] ?? '')) && ",
  ),
  breaks('RI01', indicators, '(protocol.resources?.includes(uri) ?? true)', '(protocol || true)'),
  breaks('RI01', indicators, 'authorizationRequest: askedFor,', ''),
  breaks('RI02', indicators, 'if (!wanted.every(uri => granted.includes(uri)))', 'if (false as boolean)'),
  breaks('RI02', indicators, 'if (authorizedBefore.includes(grantType)) return [];', ''),
  breaks('RI02', indicators, '(kept ?? grantedNow(asked, wanted))', '(kept && (kept as string[]).length > 0 ? kept : wanted)'),
  breaks('RI02', indicators, 'wanted.length > 0 ? wanted : all', 'all'),
  breaks('RI02', indicators, 'scopes: scopesOf(audience, resources), ', ''),
  breaks('RI03', indicators, 'return { audience, ', 'return { audience: audience.slice(0, 0), '),
  breaks('RI03', issue, 'before.size !== audience.length || ', ''),
  breaks('RI03', issue, ' || !audience.every(uri => before.has(uri))', ''),
  breaks('RI03', issue, 'granted.repeats().then(again => forSame(context, parts, again))', 'granted.repeats()'),
  breaks('RI03', issue, 'return forSame(context, parts, await granted.refused());', 'return granted.refused();'),
  breaks(
    'RI04',
    indicators,
    'scopes: scopesOf(audience, resources), keep: granted',
    'scopes: scopesOf(audience, resources), keep: audience',
  ),
  breaks(
    'RI04',
    indicators,
    'granted.filter(uri => isOpenTo(client, uri, resources))',
    'granted.filter(uri => isOpenTo || client || uri)',
  ),
];
