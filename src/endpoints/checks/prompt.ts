import { invalidRequest } from '../../core/errors';
import type { Params } from '../../core/params';
import type { Check } from './check';

export function promptsOf(params: Params): readonly string[] {
  return (params.get('prompt') ?? '').split(' ').filter(Boolean);
}

/** OpenID Connect Core section 3.1.2.1: `none` stands alone. */
export const prompt: Check = ({ params }) => {
  const prompts = promptsOf(params);
  if (prompts.includes('none') && prompts.length > 1) throw invalidRequest('prompt=none cannot be combined');
};
