/**
 * Tests the level chip in an editor without a screen: what it parses, copies and inserts, and that a new
 * level is no step of the text.
 */
import { EditorState, NodeSelection } from '@tiptap/pm/state';
import { expect, it } from 'vitest';
import type { LevelChips } from '#rules/panels/level-chip.ts';
import { levelChipText } from '#document/nodes/level-chip/labels.ts';
import { chipSchema } from '#kit/chip-schema.ts';

const levelChips = (known: LevelChips['known'], city: string | null = 'haidian'): LevelChips => ({
  names: {
    characteristics: [{ id: 'governance', name: { en: 'Governance', zh: '治理' } }],
    cities: [{ id: 'haidian', name: { en: 'Haidian', zh: '海淀区' } }],
    levels: [
      { id: 'basic', name: { en: 'Basic', zh: '基础' } },
      { id: 'more-advanced', name: { en: 'More advanced', zh: '较先进' } }
    ],
    outOfLevel: [],
    goals: [{ id: 'safer-care', name: { en: 'See where care is safer.', zh: '了解何处更安全。' } }]
  },
  city,
  known
});
const advanced = levelChips([
  { city: 'haidian', characteristic: 'governance', outcome: 'level', level: 'more-advanced' }
]);

const opened = chipSchema('grade');

it('what is pasted names a cell by slugs, or is no chip', () => {
  const { parse } = opened('en', advanced);
  expect(
    parse({ 'data-characteristic': 'governance', 'data-city': 'bristol', 'data-level': 'basic' })
  ).toEqual({ characteristic: 'governance', city: 'bristol' });
  expect(parse({ 'data-characteristic': 'governance', 'data-city': '"><script>' })).toEqual({
    characteristic: 'governance',
    city: null
  });
  expect(parse({ 'data-characteristic': 'Governance: Best of all' })).toBe(false);
  expect(parse({})).toBe(false);
});

it('a copy says of which city it is, and follows the text again where that is of this city', () => {
  const { copied, parse } = opened('zh', advanced);
  expect(copied({ characteristic: 'governance', city: null })).toEqual([
    'span',
    { class: 'grade', 'data-grade': '', 'data-characteristic': 'governance', 'data-city': 'haidian' },
    '治理：较先进'
  ]);
  expect(parse({ 'data-characteristic': 'governance', 'data-city': 'haidian' })).toEqual({
    characteristic: 'governance',
    city: null
  });
  expect(
    opened('en', levelChips([], null)).parse({ 'data-characteristic': 'governance', 'data-city': 'haidian' })
  ).toEqual({ characteristic: 'governance', city: 'haidian' });
});

it('nothing that raw nodes hold is rendered', () => {
  const { copied } = opened('en', advanced);
  const rendered = JSON.stringify(copied({ characteristic: '"><script>', city: { x: 'javascript:1' } }));
  expect(rendered).not.toMatch(/script/);
});

it('a new level is told to the chips and changes no text', () => {
  const { board, schema } = opened('en', levelChips([]));
  const doc = schema.node('doc', null, [
    schema.node('block', null, [schema.node('grade', { characteristic: 'governance' })])
  ]);
  const state = EditorState.create({ doc, selection: NodeSelection.create(doc, 1) });
  const seen: (string | undefined)[] = [];
  const unfollow = board.follow(() =>
    seen.push(
      board.levelChips
        ? levelChipText(board.levelChips, { characteristic: 'governance', city: null }, 'en').text
        : undefined
    )
  );
  board.show(advanced);
  board.show(levelChips([]));
  unfollow();
  board.show(advanced);
  expect(seen).toEqual(['Governance: More advanced', 'Governance: no level released yet']);
  expect(state.doc.toJSON()).toEqual(doc.toJSON());
  expect(JSON.stringify(state.doc.toJSON())).not.toMatch(/advanced/i);
});

it('each text tells a level in its own language, whatever language the page is in', () => {
  for (const [language, text] of [
    ['en', 'Governance: More advanced'],
    ['zh', '治理：较先进']
  ] as const) {
    expect(levelChipText(advanced, { characteristic: 'governance', city: null }, language).text).toBe(text);
  }
  const chapter = levelChips(advanced.known, null);
  expect(levelChipText(chapter, { characteristic: 'governance', city: 'haidian' }, 'zh').text).toBe(
    '海淀区·治理：较先进'
  );
  expect(levelChipText(chapter, { characteristic: 'governance', city: null }, 'zh').text).toBe(
    '治理：等级尚未公布'
  );
});
