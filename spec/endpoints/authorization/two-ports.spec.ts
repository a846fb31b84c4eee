import { expect } from 'chai';
import { onEachFramework, startApplication } from '../../support/application';
import { Browser } from '../../support/browser';
import { authorizationUrl, authorize } from '../../support/flow';

/** RFC 6265 section 8.5: a browser sends the cookies of a host to all of its ports. */
describe('two servers on two ports of one host', () => {
  onEachFramework(on => {
    it('have a browser logged in at both, and out of neither by the other', async () => {
      const [one, two] = [await startApplication({ on }), await startApplication({ on })];
      expect(new URL(one.url).hostname).to.equal(new URL(two.url).hostname);
      const browser = new Browser();
      for (const site of [one, two, one, two]) {
        const { location } = await authorize(site, {}, browser);
        expect(location?.searchParams.has('code')).to.equal(true);
      }
      for (const site of [one, two]) {
        const silent = await browser.open(authorizationUrl(site, { prompt: 'none' }));
        expect(silent.location?.searchParams.has('code')).to.equal(true);
      }
      await Promise.all([one.close(), two.close()]);
    });
  });
});
