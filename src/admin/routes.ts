/** Every address of the admin pages, below their path. What a page is about stands in the query, `?id=`, so that an id may hold anything. */
export const routes = {
  clients: '',
  login: '/login',
  logout: '/logout',
  newClient: '/clients/new',
  client: '/clients/view',
  changeClient: '/clients/change',
  newSecret: '/clients/secret',
  removeClient: '/clients/remove',
  scopes: '/scopes',
  scope: '/scopes/change',
  removeScope: '/scopes/remove',
} as const;

export type RouteName = keyof typeof routes;
export const routeNames = Object.keys(routes) as RouteName[];

/** @param base where the pages are, as the browser sees it */
export function address(base: string, route: RouteName, query: Readonly<Record<string, string | undefined>> = {}): string {
  const given = Object.entries(query).filter((pair): pair is [string, string] => pair[1] !== undefined && pair[1] !== '');
  const search = new URLSearchParams(given).toString();
  return `${base}${routes[route]}${search && `?${search}`}`;
}
