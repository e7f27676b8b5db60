/** Reads the tags of a Word document that name what a paragraph or a table is for. */
import { fingerprint } from '#base/canonical.ts';
import type { FormCharacteristic, FormQuestion } from './form.ts';
import { parseTag, tagText, type Tag } from './tags.ts';

/** Long tags are in the document as their fingerprints. */
export function tagReader(
  questions: readonly FormQuestion[],
  characteristics: readonly FormCharacteristic[],
  long: readonly string[]
): (text: string) => Tag | null {
  const known: Tag[] = [
    ...characteristics.map(({ id }): Tag => ({ kind: 'characteristic', id })),
    ...questions.flatMap(({ id, passages, slots, recordSlots }): Tag[] => [
      { kind: 'question', id },
      ...passages.flatMap(({ section }): Tag[] =>
        ([null, 'en', 'zh'] as const).map((language) => ({ kind: 'passage', section, language }))
      ),
      ...[...slots, ...recordSlots].map(({ key }): Tag => ({ kind: 'line', key }))
    ])
  ];
  const byMark = new Map(
    [...known.map((tag) => `mer:${tagText(tag)}`), ...long].map((text) => [`mer:#${fingerprint(text)}`, text])
  );
  return (text) => (text.startsWith('mer:') ? parseTag((byMark.get(text) ?? text).slice(4)) : null);
}
