import { createParamDecorator } from 'routing-controllers';
import { metadataOf } from '../metadata';
import { prepareOnBuild } from '../prepare';
import { readyValue } from '../ready-parameters';
import type { RequestState } from '../state';

export interface OptionalParameter {
  /** False: undefined for an anonymous request, where the handler admits one. Default true: the handler needs a token. */
  required?: boolean;
}

/** A parameter that is read off the request's token. By itself it already asks for one. */
function tokenParameter(read: (state: RequestState) => unknown, { required = true }: OptionalParameter = {}): ParameterDecorator {
  const inject = createParamDecorator({ value: readyValue(read) });
  return (prototype, method, index) => {
    const { tokens } = metadataOf(prototype.constructor);
    const name = String(method);
    tokens.set(name, required || tokens.get(name) === 'required' ? 'required' : 'optional');
    inject(prototype, name, index);
    prepareOnBuild();
  };
}

/** The AccessToken of the request. */
export function CurrentToken(options?: OptionalParameter): ParameterDecorator {
  return tokenParameter(state => state.token, options);
}

/** The Client that the token was issued to. */
export function CurrentClient(options?: OptionalParameter): ParameterDecorator {
  return tokenParameter(state => state.token?.client, options);
}

/** The Scopes of the token. */
export function CurrentScopes(options?: OptionalParameter): ParameterDecorator {
  return tokenParameter(state => state.token?.scopes, options);
}

/** On the authorization endpoint: the AuthorizationRequest, proven valid. */
export function AuthRequest(): ParameterDecorator {
  return stateParameter(state => state.pending?.request);
}

/** On a login or consent page: the Interaction that the page is for. */
export function CurrentInteraction(): ParameterDecorator {
  return stateParameter(state => state.interaction);
}

/** On the introspection endpoint: the IntrospectionResponse that is about to be sent. */
export function Introspected(): ParameterDecorator {
  return stateParameter(state => state.introspection?.response);
}

/** On a method under `@MetadataEndpoint()`: the server's metadata so far, as an object. */
export function ServerMetadata(): ParameterDecorator {
  return (prototype, method, index) => {
    const { metadataParameters } = metadataOf(prototype.constructor);
    const name = String(method);
    metadataParameters.set(name, [...(metadataParameters.get(name) ?? []), index]);
  };
}

function stateParameter(read: (state: RequestState) => unknown): ParameterDecorator {
  const inject = createParamDecorator({ value: readyValue(read) });
  return (prototype, method, index) => inject(prototype, String(method), index);
}
