import { OAuthError } from '../core/errors';
import { type OAuthResponse, redirect } from '../core/http';
import type { Params } from '../core/params';
import type { OwnContext } from '../server/server-context';
import type { AdminPage, AdminRequest } from './page';
import { address } from './routes';
import { sentenceOf } from './sentence';
import { removeScopeView, type ScopeFields, scopesView, scopeView } from './views/scopes';

export function scopePages({ scopes }: OwnContext): Record<'scopes' | 'scope' | 'removeScope', AdminPage> {
  const known = ({ id }: AdminRequest): ScopeFields => {
    const found = scopes.list().find(({ name }) => name === id);
    if (found) return found;
    throw new OAuthError('invalid_request', 'There is no scope with this name.', { status: 404 });
  };
  const put = async (
    fields: ScopeFields,
    asked: AdminRequest,
    again: (error: string) => OAuthResponse,
  ): Promise<OAuthResponse> => {
    try {
      if (fields.name === '') throw new TypeError('The scope has no name; give it one.');
      if (fields.description === '') throw new TypeError('The scope has no description; say what it lets an application do.');
      await scopes.put(fields.name, fields.description);
      return redirect(address(asked.base, 'scopes', { done: 'scope-saved' }));
    } catch (error) {
      return again(sentenceOf(error));
    }
  };
  const description = (params: Params): string => params.get('description')?.trim() ?? '';
  return {
    scopes: {
      get: async asked => scopesView(asked, scopes.list(), { done: asked.http.query.get('done') }),
      async post(asked, params) {
        const fields = { name: params.get('name')?.trim() ?? '', description: description(params) };
        return put(fields, asked, error => scopesView(asked, scopes.list(), { fields, error }));
      },
    },
    scope: {
      get: async asked => scopeView(asked, known(asked)),
      async post(asked, params) {
        const fields = { name: known(asked).name, description: description(params) };
        return put(fields, asked, error => scopeView(asked, fields, error));
      },
    },
    removeScope: {
      get: async asked => removeScopeView(asked, known(asked)),
      async post(asked) {
        await scopes.remove(known(asked).name);
        return redirect(address(asked.base, 'scopes', { done: 'scope-removed' }));
      },
    },
  };
}
