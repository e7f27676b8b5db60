/** Makes random nested texts: those that an editor can write, in canonical form. */
import fc from '#kit/properties.ts';
import { joined } from '#document/tree-content.ts';
import type { ContentMark, ContentNode } from '#base/content.ts';
import type { Json } from '#base/canonical.ts';

const phrase = fc
  .array(fc.constantFrom('city', 'plan', '智慧', '城市', ' ', '，', '12', '.', '𠀀'), {
    minLength: 1,
    maxLength: 5
  })
  .map((all) => all.join(''));
const marks = fc.subarray<ContentMark>([
  { type: 'bold' },
  { type: 'italic' },
  { type: 'link', attrs: { href: 'https://example.org/a' } },
  { type: 'superscript' }
]);
const text = fc
  .tuple(phrase, marks)
  .map(([inner, laid]): ContentNode =>
    laid.length > 0 ? { type: 'text', text: inner, marks: laid } : { type: 'text', text: inner }
  );
const inline = fc.oneof(
  { weight: 6, arbitrary: text },
  {
    weight: 1,
    arbitrary: fc.constantFrom<ContentNode>(
      { type: 'hardBreak' },
      { type: 'grade', attrs: { characteristic: 'governance' } },
      { type: 'grade', attrs: { characteristic: 'funding', city: 'haidian' } },
      { type: 'goal', attrs: { goal: 'benefits' } },
      { type: 'fact', attrs: { fact: 'figures/gdp/value' } },
      { type: 'source', attrs: { source: 'strategy.vision', seen: '0123456789abcdef' } }
    )
  },
  {
    weight: 1,
    arbitrary: phrase.map((inner): ContentNode => ({
      type: 'footnote',
      content: [{ type: 'text', text: inner }]
    }))
  }
);

const node = (
  type: string,
  content: readonly ContentNode[],
  attrs: Readonly<Record<string, Json>> = {}
): ContentNode => ({
  type,
  ...(Object.keys(attrs).length > 0 ? { attrs } : {}),
  ...(content.length > 0 ? { content: joined(content) } : {})
});

const content = fc.array(inline, { maxLength: 3 });
const paragraph = content.map((inner) => node('paragraph', inner));
const heading = fc
  .tuple(fc.constantFrom(2, 3, 4, 5), content)
  .map(([level, inner]) => node('heading', inner, level === 2 ? {} : { level }));
const figure = fc
  .tuple(fc.constantFrom('', 'A map'), fc.constantFrom(null, 25, 75), content)
  .map(([alt, width, inner]) =>
    node('figure', inner, {
      src: 'data:image/png;base64,AA==',
      ...(alt === '' ? {} : { alt }),
      ...(width === null ? {} : { width })
    })
  );
const rule = fc.constant(node('horizontalRule', []));

const shortList = fc.array(paragraph, { minLength: 1, maxLength: 2 }).map((all) =>
  node(
    'bulletList',
    all.map((one) => node('listItem', [one]))
  )
);

export interface TreeOptions {
  /** True if items can begin with a list, a quote or a figure. */
  readonly anyFirst?: boolean;
  readonly most?: number;
}

/** Generates passages without ids: `withIds` gives each block one, and each row and cell as `nest` does. */
export function passages({ anyFirst = false, most = 4 }: TreeOptions = {}): fc.Arbitrary<ContentNode[]> {
  const { blocks } = fc.letrec<{ block: ContentNode; blocks: ContentNode[]; cell: ContentNode[] }>((tie) => {
    const items = fc.array(
      fc
        .tuple(anyFirst ? fc.oneof(paragraph, tie('block')) : paragraph, tie('blocks'))
        .map(([first, rest]) => node('listItem', [first, ...rest])),
      { minLength: 1, maxLength: 3 }
    );
    const quote = fc
      .tuple(tie('block'), tie('blocks'))
      .map(([first, rest]) => node('blockquote', [first, ...rest]));
    const bullets = items.map((all) => node('bulletList', all));
    const numbers = fc
      .tuple(items, fc.constantFrom(1, 1, 4))
      .map(([all, start]) => node('orderedList', all, start === 1 ? {} : { start }));
    return {
      block: fc.oneof(
        { maxDepth: 4, depthSize: 'small', withCrossShrink: true },
        { weight: 5, arbitrary: paragraph },
        { weight: 1, arbitrary: heading },
        { weight: 1, arbitrary: fc.oneof(rule, figure) },
        { weight: 3, arbitrary: bullets },
        { weight: 2, arbitrary: numbers },
        { weight: 2, arbitrary: quote },
        { weight: 1, arbitrary: table(tie('cell')) }
      ),
      blocks: fc.array(tie('block'), { maxLength: most }),
      cell: fc.array(fc.oneof(paragraph, figure, shortList), { minLength: 1, maxLength: 2 })
    };
  });
  return blocks;
}

/** Makes tables in which two cells of the first row can be one. */
const table = (cell: fc.Arbitrary<ContentNode[]>): fc.Arbitrary<ContentNode> =>
  fc
    .tuple(
      fc.array(fc.array(cell, { minLength: 2, maxLength: 2 }), { minLength: 1, maxLength: 2 }),
      fc.boolean(),
      fc.constantFrom(null, 'center'),
      fc.boolean()
    )
    .map(([rows, hasHeader, align, isWide]) =>
      node(
        'table',
        rows.map((cells, row) =>
          node(
            'tableRow',
            (isWide && row === 0 ? cells.slice(1) : cells).map((inner) =>
              node(hasHeader && row === 0 ? 'tableHeader' : 'tableCell', inner, {
                ...(isWide && row === 0 ? { colspan: 2 } : {}),
                ...(align === null ? {} : { align })
              })
            )
          )
        )
      )
    );

const identified = new Set(['paragraph', 'heading', 'figure', 'table', 'horizontalRule']);

/** Gives every block an id that no other has, some of them a counterpart, and rows and cells theirs. */
export function withIds(nodes: readonly ContentNode[], prefix = 'b'): ContentNode[] {
  let count = 0;
  const next = (): Record<string, Json> => {
    const id = `${prefix}${++count}`;
    return count % 5 === 0 ? { id, counterpart: `x${count}` } : { id };
  };
  const visit = (one: ContentNode): ContentNode => {
    const own = identified.has(one.type) ? next() : {};
    const inner = one.type === 'table' ? rowsOf(one, `${prefix}${count}`) : one.content?.map(visit);
    const attrs = { ...one.attrs, ...own };
    return {
      ...one,
      ...(Object.keys(attrs).length > 0 ? { attrs } : {}),
      ...(inner ? { content: inner } : {})
    };
  };
  const rowsOf = (one: ContentNode, id: string): ContentNode[] =>
    (one.content ?? []).map((row, index) => ({
      ...row,
      attrs: { id: `${id}r${index}` },
      content: (row.content ?? []).map((cell, column) => ({
        ...cell,
        attrs: { ...cell.attrs, id: `${id}r${index}~${id}c${column}` },
        content: (cell.content ?? []).map(visit)
      }))
    }));
  return nodes.map(visit);
}

/** No document above has these ids. */
export function counter(prefix = 'new'): () => string {
  let count = 0;
  return () => `${prefix}${++count}`;
}
