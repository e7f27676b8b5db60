/**
 * Everything that is wrong with a framework, each with the place where it stands: faults, with which it could not be asked, and warnings,
 * such as a text that is there in one language only.
 */
import {
  answerParts,
  findRecordType,
  inReadingOrder,
  optionsOf,
  yesNoAnswers,
  type Characteristic,
  type FieldDefinition,
  type Framework,
  type Labelled,
  type Question,
  type RecordType
} from './framework.ts';
import { isFieldId, isPartId, isQuestionId, isSlug } from './ids.ts';
import { gapsOf, type Bilingual } from './locale.ts';

export const faultKinds = [
  'nothing-asked',
  'version-unusable',
  'id-unusable',
  'id-twice',
  'text-missing',
  'text-one-language',
  'too-long',
  'too-many',
  'parent-unknown',
  'parent-elsewhere',
  'parent-is-prompt',
  'record-type-missing',
  'record-type-unknown',
  'record-type-nested',
  'options-unknown',
  'choices-missing',
  'facets-missing',
  'condition-unknown',
  'condition-later',
  'condition-kind',
  'condition-value',
  'condition-retired',
  'required-if-unknown',
  'linked-field-unknown',
  'characteristic-unknown',
  // Against what has been published before.
  'version-used',
  'framework-other',
  'characteristic-gone',
  'question-gone',
  'question-moved',
  'kind-changed',
  'record-type-changed',
  'record-type-gone',
  'field-gone',
  'field-kind-changed',
  'option-gone',
  'facet-gone'
] as const;
export type FaultKind = (typeof faultKinds)[number];

/** The thing that a form changes and a link leads to. */
export interface FaultPlace {
  readonly part: 'framework' | 'characteristic' | 'question' | 'option-set' | 'record-type' | 'reference';
  readonly id: string;
}

export interface FrameworkFault {
  readonly kind: FaultKind;
  readonly isWarning: boolean;
  /** As it stands in a file: `characteristics[0].questions[3].text`. */
  readonly path: string;
  readonly place: FaultPlace;
  /** What the sentence needs: the id, or the most that there may be. */
  readonly about: string;
}

/** Beyond these nobody could fill the framework, and pages of it would not be read. */
export const mostOf = {
  characteristics: 50,
  questions: 500,
  facets: 40,
  measures: 40,
  options: 300,
  optionSets: 100,
  recordTypes: 100,
  fields: 100,
  goals: 40,
  answerKinds: 40,
  answerStates: 40,
  references: 300
} as const;
export const longestText = 5_000;

export type Report = (kind: FaultKind, path: string, place: FaultPlace, about?: string) => void;

/** Gathers what is reported, in order. */
export function faultsFrom(judge: (report: Report) => void): FrameworkFault[] {
  const faults: FrameworkFault[] = [];
  judge((kind, path, place, about = '') =>
    faults.push({ kind, isWarning: kind === 'text-one-language', path, place, about })
  );
  return faults;
}

export const isBlocked = (faults: readonly FrameworkFault[]): boolean =>
  faults.some(({ isWarning }) => !isWarning);

export const faultsOfFramework = (framework: Framework): FrameworkFault[] =>
  faultsFrom((report) => {
    const whole: FaultPlace = { part: 'framework', id: framework.id };
    const judge = judgeOf(report);
    if (framework.characteristics.length === 0) report('nothing-asked', 'characteristics', whole);
    if (!isSlug(framework.id)) report('id-unusable', 'id', whole, framework.id);
    if (!isVersionLabel(framework.version)) report('version-unusable', 'version', whole, framework.version);
    judge.text(framework.title, 'title', whole);
    judge.text(framework.rankingNotice, 'rankingNotice', whole);
    judge.text(framework.filledBy, 'filledBy', whole, true);
    judge.ids(framework.goals, 'goals', whole, isPartId, 'goals');
    framework.goals.forEach(({ text }, at) => judge.text(text, `goals[${at}].text`, whole));
    judge.labels(framework.answerKinds, 'answerKinds', whole, 'answerKinds');
    judge.labels(framework.answerStates, 'answerStates', whole, 'answerStates');
    judgeCharacteristics(framework, report, judge);
    judgeOptionSets(framework, report, judge);
    judgeRecordTypes(framework, report, judge);
    judgeReferences(framework, report, judge);
  });

/** What a version is called, in addresses too. */
export const isVersionLabel = (version: string): boolean =>
  /^[\p{L}\p{N}][\p{L}\p{N}._-]{0,39}$/u.test(version);

type Judge = ReturnType<typeof judgeOf>;

