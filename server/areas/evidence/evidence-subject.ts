/**
 * States the evidence of a city, and one piece of it, as subjects. A piece that a person may not read, or not what is held
 * back, is not found.
 */
import type { FactOf } from '#lib/events/kinds.ts';
import { partOfQuestion } from '#rules/framework/framework.ts';
import { mayWriteQuestion } from '#base/parts.ts';
import { assessmentAbilitiesOf, grantsIn, type Actor, type Grant } from '#base/permissions.ts';
import type { Abilities, AssessmentAbility, StudyAbility } from '#base/abilities.ts';
import { writableParts } from '#base/document-rights.ts';
import { writesIn } from '#base/grant-duties.ts';
import { refused } from '#server/commands/refused.ts';
import type { Subject } from '#server/commands/subject.ts';
import { findOpenClarification, openSince } from '#areas/documents';
import { findEvidence, type EvidenceRow } from './store/evidence.ts';
import {
  findFrameworkOfCity,
  assessmentSeenWith,
  assessmentSubject,
  whyNotNow,
  type LoadedAssessment
} from '#areas/assessments';
import type { Db } from '#server/store/open.ts';
import type { CommandContext } from '#server/commands/run-command.ts';

export const evidenceSubject = assessmentSeenWith('evidence.read');

interface InAssessment extends LoadedAssessment {
  readonly grants: readonly Grant[];
  readonly abilities: Abilities<AssessmentAbility>;
}

export interface ReadEvidence extends InAssessment {
  /**
   * Limits what is shown for reopened questions: what the city shows for a question that is reopened to it is
   * for those who know of the request; others are shown the earlier content. Null for a reader who is shown
   * everything.
   */
  readonly shownBefore: string | null;
}

/** Is a subject of a city's work, with the roles that a person has in its study. */
interface Reading<Loaded extends LoadedAssessment> {
  readonly db: Db;
  readonly subject: Loaded;
  readonly grants: readonly Grant[];
}

export async function asRead<Loaded extends LoadedAssessment>({
  db,
  subject,
  grants
}: Reading<Loaded>): Promise<Loaded & ReadEvidence> {
  const { study, assessment } = subject;
  const abilities = assessmentAbilitiesOf(grants, assessment);
  const shownBefore = abilities.has('clarification.read')
    ? null
    : ((await openSince(db, study.id, assessment.cityId)) ?? null);
  return { ...subject, grants, abilities, shownBefore };
}

export const isShown = (
  { shownBefore }: Pick<ReadEvidence, 'shownBefore'>,
  { at }: { readonly at: string }
): boolean => shownBefore === null || at < shownBefore;

export const mayRead = (
  abilities: Abilities<AssessmentAbility>,
  { isConfidential }: Pick<EvidenceRow, 'isConfidential'>
): boolean => isConfidential === 0 || abilities.has('evidence.hold');

export interface SeenPiece {
  readonly id: string;
  readonly version: number;
}

export interface LoadedPiece extends LoadedAssessment {
  readonly piece: EvidenceRow;
  /** Holds the version that the page saw, where it counts. */
  readonly version: number;
  /** Holds since when questions are reopened to the city; null where none is. */
  readonly reopenedSince: string | null;
}

type OfPiece = StudyAbility | AssessmentAbility | 'piece.see';

export const pieceSubject: Subject<
  Actor,
  [studySlug: string, cityId: string, piece: string | SeenPiece],
  LoadedPiece,
  OfPiece,
  'assessment'
