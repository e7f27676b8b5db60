/**
 * Lists everything that is wrong with a framework, each with its location: faults, with which it could not be
 * used, and warnings, such as a text that exists in one language only.
 */
import { rulesOfKind } from './answer-kinds/kinds.ts';
import {
  answerParts,
  findRecordType,
  inDocumentOrder,
  optionsOf,
  type Characteristic,
  type FieldDefinition,
  type Framework,
  type Labelled,
  type Question,
  type RecordType
} from './framework.ts';
import { isFieldId, isPartId, isQuestionId, isSlug } from '#base/ids.ts';
import { gapsOf, type Bilingual } from '#base/locale.ts';
import { type FaultLocation, type FrameworkFault, type Report, faultsFrom } from './fault-kinds.ts';

/** Beyond these no one could fill it in, and its pages would not be read. */
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

export const faultsOfFramework = (framework: Framework): FrameworkFault[] =>
  faultsFrom((report) => {
    const whole: FaultLocation = { part: 'framework', id: framework.id };
    const checks = createChecks(report);
    if (framework.characteristics.length === 0) report('nothing-asked', 'characteristics', whole);
    if (!isSlug(framework.id)) report('id-unusable', 'id', whole, framework.id);
    if (!isVersionLabel(framework.version)) report('version-unusable', 'version', whole, framework.version);
    checks.text(framework.title, 'title', whole);
    checks.text(framework.rankingNotice, 'rankingNotice', whole);
    checks.text(framework.filledBy, 'filledBy', whole, true);
    checks.ids(framework.goals, 'goals', whole, isPartId, 'goals');
    framework.goals.forEach(({ text }, index) => checks.text(text, `goals[${index}].text`, whole));
    checks.labels(framework.answerKinds, 'answerKinds', whole, 'answerKinds');
    checks.labels(framework.answerStates, 'answerStates', whole, 'answerStates');
    checkCharacteristics(framework, report, checks);
    checkOptionSets(framework, report, checks);
    checkRecordTypes(framework, report, checks);
    checkReferences(framework, report, checks);
  });

/** Checks whether a text can be the label of a version, also in URLs. */
export const isVersionLabel = (version: string): boolean =>
  /^[\p{L}\p{N}][\p{L}\p{N}._-]{0,39}$/u.test(version);

type Checks = ReturnType<typeof createChecks>;

function createChecks(report: Report) {
  const text = (value: Bilingual, path: string, location: FaultLocation, mayBeMissing = false): void => {
    const gaps = gapsOf(value);
    if (gaps.length === 2 && !mayBeMissing) report('text-missing', path, location);
    if (gaps.length === 1) report('text-one-language', path, location, gaps[0]);
    if (value.en.length > longestText || value.zh.length > longestText)
      report('too-long', path, location, String(longestText));
  };
  const ids = (
    list: readonly { readonly id: string }[],
    path: string,
    location: FaultLocation,
    isUsable: (id: string) => boolean,
    limit: keyof typeof mostOf
  ): void => {
    if (list.length > mostOf[limit]) report('too-many', path, location, String(mostOf[limit]));
    const seen = new Set<string>();
    list.forEach(({ id }, index) => {
      if (!isUsable(id)) report('id-unusable', `${path}[${index}].id`, location, id);
      if (seen.has(id)) report('id-twice', `${path}[${index}].id`, location, id);
      seen.add(id);
    });
  };
  const labels = (
    list: readonly Labelled[],
    path: string,
    location: FaultLocation,
    limit: keyof typeof mostOf
  ): void => {
    ids(list, path, location, isPartId, limit);
    list.forEach(({ label }, index) => text(label, `${path}[${index}].label`, location));
  };
  return { text, ids, labels };
}

