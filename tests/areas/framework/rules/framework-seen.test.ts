import { describe, expect, it } from 'vitest';
import { editFramework } from '#rules/framework/framework-edit.ts';
import type { DraftCommand } from '#rules/framework/draft-command.ts';
import {
  editAsSeen,
  findQuestion,
  seenOf,
  thingOf,
  type DraftTarget
} from '#rules/framework/framework-seen.ts';
import type { Framework } from '#rules/framework/framework.ts';
import { draftCommandIn, hiddenFields } from '#lib/areas/framework/forms.ts';
import { testFramework } from '#kit/people.ts';
import { edited, questionAdded } from '#kit/framework-drafts.ts';

const both = (en: string, zh = en) => ({ en, zh });

const wording = (framework: Framework, id: string, en: string): DraftCommand => {
  const question = findQuestion(framework, id);
  if (!question) throw new Error(id);
  return { kind: 'question', id, edit: { ...question, text: both(en) } };
};
const addQuestion = questionAdded('single-choice');
const choices = (...ids: string[]): DraftCommand => ({
  kind: 'labels',
  list: { kind: 'options', question: 'a' },
  labels: ids.map((id) => ({ id, label: both(id) }))
});
const field = (label: string, retired = false): DraftCommand => ({
  kind: 'field',
  recordType: 'ward',
  id: 'kind',
  edit: {
    label: both(label),
    kind: 'single-choice',
    required: false,
    optionsRef: null,
    recordType: null,
    retired
  }
});
const reference = (text: string): DraftCommand => ({
  kind: 'reference',
  reference: { id: 'report', text: both(text), url: null, characteristics: [] }
});

const draft = edited(
  testFramework,
  addQuestion('a'),
  addQuestion('a1', 'a'),
  choices('x', 'y'),
  { kind: 'add-option-set', id: 'kinds' },
  { kind: 'add-record-type', id: 'ward', label: both('Ward') },
  { kind: 'add-field', recordType: 'ward', id: 'kind', label: both('Kind'), answerKind: 'single-choice' },
  { kind: 'add-field', recordType: 'ward', id: 'name', label: both('Name'), answerKind: 'short-text' },
  reference('A report')
);
const fieldChoices: DraftCommand = {
  kind: 'labels',
  list: { kind: 'field', recordType: 'ward', field: 'kind' },
  labels: [{ id: 'day', label: both('Day') }]
};
const up = (
  part: 'characteristic' | 'question' | 'field',
  id: string,
  recordType: string | null = null
): DraftCommand => ({ kind: 'move', part, id, recordType, by: -1 });

