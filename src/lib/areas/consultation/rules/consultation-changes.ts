/**
 * Finds what has changed in the findings since the version that a city commented on, so that a disposition
 * can refer to it.
 */
import { blocksOf, shortened, type LocatedBlock } from './comment-location.ts';
import { fingerprintsOf, type SectionContent } from '#base/content.ts';

export interface ChangedBlock extends LocatedBlock {
  /** `text` is the new text, and empty for a block that is gone. */
  readonly kind: 'changed' | 'added' | 'gone';
  /** Holds the text as the city read it; empty where the block is new. */
  readonly before: string;
}

/** In the order of the current text; deleted blocks come last in their section. */
export function changedBlocks(
  before: readonly SectionContent[],
  now: readonly SectionContent[]
): ChangedBlock[] {
  const old = new Map(before.map((section) => [section.id, section]));
  return now.flatMap((section): ChangedBlock[] => {
    const was = old.get(section.id) ?? { id: section.id, en: [], zh: [] };
    const [marksBefore, marksNow] = [fingerprintsOf(was), fingerprintsOf(section)];
    const textBefore = new Map(blocksOf([was]).map(({ id, text }) => [id, text]));
    const present = blocksOf([section]);
    const changed = present
      .filter(({ id }) => marksNow[id] !== undefined && marksNow[id] !== marksBefore[id])
      .map((block): ChangedBlock => ({
        ...block,
        kind: isIn(marksBefore, block) ? 'changed' : 'added',
        before: textBefore.get(block.id) ?? ''
      }));
    const isPresent = new Set(present.filter((block) => isIn(marksNow, block)).map((block) => block.id));
    const gone = blocksOf([was])
      .filter((block) => isIn(marksBefore, block) && !isPresent.has(block.id))
      .map((block): ChangedBlock => ({ ...block, kind: 'gone', text: '', before: block.text }));
    return [...changed, ...gone];
  });
}

const isIn = (marks: Readonly<Record<string, string>>, block: LocatedBlock): boolean =>
  marks[block.id] !== undefined;

/**
 * Limits the unchanged text, in characters, that is shown before the change, so that a reader finds it in its
 * sentence.
 */
const leadIn = 40;

/**
 * Returns the text from shortly before the first change on, cut at a length, so that changed blocks can be
 * told apart.
 */
export function textAtChange(block: Pick<ChangedBlock, 'kind' | 'before' | 'text'>, length: number): string {
  if (block.kind === 'gone') return shortened(block.before, length);
  const now = segments(block.text);
  const old = segments(block.before);
  const same = now.findIndex((word, index) => word !== old[index]);
  const start = now.slice(0, Math.max(0, same)).join('').length;
  if (block.kind === 'added' || start <= leadIn) return shortened(block.text, length);
  const commonWords = now.slice(0, same).reverse();
  let shown = '';
  for (const word of commonWords) {
    if (shown.length + word.length > leadIn) break;
    shown = word + shown;
  }
  return shortened(`…${shown}${block.text.slice(start)}`, length);
}

/** Splits a text into words with the blanks after them; Chinese text into single characters. */
const segments = (text: string): string[] => text.match(/\p{Script=Han}|[^\s\p{Script=Han}]+\s*|\s+/gu) ?? [];
