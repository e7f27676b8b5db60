/** Reads and sets the settings of a study: limits of length, the quota, headings of the synopsis, rules of judging. */
import { isDeepStrictEqual } from 'node:util';
import type { QuotaFactor } from '#rules/study/quota.ts';
import { validateLimits, type LengthLimits } from '#rules/documents/length-limit.ts';
import { headingsOf, validateHeadings } from '#rules/framework/synopsis-headings.ts';
import { listAssessments } from '#areas/assessments';
import { listCities } from '#areas/cities';
import { findFramework } from '#areas/framework';
import {
  findJudgingRules,
  findLengthLimits,
  findQuotaFactor,
  findSynopsisHeadings,
  updateLengthLimits,
  updateQuotaFactor,
  updateSynopsisHeadings,
  studySubject
} from '#areas/study';
import { commandsOf } from '#server/commands/command.ts';
import { readsOf } from '#server/commands/read.ts';
import { refused, take } from '#server/commands/refused.ts';
import type { CommandDeps } from '#server/commands/run-command.ts';

const command = commandsOf<CommandDeps>();
const read = readsOf<CommandDeps>();

const edited = { subject: studySubject, needs: 'study.edit' } as const;

/** For all sections at once; `invalid` names the field of a length that is none. */
export const setLengthLimits = command(
  { name: 'studies.set-length-limits', ...edited },
  async ({ trx, subject: { study }, append }, given: LengthLimits) => {
    const limits = take(validateLimits(given));
    if (isDeepStrictEqual(limits, await findLengthLimits(trx, study.id))) return null;
    await updateLengthLimits(trx, study.id, limits);
    append({
      kind: 'lengths.changed',
      needs: 'study.see',
      payload: { sections: Object.keys(limits).length }
    });
    return null;
  }
);

/** Raises the personal quotas of everybody in the study, or lowers them again. */
export const setQuotaFactor = command(
  { name: 'studies.set-quota-factor', ...edited },
  async ({ trx, subject: { study }, append }, factor: QuotaFactor) => {
    if ((await findQuotaFactor(trx, study.id)) === factor) return null;
    await updateQuotaFactor(trx, study.id, factor);
    append({ kind: 'quotas.changed', needs: 'study.see', payload: { factor } });
    return null;
  }
);

/**
 * Sets them for both sides at once. `text-under-approval` while the chairs sign a synopsis of a side whose
 * headings would change; `invalid` names the field of headings that there are not.
 */
export const setSynopsisHeadings = command(
  { name: 'studies.set-synopsis-headings', ...edited },
  async ({ trx, subject: { study }, append }, given: Readonly<Record<string, string>>) => {
    const sides = study.sides.map(({ id }) => id);
    const framework = await findFramework(trx, study.id);
    const headings = take(validateHeadings(given, sides, framework?.profile !== undefined));
    const before = await findSynopsisHeadings(trx, study.id);
    const changed = sides.filter((side) => headingsOf(before, side) !== headingsOf(headings, side));
    if (changed.length === 0) return null;
    const cities = new Map((await listCities(trx, study.id)).map(({ id, sideId }) => [id, sideId]));
    const isSigned = (await listAssessments(trx, study.id)).some(
      ({ cityId, state }) => state === 'approval' && changed.includes(cities.get(cityId) ?? '')
    );
    if (isSigned) throw refused('text-under-approval');
    await updateSynopsisHeadings(trx, study.id, headings);
    append({ kind: 'headings.changed', needs: 'study.see', payload: { sides: changed.join(' ') } });
    return null;
  }
);

/** The secretariat changes them with `panels.rules`. */
export const judgingRules = read(
  { name: 'studies.judging-rules', subject: studySubject },
  ({ db, subject: { study } }) => findJudgingRules(db, study.id)
);

/** Returns how long the sections of the study's texts may be. */
export const lengthLimits = read(
  { name: 'studies.length-limits', subject: studySubject },
  ({ db, subject: { study } }) => findLengthLimits(db, study.id)
);

export const synopsisHeadings = read(
  { name: 'studies.synopsis-headings', subject: studySubject },
  ({ db, subject: { study } }) => findSynopsisHeadings(db, study.id)
);

/** Returns by how much the personal quotas are raised. */
export const quotaFactor = read({ name: 'studies.quota-factor', ...edited }, ({ db, subject: { study } }) =>
  findQuotaFactor(db, study.id)
);
