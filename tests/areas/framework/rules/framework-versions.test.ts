import { readFileSync } from 'node:fs';
import fc from '#kit/properties.ts';
import { describe, expect, it } from 'vitest';
import { activeQuestions, type Framework, type Question } from '#rules/framework/framework.ts';
import { compareFrameworks, faultsAgainst, wordChanges } from '#rules/framework/framework-versions.ts';
import { questionChanges } from '#rules/framework/question-changes.ts';
import { testFramework } from '#kit/people.ts';
import { parseFramework } from '#server/areas/framework/store/framework-shape.ts';

const study = parseFramework(
  readFileSync(new URL('../../../../server/seeds/framework.json', import.meta.url), 'utf8')
);
const both = (en: string, zh = en) => ({ en, zh });

const eachQuestion = (framework: Framework, change: (question: Question) => Question[]): Framework => ({
  ...framework,
  version: '2',
  characteristics: framework.characteristics.map((one) => ({
    ...one,
    questions: one.questions.flatMap(change)
  }))
});
const changed = (id: string, change: Partial<Question>, of: Framework = study): Framework =>
  eachQuestion(of, (question) => [question.id === id ? { ...question, ...change } : question]);
const changesBetween = (from: Framework, to: Framework) =>
  compareFrameworks(from, to)
    .filter(({ part }) => part !== 'framework')
    .map(({ changeKind, part, id }) => `${changeKind} ${part} ${id}`);
const against = (draft: Framework) =>
  faultsAgainst(draft, [study]).map(({ kind, about }) => `${kind} ${about}`);

describe('two versions of a framework', () => {
  it('have nothing between them where they are the same', () => {
    expect(compareFrameworks(study, study)).toEqual([]);
  });

  it('differ in what was added, retired, taken away, worded anew and moved (R026)', () => {
    const [first] = study.characteristics;
    const [a] = first?.questions ?? [];
    const added: Question = {
      ...(a as Question),
      id: 'strategy.review',
      code: '1.9',
      text: both('When is it reviewed?', '何时复核？')
    };
    expect(
      changesBetween(study, {
        ...study,
        version: '2',
        characteristics: study.characteristics.map((one) =>
          one === first ? { ...one, questions: [...one.questions, added] } : one
        )
      })
    ).toEqual(['added question strategy.review']);
    expect(changesBetween(study, changed('ict.sharing', { retired: true }))).toEqual([
      'retired question ict.sharing'
    ]);
    expect(changesBetween(changed('ict.sharing', { retired: true }), study)).toEqual([
      'restored question ict.sharing'
    ]);
    expect(
      changesBetween(
        study,
        eachQuestion(study, (question) => (question.id === 'ict.sharing' ? [] : [question]))
      )
    ).toEqual(['removed question ict.sharing']);
    expect(
      changesBetween(study, {
        ...study,
        version: '2',
        characteristics: study.characteristics.map((one) =>
          one.id === 'ict-infrastructure'
            ? { ...one, questions: [...one.questions.slice(1), ...one.questions.slice(0, 1)] }
            : one
        )
      })
    ).toEqual(['moved question ict.investment']);
  });

  it('tell a reworded question in both languages, and a changed duty next to it', () => {
    const after = changed('ict.sharing', {
      text: both('Is the infrastructure shared?', '基础设施是否共享？'),
      required: false
    });
    const change = compareFrameworks(study, after).find(({ part }) => part === 'question');
    expect(change).toMatchObject({
      changeKind: 'changed',
      id: 'ict.sharing',
      code: '7.3',
      within: ['ict-infrastructure'],
      texts: [{ role: 'text', after: { en: 'Is the infrastructure shared?', zh: '基础设施是否共享？' } }],
      facts: [{ role: 'required', before: 'yes', after: '' }]
    });
  });

  it('tell an option of a question from one of a set and one of a field that is called the same', () => {
    const ids = {
      question: 'funding.public-private',
      set: 'serviceCategories',
      type: 'service',
      field: 'status'
    };
    const { optionSets, recordTypes } = study;
    const after: Framework = {
      ...changed(ids.question, {
        options: [
          { id: 'public', label: both('Public', '公共') },
          { id: 'private', label: both('Private money', '私人资金') }
        ]
      }),
      optionSets: {
        ...optionSets,
        [ids.set]: (optionSets[ids.set] ?? []).map((option) =>
          option.id === 'water' ? { ...option, retired: true } : option
        )
      },
      recordTypes: recordTypes.map((type) =>
        type.id === ids.type
          ? {
              ...type,
              fields: type.fields.map((field) =>
                field.id === ids.field ? { ...field, options: field.options.slice(1) } : field
              )
            }
          : type
      )
    };
    expect(changesBetween(study, after)).toEqual([
      'changed option private',
      'retired option water',
      'removed option planned'
    ]);
    expect(against(after)).toEqual(['option-gone planned']);
  });

  it('are laid out word by word in English and character by character in Chinese', () => {
    expect(wordChanges('the joint plan', 'the shared plan')).toEqual([
      { edit: 'kept', text: 'the ' },
      { edit: 'deleted', text: 'joint' },
      { edit: 'inserted', text: 'shared' },
      { edit: 'kept', text: ' plan' }
    ]);
    expect(wordChanges('统一管理', '共同管理')).toEqual([
      { edit: 'deleted', text: '统一' },
      { edit: 'inserted', text: '共同' },
      { edit: 'kept', text: '管理' }
    ]);
  });

  it('give both texts back from their changes, whatever they are', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (before, after) => {
        const runs = wordChanges(before, after);
        expect(
          runs
            .filter(({ edit }) => edit !== 'inserted')
            .map(({ text }) => text)
            .join('')
        ).toBe(before);
        expect(
          runs
            .filter(({ edit }) => edit !== 'deleted')
            .map(({ text }) => text)
            .join('')
        ).toBe(after);
      })
    );
  });
});

