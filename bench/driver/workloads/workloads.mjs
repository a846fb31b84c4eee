import { clientCredentialsLoad } from './client-credentials.mjs';
import { codeFlowLoad } from './code-flow.mjs';
import { introspectionLoad } from './introspection.mjs';
import { freshJwts, openJwts, openLoad, protectedLoad, repeatedJwts } from './protected.mjs';
import { refreshLoad } from './refresh.mjs';

const jwts = { mode: 'resource' };

/**
 * `prepare` checks the server's answers, makes what the load needs, and gives back a step of the load. What is compared `with`
 * another workload is measured right after it, repetition by repetition.
 */
export const workloads = [
  { name: 'W1', title: 'client_credentials', prepare: clientCredentialsLoad },
  { name: 'W2', title: 'protected GET, opaque tokens', prepare: protectedLoad },
  { name: 'W2-open', title: 'the same, unprotected', with: 'W2', prepare: openLoad },
  { ...jwts, name: 'W3', title: 'protected GET, ES256 tokens', prepare: repeatedJwts('ES256') },
  { ...jwts, name: 'W3-open', title: 'the same, unprotected', with: 'W3', prepare: openJwts('ES256') },
  { ...jwts, name: 'W3-fresh', title: 'ES256, each token once', prepare: freshJwts('ES256', 400_000) },
  { ...jwts, name: 'W3-RS256', title: 'protected GET, RS256 tokens', prepare: repeatedJwts('RS256') },
  { ...jwts, name: 'W3-RS256-fresh', title: 'RS256, each token once', prepare: freshJwts('RS256', 100_000) },
  { name: 'W4', title: 'introspection', prepare: introspectionLoad },
  { name: 'W5', title: 'code + PKCE flows', prepare: codeFlowLoad },
  { name: 'W6', title: 'refresh with rotation', prepare: refreshLoad },
];
