/** Shows by whom a statement was validated for each side, and what the reader may do about it. */
import type { Bilingual } from '#base/locale.ts';
import { validationSide } from '#base/grant-duties.ts';
import { validSides } from '#rules/practices/practice.ts';
import { sideIds } from '#rules/study/study.ts';
import type { AuthorizedStudy } from '#areas/study';
import type { Statement } from './statement-commands.ts';

export interface ShownValidation {
  readonly sideId: string;
  readonly at: string | null;
  readonly by: Bilingual | null;
  /** Is false where the statement has changed since, or nobody has validated it. */
  readonly holds: boolean;
  readonly mayValidate: boolean;
  readonly mayTakeBack: boolean;
}

/**
 * Returns the validation of each side as a reader sees it. `isReady` says that nothing keeps the statement
 * from being validated.
 */
export function shownValidations(
  { validations, print }: Pick<Statement, 'validations' | 'print'>,
  { study, grants, abilities }: AuthorizedStudy,
  people: ReadonlyMap<string, Bilingual>,
  isReady: boolean
): ShownValidation[] {
  const valid = validSides(validations, print);
  const own = validationSide(grants);
  return sideIds(study).map((sideId) => {
    const validation = validations.find((one) => one.sideId === sideId);
    const holds = valid.includes(sideId);
    const isOfReader = own === sideId && abilities.has('study.themes-validate');
    return {
      sideId,
      at: validation?.at ?? null,
      by: people.get(validation?.userId ?? '') ?? null,
      holds,
      mayValidate: isOfReader && !holds && isReady,
      mayTakeBack: isOfReader && holds
    };
  });
}
