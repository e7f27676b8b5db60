import { describe, expect, it } from 'vitest';
import {
  awaitsAnswer,
  validateAnswer,
  validateDisposition,
  checkRoundOpen,
  validateOrigin,
  validateStatement,
  validateSubmission,
  validateCommentText,
  languageOfText,
  longest,
  rowsOfPaste,
  statusOf,
  type CommentText,
  type Decided,
  type DispositionInput,
  type OriginFacts,
  type RoundFacts
} from '#rules/consultation/consultation.ts';
import {
  blocksOf,
  inOrderOfText,
  validateLocation,
  shortened
} from '#rules/consultation/comment-location.ts';
import { changedBlocks, textAtChange } from '#rules/consultation/consultation-changes.ts';
import type { ContentNode, SectionContent } from '#base/content.ts';

const node = (id: string, text: string): ContentNode => ({
  type: 'paragraph',
  attrs: { id },
  content: [{ type: 'text', text }]
});
const text: readonly SectionContent[] = [
  {
    id: 'strategy',
    en: [node('a', 'The plan is of 2010.'), node('b', 'It has two parts.')],
    zh: [node('c', '规划于2010年制定。')]
  },
  { id: 'funding', en: [node('d', 'The city pays.')], zh: [] }
];
const nowhere = { section: null, blockId: null, quote: '' };
const code = (result: { ok: boolean }) =>
  'refusal' in result ? (result.refusal as { code: string; facts?: object }) : 'ok';

describe('what is said of a place', () => {
  const given: CommentText = {
    stance: 'comment',
    kind: 'fact',
    language: 'zh',
    body: ' 规划是2011年的。 ',
    proposal: ''
  };

  it('is a comment of one kind, without blanks around its words (R123)', () => {
    expect(validateCommentText(given)).toEqual({ ok: true, value: { ...given, body: '规划是2011年的。' } });
  });
  it('tells a correction of a fact from another opinion: without a kind it is not taken (R124)', () => {
    expect(code(validateCommentText({ ...given, kind: null }))).toEqual({
      code: 'invalid',
      facts: { field: 'kind' }
    });
  });
  it('has words where it comments, and other words where it proposes some (R123)', () => {
    expect(code(validateCommentText({ ...given, body: '  ' }))).toMatchObject({ facts: { field: 'body' } });
    expect(code(validateCommentText({ ...given, stance: 'propose', body: '' }))).toMatchObject({
      facts: { field: 'proposal' }
    });
    expect(validateCommentText({ ...given, stance: 'propose', body: '', proposal: '2011年' })).toMatchObject({
      ok: true,
      value: { proposal: '2011年' }
    });
  });
  it('needs neither kind nor words where the place is accepted', () => {
    expect(validateCommentText({ ...given, stance: 'accept', body: '', proposal: 'x' })).toMatchObject({
      ok: true,
      value: { stance: 'accept', kind: null, proposal: '' }
    });
  });
  it('is not longer than anybody reads', () => {
    expect(code(validateCommentText({ ...given, body: 'x'.repeat(longest.body + 1) }))).toMatchObject({
      code: 'too-large',
      facts: { field: 'body' }
    });
  });
});

describe('the place of a comment', () => {
  it('is a paragraph of either language with its words, a section, or the whole', () => {
    expect(validateLocation(text, { section: 'strategy', blockId: 'c', quote: '' })).toEqual({
      ok: true,
      value: { section: 'strategy', blockId: 'c', quote: '规划于2010年制定。' }
    });
    expect(validateLocation(text, { section: 'funding', blockId: null, quote: 'anything' })).toEqual({
      ok: true,
      value: { section: 'funding', blockId: null, quote: '' }
    });
    expect(validateLocation(text, nowhere)).toEqual({ ok: true, value: nowhere });
  });
  it('may be some words of the paragraph, which then stand there', () => {
    expect(validateLocation(text, { section: 'strategy', blockId: 'b', quote: 'two parts' })).toMatchObject({
      value: { quote: 'two parts' }
    });
    expect(
      code(validateLocation(text, { section: 'strategy', blockId: 'b', quote: 'three parts' }))
    ).toMatchObject({ facts: { field: 'quote' } });
  });
  it.each([
    ['a section that the text has not', { section: 'nowhere', blockId: null, quote: '' }, 'section'],
    ['a paragraph of another section', { section: 'funding', blockId: 'a', quote: '' }, 'blockId'],
    ['a paragraph without its section', { section: null, blockId: 'a', quote: '' }, 'blockId']
  ])('is not %s', (_, location, field) => {
    expect(code(validateLocation(text, location))).toMatchObject({ code: 'invalid', facts: { field } });
  });
  it('is cut where it is long, and never within a character', () => {
    expect(shortened(`${'x'.repeat(8)}𠀀${'x'.repeat(9)}`, 10)).toBe(`${'x'.repeat(8)}…`);
  });
  it('gives comments their order: the whole, each section before its paragraphs, then by time', () => {
    const at = (id: string, section: string | null, blockId: string | null, time = '1') => ({
      id,
      section,
      blockId,
      at: time
    });
    const drafts = [
      at('6', 'funding', 'd'),
      at('4', 'strategy', 'b'),
      at('3', 'strategy', 'a', '2'),
      at('2', 'strategy', 'a', '1'),
      at('1', 'strategy', null),
      at('0', null, null),
      at('5', 'funding', null)
    ];
    expect(inOrderOfText(drafts, text).map(({ id }) => id)).toEqual(['0', '1', '2', '3', '4', '5', '6']);
  });
  it('is told to be English or Chinese by its words', () => {
    expect(['Smart City', '智慧城市', 'IDC 机房', ''].map(languageOfText)).toEqual(['en', 'zh', 'zh', 'en']);
  });
});

