/** Manages where a city itself wants to go on; nobody else learns of it. */
import type { Actor } from '#base/permissions.ts';
import { commandsOf } from '#server/commands/command.ts';
import { refused } from '#server/commands/refused.ts';
import type { CommandDeps } from '#server/commands/run-command.ts';
import { findRubric } from '#areas/framework';
import type { Db } from '#server/store/open.ts';
import { listFocus, saveFocus } from './store/practices.ts';
import type { Levels } from '#areas/panels';
import type { ReaderAccess } from '#areas/evidence';
import type { AuthorizedStudy } from '#areas/study';
import { assessmentSubject } from '#areas/assessments';
import { choicesIn, type CityFocus } from './practice-views.ts';

const command = commandsOf<CommandDeps>();

/** Null for a reader of no city, or of several. */
export async function focusOf(
  { db, levels }: { readonly db: Db; readonly levels: Levels },
  actor: Actor,
  { study, grants }: Pick<AuthorizedStudy, 'study' | 'grants'>,
  access: ReaderAccess
): Promise<CityFocus | null> {
  const [cityId, ...more] = [...new Set(grants.flatMap((grant) => grant.cityId ?? []))];
  if (cityId === undefined || more.length > 0) return null;
  const [released, rubric] = [await levels.list(actor, study.slug), await findRubric(db, study.id)];
  const highest = rubric?.levels.at(-1)?.id;
  const own = released.ok ? released.value.filter((level) => level.cityId === cityId) : [];
  return {
    cityId,
    mayChoose: access.ofCity(cityId).has('practices.focus'),
    chosen: await listFocus(db, study.id, cityId),
    ahead: own.flatMap(({ level, characteristic }) =>
      level !== null && level !== highest ? [characteristic] : []
    )
  };
}

export const chooseFocus = command(
  { name: 'practice.choose-focus', subject: assessmentSubject, needs: 'practices.focus', locks: ['study'] },
  async ({ trx, at, actor, append, subject: { study, assessment } }, characteristics: readonly string[]) => {
    const { cityId } = assessment;
    const known = (await choicesIn(trx, study)).characteristics.map(({ id }) => id);
    if (characteristics.some((id) => !known.includes(id)))
      throw refused('invalid', { field: 'characteristics' });
    const wanted = known.filter((id) => characteristics.includes(id));
    await saveFocus(trx, { studyId: study.id, cityId }, wanted, { userId: actor.userId, at });
    // The event is for the people of the city alone.
    append({ kind: 'practice.focus-changed', needs: 'practices.focus', cityId, payload: {} });
    return null;
  }
);