> = {
  name: 'piece of evidence',
  keyParts: 3,
  find: async (db, studySlug, cityId, key) => {
    const loaded = await assessmentSubject.find(db, studySlug, cityId);
    if (!loaded) return undefined;
    const { study, assessment } = loaded;
    const id = typeof key === 'string' ? key : key.id;
    const piece = await findEvidence(db, study.id, assessment.cityId, id);
    if (!piece) return undefined;
    const version = typeof key === 'string' ? piece.version : key.version;
    const reopenedSince = (await openSince(db, study.id, assessment.cityId)) ?? null;
    return { ...loaded, piece, version, reopenedSince };
  },
  abilities: (actor, loaded) => {
    const { study, assessment, piece, reopenedSince } = loaded;
    const abilities = assessmentAbilitiesOf(grantsIn(actor, study.id), assessment);
    const shownBefore = abilities.has('clarification.read') ? null : reopenedSince;
    const sees =
      abilities.has('evidence.read') && mayRead(abilities, piece) && isShown({ shownBefore }, piece);
    return new Set([...assessmentSubject.abilities(actor, loaded), ...(sees ? ['piece.see' as const] : [])]);
  },
  sees: 'piece.see',
  whyNot: (actor, loaded, needs) =>
    whyNotNow(
      actor,
      loaded,
      needs.filter((need) => need !== 'piece.see')
    ),
  studyOf: ({ study }) => study.id,
  locks: { assessment: assessmentSubject.locks.assessment }
};

/**
 * Describes the answer for which something is shown. `reopenedAt` is when its question was reopened; null as
 * long as the city answers all of them.
 */
export interface Showing {
  readonly reopenedAt: string | null;
}

/** Names the abilities of which one is needed to show something for an answer. */
export const showing = ['evidence.write', 'evidence.supplement'] as const;

/**
 * Returns for which answer one of the city's staff shows something: as long as the city answers, and
 * again while its question is reopened to them.
 */
export async function showingFor(
  db: Db,
  { study, grants, assessment, abilities }: InAssessment,
  question: string
): Promise<Showing> {
  const { cityId, state } = assessment;
  if (abilities.has('evidence.write')) {
    const framework = await findFrameworkOfCity(db, study.id, cityId);
    const characteristic = framework && partOfQuestion(framework, question)?.id;
    if (characteristic === undefined) throw refused('invalid', { field: 'questionId' });
    if (!writesIn(grants, characteristic)) throw refused('forbidden');
    return { reopenedAt: null };
  }
  const reopened = abilities.has('evidence.supplement')
    ? await findOpenClarification(db, study.id, cityId, question)
    : undefined;
  if (!reopened) throw refused('wrong-state');
  const parts = writableParts(grants, { kind: 'response', cityId, state, reopened: [reopened] });
  if (!mayWriteQuestion(parts, reopened)) throw refused('forbidden');
  return { reopenedAt: reopened.at };
}

/** Returns the same in a command, with the person in the roles that allow it. */
export async function showingNow(
  {
    trx,
    subject,
    grants,
    authorize
  }: {
    readonly trx: Db;
    readonly subject: LoadedAssessment;
    readonly grants: readonly Grant[];
    readonly authorize: (ability: (typeof showing)[number]) => Actor;
  },
  question: string
): Promise<Showing & { readonly acting: Actor }> {
  const abilities = assessmentAbilitiesOf(grants, subject.assessment);
  const acting = authorize(abilities.has('evidence.write') ? 'evidence.write' : 'evidence.supplement');
  return { acting, ...(await showingFor(trx, { ...subject, abilities, grants: acting.grants }, question)) };
}

type EvidenceEvent =
  `evidence.${'added' | 'revised' | 'changed' | 'cited' | 'attested' | 'withdrawn' | 'removed'}`;

interface EvidenceDecision extends Pick<CommandContext, 'appendEvent'> {
  readonly subject: LoadedAssessment;
  readonly acting: Actor;
  /** Is set for what is shown for an answer. */
  readonly reopenedAt?: string | null;
}

/**
 * Appends the event for those who may read the piece as it is now; for what is shown for a reopened question,
 * for those who know of the request.
 */
export const appendEvidenceEvent = (
  { subject: { study, assessment }, acting, appendEvent, reopenedAt = null }: EvidenceDecision,
  { isConfidential }: Pick<EvidenceRow, 'isConfidential'>,
  fact: FactOf<EvidenceEvent>
): Promise<void> =>
  appendEvent(study.id, acting, {
    ...fact,
    needs:
      reopenedAt !== null ? 'clarification.read' : isConfidential === 1 ? 'evidence.hold' : 'evidence.read',
    cityId: assessment.cityId
  });
