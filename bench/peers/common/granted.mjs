import { IncomingMessage, ServerResponse } from 'node:http';

/**
 * What http.createServer needs so that its requests and responses are born with the prototypes that Express would give to each of
 * them. On Node 20 that giving is most of what Express costs (expressjs/express#5998). The library's listener does it for its users;
 * this is the same for peers, in their own few lines.
 */
export function granted(app) {
  function Request(socket) {
    IncomingMessage.call(this, socket);
  }
  function Response(request, options) {
    ServerResponse.call(this, request, options);
  }
  Request.prototype = app.request;
  Response.prototype = app.response;
  // So that V8 knows how much room they need, as in the library.
  Object.setPrototypeOf(Request, IncomingMessage);
  Object.setPrototypeOf(Response, ServerResponse);
  return { IncomingMessage: Request, ServerResponse: Response };
}
