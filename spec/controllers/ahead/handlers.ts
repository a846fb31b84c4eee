import { AsyncLocalStorage } from 'node:async_hooks';
import { Readable } from 'node:stream';
import {
  type AccessToken,
  type Client,
  CurrentClient,
  CurrentScopes,
  CurrentToken,
  InsufficientScopeError,
  OAuthOptional,
  OAuthPublic,
  OAuthScope,
  type Scopes,
} from 'oauth-controllers';
import {
  type Action,
  Authorized,
  Body,
  Delete,
  ForbiddenError,
  Get,
  Header,
  HttpCode,
  JsonController,
  Method,
  Patch,
  Post,
  Put,
  QueryParams,
  Redirect,
  Render,
  Req,
  UseAfter,
  UseBefore,
  UseInterceptor,
} from 'routing-controllers';

/** What parts of one request have seen of it. */
export const seen: string[] = [];

/** A middleware of either framework. */
export function note(name: string): (...args: unknown[]) => unknown {
  return (...args) => {
    seen.push(name);
    return (args.at(-1) as () => unknown)();
  };
}

function wrapping(_action: Action, content: unknown): unknown {
  return { wrapped: content };
}

interface Raw {
  readonly originalUrl: string;
  readonly baseUrl?: string;
  readonly url: string;
  readonly body?: unknown;
  readonly rawBody?: unknown;
}

/** Handlers that are protected, with all that may stand around them. */
@JsonController('/photos')
@OAuthScope('photos:read')
export class Photos {
  @Get('/') list() {
    seen.push('list');
    return [{ id: 1, title: 'Sunset' }];
  }
  @Post('/') add(@Body() photo: unknown) {
    return { added: photo };
  }
  @Put('/') @HttpCode(202) replace(@Req() request: Raw) {
    return { at: [request.originalUrl, request.baseUrl ?? '', request.url] };
  }
  @Get('/body') body(@Req() request: Raw) {
    return { body: request.body ?? 'none', raw: request.rawBody ?? 'none' };
  }
  @Method('options', '/body') @HttpCode(404) options() {
    return { none: true };
  }
  @Patch('/') change() {
    return null;
  }
  @Delete('/') remove() {
    return undefined;
  }
  @Get('/query') query(@QueryParams() query: unknown) {
    return { query };
  }
  @Get('/token') token(@CurrentToken() token: AccessToken) {
    return { client: token.client.clientId };
  }
  @Get('/albums') @OAuthScope('albums:read') albums() {
    return { albums: true };
  }
  @Get('/late') @UseBefore(note('before')) @UseAfter(note('after')) async late() {
    await new Promise(resolve => setImmediate(resolve));
    return { late: true };
  }
  @Get('/after') @UseAfter(note('after')) after() {
    return { after: true };
  }
  @Get('/wrapped') @UseInterceptor(wrapping) wrapped() {
    return { inner: true };
  }
  @Get('/header') @Header('x-photo', 'yes') header() {
    return 'text';
  }
  @Get('/elsewhere') @Redirect('https://photos.example') elsewhere() {
    return undefined;
  }
  @Get('/one') @Redirect('https://photos.example/:id') one() {
    return { id: 1 };
  }
  @Get('/drawn') @Render('none') drawn() {
    return {};
  }
  @Get('/status') @HttpCode(203) status() {
    return {};
  }
  @Get('/headers') @Header('x-photo', 'yes') headers() {
    return {};
  }
  @Get('/authorized') @Authorized() authorized() {
    seen.push('authorized');
    return {};
  }
  @Get('/bytes') bytes() {
    return Buffer.from('bytes');
  }
  @Get('/stream') stream() {
    return Readable.from(['a', 'b']);
  }
  @Get('/fails') fails() {
    throw new Error('broken');
  }
  @Get('/forbidden') forbidden() {
    throw new ForbiddenError('not you');
  }
  @Get('/rejects') async rejects() {
    throw Object.assign(new Error('late'), { status: 418 });
  }
  @Get('/refuses') refuses() {
    throw new InsufficientScopeError('photos:write');
  }
}

/** What the handler knows of its token, and how it was called. */
@JsonController('/told')
@OAuthScope('photos:read')
export class Told {
  static stack = '';
  static readonly storage = new AsyncLocalStorage<string>();
  static stored?: string;
  static slowly = 0;
  @Get('/all') all(@CurrentScopes() scopes: Scopes, @CurrentClient() client: Client, @CurrentToken() token: AccessToken) {
    Told.stack = new Error().stack ?? '';
    Told.stored = Told.storage.getStore();
    return { scopes: String(scopes), client: client.clientId, same: token.client === client };
  }
  @Get('/optional') @OAuthOptional() optional(@CurrentToken({ required: false }) token?: AccessToken) {
    return { client: token?.client.clientId ?? 'nobody' };
  }
  @Get('/slow') async slow(@CurrentClient() client: Client) {
    await new Promise(resolve => setTimeout(resolve, 50));
    Told.slowly++;
    return { client: client.clientId };
  }
  @Get('/mixed') mixed(@Req() request: Raw, @CurrentToken() token: AccessToken) {
    return { at: request.originalUrl, client: token.client.clientId };
  }
}

@JsonController('/others')
export class Others {
  @Get('/optional') @OAuthOptional() optional() {
    return { optional: true };
  }
  @Get('/public') @OAuthPublic() public() {
    return { public: true };
  }
  @Get('/.well-known/guarded') @OAuthScope('photos:read') wellKnown() {
    return { wellKnown: true };
  }
  @Get('/by/:id') @OAuthScope('photos:read') byId() {
    return { id: true };
  }
  @Get('/open') open() {
    return { open: true };
  }
}

/** Takes what is meant for others, where it comes first. */
@JsonController()
export class Greedy {
  @Get('/:name') any() {
    return { greedy: true };
  }
}
