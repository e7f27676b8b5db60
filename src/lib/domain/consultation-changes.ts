/** What has changed in the findings since the version that a city commented on: what a disposition can point to. */
import { blocksOf, type PlacedBlock } from './consultation.ts';
import { fingerprintsOf, type SectionContent } from './version.ts';

export interface ChangedBlock extends PlacedBlock {
  /** `words` are the new ones; of a block that is gone, there are none. */
  readonly how: 'changed' | 'added' | 'gone';
  /** As the city read it; empty where the block is new. */
  readonly before: string;
}

/** In the order of the text as it stands now; what is gone comes last in its section. */
export function changedBlocks(before: readonly SectionContent[], now: readonly SectionContent[]): ChangedBlock[] {
  const old = new Map(before.map((section) => [section.id, section]));
  return now.flatMap((section): ChangedBlock[] => {
    const was = old.get(section.id) ?? { id: section.id, en: [], zh: [] };
    const [marksBefore, marksNow] = [fingerprintsOf(was), fingerprintsOf(section)];
    const wordsBefore = new Map(blocksOf([was]).map(({ id, words }) => [id, words]));
    const present = blocksOf([section]);
    const changed = present
      .filter(({ id }) => marksNow[id] !== undefined && marksNow[id] !== marksBefore[id])
      .map((block): ChangedBlock => ({ ...block, how: isIn(marksBefore, block) ? 'changed' : 'added', before: wordsBefore.get(block.id) ?? '' }));
    const isPresent = new Set(present.filter((block) => isIn(marksNow, block)).map((block) => block.id));
    const gone = blocksOf([was])
      .filter((block) => isIn(marksBefore, block) && !isPresent.has(block.id))
      .map((block): ChangedBlock => ({ ...block, how: 'gone', words: '', before: block.words }));
    return [...changed, ...gone];
  });
}

const isIn = (marks: Readonly<Record<string, string>>, block: PlacedBlock): boolean => marks[block.id] !== undefined;