function judgeOf(report: Report) {
  const text = (value: Bilingual, path: string, place: FaultPlace, mayBeMissing = false): void => {
    const gaps = gapsOf(value);
    if (gaps.length === 2 && !mayBeMissing) report('text-missing', path, place);
    if (gaps.length === 1) report('text-one-language', path, place, gaps[0]);
    if (value.en.length > longestText || value.zh.length > longestText)
      report('too-long', path, place, String(longestText));
  };
  const ids = (
    list: readonly { readonly id: string }[],
    path: string,
    place: FaultPlace,
    isUsable: (id: string) => boolean,
    limit: keyof typeof mostOf
  ): void => {
    if (list.length > mostOf[limit]) report('too-many', path, place, String(mostOf[limit]));
    const seen = new Set<string>();
    list.forEach(({ id }, at) => {
      if (!isUsable(id)) report('id-unusable', `${path}[${at}].id`, place, id);
      if (seen.has(id)) report('id-twice', `${path}[${at}].id`, place, id);
      seen.add(id);
    });
  };
  const labels = (
    list: readonly Labelled[],
    path: string,
    place: FaultPlace,
    limit: keyof typeof mostOf
  ): void => {
    ids(list, path, place, isPartId, limit);
    list.forEach(({ label }, at) => text(label, `${path}[${at}].label`, place));
  };
  return { text, ids, labels };
}

function judgeCharacteristics(framework: Framework, report: Report, judge: Judge): void {
  const whole: FaultPlace = { part: 'framework', id: framework.id };
  const { characteristics, profile } = framework;
  judge.ids(answerParts(framework), 'characteristics', whole, isSlug, 'characteristics');
  const all = answerParts(framework).flatMap(({ questions }) => questions);
  if (all.length > mostOf.questions) report('too-many', 'characteristics', whole, String(mostOf.questions));
  const order = new Map(inReadingOrder(framework).map(({ id }, at) => [id, at]));
  const seen = new Set<string>();
  const judgePart = (characteristic: Characteristic, path: string): void => {
    const place: FaultPlace = { part: 'characteristic', id: characteristic.id };
    judge.text(characteristic.name, `${path}.name`, place);
    judge.text(characteristic.purpose, `${path}.purpose`, place, true);
    characteristic.questions.forEach((question, q) => {
      const at = `${path}.questions[${q}]`;
      const here: FaultPlace = { part: 'question', id: question.id };
      if (!isQuestionId(question.id)) report('id-unusable', `${at}.id`, here, question.id);
      if (seen.has(question.id)) report('id-twice', `${at}.id`, here, question.id);
      seen.add(question.id);
      judgeQuestion(framework, characteristic, question, { report, judge, path: at, place: here });
      judgeCondition(framework, all, order, question, { report, path: `${at}.showIf`, place: here });
    });
  };
  characteristics.forEach((one, c) => judgePart(one, `characteristics[${c}]`));
  profile?.parts.forEach((one, p) => {
    judgePart(one, `profile.parts[${p}]`);
    const unknown = one.mapsTo.find((id) => !characteristics.some((known) => known.id === id));
    if (unknown !== undefined)
      report(
        'characteristic-unknown',
        `profile.parts[${p}].mapsTo`,
        { part: 'characteristic', id: one.id },
        unknown
      );
  });
}

interface At {
  readonly report: Report;
  readonly path: string;
  readonly place: FaultPlace;
}

function judgeQuestion(
  framework: Framework,
  { id, questions }: Characteristic,
  question: Question,
  { report, judge, path, place }: At & { readonly judge: Judge }
): void {
  judge.text(question.text, `${path}.text`, place);
  if (question.code.trim() === '') report('text-missing', `${path}.code`, place);
  if (question.guidance) judge.text(question.guidance, `${path}.guidance`, place, true);
  if (question.example) judge.text(question.example, `${path}.example`, place, true);
  judge.labels(question.facets, `${path}.facets`, place, 'facets');
  judge.labels(question.measures, `${path}.measures`, place, 'measures');
  judge.labels(question.options, `${path}.options`, place, 'options');
  if (question.kind === 'facet-text' && question.facets.length === 0)
    report('facets-missing', `${path}.facets`, place);
  judgeKind(framework, question, { report, path, place });
  if (question.parentId !== null) {
    const parent = questions.find((one) => one.id === question.parentId);
    const isElsewhere = answerParts(framework).some(
      (one) => one.id !== id && one.questions.some((other) => other.id === question.parentId)
    );
    if (!parent)
      report(
        isElsewhere ? 'parent-elsewhere' : 'parent-unknown',
        `${path}.parentId`,
        place,
        question.parentId
      );
    else if (parent.parentId !== null)
      report('parent-is-prompt', `${path}.parentId`, place, question.parentId);
  }
  if (question.linkedField !== null) {
    const [type = '', field = ''] = question.linkedField.split('.', 2);
    const isKnown = findRecordType(framework, type)?.fields.some((one) => one.id === field);
    if (!isKnown) report('linked-field-unknown', `${path}.linkedField`, place, question.linkedField);
  }
}

