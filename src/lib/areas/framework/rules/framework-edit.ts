/**
 * Applies one change, of one thing at a time, to a draft of a framework. Whether the whole can be published
 * is decided by its faults; a change is refused here only if it names nothing that exists, would create two
 * things of one id, or adds a question that asks nothing.
 */
import type { FieldDefinition, Framework, Labelled, Question, RecordType } from './framework.ts';
import { isFieldId, isPartId, isQuestionId, isSlug } from '#base/ids.ts';
import { gapsOf, type Bilingual } from '#base/locale.ts';
import { ok, refuse, type Result } from '#base/refusal.ts';
import type { LabelList, DraftCommand } from './draft-command.ts';
import { inCharacteristic, characteristicOf, inQuestion, inRecordType, inField } from './framework-parts.ts';

/** Holds what a question has before somebody says more than what it asks. */
export const newQuestion = {
  required: false,
  parentId: null,
  facets: [],
  measures: [],
  recordType: null,
  optionsRef: null,
  options: [],
  exampleRequired: false,
  showIf: null,
  alsoAccepts: null,
  withMoney: false,
  linkedField: null,
  guidance: null,
  example: null,
  retired: false
} satisfies Partial<Question>;

export function editFramework(framework: Framework, command: DraftCommand): Result<Framework> {
  switch (command.kind) {
    case 'framework': {
      const { version, title, rankingNotice, filledBy } = command;
      return ok({ ...framework, version, title, rankingNotice, filledBy });
    }
    case 'add-characteristic': {
      const { id, name, purpose } = command;
      const { characteristics } = framework;
      const number = Math.max(0, ...characteristics.map((one) => one.number)) + 1;
      return (
        fresh(id, isSlug, characteristics) ??
        ok({
          ...framework,
          characteristics: [...characteristics, { number, id, name, purpose, questions: [] }]
        })
      );
    }
    case 'characteristic':
      return inCharacteristic(framework, command.id, (one) => ({
        ...one,
        name: command.name,
        purpose: command.purpose
      }));
    case 'add-question':
      return addQuestion(framework, command);
    case 'question':
      return inQuestion(framework, command.id, (one) => ({
        ...one,
        ...command.edit,
        guidance: textOrNull(command.edit.guidance),
        example: textOrNull(command.edit.example)
      }));
    case 'retire':
      return inQuestion(framework, command.id, (one) => ({ ...one, retired: command.retired }));
    case 'remove-question': {
      const home = characteristicOf(framework, command.id);
      const isLeft = (one: Question): boolean => one.id !== command.id && one.parentId !== command.id;
      return inCharacteristic(framework, home?.id ?? '', (one) => ({
        ...one,
        questions: one.questions.filter(isLeft)
      }));
    }
    case 'move':
      return move(framework, command);
    case 'labels':
      return withLabels(framework, command.list, command.labels);
    case 'add-option-set': {
      const sets = Object.keys(framework.optionSets).map((id) => ({ id }));
      return (
        fresh(command.id, isPartId, sets) ??
        ok({ ...framework, optionSets: { ...framework.optionSets, [command.id]: [] } })
      );
    }
    case 'add-record-type': {
      const added: RecordType = { id: command.id, label: command.label, usedBy: [], fields: [] };
      return (
        fresh(command.id, isPartId, framework.recordTypes) ??
        ok({ ...framework, recordTypes: [...framework.recordTypes, added] })
      );
    }
    case 'record-type':
      return inRecordType(framework, command.id, (one) => ({ ...one, label: command.label }));
    case 'add-field': {
      const { recordType, id, label, answerKind } = command;
      const type = framework.recordTypes.find((one) => one.id === recordType);
      const added: FieldDefinition = {
        id,
        label,
        kind: answerKind,
        required: false,
        requiredIf: null,
        optionsRef: null,
        options: [],
        recordType: null
      };
      return (
        fresh(id, isFieldId, type?.fields ?? []) ??
        inRecordType(framework, recordType, (one) => ({ ...one, fields: [...one.fields, added] }))
      );
    }
    case 'field':
      return inField(framework, command.recordType, command.id, (one) =>
        asRetired({ ...one, ...command.edit, retired: undefined }, command.edit.retired)
      );
    case 'reference': {
      const { reference } = command;
      if (!isPartId(reference.id)) return refuse('invalid', { field: 'id' });
      const isKnown = framework.references.some(({ id }) => id === reference.id);
      const references = isKnown
        ? framework.references.map((one) => (one.id === reference.id ? reference : one))
        : [...framework.references, reference];
      return ok({ ...framework, references });
    }
    case 'remove-reference':
      return ok({ ...framework, references: framework.references.filter(({ id }) => id !== command.id) });
  }
}

