/** Finds the field and the label of a value that changed in an answer, and the name of a record. */
import { positionCell } from '#document/answer-cells.ts';
import type { ChangedRecord, ChangedValue } from '#document/answer-changes.ts';
import { withheldStates } from '#rules/answers/answer.ts';
import { textFor } from '#base/locale.ts';
import { nameOfRecord } from '#rules/framework/record.ts';
import type { FieldModel, QuestionModel } from '#lib/areas/answers/question-model.ts';
import { stateLabel } from '#lib/areas/answers/answer-labels.ts';
import { rulesOfKind } from '#rules/framework/answer-kinds/kinds.ts';
import { locale } from '#lib/i18n/locale.ts';
import { m } from '#lib/paraglide/messages.js';

const colon = (): string => (locale() === 'zh' ? '：' : ': ');
const localText = (text: FieldModel['label']): string => textFor(text, locale()).text;
const languages = [
  { id: 'en', label: { en: 'English', zh: '英文' } },
  { id: 'zh', label: { en: 'Chinese', zh: '中文' } }
];

/** The field of a value of the question itself: the only one, or one of its measures. */
export function ownField(question: QuestionModel, { name }: ChangedValue): FieldModel {
  const measure = question.measures.find(({ id }) => id === name);
  const { ticked } = rulesOfKind(question.kind);
  if (topicOf(question, name))
    return {
      id: name,
      label: { en: '', zh: '' },
      kind: 'single-choice',
      required: false,
      requiredIf: null,
      options: withheldStates.map((id) => ({ id, label: { en: stateLabel(id), zh: stateLabel(id) } })),
      parts: []
    };
  if (name === 'original' && !measure)
    return {
      id: name,
      label: { en: '', zh: '' },
      kind: 'single-choice',
      required: false,
      requiredIf: null,
      options: languages,
      parts: []
    };
  return {
    id: name,
    label: measure?.label ?? question.text,
    kind: ticked && name === ticked.measure && !measure ? ticked.kind : question.kind,
    required: false,
    requiredIf: null,
    options: question.options,
    parts: []
  };
}

/** A field that the framework no longer has is labelled by its id. */
export const recordField = (question: QuestionModel, { name }: ChangedValue): FieldModel =>
  question.type?.fields.find(({ id }) => id === name) ?? {
    id: name,
    label: { en: name, zh: name },
    kind: 'short-text',
    required: false,
    requiredIf: null,
    options: [],
    parts: []
  };

const topicOf = (question: QuestionModel, name: string) =>
  name.startsWith('state:') ? question.facets.find(({ id }) => name === `state:${id}`) : undefined;

const aboutLabel = (about: ChangedValue['about']): string =>
  about === 'source' ? m.label_source() : m.answers_note();

/** Returns the label of a value of the question itself. */
export const ownName = (question: QuestionModel, value: ChangedValue): string => {
  const measure = question.measures.find(({ id }) => id === value.name);
  const topic = topicOf(question, value.name);
  if (topic) return localText(topic.label);
  if (value.name === 'original' && !measure) return m.answers_original_label();
  return [
    measure ? localText(measure.label) : value.about === null ? m.label_value() : '',
    value.about === null ? '' : aboutLabel(value.about)
  ]
    .filter(Boolean)
    .join(colon());
};

/** Returns the label of a value of a record. */
export const fieldName = (question: QuestionModel, value: ChangedValue): string =>
  value.name === positionCell
    ? m.label_source()
    : [localText(recordField(question, value).label), value.about === null ? '' : aboutLabel(value.about)]
        .filter(Boolean)
        .join(colon());

export const recordName = ({ fields }: ChangedRecord): string =>
  localText(nameOfRecord(fields)) || m.answers_records_unnamed();