/** Of a question as of a field: choices and records that its kind needs. */
function judgeKind(framework: Framework, of: Question | FieldDefinition, { report, path, place }: At): void {
  if (of.optionsRef !== null && !Object.hasOwn(framework.optionSets, of.optionsRef))
    report('options-unknown', `${path}.optionsRef`, place, of.optionsRef);
  const needsChoice = of.kind === 'single-choice' || of.kind === 'percentage-split';
  if (needsChoice && optionsOf(framework, of).length === 0)
    report('choices-missing', `${path}.options`, place);
  if (of.kind === 'record-list' && of.recordType === null)
    report('record-type-missing', `${path}.recordType`, place);
  if (of.recordType !== null && !findRecordType(framework, of.recordType))
    report('record-type-unknown', `${path}.recordType`, place, of.recordType);
}

/** What a question of this kind can be asked about; null where its answers are no closed set. */
export function answersToNameIn(framework: Framework, question: Question): readonly string[] | null {
  if (question.kind === 'yes-no-evidence') return yesNoAnswers;
  if (question.kind !== 'single-choice' && question.kind !== 'tags') return null;
  return optionsOf(framework, question).map(({ id }) => id);
}

function judgeCondition(
  framework: Framework,
  all: readonly Question[],
  order: ReadonlyMap<string, number>,
  question: Question,
  { report, path, place }: At
): void {
  const { showIf } = question;
  if (!showIf) return;
  const asked = all.find(({ id }) => id === showIf.question);
  if (!asked) return report('condition-unknown', path, place, showIf.question);
  if ((order.get(asked.id) ?? 0) >= (order.get(question.id) ?? 0))
    return report('condition-later', path, place, showIf.question);
  if (asked.retired && !question.retired) report('condition-retired', path, place, showIf.question);
  const answers = answersToNameIn(framework, asked);
  if (!answers) return report('condition-kind', path, place, showIf.question);
  const unknown = showIf.equals.find((answer) => !answers.includes(answer));
  if (unknown !== undefined || showIf.equals.length === 0)
    report('condition-value', path, place, unknown ?? showIf.question);
}

function judgeOptionSets({ id, optionSets }: Framework, report: Report, judge: Judge): void {
  const names = Object.keys(optionSets);
  if (names.length > mostOf.optionSets)
    report('too-many', 'optionSets', { part: 'framework', id }, String(mostOf.optionSets));
  for (const name of names) {
    const place: FaultPlace = { part: 'option-set', id: name };
    if (!isPartId(name)) report('id-unusable', `optionSets.${name}`, place, name);
    judge.labels(optionSets[name] ?? [], `optionSets.${name}`, place, 'options');
  }
}

function judgeRecordTypes(framework: Framework, report: Report, judge: Judge): void {
  judge.ids(
    framework.recordTypes,
    'recordTypes',
    { part: 'framework', id: framework.id },
    isPartId,
    'recordTypes'
  );
  const questions = new Set(answerParts(framework).flatMap((one) => one.questions.map(({ id }) => id)));
  framework.recordTypes.forEach((recordType, r) => {
    const path = `recordTypes[${r}]`;
    const place: FaultPlace = { part: 'record-type', id: recordType.id };
    judge.text(recordType.label, `${path}.label`, place);
    judge.ids(recordType.fields, `${path}.fields`, place, isFieldId, 'fields');
    for (const id of recordType.usedBy)
      if (!questions.has(id)) report('parent-unknown', `${path}.usedBy`, place, id);
    recordType.fields.forEach((field, f) => {
      const at = `${path}.fields[${f}]`;
      judge.text(field.label, `${at}.label`, place);
      judge.labels(field.options, `${at}.options`, place, 'options');
      judgeKind(framework, field, { report, path: at, place });
      const other = field.requiredIf?.field;
      if (other !== undefined && !recordType.fields.some(({ id }) => id === other))
        report('required-if-unknown', `${at}.requiredIf`, place, other);
    });
    if (holdsItself(framework, recordType)) report('record-type-nested', path, place, recordType.id);
  });
}

function holdsItself(framework: Framework, { id, fields }: RecordType): boolean {
  const seen = new Set<string>();
  const within = fields.flatMap(({ recordType }) => recordType ?? []);
  for (let next = within.pop(); next !== undefined; next = within.pop()) {
    if (next === id) return true;
    if (seen.has(next)) continue;
    seen.add(next);
    within.push(
      ...(findRecordType(framework, next)?.fields ?? []).flatMap(({ recordType }) => recordType ?? [])
    );
  }
  return false;
}

function judgeReferences({ id, references, characteristics }: Framework, report: Report, judge: Judge): void {
  judge.ids(references, 'references', { part: 'framework', id }, isPartId, 'references');
  references.forEach((reference, at) => {
    const place: FaultPlace = { part: 'reference', id: reference.id };
    judge.text(reference.text, `references[${at}].text`, place);
    for (const named of reference.characteristics) {
      if (!characteristics.some((one) => one.id === named))
        report('characteristic-unknown', `references[${at}].characteristics`, place, named);
    }
  });
}
