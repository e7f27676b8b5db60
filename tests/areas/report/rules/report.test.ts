/** The tree of a report is changed one part at a time, and the queue of builds serves everybody in turn. */
import { describe, expect, it } from 'vitest';
import { nextBuild, nextDraftNumber, parseEdition } from '#rules/report/report-build.ts';
import { inReadingOrder, placePart, treeOf, type ReportTreePart } from '#rules/report/report.ts';
import { defaultParts } from '#rules/report/default-parts.ts';

const part = (id: string, parentId: string | null, position: number): ReportTreePart => ({
  id,
  parentId,
  position,
  source: { kind: 'group' },
  title: { en: id, zh: '' },
  numbering: 'chapter',
  showsGaps: false,
  version: 1
});
const parts = [
  part('a', null, 0),
  part('a1', 'a', 0),
  part('a2', 'a', 1),
  part('b', null, 1),
  part('c', null, 2)
];

function after(id: string, parentId: string | null, beforeId: string | null): string[] | string {
  const placed = placePart(parts, id, { parentId, beforeId });
  if (!placed.ok) return placed.refusal.code;
  const moved = parts.map((one) => ({ ...one, ...placed.value.find((place) => place.id === one.id) }));
  return inReadingOrder(treeOf(moved)).map((one) => one.id);
}

describe('a report that is begun', () => {
  it('has front matter without a number, then the chapters in the order of the study, then annexes', () => {
    const titleOf = (slug: string) => ({ slug, title: { en: slug, zh: '' } });
    const slugs = [
      'summary',
      'introduction',
      'context',
      'policies',
      'selection',
      'synopses',
      'concluding',
      'white-paper'
    ];
    const begun = defaultParts('report', {
      chapters: slugs.map(titleOf),
      sides: [
        { id: 'eu', name: { en: 'EU', zh: '' } },
        { id: 'cn', name: { en: 'China', zh: '' } }
      ]
    });
    const top = begun.filter(({ parentId }) => parentId === null);
    expect(top.slice(0, 7).map(({ id, numbering }) => `${id} ${numbering}`)).toEqual([
      'summary none',
      'introduction chapter',
      'context chapter',
      'policies chapter',
      'selection chapter',
      'synopses chapter',
      'concluding chapter'
    ]);
    // A White Paper that was written as a chapter is a paper of its own.
    expect(begun.some(({ id }) => id.startsWith('white-paper'))).toBe(false);
    const numberings = top.map(({ numbering }) => numbering);
    expect(numberings.indexOf('annex')).toBeGreaterThan(numberings.lastIndexOf('chapter'));
    const below = (id: string) => begun.filter(({ parentId }) => parentId === id).map(({ source }) => source);
    expect(below('synopses')).toEqual([
      { kind: 'synopses', side: 'eu' },
      { kind: 'synopses', side: 'cn' }
    ]);
  });
});

describe('a part of a report', () => {
  it('is placed before another, at the end, or below another part, with all below it', () => {
    expect(after('c', null, 'a')).toEqual(['c', 'a', 'a1', 'a2', 'b']);
    expect(after('a', null, null)).toEqual(['b', 'c', 'a', 'a1', 'a2']);
    expect(after('a', 'b', null)).toEqual(['b', 'a', 'a1', 'a2', 'c']);
    expect(after('a2', null, 'b')).toEqual(['a', 'a1', 'a2', 'b', 'c']);
  });

  it('comes neither below itself, nor before a part that is no longer there, nor too deep', () => {
    expect(after('a', 'a1', null)).toBe('invalid');
    expect(after('a', 'a', null)).toBe('invalid');
    expect(after('b', 'a', 'c')).toBe('stale');
    expect(after('b', 'gone', null)).toBe('stale');
    expect(after('a', 'a1', null)).toBe('invalid');
    const deep = [...parts, part('a11', 'a1', 0)];
    expect(placePart(deep, 'a', { parentId: 'b', beforeId: null })).toMatchObject({ ok: false });
  });
});

describe('the queue of builds', () => {
  const queued = (id: string, studyId: string, userId: string, at: string) => ({ id, studyId, userId, at });
  it('serves the study that was served longest ago, in it the person, and of theirs the oldest', () => {
    const waiting = [
      queued('1', 'big', 'ann', '01'),
      queued('2', 'big', 'ann', '02'),
      queued('3', 'big', 'ben', '03'),
      queued('4', 'small', 'eva', '04')
    ];
    const begun: { studyId: string; userId: string; startedAt: string }[] = [];
    const order: string[] = [];
    for (let left = waiting; left.length > 0;) {
      const next = nextBuild(left, begun);
      if (!next) break;
      order.push(next.id);
      begun.push({ ...next, startedAt: `1${order.length}` });
      left = left.filter(({ id }) => id !== next.id);
    }
    expect(order).toEqual(['1', '4', '3', '2']);
  });

  it('numbers drafts within the edition that they prepare', () => {
    expect(nextDraftNumber(0, [])).toBe('0.1');
    expect(nextDraftNumber(0, ['0.1', '0.9', '1'])).toBe('0.10');
    expect(nextDraftNumber(1, ['0.1', '1'])).toBe('1.1');
  });

  it('reads the name of an edition in an address, and nothing else', () => {
    expect(parseEdition('2')).toEqual({ kind: 'report', number: '2' });
    expect(parseEdition('white-paper-1')).toEqual({ kind: 'white-paper', number: '1' });
    for (const bad of ['0', '01', '1.1', 'report-1', '../1', '']) expect(parseEdition(bad)).toBeUndefined();
  });
});
