import { Controller, Get, Header } from 'routing-controllers';
import { page, policy } from './playground-page';

/** A client in one page: it walks the authorization code flow against this very server and shows all that goes over the wire. */
@Controller('/oauth')
export class PlaygroundController {
  @Get('/playground')
  @Header('Content-Type', 'text/html; charset=utf-8')
  @Header('Content-Security-Policy', policy)
  @Header('Referrer-Policy', 'no-referrer')
  @Header('X-Content-Type-Options', 'nosniff')
  @Header('X-Frame-Options', 'DENY')
  @Header('Cache-Control', 'no-store')
  playground(): string {
    return page;
  }
}
