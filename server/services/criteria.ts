/**
 * Manages the criteria by which each side selects its pilots: the secretariat adds, rewords and removes them.
 * A criterion against which a city has been checked stays.
 */
import { criterionGroups, criterionMark, type CriterionGroup } from '#domain/city.ts';
import type { Bilingual } from '#domain/locale.ts';
import type { Actor } from '#domain/permissions.ts';
import { ok, refuse, type Result } from '#domain/refusal.ts';
import {
  deleteCriterion,
  insertCriterion,
  listChecks,
  listCriteria,
  updateCriterion
} from '../store/cities.ts';
import type { CommandDeps } from '../commands/run-command.ts';
import { studyEdits, type StudyEdit } from './study-edits.ts';

const mostCriteria = 100;
const longestText = 2_000;

export interface CriterionCommand {
  readonly group: CriterionGroup;
  readonly text: Bilingual;
}

export interface Criteria {
  /** Adds a criterion after the others of its side. */
  add(
    actor: Actor,
    studySlug: string,
    command: CriterionCommand & { readonly sideId: string }
  ): Promise<Result<null>>;
  /** Rewords a criterion. `stale` when it is not what the user has seen any more. */
  reword(
    actor: Actor,
    studySlug: string,
    criterion: { readonly id: string; readonly seen: string },
    command: CriterionCommand
  ): Promise<Result<null>>;
  remove(
    actor: Actor,
    studySlug: string,
    criterion: { readonly id: string; readonly seen: string }
  ): Promise<Result<null>>;
}

export function openCriteria(tools: CommandDeps): Criteria {
  const edit = studyEdits(tools, listCriteria);

  const append = (
    { appendEvent, study, acting }: StudyEdit,
    act: 'added' | 'reworded' | 'removed',
    sideId: string,
    text: Bilingual
  ): Promise<void> =>
    appendEvent(study.id, acting, {
      kind: 'criterion.changed',
      needs: 'study.see',
      payload: { act, sideId, nameEn: text.en, nameZh: text.zh }
    });

  return {
    add: (actor, studySlug, { sideId, group, text }) =>
      edit(actor, studySlug, async (command, criteria) => {
        const { study, trx } = command;
        if (!study.sides.some(({ id }) => id === sideId)) return refuse('invalid', { field: 'sideId' });
        const fault = faultOf({ group, text });
        if (fault) return fault;
        const ofSide = criteria.filter((criterion) => criterion.sideId === sideId);
        if (ofSide.length >= mostCriteria) return refuse('too-many');
        await insertCriterion(trx, {
          studyId: study.id,
          id: tools.newId(),
          sideId,
          position: Math.max(-1, ...ofSide.map(({ position }) => position)) + 1,
          group,
          textEn: text.en,
          textZh: text.zh,
          checks: '[]'
        });
        await append(command, 'added', sideId, text);
        return ok(null);
      }),

    reword: (actor, studySlug, { id, seen }, { group, text }) =>
      edit(actor, studySlug, async (command, criteria) => {
        const found = criteria.find((criterion) => criterion.id === id);
        if (!found) return refuse('not-found');
        const fault = faultOf({ group, text });
        if (fault) return fault;
        if (criterionMark(found) !== seen) return refuse('stale');
        await updateCriterion(command.trx, command.study.id, id, { group, textEn: text.en, textZh: text.zh });
        await append(command, 'reworded', found.sideId, text);
        return ok(null);
      }),

    remove: (actor, studySlug, { id, seen }) =>
      edit(actor, studySlug, async (command, criteria) => {
        const { trx, study } = command;
        const found = criteria.find((criterion) => criterion.id === id);
        if (!found) return refuse('not-found');
        if (criterionMark(found) !== seen) return refuse('stale');
        const checks = [...(await listChecks(trx, study.id)).values()].flat();
        if (checks.some(({ criterionId }) => criterionId === id)) return refuse('in-use');
        await deleteCriterion(trx, study.id, id);
        await append(command, 'removed', found.sideId, found.text);
        return ok(null);
      })
  };
}

function faultOf({ group, text }: CriterionCommand): ReturnType<typeof refuse> | undefined {
  if (!criterionGroups.includes(group)) return refuse('invalid', { field: 'group' });
  if (text.en.trim() === '' && text.zh.trim() === '') return refuse('invalid', { field: 'text' });
  return text.en.length > longestText || text.zh.length > longestText ? refuse('too-large') : undefined;
}
