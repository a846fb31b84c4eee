/** What is registered in the specs that follow. */
export const registered = 'https://app.example/cb?a=1&b=2';

/** Forty ways in which an attacker changes it, each of which some server has let through. */
export const mutations: readonly string[] = [
  // The path.
  'https://app.example/cb/evil?a=1&b=2',
  'https://app.example/cbevil?a=1&b=2',
  'https://app.example/cb/?a=1&b=2',
  'https://app.example/CB?a=1&b=2',
  'https://app.example//cb?a=1&b=2',
  'https://app.example/./cb?a=1&b=2',
  'https://app.example/x/../cb?a=1&b=2',
  'https://app.example/cb/../evil?a=1&b=2',
  'https://app.example/cb/..?a=1&b=2',
  'https://app.example/cb%2Fevil?a=1&b=2',
  'https://app.example/%63b?a=1&b=2',
  'https://app.example/cb;x?a=1&b=2',
  'https://app.example/cb%00?a=1&b=2',
  'https://app.example/cb%20?a=1&b=2',
  'https://app.example/cb\\..\\evil?a=1&b=2',
  'https://app.example/',
  'https://app.example',
  // The query and the fragment.
  'https://app.example/cb',
  'https://app.example/cb?',
  'https://app.example/cb?b=2&a=1',
  'https://app.example/cb?a=1&b=2&code=evil',
  'https://app.example/cb?a=1&b=2&',
  'https://app.example/cb?a=1;b=2',
  'https://app.example/cb?a=1&b=%32',
  'https://app.example/cb?a=1&b=2#',
  'https://app.example/cb?a=1&b=2#evil',
  // The host.
  'https://evil.app.example/cb?a=1&b=2',
  'https://app.example.evil.example/cb?a=1&b=2',
  'https://app.exampleevil/cb?a=1&b=2',
  'https://app.example./cb?a=1&b=2',
  'https://APP.example/cb?a=1&b=2',
  'https://app.example:443/cb?a=1&b=2',
  'https://app.example:8443/cb?a=1&b=2',
  // User information.
  'https://app.example@evil.example/cb?a=1&b=2',
  'https://app.example:x@evil.example/cb?a=1&b=2',
  'https://evil.example\\@app.example/cb?a=1&b=2',
  'https://evil@app.example/cb?a=1&b=2',
  // The scheme, and white space.
  'http://app.example/cb?a=1&b=2',
  'HTTPS://app.example/cb?a=1&b=2',
  '//app.example/cb?a=1&b=2',
  ' https://app.example/cb?a=1&b=2',
  'https://app.example/cb?a=1&b=2\n',
  'javascript:alert(1)//https://app.example/cb?a=1&b=2',
];

const slash = '%2F';
const twice = (text: string): string => text.replaceAll('%', '%25');
const backs = ['/../../FAKEPATH', `${slash}..${slash}..${slash}FAKEPATH`, `${slash}%2e%2e${slash}${slash}%2e%2eFAKEPATH`];

/** The twenty tails with which OAuch looks for path confusion, as they stand in a raw query. */
export const pathConfusion: readonly string[] = [
  '/FAKEPATH',
  `${slash}FAKEPATH`,
  `/..${slash}FAKEPATH`,
  `/%2e%2e${slash}FAKEPATH`,
  `/..${twice(slash)}FAKEPATH`,
  `/${twice(`%2e%2e${slash}`)}FAKEPATH`,
  '/FAKEPATH/..',
  `${slash}FAKEPATH${slash}..`,
  `${slash}FAKEPATH${slash}%2e%2e`,
  twice(`${slash}FAKEPATH${slash}..`),
  twice(`${slash}FAKEPATH${slash}%2e%2e`),
  `/;${backs[0]}`,
  `/%3B${backs[0]}`,
  `%3B${backs[1]}`,
  `%3B${backs[2]}`,
  twice(`%3B${backs[1]}`),
  `%0A%0D${backs[0]}`,
  `%0A%0D${backs[1]}`,
  `%0A%0D${backs[2]}`,
  twice(`%0A%0D${backs[1]}`),
];
