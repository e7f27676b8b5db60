/** Manages where a city itself wants to go on; nobody else learns of it. */
import type { Actor } from '#domain/permissions.ts';
import { ok, refuse, type Result } from '#domain/refusal.ts';
import { runCommand, type CommandDeps } from '../../commands/run-command.ts';
import { findRubric } from '../../store/frameworks.ts';
import type { Db } from '../../store/open.ts';
import { listFocus, saveFocus } from '../../store/practices.ts';
import type { Levels } from '../panels/levels.ts';
import { loadReaderAccess, type ReaderAccess } from '../reader-access.ts';
import { authorizeInLockedStudy, type AuthorizedStudy } from '../study-access.ts';
import { choicesIn, type CityFocus } from './practice-views.ts';

/** Returns where the city of the reader wants to go on; null for a reader of none, or of several cities. */
export async function focusOf(
  { db, levels }: { readonly db: Db; readonly levels: Levels },
  actor: Actor,
  { study, grants }: AuthorizedStudy,
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

/** Saves the characteristics in which a city wants to go on. */
export function chooseFocus(
  tools: CommandDeps,
  actor: Actor,
  studySlug: string,
  cityId: string,
  characteristics: readonly string[]
): Promise<Result<null>> {
  return runCommand(tools, async ({ trx, at, appendEvent }) => {
    const authorized = await authorizeInLockedStudy(trx, actor, studySlug, 'study.see');
    if (!authorized.ok) return authorized;
    const { study, acting, grants } = authorized.value;
    const access = await loadReaderAccess(trx, acting, study.id, grants);
    if (!access.ofCity(cityId).has('practices.focus'))
      return refuse(access.ofCity(cityId).has('assessment.see') ? 'forbidden' : 'not-found');
    const known = (await choicesIn(trx, study)).characteristics.map(({ id }) => id);
    if (characteristics.some((id) => !known.includes(id)))
      return refuse('invalid', { field: 'characteristics' });
    const wanted = known.filter((id) => characteristics.includes(id));
    await saveFocus(trx, { studyId: study.id, cityId }, wanted, { userId: actor.userId, at });
    // The event is for the people of the city alone.
    await appendEvent(study.id, acting, {
      kind: 'practice.focus-changed',
      needs: 'practices.focus',
      cityId,
      payload: {}
    });
    return ok(null);
  });
}
