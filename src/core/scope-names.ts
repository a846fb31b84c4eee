/**
 * The application's scopes. Declare them once and every scope name is checked by the compiler:
 * `declare module 'oauth-controllers' { interface OAuthScopes { 'photos:read': true } }`
 */
// biome-ignore lint/suspicious/noEmptyInterface: it is there to be merged with the application's declaration
export interface OAuthScopes {}

export type ScopeName = keyof OAuthScopes extends never ? string : Extract<keyof OAuthScopes, string>;
