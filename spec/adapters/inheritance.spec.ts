import { expect } from 'chai';
import {
  AccessToken,
  AuthorizationEndpoint,
  AuthorizationRequest,
  AuthRequest,
  CurrentToken,
  OAuthOptional,
  OAuthScope,
  TokenEndpoint,
  User,
} from 'oauth-controllers';
import {
  Authorized,
  Controller,
  CurrentUser,
  Get,
  Header,
  JsonController,
  Param,
  QueryParam,
  UseBefore,
  UseInterceptor,
} from 'routing-controllers';
import { onEachFramework, startApplication, type TestApplication } from '../support/application';
import { clientToken, userToken } from '../support/controllers';
import { call } from '../support/flow';

let used = 0;
const counting = (...args: unknown[]): unknown => {
  used++;
  return (args.at(-1) as () => unknown)();
};

abstract class Base {
  @Get('/method/:id')
  @OAuthScope('photos:read')
  @Header('x-kept', 'base')
  @UseBefore(counting)
  @UseInterceptor((_action: unknown, content: object) => ({ ...content, intercepted: true }))
  method(@Param('id') id: string, @CurrentToken() token: AccessToken, @QueryParam('limit') limit?: number): unknown {
    return { id, subject: token.subject, limit };
  }
  @Get('/parameter') parameter(@CurrentToken() token: AccessToken): unknown {
    return { subject: token.subject };
  }
  @Authorized('admin')
  @Get('/admin')
  admin(): unknown {
    return 'ok';
  }
  @Get('/user') user(@CurrentUser({ required: true }) user: User): unknown {
    return { name: user.username };
  }
}

@JsonController('/plain')
class Plain extends Base {}

@JsonController('/overriding')
class Overriding extends Base {
  @Header('x-kept', 'mine')
  override method(id: string, token: AccessToken): unknown {
    return { id, subject: token.subject, mine: true };
  }
}

@JsonController('/again')
class Again extends Base {
  @Get('/method/:id') override method(@Param('id') id: string): unknown {
    return { id };
  }
}

@OAuthScope('photos:read')
class Guarded {
  @Get('/list') list(): unknown {
    return 'ok';
  }
}
@JsonController('/child')
class Child extends Guarded {
  @Get('/own') own() {
    return 'ok';
  }
}
@OAuthScope('photos:write')
@JsonController('/stricter')
class Stricter extends Guarded {}

@OAuthOptional()
class Lax {
  @Get('/list') list(): unknown {
    return 'ok';
  }
}
@OAuthScope('photos:read')
@JsonController('/closed')
class Closed extends Lax {}

@Authorized()
class Members {
  @Get('/list') list(): unknown {
    return 'ok';
  }
}
@JsonController('/members')
class MembersOfToday extends Members {}

class Endpoints {
  @AuthorizationEndpoint() authorize(@AuthRequest() request: AuthorizationRequest, @CurrentUser() user?: User): unknown {
    return user ? request.approve(user) : request.login();
  }
  @TokenEndpoint() token() {}
}
@Controller('/oauth')
class InheritedEndpoints extends Endpoints {}

const controllers = [Plain, Overriding, Again, Child, Stricter, Closed, MembersOfToday];

describe('inherited handlers', () => {
  onEachFramework(on => {
    let app: TestApplication;
    let token: string;
    let stranger: string;
    const get = (path: string, bearer?: string) => call(app, bearer, { path });
    const statuses = async (path: string, ...tokens: (string | undefined)[]) =>
      Promise.all(tokens.map(async one => (await get(path, one)).status));
    before(async () => {
      app = await startApplication({ on, controllers: [InheritedEndpoints, ...controllers] });
      token = await userToken(app);
      stranger = await clientToken(app, 'albums:read');
    });
    after(() => app.close());

    it('keep the guard of their method, and of their parameters', async () => {
      expect(await statuses('/plain/method/7', undefined, 'bad', stranger, token)).to.deep.equal([401, 401, 403, 200]);
      expect(await statuses('/plain/parameter', undefined, token)).to.deep.equal([401, 200]);
      expect(await statuses('/overriding/method/7', undefined, stranger, token)).to.deep.equal([401, 403, 200]);
      expect(await statuses('/again/method/7', undefined, stranger, token)).to.deep.equal([401, 403, 200]);
    });

    it('keep the guard of their class, in a class that says nothing, adds to it, or would have been laxer', async () => {
      expect(await statuses('/child/list', undefined, stranger, token)).to.deep.equal([401, 403, 200]);
      expect(await statuses('/child/own', undefined, stranger, token)).to.deep.equal([401, 403, 200]);
      expect(await statuses('/stricter/list', undefined, token)).to.deep.equal([401, 403]);
      const both = await userToken(app, 'photos:read photos:write');
      expect(await statuses('/stricter/list', both)).to.deep.equal([200]);
      expect(await statuses('/closed/list', undefined, stranger, token)).to.deep.equal([401, 403, 200]);
    });

    it('keep @Authorized and @CurrentUser', async () => {
      expect(await statuses('/plain/admin', undefined, stranger, token)).to.deep.equal([401, 403, 200]);
      expect(await statuses('/plain/user', undefined, token)).to.deep.equal([401, 200]);
      expect(await statuses('/members/list', undefined, token)).to.deep.equal([401, 200]);
    });

    it('keep parameters, headers, middleware and interceptors', async () => {
      used = 0;
      const answer = await get('/plain/method/7?limit=3', token);
      expect(await answer.json()).to.deep.equal({ id: '7', subject: 'ada', limit: 3, intercepted: true });
      expect([answer.headers.get('x-kept'), used]).to.deep.equal(['base', 1]);
    });

    it('of a class that overrides the method are called there, with what it says again', async () => {
      const answer = await get('/overriding/method/7', token);
      expect(await answer.json()).to.deep.equal({ id: '7', subject: 'ada', mine: true, intercepted: true });
      expect(answer.headers.get('x-kept')).to.equal('mine');
      expect(await (await get('/again/method/7', token)).json()).to.deep.equal({ id: '7' });
    });
  });
});
