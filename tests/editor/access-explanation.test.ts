/** Shows that a reader who may not write a text is told its state as it is, and what opens it again. */
import { describe, expect, it } from 'vitest';
import type { Role } from '#base/permissions.ts';
import type { ChapterState } from '#base/states.ts';
import { explainAccess } from '#lib/editor/access-explanation.ts';
import { inLanguage } from '#server/mail/in-language.ts';

const sentence = (state: ChapterState, role: Role): string =>
  inLanguage('en', () =>
    explainAccess({ kind: 'chapter', state }, { mayWrite: false, roles: [role], lockedSince: '' })
  );

describe('a chapter that cannot be written', () => {
  it.each([
    ['approval', 'expert', 'This chapter is frozen for approval.'],
    ['approved', 'expert', 'This chapter is approved. A chair can reopen it with a reason.'],
    ['approved', 'chair', 'This chapter is approved. A chair can reopen it with a reason.'],
    ['drafting', 'chair', 'You read here: chapters are written by the experts of both sides.'],
    ['approved', 'observer', 'You read here as an observer: observers write nowhere.']
  ] as const)('in the state %s, for the role %s', (state, role, said) => {
    expect(sentence(state, role)).toBe(said);
  });
});