describe('a round', () => {
  const round: RoundFacts = {
    deadline: '2013-09-10T00:00:00.000Z',
    submittedAt: null,
    closedAt: null,
    outcome: null
  };
  const before = '2013-09-09T23:59:59.999Z';

  it('is open until its deadline and not at it', () => {
    expect(checkRoundOpen(round, before).ok).toBe(true);
    expect(code(checkRoundOpen(round, round.deadline))).toEqual({ code: 'deadline-passed' });
    expect(code(checkRoundOpen(null, before))).toEqual({ code: 'wrong-state' });
  });
  it('is closed by what was submitted, by silence, or by being called off, and says which', () => {
    expect(code(checkRoundOpen({ ...round, submittedAt: before }, before))).toEqual({
      code: 'already-submitted'
    });
    expect(code(checkRoundOpen({ ...round, closedAt: before, outcome: 'no-comment' }, before))).toEqual({
      code: 'deadline-passed'
    });
    expect(code(checkRoundOpen({ ...round, closedAt: before, outcome: 'called-off' }, before))).toEqual({
      code: 'wrong-state'
    });
  });
  it('takes the drafts as they were seen, and none that came, went or changed meanwhile', () => {
    const [a, b] = [
      { id: 'a', version: 1 },
      { id: 'b', version: 3 }
    ];
    const drafts = [a, b];
    expect(validateSubmission(round, drafts, [...drafts].reverse(), before).ok).toBe(true);
    for (const seen of [[a], [a, b, { id: 'c', version: 1 }], [a, { id: 'b', version: 2 }], [a, a]]) {
      expect(code(validateSubmission(round, drafts, seen, before))).toEqual({ code: 'stale' });
    }
  });
  it('can be submitted without a comment, which is not silence', () => {
    expect(validateSubmission(round, [], [], before).ok).toBe(true);
    expect(statusOf({ ...round, submittedAt: before, closedAt: before, outcome: 'submitted' }, before)).toBe(
      'submitted'
    );
    expect(statusOf(round, before)).toBe('running');
    expect(statusOf(round, round.deadline)).toBe('no-comment');
    expect(statusOf(null, before)).toBe('not-opened');
  });
});

describe('what becomes of a comment', () => {
  const input: DispositionInput = {
    disposition: 'partly',
    reason: { en: 'The year is corrected.', zh: '年份已更正。' },
    change: { section: 'strategy', blockId: 'a', quote: 'The plan is of 2011.' }
  };
  const comment = { stance: 'comment' } as const;

  it('is said with a reason in both languages and the place of the change (R126)', () => {
    expect(validateDisposition(comment, input)).toEqual({ ok: true, value: input });
  });
  it('is not said in one language only', () => {
    expect(code(validateDisposition(comment, { ...input, reason: { en: 'Yes', zh: ' ' } }))).toEqual({
      code: 'both-languages-required',
      facts: { field: 'reason' }
    });
    expect(code(validateDisposition(comment, { ...input, reason: { en: '', zh: '' } }))).toMatchObject({
      code: 'reason-required'
    });
  });
  it('names a change, or says that there is none, where something is accepted; otherwise it names none', () => {
    expect(code(validateDisposition(comment, { ...input, change: null }))).toMatchObject({
      code: 'invalid',
      facts: { field: 'change' }
    });
    expect(validateDisposition(comment, { ...input, disposition: 'accepted', change: 'none' })).toMatchObject(
      {
        ok: true,
        value: { change: 'none' }
      }
    );
    expect(validateDisposition(comment, { ...input, disposition: 'rejected' })).toMatchObject({
      ok: true,
      value: { change: null }
    });
  });
  it('is nothing where the city only accepts', () => {
    expect(code(validateDisposition({ stance: 'accept' }, input))).toEqual({ code: 'wrong-state' });
  });
});

