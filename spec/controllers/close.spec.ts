import { once } from 'node:events';
import { connect } from 'node:net';
import { expect } from 'chai';
import { createOAuthServer, type OAuthServer } from 'oauth-controllers';
import { Get, JsonController } from 'routing-controllers';

let arrived: () => void = () => undefined;
let answer: () => void = () => undefined;

@JsonController('/slow')
class SlowController {
  @Get('/')
  async wait(): Promise<{ done: boolean }> {
    const answered = new Promise<void>(resolve => {
      answer = resolve;
    });
    arrived();
    await answered;
    return { done: true };
  }
}

describe('server.close()', () => {
  for (const framework of ['express', 'koa'] as const) {
    async function listening(): Promise<OAuthServer> {
      const options = { database: ':memory:', scopes: { 'photos:read': 'See your photos' }, controllers: [SlowController] };
      const server = await createOAuthServer({ ...options, framework, issuer: 'http://localhost:3000' });
      return server.listen(0);
    }

    it(`lets an answer under way end, and takes no more, on ${framework}`, async () => {
      const server = await listening();
      const { port } = server;
      const reached = new Promise<void>(resolve => {
        arrived = resolve;
      });
      const response = fetch(`http://127.0.0.1:${port}/slow`);
      await reached;
      const closed = server.close();
      const late = connect(port ?? 0, '127.0.0.1');
      expect(await once(late, 'connect').catch((error: NodeJS.ErrnoException) => error.code)).to.equal('ECONNREFUSED');
      answer();
      expect(await (await response).json()).to.deep.equal({ done: true });
      await closed;
    });
  }
});