describe('a change to a draft of a framework', () => {
  it.each<[string, DraftCommand, DraftCommand]>([
    ['another question', wording(draft, 'a', 'Mine'), wording(draft, 'a1', 'Theirs')],
    ['the choices of the same question', wording(draft, 'a', 'Mine'), choices('x', 'y', 'z')],
    [
      'the wording of the question whose choices one changes',
      choices('y', 'x'),
      wording(draft, 'a', 'Theirs')
    ],
    [
      'a question of the characteristic that one renames',
      { kind: 'characteristic', id: 'stakeholders', name: both('S'), purpose: both('') },
      wording(draft, 'a', 'Theirs')
    ],
    ['the choices of the same field', field('Mine'), fieldChoices],
    [
      'a field of the record type that one renames',
      { kind: 'record-type', id: 'ward', label: both('Station') },
      field('Theirs')
    ],
    [
      'goals, beside the title',
      { kind: 'framework', version: '2', title: both('T'), rankingNotice: both('R'), filledBy: both('F') },
      { kind: 'labels', list: { kind: 'goals' }, labels: [{ id: 'g', label: both('G') }] }
    ],
    ['anything, where something is added', addQuestion('b'), { kind: 'remove-question', id: 'a' }]
  ])('holds while another changes %s', (_, mine, theirs) => {
    const now = edited(draft, theirs);
    expect(editAsSeen(now, seenOf(draft, mine), mine)).toEqual({ ok: true, value: edited(now, mine) });
  });

  it.each<[string, DraftCommand, DraftCommand]>([
    ['the same question', wording(draft, 'a', 'Mine'), wording(draft, 'a', 'Theirs')],
    [
      'the wording of what one retires',
      { kind: 'retire', id: 'a', retired: true },
      wording(draft, 'a', 'Theirs')
    ],
    ['a prompt of what one takes out', { kind: 'remove-question', id: 'a' }, wording(draft, 'a1', 'Theirs')],
    ['the same list', choices('x'), choices('y')],
    ['the order in which one moves', up('question', 'a'), up('question', 'a')],
    ['the order of fields in which one moves', up('field', 'name', 'ward'), up('field', 'name', 'ward')],
    ['the same field', field('Mine'), field('Kind', true)],
    ['the same reference', reference('Mine'), reference('Theirs')],
    ['what one changes, by taking it out', wording(draft, 'a', 'Mine'), { kind: 'remove-question', id: 'a' }]
  ])('is refused after another has changed %s, and holds for who sees that', (_, mine, theirs) => {
    const now = edited(draft, theirs);
    expect(editAsSeen(now, seenOf(draft, mine), mine)).toEqual({
      ok: false,
      refusal: { code: 'stale', facts: thingOf(draft, mine) }
    });
    expect(editAsSeen(now, seenOf(now, mine), mine)).toEqual(editFramework(now, mine));
  });

  it('is not refused for what was changed and changed back', () => {
    const now = edited(draft, wording(draft, 'a', 'Other'), wording(draft, 'a', 'a'));
    expect(seenOf(now, { kind: 'question', id: 'a' })).toBe(seenOf(draft, { kind: 'question', id: 'a' }));
  });

  it('adds no literature in the place of some that another has added under the same id', () => {
    const mine = reference('Mine');
    expect(editAsSeen(draft, seenOf(testFramework, mine), mine)).toMatchObject({
      refusal: { code: 'conflict', facts: { field: 'id' } }
    });
  });

  it('puts no prompt under a question that is gone', () => {
    const mine = addQuestion('a2', 'a');
    expect(
      editAsSeen(edited(draft, { kind: 'remove-question', id: 'a' }), seenOf(draft, mine), mine)
    ).toMatchObject({ refusal: { code: 'not-found' } });
  });
});

describe('the form of a change', () => {
  const targets: DraftTarget[] = [
    { kind: 'framework' },
    { kind: 'characteristic', id: 'stakeholders' },
    { kind: 'question', id: 'a' },
    { kind: 'retire', id: 'a' },
    { kind: 'remove-question', id: 'a' },
    { kind: 'move', part: 'question', id: 'a', recordType: null },
    { kind: 'move', part: 'field', id: 'name', recordType: 'ward' },
    { kind: 'labels', list: { kind: 'options', question: 'a' } },
    { kind: 'labels', list: { kind: 'option-set', id: 'kinds' } },
    { kind: 'labels', list: { kind: 'goals' } },
    { kind: 'labels', list: { kind: 'field', recordType: 'ward', field: 'kind' } },
    { kind: 'record-type', id: 'ward' },
    { kind: 'field', recordType: 'ward', id: 'kind' },
    { kind: 'reference', reference: { id: 'report' } },
    { kind: 'remove-reference', id: 'report' },
    { kind: 'add-question', characteristic: 'stakeholders', id: 'b' },
    { kind: 'add-field', recordType: 'ward', id: 'beds' },
    { kind: 'add-option-set', id: 'sizes' }
  ];

  it.each(targets)('names the thing that it is of: %j', (target) => {
    const form = new FormData();
    for (const [name, value] of Object.entries(hiddenFields(target))) form.set(name, value);
    const command = draftCommandIn(form);
    expect(command).toMatchObject(target);
    expect(command && seenOf(draft, command)).toBe(seenOf(draft, target));
  });
});
