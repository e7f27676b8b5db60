/**
 * Reads levels as far as they have been released to a reader: the matrix, the chip and every comparison are
 * made from them. No other service returns them.
 */
import type { CityId } from '#base/ids.ts';
import type { ReleasedLevel } from '#rules/panels/panel.ts';
import { assessmentAbilitiesOf } from '#base/permissions.ts';
import type { Abilities, AssessmentAbility } from '#base/abilities.ts';
import { bind } from '#server/commands/bind.ts';
import { readsOf } from '#server/commands/read.ts';
import { listAssessments } from '#areas/assessments';
import type { Store } from '#server/store/open.ts';
import { studySubject } from '#areas/study';
import { releasedLevels } from './released-levels.ts';

interface LevelsTools {
  readonly store: Store;
}

/** By city id and the framework's characteristics, an order without meaning. */
const list = readsOf<LevelsTools>()(
  { name: 'levels.list', subject: studySubject },
  async ({ db, grants, subject: { study } }): Promise<readonly ReleasedLevel[]> => {
    const [assessments, levels] = await Promise.all([
      listAssessments(db, study.id),
      releasedLevels(db, study.id)
    ]);
    const may = new Map(assessments.map((one) => [one.cityId, assessmentAbilitiesOf(grants, one)]));
    return levels.flatMap((level) => asSeen(level, may.get(level.cityId as CityId)));
  }
);

export type Levels = ReturnType<typeof createLevels>;

export const createLevels = (tools: LevelsTools) => bind(tools, { list });

/** Hides whether a panel judges again from those who may not see that there is a panel. */
function asSeen(level: ReleasedLevel, abilities: Abilities<AssessmentAbility> | undefined): ReleasedLevel[] {
  if (!abilities?.has('levels.read')) return [];
  return [abilities.has('panel.see') ? level : { ...level, isBeingJudgedAgain: false }];
}
