/**
 * Detects conflicting changes to a draft. Several users change a draft at once: a change is accepted as long
 * as its own target is still as the user saw it, whatever became of other parts.
 */
import type { FaultLocation } from './fault-kinds.ts';
import { editFramework } from './framework-edit.ts';
import type { DraftCommand, LabelList } from './draft-command.ts';
import {
  answerParts,
  findRecordType,
  type FieldDefinition,
  type Framework,
  type Labelled,
  type Question
} from './framework.ts';
import { refuse, type Result } from '#base/refusal.ts';
import { markOf } from '#base/canonical.ts';

/** Identifies the target of a command, without the new content. */
export type DraftTarget =
  | { readonly kind: 'framework' }
  | { readonly kind: 'add-characteristic' | 'characteristic'; readonly id: string }
  | { readonly kind: 'add-question'; readonly characteristic: string; readonly id: string }
  | {
      readonly kind: 'question' | 'retire' | 'remove-question' | 'add-option-set' | 'remove-reference';
      readonly id: string;
    }
  | {
      readonly kind: 'move';
      readonly part: 'characteristic' | 'question' | 'field';
      readonly id: string;
      readonly recordType: string | null;
    }
  | { readonly kind: 'labels'; readonly list: LabelList }
  | { readonly kind: 'add-record-type' | 'record-type'; readonly id: string }
  | { readonly kind: 'add-field' | 'field'; readonly recordType: string; readonly id: string }
  | { readonly kind: 'reference'; readonly reference: { readonly id: string } };

/**
 * Returns a fingerprint of what a command would replace or depends on: the same in the browser that shows it
 * and on the server that decides.
 */
export const seenOf = (framework: Framework, target: DraftTarget): string =>
  markOf(currentOf(framework, target));

/**
 * Applies a change, or refuses it as `stale`, with the name of the thing, where its target is no longer what
 * was seen; nothing else of the draft matters. An added thing has no earlier state to compare.
 */
export function editAsSeen(framework: Framework, seen: string, command: DraftCommand): Result<Framework> {
  const now = currentOf(framework, command);
  if (command.kind.startsWith('add-') || markOf(now) === seen) return editFramework(framework, command);
  // A user who adds something saw that nothing had this id.
  if (command.kind === 'reference' && seen === markOf(null)) return refuse('conflict', { field: 'id' });
  return refuse('stale', { ...thingOf(framework, command) });
}

/** Returns the thing that a notification of the change names: the one that has its own page or location. */
export function thingOf(framework: Framework, target: DraftTarget): FaultLocation {
  switch (target.kind) {
    case 'framework':
      return { part: 'framework', id: framework.id };
    case 'add-characteristic':
    case 'characteristic':
      return { part: 'characteristic', id: target.id };
    case 'add-question':
    case 'question':
    case 'retire':
    case 'remove-question':
      return { part: 'question', id: target.id };
    case 'move':
      return target.part === 'field'
        ? { part: 'record-type', id: target.recordType ?? '' }
        : { part: target.part, id: target.id };
    case 'labels':
      return ofList(framework, target.list);
    case 'add-option-set':
      return { part: 'option-set', id: target.id };
    case 'add-record-type':
    case 'record-type':
      return { part: 'record-type', id: target.id };
    case 'add-field':
    case 'field':
      return { part: 'record-type', id: target.recordType };
    case 'reference':
      return { part: 'reference', id: target.reference.id };
    case 'remove-reference':
      return { part: 'reference', id: target.id };
  }
}

function ofList(framework: Framework, list: LabelList): FaultLocation {
  switch (list.kind) {
    case 'goals':
      return { part: 'framework', id: framework.id };
    case 'option-set':
      return { part: 'option-set', id: list.id };
    case 'field':
      return { part: 'record-type', id: list.recordType };
    case 'options':
    case 'facets':
    case 'measures':
      return { part: 'question', id: list.question };
  }
}

/** Returns everything that a command replaces or depends on; null where that does not exist. */
function currentOf(framework: Framework, target: DraftTarget): unknown {
  switch (target.kind) {
    case 'framework': {
      const { version, title, rankingNotice, filledBy } = framework;
      return { version, title, rankingNotice, filledBy };
    }
    case 'characteristic': {
      const found = answerParts(framework).find(({ id }) => id === target.id);
      return found ? { name: found.name, purpose: found.purpose } : null;
    }
    case 'question':
      return wordingOf(findQuestion(framework, target.id));
    case 'retire': {
      const found = findQuestion(framework, target.id);
      return found ? { wording: wordingOf(found), retired: found.retired } : null;
    }
    case 'remove-question': {
      // The prompts of the question are removed with it.
      const gone = questionsOf(framework).filter(
        ({ id, parentId }) => id === target.id || parentId === target.id
      );
      return gone.length > 0 ? gone : null;
    }
    case 'move':
      return orderOf(framework, target);
    case 'labels':
      return labelsIn(framework, target.list) ?? null;
    case 'record-type':
      return findRecordType(framework, target.id)?.label ?? null;
    case 'field': {
      const found = findField(framework, target.recordType, target.id);
      return found ? { ...found, options: [] } : null;
    }
    case 'reference':
      return framework.references.find(({ id }) => id === target.reference.id) ?? null;
    case 'remove-reference':
      return framework.references.find(({ id }) => id === target.id) ?? null;
    case 'add-characteristic':
    case 'add-question':
    case 'add-option-set':
    case 'add-record-type':
    case 'add-field':
      return null;
  }
}

const questionsOf = ({ characteristics }: Framework): readonly Question[] =>
  characteristics.flatMap(({ questions }) => questions);
export const findQuestion = (framework: Framework, id: string): Question | undefined =>
  questionsOf(framework).find((one) => one.id === id);
export const findField = (
  framework: Framework,
  recordType: string,
  id: string
): FieldDefinition | undefined => findRecordType(framework, recordType)?.fields.find((one) => one.id === id);

/** Returns a question without its lists, which have their own forms, and without whether it is retired. */
const wordingOf = (question: Question | undefined): Question | null =>
  question ? { ...question, facets: [], measures: [], options: [], retired: false } : null;

/** Returns the ids of the siblings among which a thing is moved. */
function orderOf(
  framework: Framework,
  { part, id, recordType }: Extract<DraftTarget, { kind: 'move' }>
): readonly string[] | null {
  const { characteristics } = framework;
  const found = findQuestion(framework, id);
  const siblings = {
    characteristic: () => characteristics,
    question: () =>
      characteristics
        .find(({ questions }) => found && questions.includes(found))
        ?.questions.filter(({ parentId }) => parentId === found?.parentId) ?? [],
    field: () => findRecordType(framework, recordType ?? '')?.fields ?? []
  }[part]();
  return siblings.some((one) => one.id === id) ? siblings.map((one) => one.id) : null;
}

/** Returns the rows of a list, as its form shows them; undefined where there is no such list. */
export function labelsIn(framework: Framework, list: LabelList): readonly Labelled[] | undefined {
  switch (list.kind) {
    case 'goals':
      return framework.goals.map(({ id, text }) => ({ id, label: text }));
    case 'option-set':
      return Object.hasOwn(framework.optionSets, list.id) ? framework.optionSets[list.id] : undefined;
    case 'field':
      return findField(framework, list.recordType, list.field)?.options;
    case 'options':
    case 'facets':
    case 'measures':
      return findQuestion(framework, list.question)?.[list.kind];
  }
}
