/** Tests the goal tag in an editor without a screen: what it parses and copies. */
import { expect, it } from 'vitest';
import type { LevelChips } from '#rules/panels/level-chip.ts';
import { isOffered, type EditorDialogs } from '#lib/editor/block-menu.ts';
import { chipSchema } from '#kit/chip-schema.ts';

const names = (goals: LevelChips['names']['goals']): LevelChips => ({
  names: { characteristics: [], cities: [], levels: [], outOfLevel: [], goals },
  city: 'haidian',
  known: []
});
const saferCare = { id: 'safer-care', name: { en: 'See where care is safer.', zh: '了解何处更安全。' } };

const opened = chipSchema('goal');

it('what is pasted names a goal by its id, or is no tag', () => {
  const { parse } = opened('en', names([saferCare]));
  expect(parse({ 'data-goal': 'safer-care', title: 'Best of all', onclick: 'alert(1)' })).toEqual({
    goal: 'safer-care'
  });
  expect(parse({ 'data-goal': 'gone_2009' })).toEqual({ goal: 'gone_2009' });
  for (const bad of ['', '"><script>', 'See where care is safer.'])
    expect(parse({ 'data-goal': bad })).toBe(false);
});

it('a copy says the goal in brackets, in the language of the text', () => {
  expect(opened('en', names([saferCare])).copied({ goal: 'safer-care' })).toEqual([
    'span',
    { class: 'goal', 'data-goal': 'safer-care' },
    '[See where care is safer.]'
  ]);
  expect(opened('zh', names([saferCare])).copied({ goal: 'safer-care' })).toEqual([
    'span',
    { class: 'goal', 'data-goal': 'safer-care' },
    '[了解何处更安全。]'
  ]);
  expect(opened('zh', names([])).copied({ goal: 'safer-care' })).toEqual([
    'span',
    { class: 'goal', 'data-goal': 'safer-care' },
    '[本框架无此目标（safer-care）]'
  ]);
  expect(opened('en', null).copied({ goal: 'safer-care' })).toEqual([
    'span',
    { class: 'goal', 'data-goal': 'safer-care' },
    '[safer-care]'
  ]);
});

it('nothing that raw nodes hold is rendered', () => {
  expect(JSON.stringify(opened('en', names([saferCare])).copied({ goal: '"><script>' }))).not.toMatch(
    /script/
  );
});

it('is offered where there is something to name', () => {
  const dialogs = (goal: ReturnType<EditorDialogs['chip']>): EditorDialogs => ({
    comment: () => {},
    link: () => {},
    find: () => {},
    figure: () => {},
    footnote: () => {},
    chip: (type) => (type === 'goal' ? goal : null),
    keys: () => {},
    saved: () => {},
    toolbar: () => {}
  });
  expect(
    isOffered(
      'goal',
      dialogs(() => {})
    )
  ).toBe(true);
  expect(isOffered('goal', dialogs(null))).toBe(false);
  expect(
    isOffered(
      'grade',
      dialogs(() => {})
    )
  ).toBe(false);
});
