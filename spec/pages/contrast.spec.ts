import { expect } from 'chai';
import { style } from '../../src/pages/style';

/** Text on its ground (4.5:1) and edges of controls on what is around them (3:1): WCAG 2.2 sections 1.4.3 and 1.4.11. */
const pairs: readonly [string, string, number][] = [
  ['ink', 'card', 4.5],
  ['ink', 'soft', 4.5],
  ['ink', 'line', 4.5],
  ['quiet', 'card', 4.5],
  ['quiet', 'soft', 4.5],
  ['on-accent', 'accent', 4.5],
  ['on-accent', 'accent-strong', 4.5],
  ['bad', 'bad-ground', 4.5],
  ['accent', 'card', 3],
  ['accent', 'soft', 3],
  ['edge', 'card', 3],
];

describe('colours of the pages', () => {
  const roots = [...style.matchAll(/:root \{([^}]*--ink[^}]*)\}/g)]
    .map(match => match[1] ?? '')
    .filter(root => root.includes('#'));

  it('have a light and a dark scheme', () => expect(roots).to.have.length(2));

  for (const [index, scheme] of ['light', 'dark'].entries()) {
    for (const [text, ground, least] of pairs) {
      it(`${scheme}: ${text} on ${ground} reaches ${least}:1`, () => {
        const root = roots[index] ?? '';
        expect(contrast(colour(root, text), colour(root, ground))).to.be.at.least(least);
      });
    }
  }

  it('keep the white initial readable on each badge', () => {
    const grounds = [...style.matchAll(/\.hue-\d \{[^}]*?(#[0-9a-f]{6})/g)].map(match => match[1] ?? '');
    expect(grounds).to.have.length(6);
    for (const ground of grounds) expect(contrast('#ffffff', ground), ground).to.be.at.least(4.5);
  });
});

function colour(root: string, name: string): string {
  return new RegExp(`--${name}: (#[0-9a-f]{6})`).exec(root)?.[1] ?? '';
}

function contrast(one: string, two: string): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(two)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

function luminance(hex: string): number {
  const channel = (at: number): number => {
    const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5);
}
