/** Lists, of all versions of a study's framework, what reading an answer or a passage needs: its characteristic, and choices. */
import { answerParts, optionsOf } from '#rules/framework/framework.ts';
import type { StudyId } from '#base/ids.ts';
import { comparators } from '#rules/framework/record.ts';
import { listFrameworks } from './store/frameworks.ts';
import type { Db } from '#server/store/open.ts';

/** Returns the characteristic to which a passage or a question belongs. */
export type PartOf = (sectionOrQuestion: string) => string | undefined;

export interface Outline {
  readonly partOf: PartOf;
  readonly options: readonly string[];
}

export async function loadOutline(db: Db, studyId: StudyId): Promise<Outline> {
  const frameworks = await listFrameworks(db, studyId);
  const parts = new Map<string, string>();
  const options = new Set<string>(comparators);
  for (const framework of frameworks)
    for (const part of answerParts(framework)) {
      // A record names the characteristic to which it belongs.
      options.add(part.id);
      for (const question of part.questions) {
        parts.set(question.id, part.id);
        for (const { id } of optionsOf(framework, question)) options.add(id);
      }
    }
  for (const framework of frameworks) {
    for (const set of Object.values(framework.optionSets)) for (const { id } of set) options.add(id);
    for (const { fields } of framework.recordTypes)
      for (const field of fields) for (const { id } of optionsOf(framework, field)) options.add(id);
  }
  return {
    partOf: (name) => parts.get(/^answer:([^:]+)/.exec(name)?.[1] ?? name),
    options: [...options]
  };
}
