/** Writes the chosen changes of a plan, as one edit of the user of this browser. */
import type * as Y from 'yjs';
import { answersIn, writeCells } from '#document/answers.ts';
import { sectionContent } from '#document/content.ts';
import { newBlockId } from '#document/block-id.ts';
import { writePassage } from '#document/content-write.ts';
import { isSameText } from '#document/import-texts.ts';
import type { PlannedItem } from '#document/planned-import.ts';
import { locales } from '#base/locale.ts';
import { isSameValue } from '#rules/framework/record.ts';

export interface TakenOver {
  readonly items: readonly Pick<PlannedItem, 'cells' | 'text'>[];
  /** Counts the locations that were changed since the plan was made: they were left as they are. */
  readonly since: number;
}

export function takeOver(doc: Y.Doc, chosen: readonly PlannedItem[]): TakenOver {
  const cells = answersIn(doc);
  const isStillValid = ({ cells: planned, text }: PlannedItem): boolean =>
    planned.every(({ key, before }) => isSameValue(cells.get(key) ?? null, before)) &&
    (text === null || isSameText(sectionContent(doc, text.before.id), text.before));
  const items = chosen.filter(isStillValid);
  doc.transact(() => {
    for (const { cells: planned, text } of items) {
      writeCells(doc, Object.fromEntries(planned.map(({ key, after }) => [key, after])));
      if (text)
        for (const language of locales)
          writePassage({ doc, section: text.after.id, language, newId: newBlockId }, text.after[language]);
    }
  }, takeOver);
  return {
    items: items.map(({ cells: planned, text }) => ({ cells: planned, text })),
    since: chosen.length - items.length
  };
}
