import type { OAuthServer } from 'oauth-controllers';

/** The signals. A listener is never waited for, and one that throws harms no request. */
export function audit(server: OAuthServer, write: (line: string) => void): void {
  server.events
    .on('clientAuthenticated', ({ client }) => write(`${client.clientId} proved itself`))
    .on('tokenAuthenticated', ({ token, user }) => write(`${token.client.clientId} came for ${user?.username ?? 'itself'}`))
    .on('tokenRevoked', ({ client }) => write(`${client.clientId} gave a token back`))
    .on('refreshTokenReused', ({ client }) => write(`a refresh token of ${client.clientId} was used after its end`))
    .on('codeReused', ({ client }) => write(`a code of ${client.clientId} was used twice`));
}
