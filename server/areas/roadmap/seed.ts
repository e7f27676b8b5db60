/** Writes what steps begin with, to be merged into the text of the roadmap. */
import * as Y from 'yjs';
import { newDoc } from '#document/new-doc.ts';
import { writePassages } from '#document/sequence/write-passages.ts';
import { stepBeginning } from '#document/step-beginning.ts';
import type { Bilingual } from '#base/locale.ts';
import { stepSection } from '#rules/roadmap/roadmap.ts';

export interface BegunStep {
  readonly number: number;
  readonly descriptors: readonly Bilingual[];
}

/** One update (V1), which holds nothing but the beginnings of these steps. */
export function beginningOf(steps: readonly BegunStep[], newId: () => string): Uint8Array {
  const doc = newDoc();
  doc.transact(() => {
    for (const { number, descriptors } of steps)
      writePassages(
        doc,
        stepSection(number),
        { en: stepBeginning(descriptors, 'en'), zh: stepBeginning(descriptors, 'zh') },
        newId
      );
  });
  const bytes = Y.encodeStateAsUpdate(doc);
  doc.destroy();
  return bytes;
}
