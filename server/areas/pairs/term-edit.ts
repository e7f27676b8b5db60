/** Makes the commands that change the glossary, and what they write into the history of a term. */
import type { GlossaryTerm, TermWording } from '#rules/pairs/glossary.ts';
import type { TermAct } from '#rules/pairs/term-proposal.ts';
import type { GlossaryFiles } from './glossary-files.ts';
import { listTerms } from './store/glossary.ts';
import type { CommandDeps } from '#server/commands/run-command.ts';
import { studyEdits, type StudyEdit } from '#areas/study';

export const mostTerms = 2_000;

export interface SeenTerm {
  readonly id: string;
  /** Holds the fingerprint of the term as it was seen. */
  readonly seen: string;
}

export interface GlossaryTools extends CommandDeps {
  readonly glossaryFiles: Pick<GlossaryFiles, 'read'>;
}

export const edit = studyEdits<GlossaryTools, GlossaryTerm>(listTerms);

export type TermEdit = StudyEdit<GlossaryTools, GlossaryTerm>;

export const settled = (
  { deps, at, actor, subject: { study } }: TermEdit,
  act: TermAct,
  term: SeenTerm,
  wording: TermWording
) => ({
  id: deps.newId(),
  studyId: study.id,
  termId: term.id,
  act,
  wording,
  seen: term.seen,
  reason: '',
  state: 'set' as const,
  userId: actor.userId,
  sideId: null,
  at,
  decidedAt: at
});
