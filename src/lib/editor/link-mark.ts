/** Defines links: only to addresses that are allowed; an address that is typed or pasted becomes one. */
import { InputRule, markInputRule } from '@tiptap/core';
import { Plugin } from '@tiptap/pm/state';
import { allowedHref } from '#document/allowed.ts';
import { flatMark } from './flat-nodes.ts';

/** Matches an address as people type it; punctuation after it is no part of it. */
const address = String.raw`(?:https?:\/\/|www\.)[^\s<>"“”，。；：！？、（）]*[^\s<>"“”，。；：！？、（）.,;:!?'’)\]]`;

/** Returns the link for an address that was written without a scheme, or null. */
export const hrefOf = (written: string): string | null =>
  allowedHref(/^www\./i.test(written) ? `https://${written}` : written);

/** Lists the addresses in a text, with their places. */
export function addressesIn(
  text: string
): { readonly from: number; readonly to: number; readonly href: string }[] {
  const found = text.includes('://') || text.includes('www.') ? text.matchAll(new RegExp(address, 'gi')) : [];
  return [...found].flatMap(({ 0: written, index }) => {
    const href = hrefOf(written);
    return href === null ? [] : [{ from: index, to: index + written.length, href }];
  });
}

export const Link = flatMark('link', {
  parseHTML: () => [
    {
      tag: 'a[href]',
      getAttrs: (element: HTMLElement) => {
        const href = allowedHref(element.getAttribute('href'));
        return href !== null && { href };
      }
    }
  ],
  renderHTML: ({ mark }) => {
    const href = allowedHref(mark.attrs['href']);
    return ['a', href ? { href, rel: 'noopener noreferrer nofollow', target: '_blank' } : {}, 0];
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
    const { type } = this;
    return [
      new Plugin({
        props: {
          /** An address that is pasted over words becomes their link. */
          handlePaste: (view, event) => {
            const { state } = view;
            const written = event.clipboardData?.getData('text/plain').trim() ?? '';
            const [found] = written.length <= 2_000 ? addressesIn(written) : [];
            const { from, to, empty, $from, $to } = state.selection;
            if (!found || found.to - found.from !== written.length || empty || !$from.sameParent($to))
              return false;
            view.dispatch(state.tr.addMark(from, to, type.create({ href: found.href })));
            return true;
          }
        }
      })
    ];
  }
});
