/** Shows the one order of locks. That they are taken in it, and by whom, is shown by all-commands.test.ts. */
import { describe, expect, it } from 'vitest';
import type { StudyId } from '#base/ids.ts';
import { areHeld, inOrder, type Lock } from '#server/commands/locks.ts';

const study: Lock = { kind: 'study', slug: 'small-study' };
const city = (cityId: string): Lock => ({ kind: 'assessment', studyId: 's' as StudyId, cityId });

describe('locks', () => {
  it('stand in one order, whatever order they are declared in: the study last, and rows of a kind by their keys', () => {
    const declared: Lock[] = [
      study,
      { kind: 'person', id: 'b' },
      city('haidian'),
      { kind: 'document', id: 'd' },
      city('bristol'),
      { kind: 'panel', id: 'p' }
    ];
    const expected = [
      city('bristol'),
      city('haidian'),
      { kind: 'document', id: 'd' },
      { kind: 'panel', id: 'p' },
      { kind: 'person', id: 'b' },
      study
    ];
    expect(inOrder(declared)).toEqual(expected);
    expect(inOrder(declared.toReversed())).toEqual(expected);
  });

  it('hold a person once: alone, where a command changes their own rights', () => {
    const alone: Lock = { kind: 'person', id: 'a' };
    const shared: Lock = { kind: 'shared-person', id: 'a' };
    expect(inOrder([shared, alone])).toEqual([alone]);
    expect(inOrder([alone, shared])).toEqual([alone]);
    expect(areHeld([alone], [shared])).toBe(true);
    expect(areHeld([shared], [alone])).toBe(false);
  });
});
