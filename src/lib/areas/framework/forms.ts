/**
 * Reads the forms of a framework's draft: one for each thing, distinguished by their field `act`. The domain
 * validates the content.
 */
import { z } from 'zod';
import type { DraftCommand, LabelList } from '#rules/framework/draft-command.ts';
import type { DraftTarget } from '#rules/framework/framework-seen.ts';
import { answerKinds, type AnswerKind } from '#rules/framework/answer-kinds/kinds.ts';
import type { Condition, Labelled } from '#rules/framework/framework.ts';
import { bilingualIn, oneOf, textIn, textOrNull } from '#lib/forms/fields.ts';
import { id } from '#lib/forms/shapes.ts';

/** Names the study whose framework is taken over. */
export const adoptForm = z.object({ source: id });

const kindIn = (form: FormData): AnswerKind => oneOf(answerKinds, textIn(form, 'kind')) ?? 'rich-text';
const isTicked = (form: FormData, name: string): boolean => textIn(form, name) === 'yes';
const listed = (text: string): string[] => text.split(/[,，、\s]+/u).filter((part) => part !== '');

/** Null where the form holds none. */
export function draftCommandIn(form: FormData): DraftCommand | null {
  const kind = textIn(form, 'act');
  const id = textIn(form, 'id');
  const [label, recordType] = [bilingualIn(form, 'label'), textIn(form, 'recordType')];
  switch (kind) {
    case 'framework':
      return {
        kind,
        version: textIn(form, 'frameworkVersion'),
        title: bilingualIn(form, 'title'),
        rankingNotice: bilingualIn(form, 'rankingNotice'),
        filledBy: bilingualIn(form, 'filledBy')
      };
    case 'add-characteristic':
    case 'characteristic':
      return { kind, id, name: bilingualIn(form, 'name'), purpose: bilingualIn(form, 'purpose') };
    case 'add-question':
      return {
        kind,
        characteristic: textIn(form, 'characteristic'),
        parentId: textOrNull(form, 'parentId'),
        id,
        code: textIn(form, 'code'),
        answerKind: kindIn(form),
        text: bilingualIn(form, 'text')
      };
    case 'question':
      return {
        kind,
        id,
        edit: {
          code: textIn(form, 'code'),
          text: bilingualIn(form, 'text'),
          kind: kindIn(form),
          required: isTicked(form, 'required'),
          exampleRequired: isTicked(form, 'exampleRequired'),
          recordType: textOrNull(form, 'recordType'),
          optionsRef: textOrNull(form, 'optionsRef'),
          withMoney: isTicked(form, 'withMoney'),
          guidance: bilingualIn(form, 'guidance'),
          example: bilingualIn(form, 'example'),
          showIf: conditionIn(form)
        }
      };
    case 'retire':
      return { kind, id, retired: isTicked(form, 'retired') };
    case 'remove-question':
    case 'add-option-set':
    case 'remove-reference':
      return { kind, id };
    case 'move': {
      const part = oneOf(['characteristic', 'question', 'field'] as const, textIn(form, 'part'));
      return part
        ? { kind, part, id, recordType: recordType || null, by: textIn(form, 'by') === 'up' ? -1 : 1 }
        : null;
    }
    case 'labels': {
      const list = listIn(form, id);
      return list && { kind, list, labels: labelsIn(form) };
    }
    case 'add-record-type':
    case 'record-type':
      return { kind, id, label };
    case 'add-field':
      return { kind, recordType, id, label, answerKind: kindIn(form) };
    case 'field':
      return {
        kind,
        recordType,
        id,
        edit: {
          label,
          kind: kindIn(form),
          required: isTicked(form, 'required'),
          optionsRef: textOrNull(form, 'optionsRef'),
          recordType: textOrNull(form, 'heldType'),
          retired: isTicked(form, 'retired')
        }
      };
    case 'reference':
      return {
        kind,
        reference: {
          id,
          text: bilingualIn(form, 'text'),
          url: textOrNull(form, 'url'),
          characteristics: listed(textIn(form, 'characteristics'))
        }
      };
    default:
      return null;
  }
}

/** Returns the hidden fields of a form, from which `draftCommandIn` finds the target again. */
export function hiddenFields(target: DraftTarget): Readonly<Record<string, string>> {
  switch (target.kind) {
    case 'framework':
      return { act: target.kind };
    case 'labels':
      return { act: target.kind, ...listFields(target.list) };
    case 'reference':
      return { act: target.kind, id: target.reference.id };
    case 'move':
      return { act: target.kind, part: target.part, id: target.id, recordType: target.recordType ?? '' };
    case 'add-question':
      return { act: target.kind, characteristic: target.characteristic, id: target.id };
    case 'add-field':
    case 'field':
      return { act: target.kind, recordType: target.recordType, id: target.id };
    case 'add-characteristic':
    case 'characteristic':
    case 'question':
    case 'retire':
    case 'remove-question':
    case 'add-option-set':
    case 'remove-reference':
    case 'add-record-type':
    case 'record-type':
      return { act: target.kind, id: target.id };
  }
}

function listFields(list: LabelList): Readonly<Record<string, string>> {
  switch (list.kind) {
    case 'goals':
      return { list: list.kind };
    case 'option-set':
      return { list: list.kind, id: list.id };
    case 'field':
      return { list: list.kind, id: list.field, recordType: list.recordType };
    case 'options':
    case 'facets':
    case 'measures':
      return { list: list.kind, id: list.question };
  }
}

function conditionIn(form: FormData): Condition | null {
  const question = textIn(form, 'conditionQuestion');
  return question === '' ? null : { question, equals: listed(textIn(form, 'conditionEquals')) };
}

function listIn(form: FormData, id: string): LabelList | null {
  const kind = oneOf(
    ['options', 'facets', 'measures', 'option-set', 'field', 'goals'] as const,
    textIn(form, 'list')
  );
  switch (kind) {
    case 'options':
    case 'facets':
    case 'measures':
      return { kind, question: id };
    case 'option-set':
      return { kind, id };
    case 'field':
      return { kind, recordType: textIn(form, 'recordType'), field: id };
    case 'goals':
      return { kind };
    case undefined:
      return null;
  }
}

/** Returns the rows `0`, `1`, … of a list, in the order of their positions where these were changed. */
function labelsIn(form: FormData): Labelled[] {
  const numbers = [...form.keys()].flatMap((name) => /^line(\d{1,3})Id$/.exec(name)?.[1] ?? []).map(Number);
  const ordered = numbers.map((n) => ({ n, position: Number(textIn(form, `line${n}Place`) || n + 1) }));
  return ordered
    .sort((a, b) => a.position - b.position || a.n - b.n)
    .map(({ n }) => ({
      id: textIn(form, `line${n}Id`),
      label: bilingualIn(form, `line${n}`),
      ...(isTicked(form, `line${n}Retired`) ? { retired: true as const } : {})
    }));
}
