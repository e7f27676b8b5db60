/** Shows that codes are found as a coder types, that every change of a code book can be undone, and what is counted. */
import { describe, expect, it } from 'vitest';
import { chanceOf, type Chance } from '#base/chance.ts';
import {
  codesAbove,
  findCodes,
  inBookOrder,
  validateCode,
  validateParent,
  type CodeInput,
  type FoundCode
} from '#rules/coding/code-book.ts';
import {
  added,
  applied,
  areAsLeft,
  inverseOf,
  isSound,
  mergeCodes,
  moveCode,
  recode,
  removeCode,
  removeCodings,
  rowKey,
  splitCode
} from '#rules/coding/coding-acts.ts';
import type { BookRows, Change, CodeRow, CodingRow, MemoRow } from '#rules/coding/coding-rows.ts';
import {
  isClosedFor,
  isHiddenFrom,
  parseCoded,
  parseCodingTarget,
  validateTask,
  type CodingTask
} from '#rules/coding/coding.ts';
import { countCodings } from '#rules/coding/coding-counts.ts';
import { disagreementsOf, removedBy } from '#rules/coding/coding-disagreements.ts';
import { ok, type Result } from '#base/refusal.ts';
import { spellingsOf } from '#lib/areas/search/names.ts';

const found = (en: string, zh: string, above: FoundCode['above'] = []): FoundCode => ({
  id: en,
  label: { en, zh },
  definition: { en: '', zh: '' },
  colour: 'blue',
  above,
  spellings: spellingsOf({ en, zh })
});

describe('a code is found', () => {
  const codes = [
    found('Governance', '治理'),
    found('Data sharing', '数据共享', [{ en: 'Governance', zh: '治理' }]),
    found('Open data', '开放数据'),
    found('Financing', '资金筹措')
  ];
  const ids = (typed: string): string[] => findCodes(codes, typed).map(({ id }) => id);

  it.each([
    ['', ['Governance', 'Data sharing', 'Open data', 'Financing']],
    ['data', ['Data sharing', 'Open data']],
    ['SHAR', ['Data sharing']],
    ['数据', ['Data sharing', 'Open data']],
    ['籌措', ['Financing']],
    ['shuju', ['Data sharing', 'Open data']],
    ['sjgx', ['Data sharing']],
    ['zjcc', ['Financing']],
    ['ds', ['Data sharing']],
    ['governance data', ['Data sharing']],
    ['ｄａｔａ ｓｈ', ['Data sharing', 'Open data']],
    ['nothing', []]
  ])('by “%s”', (typed, expected) => {
    expect(ids(typed)).toEqual(expected);
  });
});

const row = (id: string, parentId: string | null = null, position = 0): CodeRow => ({
  id,
  studyId: 's',
  parentId,
  position,
  labelEn: id,
  labelZh: '',
  definitionEn: '',
  definitionZh: '',
  colour: 'grey',
  userId: 'u',
  at: '2013-09-01T08:00:00.000Z',
  version: 1
});
const codingRow = (id: string, codeId: string, userId: string, words: string): CodingRow => ({
  id,
  studyId: 's',
  codeId,
  kind: 'passage',
  key: words,
  wordsPrint: words,
  content: '{}',
  cityId: 'haidian',
  section: 'stakeholders',
  userId,
  at: '2013-09-01T08:00:00.000Z',
  version: 1
});
const memoRow = (id: string, aboutKind: MemoRow['aboutKind'], aboutId: string): MemoRow => ({
  id,
  studyId: 's',
  aboutKind,
  aboutId,
  textEn: id,
  textZh: '',
  userId: 'u',
  at: '2013-09-01T08:00:00.000Z',
  version: 1
});

const valueOf = <T>(result: Result<T>): T => {
  if (!result.ok) throw new Error(result.refusal.code);
  return result.value;
};
const codeOf = (result: Result<unknown>): string => (result.ok ? 'ok' : result.refusal.code);

/** Returns everything that a reader finds in the rows; versions alone go on. */
const readable = ({ codes, codings, memos }: BookRows): unknown => {
  const plain = (rows: readonly { readonly id: string }[]): unknown[] =>
    [...rows].sort((a, b) => (a.id < b.id ? -1 : 1)).map((one) => ({ ...one, version: 0 }));
  return [plain(codes), plain(codings), plain(memos)];
};

