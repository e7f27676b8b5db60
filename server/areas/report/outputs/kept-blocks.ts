import type { PrintedBlock, PrintedText } from './printed-blocks.ts';

/** Limits, in characters of Latin text, what moves to the next page with what follows it: some ten lines. */
const mostKept = 900;

/** Checks whether no page ends below a block: what leads over from a heading to a table or figure, or what is approved by a seal. */
export const staysWithNext = (before: PrintedBlock | undefined, next: PrintedBlock | undefined): boolean =>
  (before?.k === 'heading' && (next?.k === 'table' || next?.k === 'figure')) || next?.k === 'seal';

/** Checks whether a block may move to the next page: a long text would leave the page empty. */
export const isShort = (block: PrintedBlock): boolean =>
  block.k === 'gap' || block.k === 'draft' || ('keeps' in block && lengthOf(block) <= mostKept);

/** Keeps blocks on the page of the next one, unless they are long. */
export const withKept = (blocks: readonly PrintedBlock[]): PrintedBlock[] =>
  blocks.map((block, index) =>
    'keeps' in block && staysWithNext(blocks[index - 1], blocks[index + 1]) && isShort(block)
      ? { ...block, keeps: true }
      : block
  );

/** A Han character counts for two. */
export const lengthOf = (block: Extract<PrintedBlock, { keeps: boolean }>): number =>
  block.k === 'list'
    ? block.items.reduce(
        (sum, { t, below }) =>
          sum + printedLength(t) + 30 + below.reduce((all, list) => all + lengthOf(list), 0),
        0
      )
    : printedLength(block.t);

const printedLength = (text: PrintedText): number =>
  text.reduce(
    (sum, inline) => sum + ('s' in inline ? inline.s.replaceAll(/\p{Script=Han}/gu, 'xx').length : 1),
    0
  );
