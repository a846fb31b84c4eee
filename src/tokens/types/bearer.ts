import type { IssuedType } from './issued-type';

/** RFC 6750 section 4. */
export const issuedBearer: IssuedType = {
  name: 'bearer',
  label: 'Bearer',
  issue: () => ({ response: {}, confirmation: null }),
};
