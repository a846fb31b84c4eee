import 'reflect-metadata';

export type { AdminOptions } from './admin/options';
export { ClientAuthenticator } from './clients/client-authenticator';
export { type CallbackApplication, createHttpsServer, createServer, type ServedApplication } from './controllers/create-server';
export {
  AuthorizationEndpoint,
  ConsentPage,
  IntrospectionEndpoint,
  JwksEndpoint,
  LoginPage,
  MetadataEndpoint,
  PushedAuthorizationEndpoint,
  RevocationEndpoint,
  TokenEndpoint,
} from './controllers/decorators/endpoints';
export {
  AuthRequest,
  CurrentClient,
  CurrentInteraction,
  CurrentScopes,
  CurrentToken,
  Introspected,
  type OptionalParameter,
  ServerMetadata,
} from './controllers/decorators/parameters';
export { OAuthOptional, OAuthPublic, OAuthScope } from './controllers/decorators/protection';
export { OAuthResource, type OAuthResourceOptions } from './controllers/decorators/resource';
export { OAuthController } from './controllers/oauth-controller';
export { createOAuthServer, defineOAuth, OAuthServer } from './controllers/oauth-server';
export type { OAuthOptions } from './controllers/options';
export { tokenOf } from './controllers/protect';
export { AccessToken } from './core/access-token';
export { AuthorizationCode } from './core/authorization-code';
export { AuthorizationRequest } from './core/authorization-request';
export type { Awaitable } from './core/awaitable';
export { Client } from './core/client';
export type { Clock } from './core/clock';
export { contextOf, type ServerContext } from './core/context';
export { type ApproveOptions, Decision } from './core/decision';
export type { Duration } from './core/duration';
export { OAuthError, type OAuthErrorCode } from './core/errors';
export { type OAuthEventMap, type OAuthEventName, OAuthEvents } from './core/events';
export type {
  AskedAuthorization,
  AskedRequest,
  AskedTokens,
  ClientRequest,
  Extension,
  ReplacedParameters,
  TokenParts,
} from './core/extension';
export { Html, html } from './core/html';
export type { OAuthResponse } from './core/http';
export { InsufficientScopeError } from './core/insufficient-scope-error';
export { Interaction } from './core/interaction';
export type { Logger } from './core/logger';
export type { Table, Tables } from './core/model';
export { Params } from './core/params';
export { OAuthRequest } from './core/request';
export type { ResourceOptions } from './core/resources';
export { allOf, anyOf, type Scope, type ScopeExpression, Scopes } from './core/scope';
// `export *`, because only so an application's `declare module 'oauth-controllers'` reaches the interface.
export * from './core/scope-names';
export { ScopePolicy } from './core/scope-policy';
export type { GrantName, ProtocolOptions } from './core/settings';
export type { PublicJwk, TokenSigner } from './core/signing';
export type { Comparison, Query, Statement, SweepOf, Write } from './core/statement';
export { type Storage, UnitRefused } from './core/storage';
export { User, UserProvider } from './core/user';
export type { MetadataDocument } from './endpoints/metadata/document';
export type { TokenEndpointOptions } from './endpoints/token/token-endpoint';
export { type DpopOptions, dpop } from './extensions/dpop';
export { type PushedAuthorizationOptions, pushedAuthorizationRequests } from './extensions/par';
export type { Grant, Granted, TokenRequest } from './grants/grant';
export type { PagesOptions } from './pages/options';
export type { ErrorPageContext, PageContext } from './pages/page-context';
export { AuthenticationResult, UnvalidatedRequestError } from './resource/authentication-result';
export { Authenticator } from './resource/authenticator';
export { BearerTokens } from './resource/bearer-tokens';
export { JsonAuthenticator, type JsonAuthenticatorOptions } from './resource/json-authenticator';
export type { ProtectOptions } from './resource/rule';
export type { ClientChanges } from './server/client-changes';
export type { ClientInput } from './server/client-input';
export type { ClientPage, RegisteredClient } from './server/clients';
export type { DevelopmentUser } from './server/development-users';
export type { NamedEndpoint } from './server/endpoints';
export type { Finding } from './server/findings';
export type { SigningKey } from './server/keys';
export { AuthorizationCodeGenerator } from './tokens/authorization-code-generator';
export { type IntrospectedToken, IntrospectionPolicy } from './tokens/introspection-policy';
export { IntrospectionResponse } from './tokens/introspection-response';
export { JwtTokenGenerator } from './tokens/jwt-token-generator';
export type { KeysOptions, SigningAlgorithm } from './tokens/keys/options';
export { TokenContext } from './tokens/token-context';
export { TokenGenerator } from './tokens/token-generator';
export { TokenResponse } from './tokens/token-response';
export { type RevocableToken, TokenRevoker } from './tokens/token-revoker';
export * from './typeorm/entities/classes';
export { oauthEntities } from './typeorm/entities/entities';
export { oauthEntitiesWith } from './typeorm/entity-metadata';
export { oauthMigrations } from './typeorm/migrations/migrations';
export { TypeormStorage } from './typeorm/typeorm-storage';
