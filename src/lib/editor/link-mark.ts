/**
 * Defines links: only to addresses that are allowed; an address that is typed or pasted becomes one. A link to a source
 * of the bibliography is a citation: it shows the source's short name behind its words.
 */
import { InputRule, markInputRule } from '@tiptap/core';
import { Plugin } from '@tiptap/pm/state';
import { allowedHref } from '#document/allowed.ts';
import { citationAttributes } from '#document/citation.ts';
import type { Locale } from '#base/locale.ts';
import { citationText, citedTitle } from '#lib/level-chips/citation-labels.ts';
import { flatMark } from './flat-nodes.ts';
import type { LevelChipBoard } from './level-chip-board.ts';

export interface LinkOptions {
  /** Names the sources of the bibliography. */
  board: Pick<LevelChipBoard, 'levelChips'>;
  language: Locale;
}

/** Matches an address as people type it; punctuation after it is no part of it. */
const address = String.raw`(?:https?:\/\/|www\.)[^\s<>"“”，。；：！？、（）]*[^\s<>"“”，。；：！？、（）.,;:!?'’)\]]`;

/** Returns the link for an address that was written without a scheme, or null. */
export const hrefOf = (written: string): string | null =>
  allowedHref(/^www\./i.test(written) ? `https://${written}` : written);

export function addressesIn(
  text: string
): { readonly from: number; readonly to: number; readonly href: string }[] {
  const found = text.includes('://') || text.includes('www.') ? text.matchAll(new RegExp(address, 'gi')) : [];
  return [...found].flatMap(({ 0: written, index }) => {
    const href = hrefOf(written);
    return href === null ? [] : [{ from: index, to: index + written.length, href }];
  });
}

export const Link = flatMark<LinkOptions>('link', {
  addOptions: () => ({ board: { levelChips: null }, language: 'en' }),
  parseHTML: () => [
    {
      tag: 'a[href]',
      getAttrs: (element: HTMLElement) => {
        const href = allowedHref(element.getAttribute('href'));
        return href !== null && { href };
      }
    }
  ],
  renderHTML({ mark }) {
    const href = allowedHref(mark.attrs['href']);
    if (!href) return ['a', {}, 0];
    const citation = citationAttributes(href);
    const { board, language } = this.options;
    const cited = citation && citationText(board.levelChips?.names.bibliography, href, language);
    return [
      'a',
      {
        href,
        rel: 'noopener noreferrer nofollow',
        target: '_blank',
        ...citation,
        ...(cited ? { 'data-label': cited.label, title: cited.title } : {})
      },
      0
    ];
  },
  addInputRules() {
    const { type } = this;
    return [
      markInputRule({
        find: (text) => {
          const match = /\[([^[\]]+)\]\(([^\s()]+)\)$/.exec(text);
          const [whole, words, to] = match ?? [];
          const href = to === undefined ? null : hrefOf(to);
          return match && whole !== undefined && words !== undefined && href !== null
            ? { index: match.index, text: whole, replaceWith: words, data: { href } }
            : null;
        },
        type,
        getAttributes: ({ data }: { data?: { href?: string } }) => ({ href: data?.href })
      }),
      new InputRule({
        find: new RegExp(String.raw`(?:^|[\s(（])(${address})[.,;:!?)，。；：！？）]*\s$`, 'i'),
        handler: ({ state: { tr }, range, match }) => {
          const [whole, written = ''] = match;
          const href = hrefOf(written);
          if (href === null) return null;
          const from = range.from + whole.indexOf(written);
          const to = from + written.length;
          if (tr.doc.rangeHasMark(from, to, type)) return null;
          tr.addMark(from, to, type.create({ href })).insertText(whole.slice(-1), range.to);
          return undefined;
        }
      })
    ];
  },
  addProseMirrorPlugins() {
    const { type, options } = this;
    return [
      new Plugin({
        props: {
          /** An address that is pasted over words becomes their link; that of a source alone is cited by its title. */
          handlePaste: (view, event) => {
            const { state } = view;
            const written = event.clipboardData?.getData('text/plain').trim() ?? '';
            const [found] = written.length <= 2_000 ? addressesIn(written) : [];
            const { from, to, empty, $from, $to } = state.selection;
            if (!found || found.to - found.from !== written.length || !$from.sameParent($to)) return false;
            const { href } = found;
            const bibliography = options.board.levelChips?.names.bibliography;
            const title = empty ? citedTitle(bibliography, href, options.language) : null;
            if (empty && title === null) return false;
            view.dispatch(
              title === null
                ? state.tr.addMark(from, to, type.create({ href }))
                : state.tr.replaceSelectionWith(state.schema.text(title, [type.create({ href })]), false)
            );
            return true;
          }
        }
      })
    ];
  }
});
