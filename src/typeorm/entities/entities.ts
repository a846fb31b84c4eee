import type { Table, Tables } from '../../core/model';
import { AccessTokenEntity } from './access-token';
import { AuthorizationCodeEntity } from './authorization-code';
import { ClientEntity } from './client';
import { ConsentEntity } from './consent';
import { InteractionEntity } from './interaction';
import { LeaseEntity } from './lease';
import { LoginSessionEntity } from './login-session';
import { PushedRequestEntity } from './pushed-request';
import { RefreshTokenEntity } from './refresh-token';
import { ReplayEntity } from './replay';
import { ScopeEntity } from './scope';
import { SigningKeyEntity } from './signing-key';
import { TokenFamilyEntity } from './token-family';

/** Which entity holds which table of the model; the compiler checks that each has the model's columns. */
export const entityOf: { readonly [T in Table]: new () => Tables[T] } = {
  client: ClientEntity,
  scope: ScopeEntity,
  authorizationCode: AuthorizationCodeEntity,
  tokenFamily: TokenFamilyEntity,
  accessToken: AccessTokenEntity,
  refreshToken: RefreshTokenEntity,
  consent: ConsentEntity,
  loginSession: LoginSessionEntity,
  interaction: InteractionEntity,
  lease: LeaseEntity,
  replay: ReplayEntity,
  pushedRequest: PushedRequestEntity,
  signingKey: SigningKeyEntity,
};

/** For your own DataSource: `entities: [...oauthEntities, …]`. */
export const oauthEntities: (new () => object)[] = Object.values(entityOf);
