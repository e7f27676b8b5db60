/**
 * Finds accessibility violations of a page. All tests call this module, so that the rules are decided once;
 * axe is injected into a page once and computes violations alone, since describing everything that passed
 * takes most of its time.
 */
import { readFileSync } from 'node:fs';
import { expect, type Page } from '@playwright/test';
import type axe from 'axe-core';
import type { RunOptions } from 'axe-core';

/** Half as long for the browser to read as `axe.source`. */
const source = readFileSync(new URL('../../node_modules/axe-core/axe.min.js', import.meta.url), 'utf8');

const runs = {
  /** The rules that Meridian promises to meet: WCAG 2.2 AA and all before it. */
  promised: { runOnly: { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] } },
  every: {},
  /** The rules whose outcome changes with theme, language and width, for a page that was checked by all in another look. */
  look: { runOnly: { type: 'rule', values: ['color-contrast', 'target-size'] } }
} satisfies Record<string, RunOptions>;

interface Scope {
  /** A selector, if only a part of the page is checked. */
  readonly within?: string;
  /**
   * `promised` by default; `every` includes those that no standard requires; `look` are those of looks alone,
   * for the first of rows and items that are alike.
   */
  readonly rules?: keyof typeof runs;
}

/** So many rows of one kind in a list or table are checked by `look`. */
const alikeChecked = 8;

/** Returns one line for each rule that the page breaks: where, and the first elements that break it. */
export async function barriers(page: Page, { within, rules = 'promised' }: Scope = {}): Promise<string[]> {
  expect(page.frames(), 'axe looks into no frame').toHaveLength(1);
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(source);
  const options: RunOptions = { resultTypes: ['violations'], ...runs[rules] };
  const found = await page.evaluate(
    async ([part, how, most]) => {
      // A colour in the middle of a transition is not checked: each transition is ended first.
      for (const animation of document.getAnimations())
        if (animation instanceof CSSTransition) animation.finish();
      const { run } = (window as unknown as { axe: typeof axe }).axe;
      const isOneOfMany = (row: Element): boolean => {
        const alike = [...(row.parentElement?.children ?? [])].filter(
          ({ tagName, className }) => tagName === row.tagName && className === row.className
        );
        return most !== null && alike.indexOf(row) >= most;
      };
      const all = part ?? document;
      const exclude =
        most === null ? [] : [...document.querySelectorAll('tr, li, article')].filter(isOneOfMany);
      const { violations } = await run(exclude.length === 0 ? all : { include: all, exclude }, how);
      return violations.map(({ id, nodes }) => ({
        id,
        elements: nodes.slice(0, 3).map(({ target, html }) => `${target.join(' ')} ${html.slice(0, 160)}`)
      }));
    },
    [within, options, rules === 'look' ? alikeChecked : null] as const
  );
  const { pathname, search } = new URL(page.url());
  return found.map(({ id, elements }) => `${pathname}${search}: ${id} at ${elements.join(' | ')}`);
}

export const expectNoBarrier = async (page: Page, scope: Scope = {}): Promise<void> =>
  expect(await barriers(page, scope)).toEqual([]);

/**
 * Returns a sentence for each way in which the page is larger than the screen or than its content, and for each cell of a
 * table in which Chinese is squeezed to one sign a line; nothing where it fits.
 */
export async function overflow(page: Page): Promise<string[]> {
  const { wider, longer, squeezed } = await page.evaluate(() => {
    const { scrollWidth, scrollHeight } = document.documentElement;
    const content = document.body.getBoundingClientRect().bottom + window.scrollY;
    const linesOf = (cell: Element): number => {
      const range = document.createRange();
      range.selectNodeContents(cell);
      return new Set([...range.getClientRects()].map(({ bottom }) => Math.round(bottom))).size;
    };
    const cells = [...document.querySelectorAll('th, td')].filter((cell) => cell.checkVisibility());
    return {
      wider: scrollWidth - window.innerWidth,
      longer: Math.floor(scrollHeight - Math.max(content, window.innerHeight)),
      squeezed: cells
        .map((cell) => ({ cell, signs: cell.textContent.trim() }))
        .filter(({ cell, signs }) => /^\p{Script=Han}{3,}$/u.test(signs) && linesOf(cell) >= signs.length)
        .map(({ signs }) => signs)
    };
  });
  const { pathname, search } = new URL(page.url());
  return [
    ...(wider > 0 ? [`${pathname}${search}: ${wider} px wider than the screen`] : []),
    ...(longer > 0 ? [`${pathname}${search}: ${longer} px longer than its content`] : []),
    ...squeezed.map((signs) => `${pathname}${search}: one sign a line in the cell ${signs}`)
  ];
}