function checkCharacteristics(framework: Framework, report: Report, checks: Checks): void {
  const whole: FaultLocation = { part: 'framework', id: framework.id };
  const { characteristics, profile } = framework;
  checks.ids(answerParts(framework), 'characteristics', whole, isSlug, 'characteristics');
  const all = answerParts(framework).flatMap(({ questions }) => questions);
  if (all.length > mostOf.questions) report('too-many', 'characteristics', whole, String(mostOf.questions));
  const order = new Map(inDocumentOrder(framework).map(({ id }, index) => [id, index]));
  const seen = new Set<string>();
  const checkPart = (characteristic: Characteristic, path: string): void => {
    const location: FaultLocation = { part: 'characteristic', id: characteristic.id };
    checks.text(characteristic.name, `${path}.name`, location);
    checks.text(characteristic.purpose, `${path}.purpose`, location, true);
    characteristic.questions.forEach((question, q) => {
      const at = `${path}.questions[${q}]`;
      const here: FaultLocation = { part: 'question', id: question.id };
      if (!isQuestionId(question.id)) report('id-unusable', `${at}.id`, here, question.id);
      if (seen.has(question.id)) report('id-twice', `${at}.id`, here, question.id);
      seen.add(question.id);
      checkQuestion(framework, characteristic, question, { report, checks, path: at, location: here });
      checkCondition(framework, all, order, question, { report, path: `${at}.showIf`, location: here });
    });
  };
  characteristics.forEach((one, c) => checkPart(one, `characteristics[${c}]`));
  profile?.parts.forEach((one, p) => {
    checkPart(one, `profile.parts[${p}]`);
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
  readonly location: FaultLocation;
}

function checkQuestion(
  framework: Framework,
  { id, questions }: Characteristic,
  question: Question,
  { report, checks, path, location }: At & { readonly checks: Checks }
): void {
  checks.text(question.text, `${path}.text`, location);
  if (question.code.trim() === '') report('text-missing', `${path}.code`, location);
  if (question.guidance) checks.text(question.guidance, `${path}.guidance`, location, true);
  if (question.example) checks.text(question.example, `${path}.example`, location, true);
  checks.labels(question.facets, `${path}.facets`, location, 'facets');
  checks.labels(question.measures, `${path}.measures`, location, 'measures');
  checks.labels(question.options, `${path}.options`, location, 'options');
  if (rulesOfKind(question.kind).needs === 'facets' && question.facets.length === 0)
    report('facets-missing', `${path}.facets`, location);
  checkKind(framework, question, { report, path, location });
  if (question.parentId !== null) {
    const parent = questions.find((one) => one.id === question.parentId);
    const isElsewhere = answerParts(framework).some(
      (one) => one.id !== id && one.questions.some((other) => other.id === question.parentId)
    );
    if (!parent)
      report(
        isElsewhere ? 'parent-elsewhere' : 'parent-unknown',
        `${path}.parentId`,
        location,
        question.parentId
      );
    else if (parent.parentId !== null)
      report('parent-is-prompt', `${path}.parentId`, location, question.parentId);
  }
  if (question.linkedField !== null) {
    const [type = '', field = ''] = question.linkedField.split('.', 2);
    const isKnown = findRecordType(framework, type)?.fields.some((one) => one.id === field);
    if (!isKnown) report('linked-field-unknown', `${path}.linkedField`, location, question.linkedField);
  }
}

/** Checks, for a question or a field, that it has the choices and records that its kind needs. */
function checkKind(
  framework: Framework,
  of: Question | FieldDefinition,
  { report, path, location }: At
): void {
  if (of.optionsRef !== null && !Object.hasOwn(framework.optionSets, of.optionsRef))
    report('options-unknown', `${path}.optionsRef`, location, of.optionsRef);
  const { needs } = rulesOfKind(of.kind);
  if (needs === 'options' && optionsOf(framework, of).length === 0)
    report('choices-missing', `${path}.options`, location);
  if (needs === 'record-type' && of.recordType === null)
    report('record-type-missing', `${path}.recordType`, location);
  if (of.recordType !== null && !findRecordType(framework, of.recordType))
    report('record-type-unknown', `${path}.recordType`, location, of.recordType);
}

/**
 * Returns the answers on which a condition can depend for a question of this kind; null where they are no
 * closed set.
 */
export function answersToNameIn(framework: Framework, question: Question): readonly string[] | null {
  const { fixedAnswers = null, namesOptions } = rulesOfKind(question.kind);
  return namesOptions ? optionsOf(framework, question).map(({ id }) => id) : fixedAnswers;
}

function checkCondition(
  framework: Framework,
  all: readonly Question[],
  order: ReadonlyMap<string, number>,
  question: Question,
  { report, path, location }: At
): void {
  const { showIf } = question;
  if (!showIf) return;
  const conditionQuestion = all.find(({ id }) => id === showIf.question);
  if (!conditionQuestion) return report('condition-unknown', path, location, showIf.question);
  if ((order.get(conditionQuestion.id) ?? 0) >= (order.get(question.id) ?? 0))
    return report('condition-later', path, location, showIf.question);
  if (conditionQuestion.retired && !question.retired)
    report('condition-retired', path, location, showIf.question);
  const answers = answersToNameIn(framework, conditionQuestion);
  if (!answers) return report('condition-kind', path, location, showIf.question);
  const unknown = showIf.equals.find((answer) => !answers.includes(answer));
  if (unknown !== undefined || showIf.equals.length === 0)
    report('condition-value', path, location, unknown ?? showIf.question);
}

function checkOptionSets({ id, optionSets }: Framework, report: Report, checks: Checks): void {
  const names = Object.keys(optionSets);
  if (names.length > mostOf.optionSets)
    report('too-many', 'optionSets', { part: 'framework', id }, String(mostOf.optionSets));
  for (const name of names) {
    const location: FaultLocation = { part: 'option-set', id: name };
    if (!isPartId(name)) report('id-unusable', `optionSets.${name}`, location, name);
    checks.labels(optionSets[name] ?? [], `optionSets.${name}`, location, 'options');
  }
}

function checkRecordTypes(framework: Framework, report: Report, checks: Checks): void {
  checks.ids(
    framework.recordTypes,
    'recordTypes',
    { part: 'framework', id: framework.id },
    isPartId,
    'recordTypes'
  );
  const questions = new Set(answerParts(framework).flatMap((one) => one.questions.map(({ id }) => id)));
  framework.recordTypes.forEach((recordType, r) => {
    const path = `recordTypes[${r}]`;
    const location: FaultLocation = { part: 'record-type', id: recordType.id };
    checks.text(recordType.label, `${path}.label`, location);
    checks.ids(recordType.fields, `${path}.fields`, location, isFieldId, 'fields');
    for (const id of recordType.usedBy)
      if (!questions.has(id)) report('parent-unknown', `${path}.usedBy`, location, id);
    recordType.fields.forEach((field, f) => {
      const at = `${path}.fields[${f}]`;
      checks.text(field.label, `${at}.label`, location);
      checks.labels(field.options, `${at}.options`, location, 'options');
      checkKind(framework, field, { report, path: at, location });
      const other = field.requiredIf?.field;
      if (other !== undefined && !recordType.fields.some(({ id }) => id === other))
        report('required-if-unknown', `${at}.requiredIf`, location, other);
    });
    if (holdsItself(framework, recordType)) report('record-type-nested', path, location, recordType.id);
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

function checkReferences(
  { id, references, characteristics }: Framework,
  report: Report,
  checks: Checks
): void {
  checks.ids(references, 'references', { part: 'framework', id }, isPartId, 'references');
  references.forEach((reference, index) => {
    const location: FaultLocation = { part: 'reference', id: reference.id };
    checks.text(reference.text, `references[${index}].text`, location);
    for (const named of reference.characteristics) {
      if (!characteristics.some((one) => one.id === named))
        report('characteristic-unknown', `references[${index}].characteristics`, location, named);
    }
  });
}