describe('a change of the code book', () => {
  const rows: BookRows = {
    codes: [row('a'), row('b', null, 1), row('c', 'a'), row('d', 'c')],
    codings: [
      codingRow('1', 'a', 'u', 'x'),
      codingRow('2', 'b', 'u', 'x'),
      codingRow('3', 'a', 'v', 'x'),
      codingRow('4', 'a', 'u', 'y')
    ],
    memos: [memoRow('m1', 'code', 'a'), memoRow('m2', 'coding', '1')]
  };

  it('merges: codings and memos go over, the same words of one coder once, and the codes below hang on the other', () => {
    const after = applied(rows, valueOf(mergeCodes(rows, 'a', 'b')));
    expect(after.codings.map(({ id, codeId }) => [id, codeId])).toEqual([
      ['2', 'b'],
      ['3', 'b'],
      ['4', 'b']
    ]);
    expect(after.memos.map(({ id, aboutId }) => [id, aboutId])).toEqual([
      ['m1', 'b'],
      ['m2', '2']
    ]);
    expect(inBookOrder(after.codes).map(({ id, depth }) => `${depth} ${id}`)).toEqual(['0 b', '1 c', '2 d']);
    expect(codeOf(mergeCodes(rows, 'a', 'd'))).toBe('invalid');
    expect(codeOf(mergeCodes(rows, 'a', 'none'))).toBe('not-found');
  });

  it('splits, and refuses a coding that the code does not have', () => {
    const after = applied(rows, valueOf(splitCode(rows, 'a', row('new', null, 2), ['4'])));
    expect(after.codings.filter(({ codeId }) => codeId === 'new').map(({ id }) => id)).toEqual(['4']);
    expect(codeOf(splitCode(rows, 'a', row('new'), ['2']))).toBe('invalid');
    expect(codeOf(splitCode(rows, 'a', row('new'), []))).toBe('invalid');
  });

  it('keeps a code that is used, and never puts one below itself', () => {
    expect(codeOf(removeCode(rows, 'a'))).toBe('in-use');
    expect(codeOf(removeCode(rows, 'd'))).toBe('ok');
    expect(codeOf(validateParent(rows.codes, 'a', 'd'))).toBe('invalid');
    expect(codeOf(validateParent(rows.codes, 'd', 'a'))).toBe('ok');
    expect(codesAbove(rows.codes, 'd').map(({ id }) => id)).toEqual(['a', 'c']);
  });

  /** Makes one change at random; some are refused. */
  function changeOf(random: Chance, now: BookRows, step: number): Result<Change[]> {
    const one = <T>(list: readonly T[]): T | undefined => list[Math.floor(random() * list.length)];
    const code = one(now.codes)?.id ?? '';
    const other = one(now.codes)?.id ?? '';
    const codings = now.codings.filter(({ codeId }) => codeId === code).map(({ id }) => id);
    switch (Math.floor(random() * 7)) {
      case 0:
        return mergeCodes(now, code, other);
      case 1:
        return splitCode(now, code, row(`new${step}`, null, step), codings.slice(0, 2));
      case 2: {
        const parent = random() < 0.3 ? null : other;
        const placed = validateParent(now.codes, code, parent);
        return placed.ok ? moveCode(now.codes, code, parent, null) : placed;
      }
      case 3:
        return recode(now, codings, other);
      case 4:
        return ok(removeCodings(now, codings.slice(0, 1)));
      case 5:
        return ok([
          added(
            'coding',
            codingRow(`t${step}`, code, random() < 0.5 ? 'u' : 'v', `w${Math.floor(random() * 6)}-${step}`)
          )
        ]);
      default:
        return ok([added('codingMemo', memoRow(`n${step}`, 'code', code))]);
    }
  }

  it.each([1, 2, 3, 4, 5, 6, 7, 8])(
    'is undone without loss, one after the other from the last, whatever was done (seed %i)',
    (seed) => {
      const random = chanceOf(seed);
      let now = rows;
      const states: { readonly before: BookRows; readonly changes: Change[] }[] = [];
      for (let step = 0; step < 40; step++) {
        const changes = changeOf(random, now, step);
        if (!changes.ok || changes.value.length === 0) continue;
        states.push({ before: now, changes: changes.value });
        now = applied(now, changes.value);
        expect(isSound(now)).toBe(true);
        const kept = now.codings.map(({ codeId, userId, wordsPrint }) => `${codeId} ${userId} ${wordsPrint}`);
        expect(new Set(kept).size).toBe(kept.length);
      }
      expect(states.length).toBeGreaterThan(15);
      for (const { before, changes } of states.toReversed()) {
        const undone = inverseOf(changes);
        const redone = applied(applied(now, undone), inverseOf(undone));
        expect(readable(redone)).toEqual(readable(now));
        now = applied(now, undone);
        expect(readable(now)).toEqual(readable(before));
        expect(isSound(now)).toBe(true);
      }
    }
  );

  it('is not undone over what somebody changed since', () => {
    const changes = valueOf(recode(rows, ['4'], 'b'));
    const present = (state: BookRows) => {
      const byKey = new Map<string, object>(state.codings.map((one) => [`coding ${one.id}`, one]));
      return (change: Change) => byKey.get(rowKey(change));
    };
    const after = applied(rows, changes);
    expect(areAsLeft(changes, present(after))).toBe(true);
    const later = applied(after, valueOf(recode(after, ['4'], 'c')));
    expect(areAsLeft(changes, present(later))).toBe(false);
    expect(isSound({ codes: rows.codes, codings: [codingRow('9', 'none', 'u', 'x')] })).toBe(false);
    expect(isSound({ codes: [row('a', 'b'), row('b', 'a')], codings: [] })).toBe(false);
  });
});

