import type { AnswerKind } from './answer-kinds/kinds.ts';
import type { Condition, FieldDefinition, Framework, Labelled, Question, Reference } from './framework.ts';
import type { Bilingual } from '#base/locale.ts';

/** Identifies a list of named choices, and what it belongs to. */
export type LabelList =
  | { readonly kind: 'options' | 'facets' | 'measures'; readonly question: string }
  | { readonly kind: 'option-set'; readonly id: string }
  | { readonly kind: 'field'; readonly recordType: string; readonly field: string }
  | { readonly kind: 'goals' };

export type QuestionEdit = Pick<
  Question,
  | 'code'
  | 'text'
  | 'kind'
  | 'required'
  | 'exampleRequired'
  | 'recordType'
  | 'optionsRef'
  | 'guidance'
  | 'example'
  | 'withMoney'
> & {
  readonly showIf: Condition | null;
};
export type FieldEdit = Pick<FieldDefinition, 'label' | 'kind' | 'required' | 'optionsRef' | 'recordType'> & {
  readonly retired: boolean;
};

export type DraftCommand =
  | ({ readonly kind: 'framework' } & Pick<Framework, 'version' | 'title' | 'rankingNotice' | 'filledBy'>)
  | {
      readonly kind: 'add-characteristic' | 'characteristic';
      readonly id: string;
      readonly name: Bilingual;
      readonly purpose: Bilingual;
    }
  | {
      readonly kind: 'add-question';
      readonly characteristic: string;
      readonly parentId: string | null;
      readonly id: string;
      readonly code: string;
      readonly answerKind: AnswerKind;
      readonly text: Bilingual;
    }
  | { readonly kind: 'question'; readonly id: string; readonly edit: QuestionEdit }
  | { readonly kind: 'retire'; readonly id: string; readonly retired: boolean }
  | { readonly kind: 'remove-question'; readonly id: string }
  | {
      readonly kind: 'move';
      readonly part: 'characteristic' | 'question' | 'field';
      readonly id: string;
      readonly recordType: string | null;
      readonly by: -1 | 1;
    }
  | { readonly kind: 'labels'; readonly list: LabelList; readonly labels: readonly Labelled[] }
  | { readonly kind: 'add-option-set'; readonly id: string }
  | { readonly kind: 'add-record-type' | 'record-type'; readonly id: string; readonly label: Bilingual }
  | {
      readonly kind: 'add-field';
      readonly recordType: string;
      readonly id: string;
      readonly label: Bilingual;
      readonly answerKind: AnswerKind;
    }
  | { readonly kind: 'field'; readonly recordType: string; readonly id: string; readonly edit: FieldEdit }
  | { readonly kind: 'reference'; readonly reference: Reference }
  | { readonly kind: 'remove-reference'; readonly id: string };
