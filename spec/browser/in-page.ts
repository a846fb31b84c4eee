import type { Page } from 'playwright-core';

// What runs in the page is text: with the types of the DOM, the whole project would believe that it runs in a browser.

/** What a screen reader, and a person without a mouse, need: the part that a machine can check. */
const shortcomingsInPage = `(() => {
  const all = selector => [...document.querySelectorAll(selector)];
  const ids = all('[id]').map(one => one.id);
  const text = one => one.getAttribute('aria-label') ?? one.textContent;
  const label = one => one.getAttribute('aria-label') ?? [...(one.labels ?? [])].map(text).join(' ');
  const where = (condition, list, what) => list.filter(condition).map(one => one.outerHTML.slice(0, 80) + what);
  return [
    ...(document.documentElement.lang ? [] : ['the page names no language']),
    ...(document.title.trim() ? [] : ['the page has no title']),
    ...(all('h1').length === 1 ? [] : ['the page has ' + all('h1').length + ' h1']),
    ...(all('main').length === 1 ? [] : ['the page has ' + all('main').length + ' main']),
    ...ids.filter((id, index) => ids.indexOf(id) !== index).map(id => 'the id ' + id + ' is there twice'),
    ...where(() => true, all('meta[name=viewport][content*="user-scalable=no"]'), ' forbids to enlarge the page'),
    ...where(one => !label(one).trim(), all('input:not([type=hidden]), select, textarea'), ' has no label'),
    ...where(one => !text(one).trim(), all('button, a'), ' has no name'),
    ...where(() => true, all('img:not([alt])'), ' has no alt'),
    ...where(one => one.tabIndex > 0, all('[tabindex]'), ' changes the order of the keyboard'),
  ];
})()`;

export function shortcomings(page: Page): Promise<string[]> {
  return page.evaluate<string[]>(shortcomingsInPage);
}

/** How wide the page is, whatever the width of the window: wider than that, it scrolls sideways. */
export function width(page: Page): Promise<number> {
  return page.evaluate<number>('document.documentElement.scrollWidth');
}

/** The colour behind the page, from 0 (black) to 255 (white). */
export async function brightness(page: Page): Promise<number> {
  return Number(/\d+/.exec(await page.evaluate<string>('getComputedStyle(document.body).backgroundColor'))?.[0]);
}

/** An attribute of the control that the keyboard acts on. */
export function focused(page: Page, attribute: 'name' | 'value'): Promise<string | null> {
  return page.evaluate<string | null>(`document.activeElement.getAttribute('${attribute}')`);
}
