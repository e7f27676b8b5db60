/**
 * Names the pages of one city and decides which of them a person is offered: those that they may open, from
 * the state of the assessment on in which there is something to read.
 */
import type { Abilities, AssessmentAbility } from '#base/abilities.ts';
import { isSubmitted, type AssessmentState } from '#base/states.ts';

/** In the order in which every page of the city shows them. */
export const cityPages = [
  'about',
  'progress',
  'response',
  'findings',
  'evidence',
  'departments',
  'confidential',
  'clarifications',
  'scoring',
  'levels',
  'roadmap',
  'consultation',
  'approval',
  'files',
  'versions'
] as const;
export type CityPage = (typeof cityPages)[number];

interface SeenAssessment {
  readonly abilities: Abilities<AssessmentAbility>;
  readonly state: AssessmentState;
  /** Lists the documents that the person may open. */
  readonly documents: readonly { readonly kind: string }[];
}

const consultedStates: ReadonlySet<AssessmentState> = new Set([
  'consultation',
  'revision',
  'approval',
  'approved'
]);
const signedStates: ReadonlySet<AssessmentState> = new Set(['approval', 'approved']);

export function offeredCityPages({ abilities, state, documents }: SeenAssessment): CityPage[] {
  const opens = (kind: string): boolean => documents.some((document) => document.kind === kind);
  const offered: Readonly<Record<CityPage, boolean>> = {
    about: true,
    progress: true,
    response: opens('response'),
    findings: opens('findings'),
    evidence: abilities.has('evidence.read'),
    departments: abilities.has('departments.read'),
    confidential: abilities.has('confidential.read') || abilities.has('confidential.readers'),
    clarifications: abilities.has('clarification.read') && isSubmitted(state),
    scoring: abilities.has('panel.see') && isSubmitted(state),
    levels: abilities.has('levels.read') && isSubmitted(state),
    roadmap: abilities.has('roadmap.own'),
    consultation: abilities.has('consultation.read') && consultedStates.has(state),
    approval: signedStates.has(state),
    files: true,
    versions: true
  };
  return cityPages.filter((page) => offered[page]);
}
