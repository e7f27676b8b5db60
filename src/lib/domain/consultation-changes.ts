/** What has changed in the findings since the version that a city commented on: what a disposition can point to. */
import { blocksOf, shortened, type LocatedBlock } from './consultation.ts';
import { fingerprintsOf, type SectionContent } from './version.ts';

export interface ChangedBlock extends LocatedBlock {
  /** `text` are the new ones; of a block that is gone, there are none. */
  readonly kind: 'changed' | 'added' | 'gone';
  /** As the city read it; empty where the block is new. */
  readonly before: string;
}

/** In the order of the text as it stands now; what is gone comes last in its section. */
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

/** How much of what stayed is shown before the change, so that it is found in its sentence. */
const leadIn = 40;

/** The words from a little before the first change on, cut at a length: what tells one changed block from another. */
export function textAtChange(block: Pick<ChangedBlock, 'kind' | 'before' | 'text'>, length: number): string {
  if (block.kind === 'gone') return shortened(block.before, length);
  const now = segments(block.text);
  const old = segments(block.before);
  const same = now.findIndex((word, at) => word !== old[at]);
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

/** Words with the blanks after them; in Chinese characters. */
const segments = (text: string): string[] => text.match(/\p{Script=Han}|[^\s\p{Script=Han}]+\s*|\s+/gu) ?? [];
