/** Divides the blocks of a paper into slides, each with one message in type as large as its length allows. */
import type { Locale } from '#base/locale.ts';
import type { PrintedBlock, PrintedList, PrintedText } from './printed-blocks.ts';

type Heading = Extract<PrintedBlock, { k: 'heading' }>;

export interface Slide {
  readonly lang: Locale;
  /** Holds the heading of a part that begins here. */
  readonly opens: Heading | null;
  /** Names the part that goes on; empty where it begins. */
  readonly part: PrintedText;
  readonly size: 'large' | 'middle' | 'small';
  /** Says that the slide holds words alone, without a list, table or figure. */
  readonly words: boolean;
  readonly blocks: readonly PrintedBlock[];
}

/** Holds the parts of a paper in one language, each as its blocks, the first of which is its heading. */
interface SlidePaper {
  readonly locale: Locale;
  readonly parts: readonly (readonly PrintedBlock[])[];
}

const mostItems = 5;
/** Limits the length of what stands together below a heading, or of sources, on one slide. */
const mostTogether = 1_000;

/** With both languages, the slides of a part in English come before the same in Chinese. */
export function slidesOf(papers: readonly SlidePaper[]): Slide[] {
  const count = Math.max(0, ...papers.map(({ parts }) => parts.length));
  return Array.from({ length: count }, (_, index) => index).flatMap((at) =>
    papers.flatMap(({ locale, parts }) =>
      // A part that holds nothing, and no other part, has nothing to say.
      (parts[at]?.length ?? 0) > 1 || isAbove(parts[at], parts[at + 1])
        ? slidesOfPart(parts[at] ?? [], locale)
        : []
    )
  );
}

/** Checks whether a part is a heading over the next one. */
function isAbove(part: readonly PrintedBlock[] = [], next: readonly PrintedBlock[] = []): boolean {
  const [own, below] = [part[0], next[0]];
  return own?.k === 'heading' && below?.k === 'heading' && below.look > own.look;
}

function slidesOfPart(blocks: readonly PrintedBlock[], lang: Locale): Slide[] {
  const [first] = blocks;
  if (first?.k !== 'heading') return [];
  const slides: PrintedBlock[][] = [];
  /** Says whether the last slide has a heading or a mark only, and waits for what it is about. */
  let isOpen = true as boolean;
  let current: PrintedBlock[] = [];
  const next = (): void => {
    slides.push(current);
    current = [];
  };
  for (const piece of piecesOf(blocks.slice(1).flatMap(inPieces))) {
    const opens = piece.every(({ k }) => k === 'heading' || k === 'draft');
    // A heading begins a slide, except just below the title of its part or another heading.
    const begins = opens
      ? !isOpen || current.some(({ k }) => k !== 'heading' && k !== 'draft')
      : !isOpen && !staysTogether(current, piece, lang);
    if (begins) next();
    current.push(...piece);
    isOpen = opens;
  }
  next();
  return slides.map((held, index) => ({
    lang,
    opens: index === 0 ? first : null,
    part: index === 0 ? [] : first.t,
    size: sizeOf(held, lang),
    words:
      held.length > 0 && held.every(({ k }) => ['heading', 'draft', 'paragraph', 'quote', 'gap'].includes(k)),
    blocks: held
  }));
}

/** Returns what is not divided: a label with what it names, and every other block alone. */
function piecesOf(blocks: readonly PrintedBlock[]): PrintedBlock[][] {
  const pieces: PrintedBlock[][] = [];
  let named = false;
  for (const block of blocks) {
    if (block.k === 'rule' || block.k === 'seal') continue;
    const last = pieces.at(-1);
    if (named && last && block.k !== 'heading') last.push(block);
    else pieces.push([block]);
    named = block.k === 'paragraph' && block.label;
  }
  return pieces;
}

/** Checks whether a piece goes on a slide that says something: texts below one heading, or sources, as long as they have room. */
function staysTogether(held: readonly PrintedBlock[], piece: readonly PrintedBlock[], lang: Locale): boolean {
  const all = [...held, ...piece];
  const areSources = all.every(({ k }) => k === 'source');
  const areTexts =
    held.some(({ k }) => k === 'heading') &&
    all.every(({ k }) => k === 'heading' || k === 'paragraph' || k === 'gap');
  return (areSources || areTexts) && lengthIn(all, lang) <= mostTogether;
}

/** Divides a list that is too long for a slide into pieces of one size; every other block is one piece. */
function inPieces(block: PrintedBlock): PrintedBlock[] {
  if (block.k !== 'list' || block.items.length <= mostItems) return [block];
  const size = Math.ceil(block.items.length / Math.ceil(block.items.length / mostItems));
  const pieces: PrintedList[] = [];
  for (let index = 0; index < block.items.length; index += size)
    pieces.push({ ...block, start: block.start + index, items: block.items.slice(index, index + size) });
  return pieces;
}

/** Sets the size of the type by how long the text is; a Han character counts for two, and lists have one size. */
function sizeOf(blocks: readonly PrintedBlock[], lang: Locale): Slide['size'] {
  const length = lengthIn(blocks, lang);
  const hasList = blocks.some(({ k }) => k === 'list');
  return length <= 260 && !hasList ? 'large' : length <= 560 ? 'middle' : 'small';
}

/** Each block after two takes a line more than its text. */
const lengthIn = (blocks: readonly PrintedBlock[], lang: Locale): number =>
  blocks.reduce((sum, block) => sum + lengthOf(block), 0) * (lang === 'zh' ? 2.4 : 1) +
  lineLength * Math.max(0, blocks.length - 2);

const lineLength = 70;

function lengthOf(block: PrintedBlock): number {
  switch (block.k) {
    case 'paragraph':
    case 'quote':
    case 'source':
      return textLength(block.t);
    case 'list':
      return block.items.reduce(
        (sum, { t, below }) =>
          sum + textLength(t) + 30 + below.reduce((all, list) => all + lengthOf(list), 0),
        0
      );
    case 'heading':
    case 'gap':
    case 'table':
    case 'figure':
    case 'contents':
    case 'draft':
    case 'rule':
    case 'seal':
      return 0;
  }
}

const textLength = (text: PrintedText): number =>
  text.reduce((sum, inline) => sum + ('s' in inline ? inline.s.length : 1), 0);