describe('what is once published', () => {
  it('is followed by rewording, retiring, adding and moving', () => {
    const next = changed('ict.sharing', { text: both('New words', '新的措辞'), retired: true });
    expect(against(next)).toEqual([]);
  });

  it('keeps its name, its framework, its questions with their kinds, and its choices', () => {
    expect(against({ ...study })).toEqual(['version-used 2013']);
    expect(against({ ...study, version: '2', id: 'hospitals' })).toEqual(['framework-other hospitals']);
    expect(against({ ...study, version: '2', characteristics: study.characteristics.slice(1) })).toContain(
      'characteristic-gone smart-city-strategy'
    );
    expect(
      against(eachQuestion(study, (question) => (question.id === 'ict.sharing' ? [] : [question])))
    ).toEqual(['question-gone ict.sharing']);
    expect(against(changed('ict.sharing', { kind: 'rich-text' }))).toEqual(['kind-changed ict.sharing']);
    expect(against(changed('ict.suppliers', { recordType: 'stakeholder' }))).toEqual([
      'record-type-changed ict.suppliers'
    ]);
    expect(against({ ...study, version: '2', recordTypes: study.recordTypes.slice(1) })).toEqual([
      'record-type-gone service'
    ]);
    expect(against(changed('stakeholders.engagement-tech', { options: [] }))).toEqual([
      'option-gone crowdsourcing',
      'option-gone gamification',
      'option-gone other'
    ]);
    expect(against(changed('value.reductions', { measures: [] }))).toEqual([
      'facet-gone co2',
      'facet-gone congestion',
      'facet-gone other'
    ]);
  });

  it('stays where it is: a question does not pass to another characteristic', () => {
    const question = study.characteristics[0]?.questions[0] as Question;
    const characteristics = study.characteristics.map((one, index) => ({
      ...one,
      questions:
        index === 0 ? one.questions.slice(1) : index === 1 ? [...one.questions, question] : one.questions
    }));
    expect(against({ ...study, version: '2', characteristics })).toEqual([`question-moved ${question.id}`]);
  });

  it('is not used again by a later version, also when the one between had retired it', () => {
    const second = changed('ict.sharing', { retired: true });
    const third = { ...changed('ict.sharing', { kind: 'date' }), version: '3' };
    expect(faultsAgainst(third, [second, study]).map(({ kind }) => kind)).toEqual(['kind-changed']);
  });
});

describe('what becomes of answers', () => {
  const changes = (from: Framework, to: Framework) =>
    Object.fromEntries(
      questionChanges(from, to).map(({ question, changeKind }) => [question.id, changeKind])
    );

  it('is told for each question: kept, reworded, retired or new', () => {
    const second = changed(
      'stakeholders.who',
      { text: both('Who takes part now?', '目前哪些方面参与？') },
      testFramework
    );
    expect(changes(testFramework, second)).toEqual({
      'strategy.vision': 'kept',
      'stakeholders.who': 'reworded'
    });
    expect(changes(testFramework, changed('stakeholders.who', { retired: true }, testFramework))).toEqual({
      'strategy.vision': 'kept',
      'stakeholders.who': 'retired'
    });
    const added = eachQuestion(testFramework, (question) =>
      question.id === 'stakeholders.who'
        ? [question, { ...question, id: 'stakeholders.how', parentId: question.id }]
        : [question]
    );
    expect(changes(testFramework, added)).toEqual({
      'strategy.vision': 'kept',
      'stakeholders.who': 'kept',
      'stakeholders.how': 'new'
    });
    // A prompt goes with its question.
    expect(
      changes(
        added,
        eachQuestion(added, (question) => [{ ...question, retired: question.id === 'stakeholders.who' }])
      )
    ).toMatchObject({ 'stakeholders.who': 'retired', 'stakeholders.how': 'retired' });
  });

  it('counts an option that is offered no more as other words, in whichever set it stands', () => {
    const set = study.optionSets['serviceCategories'] ?? [];
    const to = {
      ...study,
      version: '2',
      optionSets: {
        ...study.optionSets,
        serviceCategories: set.map((option, index) =>
          index === 0 ? { ...option, retired: true as const } : option
        )
      }
    };
    expect(
      questionChanges(study, to)
        .filter(({ changeKind }) => changeKind !== 'kept')
        .map(({ question, changeKind }) => [question.id, changeKind])
    ).toEqual([['services.register', 'reworded']]);
  });

  it('never loses one: every question of the older version is told of exactly once, whatever is retired and reworded', () => {
    const ids = study.characteristics.flatMap((one) => one.questions.map(({ id }) => id));
    fc.assert(
      fc.property(fc.subarray(ids), fc.subarray(ids), (retired, reworded) => {
        const to = eachQuestion(study, (question) => [
          {
            ...question,
            retired: retired.includes(question.id),
            text: reworded.includes(question.id) ? both('Other', '其他') : question.text
          }
        ]);
        const changes = questionChanges(study, to);
        expect(changes.map(({ question }) => question.id).sort()).toEqual([...ids].sort());
        const activeIds = new Set(to.characteristics.flatMap(activeQuestions).map(({ id }) => id));
        for (const { question, changeKind } of changes)
          expect(changeKind).toBe(
            !activeIds.has(question.id) ? 'retired' : reworded.includes(question.id) ? 'reworded' : 'kept'
          );
        expect(faultsAgainst(to, [study])).toEqual([]);
      })
    );
  });
});
