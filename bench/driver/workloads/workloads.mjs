import { clientCredentialsLoad } from './client-credentials.mjs';
import { codeFlowLoad } from './code-flow.mjs';
import { introspectionLoad } from './introspection.mjs';
import { freshJwts, protectedLoad, repeatedJwts } from './protected.mjs';
import { refreshLoad } from './refresh.mjs';

/** `prepare` checks the server's answers, makes what the load needs, and gives back a step of the load. */
export const workloads = [
  { name: 'W1', title: 'client_credentials', prepare: clientCredentialsLoad },
  { name: 'W2', title: 'protected GET, opaque tokens', prepare: protectedLoad },
  { name: 'W3', title: 'protected GET, ES256 tokens', mode: 'resource', prepare: repeatedJwts('ES256') },
  { name: 'W3-fresh', title: 'the same, each token once', mode: 'resource', prepare: freshJwts('ES256', 400_000) },
  { name: 'W3-RS256', title: 'protected GET, RS256 tokens', mode: 'resource', prepare: repeatedJwts('RS256') },
  { name: 'W3-RS256-fresh', title: 'the same, each token once', mode: 'resource', prepare: freshJwts('RS256', 100_000) },
  { name: 'W4', title: 'introspection', prepare: introspectionLoad },
  { name: 'W5', title: 'code + PKCE flows', prepare: codeFlowLoad },
  { name: 'W6', title: 'refresh with rotation', prepare: refreshLoad },
];
