import { OAuthError } from '../../core/errors';

/** Something is wrong with a page or with its form, or it is over: for the user alone. The client may have heard already. */
export class InteractionError extends OAuthError {}

/** Of a sign-in that can lead nowhere any more: whoever would be told of it at the client may be somebody else by now. */
export const isOver = (): InteractionError =>
  new InteractionError('access_denied', 'This sign-in is over or was never begun. Go back to the application and start again.', {
    status: 400,
  });
