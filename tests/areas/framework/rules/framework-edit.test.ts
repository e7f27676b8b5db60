import fc from '#kit/properties.ts';
import { describe, expect, it } from 'vitest';
import { editFramework } from '#rules/framework/framework-edit.ts';
import type { DraftCommand } from '#rules/framework/draft-command.ts';
import { faultsOfFramework } from '#rules/framework/framework-faults.ts';
import { questionsWithPrompts, type Framework } from '#rules/framework/framework.ts';
import { compareFrameworks } from '#rules/framework/framework-versions.ts';
import { testFramework } from '#kit/people.ts';
import { edited, questionAdded } from '#kit/framework-drafts.ts';

const both = (en: string, zh = en) => ({ en, zh });

const addQuestion = questionAdded('yes-no-evidence');
const order = (framework: Framework) =>
  questionsWithPrompts(framework.characteristics[1] ?? (framework.characteristics[0] as never)).map(
    ({ question, prompts }) => [question.id, ...prompts.map(({ id }) => id)].join(' ')
  );
const step = (id: string, by: -1 | 1): DraftCommand => ({
  kind: 'move',
  part: 'question',
  id,
  recordType: null,
  by
});

describe('a draft of a framework', () => {
  it('takes questions and prompts where they belong, and moves them among their own (R018)', () => {
    const draft = edited(
      testFramework,
      addQuestion('a'),
      addQuestion('a1', 'a'),
      addQuestion('b'),
      addQuestion('a2', 'a')
    );
    expect(order(draft)).toEqual(['stakeholders.who', 'a a1 a2', 'b']);
    expect(order(edited(draft, step('b', -1)))).toEqual(['stakeholders.who', 'b', 'a a1 a2']);
    expect(order(edited(draft, step('a2', -1)))).toEqual(['stakeholders.who', 'a a2 a1', 'b']);
    // There is nothing above the first and below the last.
    expect(order(edited(draft, step('stakeholders.who', -1), step('b', 1), step('a2', 1)))).toEqual(
      order(draft)
    );
    expect(order(edited(draft, { kind: 'remove-question', id: 'a' }))).toEqual(['stakeholders.who', 'b']);
  });

  it('saves a question with a condition and guidance, and drops guidance that says nothing (R034)', () => {
    const question = {
      code: '2.2',
      text: both('How?', '如何？'),
      kind: 'rich-text',
      required: true,
      exampleRequired: false,
      recordType: null,
      optionsRef: null,
      withMoney: false
    } as const;
    const draft = edited(testFramework, addQuestion('asked'), addQuestion('then'), {
      kind: 'question',
      id: 'then',
      edit: {
        ...question,
        guidance: both('Be short.', '请简要说明。'),
        example: both(' '),
        showIf: { question: 'asked', equals: ['yes'] }
      }
    });
    expect(draft.characteristics[1]?.questions[2]).toMatchObject({
      ...question,
      guidance: both('Be short.', '请简要说明。'),
      example: null,
      showIf: { question: 'asked', equals: ['yes'] }
    });
    expect(faultsOfFramework(draft)).toEqual([]);
    expect(
      faultsOfFramework(edited(draft, { kind: 'retire', id: 'asked', retired: true })).map(({ kind }) => kind)
    ).toEqual(['condition-retired']);
  });

  it('retires and takes back, and is then what it was', () => {
    const draft = edited(testFramework, { kind: 'retire', id: 'stakeholders.who', retired: true });
    expect(
      compareFrameworks(testFramework, draft).map(({ changeKind, id }) => `${changeKind} ${id}`)
    ).toEqual(['retired stakeholders.who']);
    expect(edited(draft, { kind: 'retire', id: 'stakeholders.who', retired: false })).toEqual(testFramework);
    const set: DraftCommand = {
      kind: 'labels',
      list: { kind: 'option-set', id: 'kinds' },
      labels: [
        { id: 'x', label: both('X'), retired: true },
        { id: '', label: both('') }
      ]
    };
    const listed = edited(testFramework, { kind: 'add-option-set', id: 'kinds' }, set);
    expect(listed.optionSets).toEqual({ kinds: [{ id: 'x', label: both('X'), retired: true }] });
    expect(edited(listed, { ...set, labels: [{ id: 'x', label: both('X') }] }).optionSets).toEqual({
      kinds: [{ id: 'x', label: both('X') }]
    });
  });

  it('holds record types with fields, characteristics in their order, goals and literature (R027)', () => {
    const draft = edited(
      testFramework,
      { kind: 'add-record-type', id: 'ward', label: both('Ward', '病区') },
      {
        kind: 'add-field',
        recordType: 'ward',
        id: 'name',
        label: both('Name', '名称'),
        answerKind: 'short-text'
      },
      {
        kind: 'add-field',
        recordType: 'ward',
        id: 'kind',
        label: both('Kind', '类型'),
        answerKind: 'single-choice'
      },
      {
        kind: 'labels',
        list: { kind: 'field', recordType: 'ward', field: 'kind' },
        labels: [{ id: 'day', label: both('Day', '日间') }]
      },
      { kind: 'move', part: 'field', id: 'kind', recordType: 'ward', by: -1 },
      {
        kind: 'field',
        recordType: 'ward',
        id: 'name',
        edit: {
          label: both('Name of the ward', '病区名称'),
          kind: 'short-text',
          required: true,
          optionsRef: null,
          recordType: null,
          retired: true
        }
      },
      { kind: 'move', part: 'characteristic', id: 'stakeholders', recordType: null, by: -1 },
      { kind: 'labels', list: { kind: 'goals' }, labels: [{ id: 'learn', label: both('Learn', '学习') }] },
      {
        kind: 'reference',
        reference: {
          id: 'who-2020',
          text: both('A report', '一份报告'),
          url: null,
          characteristics: ['stakeholders']
        }
      }
    );
    expect(draft.recordTypes[0]?.fields.map(({ id, retired }) => [id, retired])).toEqual([
      ['kind', undefined],
      ['name', true]
    ]);
    expect(draft.characteristics.map(({ number, id }) => [number, id])).toEqual([
      [1, 'stakeholders'],
      [2, 'smart-city-strategy']
    ]);
    expect(draft.goals).toEqual([{ id: 'learn', text: both('Learn', '学习') }]);
    expect(faultsOfFramework(draft)).toEqual([]);
    expect(edited(draft, { kind: 'remove-reference', id: 'who-2020' }).references).toEqual([]);
  });

  it.each<[string, DraftCommand, string]>([
    ['an id that is taken', addQuestion('strategy.vision'), 'conflict'],
    ['an id that no cell can hold', addQuestion('with space'), 'invalid'],
    ['a question without words', { ...addQuestion('mute'), text: both('', ' ') } as DraftCommand, 'invalid'],
    ['a question without a code', { ...addQuestion('mute'), code: ' ' } as DraftCommand, 'invalid'],
    [
      'a characteristic that is there',
      { kind: 'add-characteristic', id: 'stakeholders', name: both('S'), purpose: both('') },
      'conflict'
    ],
    [
      'a set whose name every object has',
      { kind: 'labels', list: { kind: 'option-set', id: 'constructor' }, labels: [] },
      'not-found'
    ],
    ['a question that is not there', { kind: 'retire', id: 'nowhere', retired: true }, 'not-found'],
    [
      'a field of no record',
      { kind: 'add-field', recordType: 'ship', id: 'name', label: both('N'), answerKind: 'short-text' },
      'not-found'
    ],
    [
      'two choices of one id',
      {
        kind: 'labels',
        list: { kind: 'options', question: 'strategy.vision' },
        labels: [
          { id: 'a', label: both('A') },
          { id: 'a', label: both('B') }
        ]
      },
      'conflict'
    ]
  ])('refuses %s', (_, command, code) => {
    expect(editFramework(testFramework, command)).toMatchObject({ ok: false, refusal: { code } });
  });

  it('keeps all its questions, each once, however they are moved', () => {
    const ids = ['stakeholders.who', 'a', 'a1', 'a2', 'b'];
    const start = edited(
      testFramework,
      addQuestion('a'),
      addQuestion('a1', 'a'),
      addQuestion('b'),
      addQuestion('a2', 'a')
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.constantFrom(...ids), fc.constantFrom<-1 | 1>(-1, 1))), (steps) => {
        const draft = edited(start, ...steps.map(([id, by]) => step(id, by)));
        expect(
          order(draft)
            .flatMap((line) => line.split(' '))
            .sort()
        ).toEqual([...ids].sort());
        expect(
          order(draft)
            .find((line) => line.startsWith('a '))
            ?.split(' ')
            .slice(1)
            .sort()
        ).toEqual(['a1', 'a2']);
      })
    );
  });
});
