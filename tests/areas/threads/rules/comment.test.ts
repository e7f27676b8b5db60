import { describe, expect, it } from 'vitest';
import {
  audiencesFor,
  circleOf,
  heldUntil,
  isOutFor,
  validateCommentBody,
  authorizeOwnComment,
  authorizeRecall,
  validateReply,
  languageOf,
  longestComment,
  matches,
  mayRead,
  mayWrite
} from '#rules/threads/comment.ts';
import { assessmentTable, chapterTable, type Role, type GrantContext } from '#base/permissions.ts';
import type { Ability } from '#base/abilities.ts';
import { assessmentStates, chapterStates, type AssessmentState, type ChapterState } from '#base/states.ts';

const grantContext = (role: Role, own = false): GrantContext => ({
  role,
  own,
  senior: false,
  leads: false,
  reviews: false,
  assesses: false,
  readsConfidential: false,
  isPaused: false
});
const on = (role: Role, state: AssessmentState, own = false): ReadonlySet<Ability> =>
  new Set(assessmentTable(grantContext(role, own), state));
const onChapter = (role: Role, state: ChapterState): ReadonlySet<Ability> =>
  new Set(chapterTable(role, state));

describe('whom a person may address', () => {
  it.each([
    [
      'an expert on a response that is being collected',
      'response',
      on('expert', 'collecting'),
      ['experts', 'shared']
    ],
    ['an expert on findings', 'findings', on('expert', 'drafting'), ['experts']],
    ['an expert while the city reads', 'findings', on('expert', 'consultation'), []],
    ['a chair before signing', 'findings', on('chair', 'approval'), ['experts']],
    ['a city on its response', 'response', on('city', 'collecting', true), ['staff', 'shared']],
    ['a city on the findings it reads', 'findings', on('city', 'consultation', true), ['staff']],
    ['another city', 'response', on('city', 'collecting'), []],
    ['an observer', 'findings', on('observer', 'drafting'), []],
    ['an expert on a chapter', 'chapter', onChapter('expert', 'drafting'), ['experts']],
    ['an expert on an approved chapter', 'chapter', onChapter('expert', 'approved'), []]
  ] as const)('%s', (_, kind, abilities, expected) => {
    expect(audiencesFor(kind, abilities)).toEqual(expected);
  });

  it('is always also whom they read', () => {
    for (const state of assessmentStates) {
      for (const role of ['secretariat', 'chair', 'expert', 'city', 'observer'] as const) {
        for (const kind of ['response', 'findings'] as const) {
          const abilities = on(role, state, true);
          for (const audience of audiencesFor(kind, abilities))
            expect([state, role, mayRead(kind, audience, abilities)]).toEqual([state, role, true]);
        }
      }
    }
  });

  it('is on no text both a city’s staff and the experts', () => {
    for (const state of assessmentStates) {
      for (const role of ['secretariat', 'chair', 'expert', 'observer'] as const) {
        expect(mayRead('response', 'staff', on(role, state, true))).toBe(false);
        expect(mayWrite('findings', 'staff', on(role, state, true))).toBe(false);
      }
      expect(mayRead('response', 'experts', on('city', state, true))).toBe(false);
      expect(mayRead('findings', 'shared', on('city', state, true))).toBe(false);
    }
    for (const state of chapterStates)
      expect(mayRead('chapter', 'shared', onChapter('expert', state))).toBe(false);
  });
});

describe('a comment that the other side will see', () => {
  const at = '2013-09-01T08:00:00.000Z';
  it('is held for a minute, and no other is', () => {
    expect(heldUntil('shared', at)).toBe('2013-09-01T08:01:00.000Z');
    expect([heldUntil('experts', at), heldUntil('staff', at)]).toEqual([null, null]);
  });

  it('is meanwhile with those on its author’s side of the table', () => {
    const held = (role: Role) => ({ heldUntil: at, role });
    expect(isOutFor(held('expert'), on('secretariat', 'collecting'))).toBe(true);
    expect(isOutFor(held('expert'), on('city', 'collecting', true))).toBe(false);
    expect(isOutFor(held('city'), on('city', 'collecting', true))).toBe(true);
    expect(isOutFor(held('city'), on('expert', 'collecting'))).toBe(false);
    expect(isOutFor({ heldUntil: null, role: 'city' }, on('expert', 'collecting'))).toBe(true);
    expect(circleOf('chair')).toBe('comments.internal');
  });
});

