import type { Client } from '../../core/client';
import type { ServerContext } from '../../core/context';
import type { Params } from '../../core/params';

/** An authorization request whose client and redirect URI are proven, so that a refusal may be sent there. */
export interface ProvenRequest {
  readonly context: ServerContext;
  readonly params: Params;
  readonly client: Client;
  readonly redirectUri: string;
}

/** One rule of the authorization request. It throws the error that the client is told. */
export type Check = (request: ProvenRequest) => void;
