/** Shows the steps that an assessment or a chapter has taken, as far as a reader may see them. */
import type { Bilingual } from '#base/locale.ts';
import type { Abilities, AssessmentAbility } from '#base/abilities.ts';
import type { Missing } from '#rules/workflow/step-conditions.ts';
import type { Db } from '#server/store/open.ts';
import { listSteps, type StepRow } from '#areas/assessments';
import { namesOfUsers } from '#server/auth/users.ts';

/** Describes a step that was taken, with the name of the person who took it; null where the clock did. */
export interface WalkedStep extends Omit<StepRow, 'waived' | 'reasonEn' | 'reasonZh'> {
  readonly reason: Bilingual;
  readonly waived: readonly Missing[];
  readonly name: Bilingual | null;
}

/** Says how much of the text given at a step a reader sees. */
type Sight = 'all' | 'none';

/**
 * Returns what the reader sees of a step. Reasons among experts and chairs stay among them. The city reads
 * the reasons that it gave itself, and those addressed to it: why its answers come back to it, and why a
 * consultation was called off.
 */
export function sightOf(
  { step, fromState, toState }: StepRow,
  abilities: Abilities<AssessmentAbility>
): Sight {
  if (abilities.has('comments.internal')) return 'all';
  const isCitys = step === 'submit' || toState === 'collecting' || fromState === 'consultation';
  return isCitys && abilities.has('comments.shared') ? 'all' : 'none';
}

export async function walked(
  db: Db,
  documentId: string,
  sight: (row: StepRow) => Sight
): Promise<WalkedStep[]> {
  // The review among the two sides is theirs: others learn only that the text moves on.
  const rows = (await listSteps(db, documentId)).filter(
    (row) => row.step !== 'review' || sight(row) === 'all'
  );
  const names = await namesOfUsers(
    db,
    rows.flatMap((row) => row.userId ?? [])
  );
  return rows.map((row) => {
    const { waived, reasonEn, reasonZh, ...rest } = row;
    const sees = sight(row) === 'all';
    return {
      ...rest,
      reason: sees ? { en: reasonEn, zh: reasonZh } : { en: '', zh: '' },
      waived: sees ? (JSON.parse(waived) as Missing[]) : [],
      name: names.get(row.userId ?? '') ?? null
    };
  });
}
