/**
 * Defines what can be found, and which right each thing needs: the same as reading it where it stands. The
 * index stores the right as a scope; a reader's scopes follow from their grants and the present states.
 */
import { audiences, isOnText, mayRead } from '#rules/threads/comment.ts';
import {
  assessmentAbilitiesOf,
  chapterAbilitiesOf,
  grantContextIn,
  studyAbilitiesOf,
  type Grant
} from '#base/permissions.ts';
import type { Ability } from '#base/abilities.ts';
import { documentAccess } from '#base/document-rights.ts';
import type { CityId } from '#base/ids.ts';
import { assessmentStates, type AssessmentState, type ChapterState } from '#base/states.ts';

/** In the order of groups. */
export const searchKinds = [
  'person',
  'term',
  'city',
  'framework',
  'finding',
  'chapter',
  'response',
  'answer',
  'confidential',
  'evidence',
  'practice',
  'theme',
  'code',
  'memo',
  'meeting',
  'next-step',
  'step',
  'context',
  'source',
  'talk',
  'comment',
  'city-comment'
] as const;
export type SearchKind = (typeof searchKinds)[number];

/**
 * Names what a reader must be allowed to read. A response with reopened questions is shown in its present form
 * to those who read it in every state (`response-open`), and to others as it was submitted (`response-shown`).
 */
export const studyReadings = [
  'study',
  'meetings',
  'themes',
  'themes-published',
  'roadmap',
  'research',
  'coding'
] as const;
export const cityReadings = [
  'findings',
  'response',
  'response-open',
  'response-shown',
  'confidential',
  'evidence',
  'evidence-held',
  'city-comments',
  'findings-experts',
  'findings-staff',
  'response-experts',
  'response-staff',
  'response-shared'
] as const;
export const chapterReadings = ['chapter', 'chapter-experts'] as const;
export type Reading =
  | (typeof studyReadings)[number]
  | (typeof cityReadings)[number]
  | (typeof chapterReadings)[number];

/** Of a study, of one of its cities, or of a chapter by its document. */
export const scopeOf = (studyId: string, reading: Reading, subject = ''): string =>
  `${studyId}/${reading}/${subject}`;

/** A city, or the document of a chapter; empty for the study. */
export const subjectOf = (scope: string): string => scope.slice(scope.lastIndexOf('/') + 1);

export interface ReadableAssessment {
  readonly cityId: CityId;
  readonly state: AssessmentState;
}
export interface ReadableChapter {
  readonly id: string;
  readonly state: ChapterState;
}

/** Lists all scopes that these grants of one study open now. */
export function scopesOf(
  studyId: string,
  grants: readonly Grant[],
  assessments: Iterable<ReadableAssessment>,
  chapters: Iterable<ReadableChapter>
): string[] {
  const ofStudy = studyAbilitiesOf(grants);
  const ofCity = readingsOfCities(grants);
  return [
    ...(ofStudy.has('study.see') ? [scopeOf(studyId, 'study')] : []),
    ...(ofStudy.has('study.meetings') ? [scopeOf(studyId, 'meetings')] : []),
    // Who reads drafts finds a card as a whole, and others each language in which it is published.
    ...(ofStudy.has('study.see')
      ? [scopeOf(studyId, ofStudy.has('study.themes') ? 'themes' : 'themes-published')]
      : []),
    ...(ofStudy.has('study.roadmap') ? [scopeOf(studyId, 'roadmap')] : []),
    ...(ofStudy.has('study.research') ? [scopeOf(studyId, 'research')] : []),
    ...(ofStudy.has('study.coding') ? [scopeOf(studyId, 'coding')] : []),
    ...[...assessments].flatMap((one) => ofCity(one).map((reading) => scopeOf(studyId, reading, one.cityId))),
    ...[...chapters].flatMap((one) =>
      readingsOfChapter(grants, one).map((reading) => scopeOf(studyId, reading, one.id))
    )
  ];
}

/** Cities to which the grants relate alike, in the same state, have the same. */
function readingsOfCities(grants: readonly Grant[]): (assessment: ReadableAssessment) => readonly Reading[] {
  const made = new Map<string, readonly Reading[]>();
  return (assessment) => {
    const { cityId, state } = assessment;
    const key = JSON.stringify([state, grants.map((grant) => grantContextIn(grant, cityId))]);
    const known = made.get(key) ?? readingsOfCity(grants, assessment);
    made.set(key, known);
    return known;
  };
}

export function readingsOfCity(grants: readonly Grant[], assessment: ReadableAssessment): Reading[] {
  const abilities: ReadonlySet<Ability> = assessmentAbilitiesOf(grants, assessment);
  const { cityId } = assessment;
  const opens = abilities.has('response.read');
  const isAlwaysOpen =
    opens &&
    assessmentStates.every((state) => documentAccess(grants, { kind: 'response', cityId, state }) !== 'none');
  const readings: Readonly<Partial<Record<Reading, boolean>>> = {
    findings: abilities.has('findings.read'),
    response: opens,
    'response-open': isAlwaysOpen,
    'response-shown': opens && !isAlwaysOpen,
    confidential: abilities.has('confidential.read'),
    evidence: abilities.has('evidence.read'),
    'evidence-held': abilities.has('evidence.read') && abilities.has('evidence.hold'),
    'city-comments': abilities.has('consultation.read')
  };
  const ofThreads = (['findings', 'response'] as const).flatMap((kind) =>
    readings[kind] === true
      ? audiences
          .filter((audience) => isOnText(audience) && mayRead(kind, audience, abilities))
          .map((audience) => `${kind}-${audience}` as Reading)
      : []
  );
  return [...cityReadings.filter((reading) => readings[reading] === true), ...ofThreads];
}

export function readingsOfChapter(grants: readonly Grant[], chapter: ReadableChapter): Reading[] {
  const abilities: ReadonlySet<Ability> = chapterAbilitiesOf(grants, chapter);
  if (!abilities.has('chapter.read')) return [];
  return mayRead('chapter', 'experts', abilities) ? ['chapter', 'chapter-experts'] : ['chapter'];
}
