/**
 * Reads levels as far as they have been released to a reader: the matrix, the chip and every comparison are
 * made from them. No other service returns them.
 */
import type { CityId } from '#domain/ids.ts';
import type { ReleasedLevel } from '#domain/panel.ts';
import {
  assessmentAbilitiesOf,
  type Abilities,
  type Actor,
  type AssessmentAbility
} from '#domain/permissions.ts';
import { ok, type Result } from '#domain/refusal.ts';
import { listAssessments } from '../../store/assessments.ts';
import type { Store } from '../../store/open.ts';
import { authorizeStudy } from '../study-access.ts';
import { releasedLevels } from './released-levels.ts';

export interface Levels {
  /** Lists the released levels by city id and the framework's characteristics, an order without meaning. */
  list(actor: Actor, studySlug: string): Promise<Result<readonly ReleasedLevel[]>>;
}

export function openLevels({ store: { db } }: { readonly store: Store }): Levels {
  return {
    async list(actor, studySlug) {
      const authorized = await authorizeStudy(db, actor, studySlug);
      if (!authorized.ok) return authorized;
      const { study, grants } = authorized.value;
      const may = new Map(
        (await listAssessments(db, study.id)).map((one) => [one.cityId, assessmentAbilitiesOf(grants, one)])
      );
      return ok(
        (await releasedLevels(db, study.id)).flatMap((level) =>
          asSeen(level, may.get(level.cityId as CityId))
        )
      );
    }
  };
}

/** Hides whether a panel judges again from those who may not see that there is a panel. */
function asSeen(level: ReleasedLevel, abilities: Abilities<AssessmentAbility> | undefined): ReleasedLevel[] {
  if (!abilities?.has('levels.read')) return [];
  return [abilities.has('panel.see') ? level : { ...level, isBeingJudgedAgain: false }];
}