/** Returns a refusal where a new item cannot have this id. */
function fresh(
  id: string,
  isUsable: (id: string) => boolean,
  known: readonly { readonly id: string }[]
): Result<never> | null {
  if (!isUsable(id)) return refuse('invalid', { field: 'id' });
  return known.some((one) => one.id === id) ? refuse('conflict', { field: 'id' }) : null;
}

const textOrNull = (text: Bilingual | null): Bilingual | null =>
  text && gapsOf(text).length < 2 ? text : null;

/**
 * Returns the thing without the key `retired` where it is not retired, so that it equals a thing that never
 * was.
 */
function asRetired<T extends { readonly retired?: true | undefined }>(
  { retired: _, ...rest }: T,
  isRetired: boolean
): T {
  return { ...rest, ...(isRetired ? { retired: true as const } : {}) } as T;
}

function addQuestion(
  framework: Framework,
  { characteristic, parentId, id, code, answerKind, text }: Extract<DraftCommand, { kind: 'add-question' }>
): Result<Framework> {
  const refused = fresh(
    id,
    isQuestionId,
    framework.characteristics.flatMap(({ questions }) => questions)
  );
  if (refused) return refused;
  if (code.trim() === '') return refuse('invalid', { field: 'code' });
  if (gapsOf(text).length === 2) return refuse('invalid', { field: 'text' });
  // Another user may have removed it meanwhile.
  if (parentId !== null && characteristicOf(framework, parentId)?.id !== characteristic)
    return refuse('not-found');
  const question: Question = {
    id,
    code,
    text,
    kind: answerKind,
    ...newQuestion,
    parentId
  };
  return inCharacteristic(framework, characteristic, (one) => {
    // The position is after its parent and the prompts that the parent has already.
    const last =
      parentId === null
        ? -1
        : one.questions.findLastIndex((other) => other.id === parentId || other.parentId === parentId);
    const at = last < 0 ? one.questions.length : last + 1;
    return { ...one, questions: [...one.questions.slice(0, at), question, ...one.questions.slice(at)] };
  });
}

function move(
  framework: Framework,
  { part, id, recordType, by }: Extract<DraftCommand, { kind: 'move' }>
): Result<Framework> {
  if (part === 'characteristic') {
    const characteristics = swapped(framework.characteristics, id, by, () => true);
    // Numbers follow the order: the first item is number one.
    return characteristics
      ? ok({
          ...framework,
          characteristics: characteristics.map((one, index) => ({ ...one, number: index + 1 }))
        })
      : refuse('not-found');
  }
  if (part === 'field') {
    const fields = swapped(
      framework.recordTypes.find((one) => one.id === recordType)?.fields ?? [],
      id,
      by,
      () => true
    );
    return fields
      ? inRecordType(framework, recordType ?? '', (one) => ({ ...one, fields }))
      : refuse('not-found');
  }
  const home = characteristicOf(framework, id);
  const parent = home?.questions.find((one) => one.id === id)?.parentId;
  const questions = swapped(home?.questions ?? [], id, by, (one) => one.parentId === parent);
  return questions
    ? inCharacteristic(framework, home?.id ?? '', (one) => ({ ...one, questions }))
    : refuse('not-found');
}

/** Swaps an item with the sibling before or after it; where there is none, the list stays as it is. */
function swapped<T extends { readonly id: string }>(
  list: readonly T[],
  id: string,
  by: -1 | 1,
  isSibling: (one: T) => boolean
): T[] | undefined {
  const at = list.findIndex((one) => one.id === id);
  if (at < 0) return undefined;
  let to = at + by;
  while (list[to] && !isSibling(list[to] as T)) to += by;
  const result = [...list];
  const [one, other] = [list[at], list[to]];
  if (one && other) [result[at], result[to]] = [other, one];
  return result;
}

function withLabels(framework: Framework, list: LabelList, typed: readonly Labelled[]): Result<Framework> {
  // A row without a label is no choice.
  const labels = typed
    .filter(({ id, label }) => id !== '' && gapsOf(label).length < 2)
    .map((one) => asRetired(one, one.retired === true));
  if (!labels.every(({ id }) => isPartId(id))) return refuse('invalid', { field: 'id' });
  if (new Set(labels.map(({ id }) => id)).size < labels.length) return refuse('conflict', { field: 'id' });
  switch (list.kind) {
    case 'goals':
      return ok({ ...framework, goals: labels.map(({ id, label }) => ({ id, text: label })) });
    case 'option-set':
      return Object.hasOwn(framework.optionSets, list.id)
        ? ok({ ...framework, optionSets: { ...framework.optionSets, [list.id]: labels } })
        : refuse('not-found');
    case 'field':
      return inField(framework, list.recordType, list.field, (one) => ({ ...one, options: labels }));
    case 'options':
    case 'facets':
    case 'measures':
      return inQuestion(framework, list.question, (one) => ({ ...one, [list.kind]: labels }));
  }
}
