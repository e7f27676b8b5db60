/** Returns the page on which something that is missing is done. */
import { recordAnchor } from '#document/answer-cells.ts';
import { chapterSection } from '#document/narrative.ts';
import type { Missing } from '#rules/workflow/step-conditions.ts';

export interface MissingPaths {
  /** Holds the path of the assessment or the chapter. */
  readonly base: string;
  readonly kind: 'assessment' | 'chapter';
  /** Selects which of an assessment's texts the step is about. */
  readonly text: 'response' | 'findings';
  /** Names the first section, for what belongs to none. */
  readonly first: string;
  /** Lists the parts of the city's short profile, which have a page of their own. */
  readonly profile?: readonly string[];
}

export function missingPath(
  missing: Missing,
  { base, kind, text, first, profile = [] }: MissingPaths
): string {
  const section = (id: string | null): string =>
    kind === 'chapter'
      ? id === null || id === chapterSection
        ? base
        : `${base}?section=${id}`
      : profile.includes(id ?? '')
        ? `${base}/profile`
        : `${base}/${id ?? first}?text=${text}`;
  switch (missing.kind) {
    case 'no-text':
    case 'no-translation':
    case 'stale-translation':
    case 'changed-since-review':
      return section(missing.section);
    case 'no-review':
      return `${base}/progress#review`;
    case 'open-clarification':
      return `${base}/${missing.section}?text=response#c-${missing.clarificationId}`;
    case 'unanswered':
    case 'unproven':
    case 'exposed':
    case 'too-many-records':
      return `${section(missing.section)}#question-${missing.question}`;
    case 'incomplete-record':
    case 'incomplete-value':
    case 'unreadable':
      return `${section(missing.section)}#${
        missing.record === null
          ? `question-${missing.question}`
          : recordAnchor(missing.question, missing.record)
      }`;
    case 'open-panel':
      return `${base}/${missing.section}/panel`;
    case 'unreleased-level':
      return `${base}/panel`;
    case 'open-thread':
      return `${section(missing.section)}${section(missing.section).includes('?') ? '&' : '?'}thread=${missing.threadId}`;
    case 'undecided-comment':
      return `${base}/consultation?at=c-${missing.commentId}#c-${missing.commentId}`;
    case 'consultation-runs':
      return `${base}/consultation`;
    case 'no-signature':
      return `${base}/approval`;
  }
}
