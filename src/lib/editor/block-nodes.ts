/** Defines blocks of text, dividing lines and pictures as the editor renders and reads them. */
import { NodeSelection, Plugin } from '@tiptap/pm/state';
import { allowedImageSource } from '#document/allowed.ts';
import { isPictureWidth } from '#document/sequence/attributes.ts';
import { pictureWidths } from '#base/blocks/figure.ts';
import type { BlockAttributes } from '#document/sequence/shapes.ts';
import { kindsByTag, tagOfKind } from '#base/blocks/text-kinds.ts';
import { flatNode } from './flat-nodes.ts';
import { placeFromHtml, placeToHtml } from './place-html.ts';

/** An item is never a heading, whatever its kind: the reading mode shows it as a paragraph as well. */
const tagOf = ({ kind, list }: Pick<BlockAttributes, 'kind' | 'list'>): string =>
  list === null ? tagOfKind(kind) : 'div';

/** A page's title becomes the highest level of headings that a passage has, and what is lower its lowest. */
const kinds: readonly (readonly [tag: string, kind: string])[] = [
  ['h1', 'h2'],
  ...[...kindsByTag].filter(([tag]) => tag !== 'p'),
  ['h6', 'h5']
];

export const Block = flatNode('block', {
  parseHTML: () => [
    ...kinds.map(([tag, kind]) => ({
      tag,
      getAttrs: (element: HTMLElement) => ({ kind, ...placeFromHtml(element) })
    })),
    ...['p', 'div[data-list]'].map((tag) => ({ tag, getAttrs: placeFromHtml }))
  ],
  renderHTML: ({ node: { attrs } }) => [tagOf(attrs as BlockAttributes), placeToHtml(attrs), 0]
});

export const Rule = flatNode('rule', {
  parseHTML: () => [{ tag: 'hr', getAttrs: placeFromHtml }],
  renderHTML: ({ node: { attrs } }) => ['hr', placeToHtml(attrs)]
});

const pictureIn = (element: HTMLElement, image: Element | null): Record<string, unknown> | false => {
  const src = allowedImageSource(image?.getAttribute('src'));
  if (src === null) return false;
  const [, percent] = /(?:^|;)\s*width:\s*(\d+)%/.exec(image?.getAttribute('style') ?? '') ?? [];
  const width = pictureWidths.find((one) => String(one) === percent) ?? null;
  return { ...placeFromHtml(element), src, alt: image?.getAttribute('alt') ?? '', width };
};

export const Figure = flatNode('figure', {
  parseHTML: () => [
    {
      tag: 'figure',
      getAttrs: (element: HTMLElement) => pictureIn(element, element.querySelector('img')),
      contentElement: (element) =>
        element.querySelector<HTMLElement>('figcaption') ?? document.createElement('figcaption')
    },
    { tag: 'img[src]', getAttrs: (element: HTMLElement) => pictureIn(element, element) }
  ],
  renderHTML: ({ node: { attrs } }) => [
    'figure',
    placeToHtml(attrs),
    [
      'img',
      {
        src: allowedImageSource(attrs['src']) ?? '',
        alt: String(attrs['alt'] ?? ''),
        ...(isPictureWidth(attrs['width']) && attrs['width'] !== null
          ? { style: `width: ${String(attrs['width'])}%` }
          : {}),
        draggable: 'false'
      }
    ],
    ['figcaption', 0]
  ],
  addProseMirrorPlugins() {
    const { type } = this;
    return [
      new Plugin({
        props: {
          /** A click on the picture selects it; one on the caption sets the caret there. */
          handleClickOn: (view, _pos, node, position, { target }) => {
            if (node.type !== type || !(target instanceof HTMLImageElement)) return false;
            const { doc, tr } = view.state;
            view.dispatch(tr.setSelection(NodeSelection.create(doc, position)));
            return true;
          }
        }
      })
    ];
  }
});

export const HardBreak = flatNode('hardBreak', {
  parseHTML: () => [{ tag: 'br' }],
  renderText: () => '\n'
});