describe('the city’s answer', () => {
  const decided: Decided = { stance: 'comment', origin: 'city', disposition: 'rejected', answer: null };

  it('acknowledges, or contests in words', () => {
    expect(validateAnswer(decided, 'acknowledged', '')).toEqual({
      ok: true,
      value: { answer: 'acknowledged', text: '' }
    });
    expect(code(validateAnswer(decided, 'contested', ' '))).toMatchObject({
      code: 'reason-required',
      facts: { field: 'text' }
    });
    expect(validateAnswer(decided, 'contested', '数据有误').ok).toBe(true);
  });
  it('comes after a decision, and only on what the city itself said', () => {
    expect(code(validateAnswer({ ...decided, disposition: null }, 'acknowledged', ''))).toMatchObject({
      code: 'wrong-state'
    });
    expect(code(validateAnswer({ ...decided, origin: 'chamber' }, 'acknowledged', ''))).toMatchObject({
      code: 'wrong-state'
    });
    expect(awaitsAnswer({ ...decided, origin: 'paper' })).toBe(true);
    expect(awaitsAnswer({ ...decided, answer: 'contested' })).toBe(false);
  });
  it('can be printed as its statement only while it contests', () => {
    expect(validateStatement({ ...decided, answer: 'contested' }, true).ok).toBe(true);
    expect(code(validateStatement({ ...decided, answer: 'acknowledged' }, true))).toMatchObject({
      code: 'wrong-state'
    });
    expect(validateStatement(decided, false).ok).toBe(true);
  });
});

describe('what came by another route', () => {
  const sides = [{ id: 'eu' }, { id: 'cn' }];
  const meetings = [{ id: 'forum', title: { en: '', zh: '城市论坛' } }];
  const facts: OriginFacts = {
    origin: 'chamber',
    name: 'EU Chamber',
    sideId: 'eu',
    on: '2013-09',
    meetingId: null
  };

  it('carries organisation, side and date (R129)', () => {
    expect(validateOrigin(facts, { sides, meetings })).toEqual({ ok: true, value: facts });
    expect(code(validateOrigin({ ...facts, name: '' }, { sides, meetings }))).toMatchObject({
      facts: { field: 'originName' }
    });
    expect(code(validateOrigin({ ...facts, sideId: null }, { sides, meetings }))).toMatchObject({
      code: 'side-required'
    });
    expect(code(validateOrigin({ ...facts, on: 'last week' }, { sides, meetings }))).toMatchObject({
      facts: { field: 'originOn' }
    });
  });
  it('takes the name of its event where it is given no other', () => {
    expect(
      validateOrigin(
        { ...facts, origin: 'event', name: '', sideId: null, meetingId: 'forum' },
        { sides, meetings }
      )
    ).toMatchObject({ value: { name: '城市论坛' } });
    expect(code(validateOrigin({ ...facts, meetingId: 'nowhere' }, { sides, meetings }))).toMatchObject({
      facts: { field: 'meetingId' }
    });
  });
  it('can be pasted: one comment a line, or rows that begin with a section', () => {
    const sections = [
      { id: 'strategy', number: 1 },
      { id: 'funding', number: 9 }
    ];
    expect(
      rowsOfPaste(
        'The year is wrong.\r\n\r\n9\tToo little on loans\tsee page 3\nfunding\t贷款\n17\tpeople came\n1．\t规划',
        sections
      )
    ).toEqual([
      { section: null, text: 'The year is wrong.' },
      { section: 'funding', text: 'Too little on loans see page 3' },
      { section: 'funding', text: '贷款' },
      { section: null, text: '17 people came' },
      { section: 'strategy', text: '规划' }
    ]);
  });
});

describe('the changes since', () => {
  it('are shown from a little before the first change on', () => {
    const old =
      'The city has long been known for its port and its gardens, and it opened 17 services in 2012.';
    expect(textAtChange({ kind: 'changed', before: old, text: old.replace('17', '19') }, 160)).toBe(
      '…its port and its gardens, and it opened 19 services in 2012.'
    );
    expect(
      textAtChange(
        { kind: 'changed', before: '该市于2012年开通了17项服务。', text: '该市于2012年开通了19项服务。' },
        160
      )
    ).toBe('该市于2012年开通了19项服务。');
    expect(textAtChange({ kind: 'added', before: '', text: old }, 20)).toBe('The city has long b…');
    expect(textAtChange({ kind: 'gone', before: old, text: '' }, 20)).toBe('The city has long b…');
  });

  it('are paragraphs that read otherwise, are new, or are gone; order and pairing are none', () => {
    const now: SectionContent[] = [
      {
        id: 'strategy',
        en: [node('b', 'It has two parts.'), node('a', 'The plan is of 2011.')],
        zh: [{ ...node('c', '规划于2010年制定。'), attrs: { id: 'c', counterpart: 'a' } }]
      },
      { id: 'funding', en: [node('e', 'The state pays too.')], zh: [] }
    ];
    expect(
      changedBlocks(text, now).map(({ section, id, kind, before, text }) => [section, id, kind, before, text])
    ).toEqual([
      ['strategy', 'a', 'changed', 'The plan is of 2010.', 'The plan is of 2011.'],
      ['funding', 'e', 'added', '', 'The state pays too.'],
      ['funding', 'd', 'gone', 'The city pays.', '']
    ]);
    expect(blocksOf(text).map(({ id, language }) => id + language)).toEqual(['aen', 'ben', 'czh', 'den']);
  });
});
