/**
 * Explains what the reader may do with a text here and now, and why no more. The server enforces the rights
 * themselves.
 */
import type { Role } from '#base/permissions.ts';
import { hasDuty, oneHasDuty } from '#base/role-duties.ts';
import {
  chapterIsOpen,
  findingsAreOpen,
  responseIsOpen,
  type AssessmentState,
  type ChapterState
} from '#base/states.ts';
import { m } from '#lib/paraglide/messages.js';

export type Text =
  | { readonly kind: 'findings' | 'response'; readonly state: AssessmentState }
  | { readonly kind: 'chapter'; readonly state: ChapterState };

export interface Reader {
  readonly mayWrite: boolean;
  readonly roles: readonly Role[];
  /** The time since which the response has been locked, formatted for the reader. */
  readonly lockedSince: string;
}

export function explainAccess(text: Text, { mayWrite, roles, lockedSince }: Reader): string {
  if (mayWrite) {
    return {
      findings: m.assessment_may_write_findings,
      response: m.assessment_may_write_response,
      chapter: m.assessment_may_write_chapter
    }[text.kind]();
  }
  if (roles.length > 0 && roles.every((role) => hasDuty('look-on', { role })))
    return m.assessment_why_observer();
  switch (text.kind) {
    case 'chapter':
      if (text.state === 'approved') return m.assessment_why_chapter_approved();
      return oneHasDuty('write-findings', roles) && !chapterIsOpen(text.state)
        ? m.assessment_why_chapter_frozen()
        : m.assessment_why_role_chapter();
    case 'response':
      return oneHasDuty('represent-city', roles) && !responseIsOpen(text.state)
        ? m.assessment_why_submitted({ date: lockedSince })
        : m.assessment_why_role_response();
    case 'findings':
      if (findingsAreOpen(text.state)) return m.assessment_why_role_findings();
      if (text.state === 'collecting') return m.assessment_why_collecting();
      if (text.state === 'consultation') return m.assessment_why_consultation();
      return text.state === 'approval' ? m.assessment_why_approval() : m.assessment_why_approved();
  }
}
