import type { Extension } from '../core/extension';
import { dpop } from './dpop';
import { issuerIdentification } from './issuer-identification';
import { pushedAuthorizationRequests } from './par';
import { resourceIndicators } from './resource-indicators';

/** The extensions that every server has, in the order in which their hooks run. A new one is a line here. */
export const builtInExtensions = (): readonly Extension[] => [
  issuerIdentification(),
  pushedAuthorizationRequests(),
  resourceIndicators(),
  dpop(),
];
