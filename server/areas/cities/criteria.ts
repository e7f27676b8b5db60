/**
 * Manages the criteria by which each side selects its pilots: the secretariat adds, rewords and removes them.
 * A criterion against which a city has been checked stays.
 */
import { criterionGroups, criterionMark, type Criterion, type CriterionGroup } from '#rules/cities/city.ts';
import type { Bilingual } from '#base/locale.ts';
import { movedPast } from '#base/order.ts';
import { ok, refuse, type Result } from '#base/refusal.ts';
import {
  deleteCriterion,
  insertCriterion,
  listChecks,
  listCriteria,
  placeCriteria,
  updateCriterion
} from './store/cities.ts';
import { bind } from '#server/commands/bind.ts';
import { refused, take } from '#server/commands/refused.ts';
import type { CommandDeps } from '#server/commands/run-command.ts';
import { studyEdits, type StudyEdit } from '#areas/study';

const mostCriteria = 100;
const longestText = 2_000;

export interface CriterionCommand {
  readonly group: CriterionGroup;
  readonly text: Bilingual;
}

const edit = studyEdits<CommandDeps, Criterion>(listCriteria);

const note = (
  { append }: StudyEdit<CommandDeps, Criterion>,
  act: 'added' | 'reworded' | 'moved' | 'removed',
  sideId: string,
  text: Bilingual
): void =>
  append({
    kind: 'criterion.changed',
    needs: 'study.see',
    payload: { act, sideId, nameEn: text.en, nameZh: text.zh }
  });

/** The criterion comes after the others of its side. */
export const addCriterion = edit(
  { name: 'criterion.add' },
  async (command, { sideId, group, text }: CriterionCommand & { readonly sideId: string }) => {
    const { trx, deps, parts, subject } = command;
    const { study } = subject;
    if (!study.sides.some(({ id }) => id === sideId)) throw refused('invalid', { field: 'sideId' });
    take(validate({ group, text }));
    const ofSide = parts.filter((criterion) => criterion.sideId === sideId);
    if (ofSide.length >= mostCriteria) throw refused('too-many');
    await insertCriterion(trx, {
      studyId: study.id,
      id: deps.newId(),
      sideId,
      position: Math.max(-1, ...ofSide.map(({ position }) => position)) + 1,
      group,
      textEn: text.en,
      textZh: text.zh,
      checks: '[]'
    });
    note(command, 'added', sideId, text);
    return null;
  }
);

interface SeenCriterion {
  readonly id: string;
  readonly seen: string;
}

/** `stale` when it is not what the user has seen any more. */
export const rewordCriterion = edit(
  { name: 'criterion.reword' },
  async (command, { id, seen }: SeenCriterion, { group, text }: CriterionCommand) => {
    const found = command.parts.find((criterion) => criterion.id === id);
    if (!found) throw refused('not-found');
    take(validate({ group, text }));
    if (criterionMark(found) !== seen) throw refused('stale');
    const { trx, subject } = command;
    await updateCriterion(trx, subject.study.id, id, { group, textEn: text.en, textZh: text.zh });
    note(command, 'reworded', found.sideId, text);
    return null;
  }
);

/** Past its neighbour of the same side. `stale` where they are no neighbours any more. */
export const moveCriterion = edit(
  { name: 'criterion.move' },
  async (command, { id, past }: { readonly id: string; readonly past: string }) => {
    const { trx, parts, subject } = command;
    const found = parts.find((criterion) => criterion.id === id);
    const ofSide = parts.filter(({ sideId }) => sideId === found?.sideId);
    const order = take(
      movedPast(
        ofSide.map((criterion) => criterion.id),
        id,
        past
      )
    );
    if (!found) throw refused('not-found');
    await placeCriteria(trx, subject.study.id, order);
    note(command, 'moved', found.sideId, found.text);
    return null;
  }
);

export const removeCriterion = edit(
  { name: 'criterion.remove' },
  async (command, { id, seen }: SeenCriterion) => {
    const { trx, parts, subject } = command;
    const { study } = subject;
    const found = parts.find((criterion) => criterion.id === id);
    if (!found) throw refused('not-found');
    if (criterionMark(found) !== seen) throw refused('stale');
    const checks = [...(await listChecks(trx, study.id)).values()].flat();
    if (checks.some(({ criterionId }) => criterionId === id)) throw refused('in-use');
    await deleteCriterion(trx, study.id, id);
    note(command, 'removed', found.sideId, found.text);
    return null;
  }
);

export type Criteria = ReturnType<typeof createCriteria>;

export const createCriteria = (tools: CommandDeps) =>
  bind(tools, {
    add: addCriterion,
    reword: rewordCriterion,
    move: moveCriterion,
    remove: removeCriterion
  });

function validate({ group, text }: CriterionCommand): Result<null> {
  if (!criterionGroups.includes(group)) return refuse('invalid', { field: 'group' });
  if (text.en.trim() === '' && text.zh.trim() === '') return refuse('invalid', { field: 'text' });
  return text.en.length > longestText || text.zh.length > longestText ? refuse('too-large') : ok(null);
}