describe('one’s own comment', () => {
  const comment = { userId: 'eva', at: '2013-09-01T08:00:00.000Z', withdrawnAt: null };
  it('is called back within the minute, and not a moment later', () => {
    expect(authorizeRecall(comment, 'eva', '2013-09-01T08:00:59.999Z').ok).toBe(true);
    expect(authorizeRecall(comment, 'eva', '2013-09-01T08:01:00.000Z')).toMatchObject({
      refusal: { code: 'too-late' }
    });
  });

  it('is nobody else’s to change, and once withdrawn nobody’s', () => {
    expect(authorizeOwnComment(comment, 'wang')).toMatchObject({ refusal: { code: 'forbidden' } });
    expect(authorizeRecall(comment, 'wang', comment.at)).toMatchObject({ refusal: { code: 'forbidden' } });
    expect(authorizeOwnComment({ ...comment, withdrawnAt: comment.at }, 'eva')).toMatchObject({
      refusal: { code: 'stale' }
    });
  });
});

describe('what is said', () => {
  it('is kept in one form, and is something', () => {
    expect(validateCommentBody('  cafe\u0301\r\nnext\0 ')).toEqual({ ok: true, value: 'café\nnext' });
    expect(validateCommentBody(' \n')).toMatchObject({ refusal: { code: 'invalid' } });
  });

  it('is at most ten thousand characters, each of which counts one', () => {
    expect(validateCommentBody('𠮷'.repeat(longestComment)).ok).toBe(true);
    expect(validateCommentBody('a'.repeat(longestComment + 1))).toMatchObject({
      refusal: { code: 'too-large' }
    });
  });

  it('is added to an open thread only', () => {
    expect(validateReply({ state: 'open' }).ok).toBe(true);
    expect(validateReply({ state: 'resolved' })).toMatchObject({ refusal: { code: 'thread-resolved' } });
  });

  it.each([
    ['该指标来自2012年。', 'en', 'zh'],
    ['See 海淀 again, please.', 'zh', 'en'],
    ['请核对 ISO 37120 标准', 'en', 'zh'],
    ['2012 / 2013?', 'zh', 'zh']
  ] as const)('“%s” is told apart by its script', (body, otherwise, language) => {
    expect(languageOf(body, otherwise)).toBe(language);
  });
});

it('threads are picked out by the person who wrote in them, by state, by language and by whether their words are gone', () => {
  const thread = {
    state: 'open',
    section: 'a',
    language: 'en',
    isGone: false,
    comments: [
      { userId: 'eva', role: 'expert', language: 'en' },
      { userId: 'li', role: 'city', language: 'zh' }
    ]
  } as const;
  expect(matches(thread, {}, 'wang')).toBe(true);
  expect([matches(thread, { mine: true }, 'li'), matches(thread, { mine: true }, 'wang')]).toEqual([
    true,
    false
  ]);
  expect([
    matches(thread, { open: true }, ''),
    matches({ ...thread, state: 'resolved' }, { open: true }, '')
  ]).toEqual([true, false]);
  expect([matches(thread, { role: 'city' }, ''), matches(thread, { role: 'chair' }, '')]).toEqual([
    true,
    false
  ]);
  expect([
    matches(thread, { language: 'zh' }, ''),
    matches({ ...thread, comments: [] }, { language: 'zh' }, '')
  ]).toEqual([true, false]);
  expect([
    matches(thread, { deleted: true }, ''),
    matches({ ...thread, isGone: true }, { deleted: true }, '')
  ]).toEqual([false, true]);
  expect(matches(thread, { section: 'b' }, '')).toBe(false);
});