describe('a second pass', () => {
  const task: CodingTask = {
    id: 't',
    cityId: 'haidian',
    section: 'stakeholders',
    firstCoderId: 'u',
    secondCoderId: 'v',
    firstClosedAt: null,
    secondClosedAt: null,
    cancelledAt: null,
    userId: 'u',
    at: '',
    version: 1
  };
  const coding = { coderId: 'u', cityId: 'haidian', section: 'stakeholders' };

  it('hides what others code in its part until both have closed it, and closes each coder’s own', () => {
    expect(isHiddenFrom('v', coding, [task])).toBe(true);
    expect(isHiddenFrom('w', coding, [task])).toBe(true);
    expect(isHiddenFrom('u', coding, [task])).toBe(false);
    expect(isHiddenFrom('v', { ...coding, section: 'funding' }, [task])).toBe(false);
    const half = { ...task, firstClosedAt: 'x' };
    expect(isHiddenFrom('v', coding, [half])).toBe(true);
    expect([isClosedFor('u', coding, [half]), isClosedFor('v', coding, [half])]).toEqual([true, false]);
    expect(isHiddenFrom('v', coding, [{ ...half, secondClosedAt: 'y' }])).toBe(false);
  });

  it('has two coders and a part of the study over which no other is open', () => {
    const known = { cities: ['haidian'], sections: ['stakeholders'], coders: ['u', 'v'], tasks: [] };
    const check = (change: Partial<CodingTask>, tasks: readonly CodingTask[] = []): string =>
      codeOf(validateTask({ ...task, ...change }, { ...known, tasks }));
    expect(check({})).toBe('ok');
    expect(check({ cityId: null, section: null })).toBe('invalid');
    expect(check({ secondCoderId: 'u' })).toBe('invalid');
    expect(check({ secondCoderId: 'stranger' })).toBe('invalid');
    expect(check({ section: null }, [task])).toBe('conflict');
    expect(check({ section: null }, [{ ...task, cancelledAt: 'x' }])).toBe('ok');
  });

  it('lists where the coders differ, and a verdict removes what it does not keep', () => {
    const passes = {
      units: ['1', '2', '3', '4'],
      first: [
        { unit: '1', codeId: 'a', codingIds: ['1a'] },
        { unit: '2', codeId: 'a', codingIds: ['2a'] },
        { unit: '2', codeId: 'c', codingIds: ['2c'] }
      ],
      second: [
        { unit: '1', codeId: 'a', codingIds: ['1b'] },
        { unit: '2', codeId: 'b', codingIds: ['2b'] },
        { unit: '2', codeId: 'c', codingIds: ['2d'] },
        { unit: '4', codeId: 'a', codingIds: ['4b'] }
      ]
    };
    const listed = disagreementsOf(passes);
    expect(listed.map(({ unit, both }) => [unit, both])).toEqual([
      ['2', ['c']],
      ['4', []]
    ]);
    const [second] = listed;
    if (!second) throw new Error('nothing is listed');
    expect(
      (['first', 'second', 'both', 'none'] as const).map((verdict) => removedBy(verdict, second))
    ).toEqual([['2b'], ['2a'], [], ['2a', '2b']]);
  });
});

describe('what is coded and counted', () => {
  it('is a passage, an answer, a comment or a note, and nothing else', () => {
    const print = '0123456789abcdef';
    expect(codeOf(parseCodingTarget({ kind: 'comment', id: 'c1' }))).toBe('ok');
    expect(codeOf(parseCodingTarget({ kind: 'comment', id: '../x' }))).toBe('invalid');
    expect(codeOf(parseCodingTarget({ kind: 'evidence', id: 'e1' }))).toBe('invalid');
    expect(codeOf(parseCodingTarget(null))).toBe('invalid');
    expect(codeOf(parseCoded({ kind: 'note', id: 'n1', print }))).toBe('ok');
    expect(codeOf(parseCoded({ kind: 'note', id: 'n1' }))).toBe('invalid');
  });

  it('counts a passage once that two coders tag or that is tagged in both languages, and its city once', () => {
    const coding = (unit: string, cityId: string | null, group: string | null) => ({
      codeId: 'a',
      unit,
      cityId,
      group
    });
    const counts = countCodings([
      coding('1', 'haidian', 'cn'),
      coding('1', 'haidian', 'cn'),
      coding('2', 'haidian', 'cn'),
      coding('3', 'bristol', 'eu'),
      coding('note n1', null, null)
    ]).get('a');
    expect([counts?.get(null), counts?.get('cn'), counts?.get('eu')]).toEqual([
      { passages: 4, cities: 2 },
      { passages: 2, cities: 1 },
      { passages: 1, cities: 1 }
    ]);
  });

  it('refuses a code without a label, with half a character, or longer than a page shows', () => {
    const input = (en: string): CodeInput => ({
      label: { en, zh: '' },
      definition: { en: '', zh: '' },
      colour: 'red'
    });
    expect([codeOf(validateCode(input('𠮷'))), codeOf(validateCode(input(' ')))]).toEqual([
      'ok',
      'title-required'
    ]);
    expect(codeOf(validateCode(input('\ud842')))).toBe('invalid');
    expect(codeOf(validateCode(input('x'.repeat(201))))).toBe('too-large');
  });
});
