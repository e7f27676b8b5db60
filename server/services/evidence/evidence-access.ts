/**
 * Loads one piece of a city's evidence and authorizes. A person who may not read it, or not what is held
 * back, is refused as if it did not exist.
 */
import { partOfQuestion } from '#domain/framework.ts';
import { mayWriteQuestion } from '#domain/parts.ts';
import {
  writableParts,
  type Abilities,
  type Actor,
  type AssessmentAbility,
  type Grant
} from '#domain/permissions.ts';
import { ok, refuse, type Result } from '#domain/refusal.ts';
import { findOpenClarification, openSince } from '../../store/clarifications.ts';
import { findEvidence, type EvidenceRow } from '../../store/evidence.ts';
import { findFrameworkOfCity } from '../../store/frameworks.ts';
import type { Db } from '../../store/open.ts';
import type { CommandContext } from '../../commands/run-command.ts';
import {
  authorizePanels,
  authorizePanelsCommand,
  type AuthorizedPanelsCommand,
  type AuthorizedPanels
} from '../panels/panel-access.ts';

export interface AuthorizedEvidence extends AuthorizedPanels {
  /**
   * Limits what is shown for reopened questions: what the city shows for a question that is reopened to it is
   * for those who know of the request; others are shown the earlier content. Null for a reader who is shown
   * everything.
   */
  readonly shownBefore: string | null;
}

/** Authorizes reading the evidence of one city. */
export async function authorizeEvidence(
  db: Db,
  actor: Pick<Actor, 'grants'>,
  studySlug: string,
  cityId: string
): Promise<Result<AuthorizedEvidence>> {
  const authorized = await authorizePanels(db, actor, studySlug, cityId, 'evidence.read');
  if (!authorized.ok) return authorized;
  const { study, assessment, abilities } = authorized.value;
  const shownBefore = abilities.has('clarification.read')
    ? null
    : ((await openSince(db, study.id, assessment.cityId)) ?? null);
  return ok({ ...authorized.value, shownBefore });
}

export const isShown = (
  { shownBefore }: Pick<AuthorizedEvidence, 'shownBefore'>,
  { at }: { readonly at: string }
): boolean => shownBefore === null || at < shownBefore;

export const mayRead = (
  abilities: Abilities<AssessmentAbility>,
  { isConfidential }: Pick<EvidenceRow, 'isConfidential'>
): boolean => isConfidential === 0 || abilities.has('evidence.hold');

export async function authorizePiece(
  db: Db,
  actor: Pick<Actor, 'grants'>,
  studySlug: string,
  cityId: string,
  id: string
): Promise<Result<AuthorizedEvidence & { readonly piece: EvidenceRow }>> {
  const authorized = await authorizeEvidence(db, actor, studySlug, cityId);
  if (!authorized.ok) return authorized;
  const found = await withPiece(db, authorized.value, id);
  return found.ok && !isShown(authorized.value, found.value.piece) ? refuse('not-found') : found;
}

async function withPiece<Authorized extends AuthorizedPanels>(
  db: Db,
  authorized: Authorized,
  id: string
): Promise<Result<Authorized & { readonly piece: EvidenceRow }>> {
  const { study, assessment, abilities } = authorized;
  const piece = await findEvidence(db, study.id, assessment.cityId, id);
  return piece && mayRead(abilities, piece) ? ok({ ...authorized, piece }) : refuse('not-found');
}

export type AuthorizedEvidenceCommand = AuthorizedPanelsCommand;
export type AuthorizedPieceCommand = AuthorizedEvidenceCommand & { readonly piece: EvidenceRow };

/**
 * Authorizes a command about a city's evidence, with its assessment locked: two people who add the same file
 * are processed one after the other.
 */
export const authorizeEvidenceCommand = (
  trx: Db,
  actor: Actor,
  studySlug: string,
  cityId: string,
  needs: AssessmentAbility
): Promise<Result<AuthorizedEvidenceCommand>> =>
  authorizePanelsCommand(trx, actor, studySlug, cityId, needs, 'evidence.read');

export async function authorizePieceCommand(
  trx: Db,
  actor: Actor,
  studySlug: string,
  cityId: string,
  id: string,
  needs: AssessmentAbility
): Promise<Result<AuthorizedPieceCommand>> {
  // The existence of the piece is checked first: a person who may not read it must not learn of it from
  // another refusal.
  const seen = await authorizePiece(trx, actor, studySlug, cityId, id);
  if (!seen.ok) return seen;
  const authorized = await authorizeEvidenceCommand(trx, actor, studySlug, cityId, needs);
  return authorized.ok ? withPiece(trx, authorized.value, id) : authorized;
}

/**
 * Describes the answer for which something is shown. `reopenedAt` is when its question was reopened; null as
 * long as the city answers all of them.
 */
export interface Showing {
  readonly reopenedAt: string | null;
}
export type ShowingCity = AuthorizedEvidenceCommand & Showing;

/**
 * Checks whether one of the city's staff may show something for an answer: as long as the city answers, and
 * again while its question is reopened to them.
 */
export async function findShowing(
  db: Db,
  { study, grants, assessment, abilities }: AuthorizedPanels,
  question: string
): Promise<Result<Showing>> {
  const { cityId, state } = assessment;
  if (abilities.has('evidence.write')) {
    const framework = await findFrameworkOfCity(db, study.id, cityId);
    const characteristic = framework && partOfQuestion(framework, question)?.id;
    if (characteristic === undefined) return refuse('invalid', { field: 'questionId' });
    return writesIn(grants, characteristic) ? ok({ reopenedAt: null }) : refuse('forbidden');
  }
  const reopened = abilities.has('evidence.supplement')
    ? await findOpenClarification(db, study.id, cityId, question)
    : undefined;
  if (!reopened) return refuse('wrong-state');
  const parts = writableParts(grants, { kind: 'response', cityId, state, reopened: [reopened] });
  return mayWriteQuestion(parts, reopened) ? ok({ reopenedAt: reopened.at }) : refuse('forbidden');
}

export async function authorizeShowing(
  trx: Db,
  actor: Actor,
  studySlug: string,
  cityId: string,
  question: string
): Promise<Result<ShowingCity>> {
  const whole = await authorizeEvidenceCommand(trx, actor, studySlug, cityId, 'evidence.write');
  const authorized =
    !whole.ok && whole.refusal.code === 'wrong-state'
      ? await authorizeEvidenceCommand(trx, actor, studySlug, cityId, 'evidence.supplement')
      : whole;
  if (!authorized.ok) return whole.ok ? authorized : whole;
  const showing = await findShowing(
    trx,
    { ...authorized.value, grants: authorized.value.acting.grants },
    question
  );
  return showing.ok ? ok({ ...authorized.value, ...showing.value }) : showing;
}

export async function authorizePieceShowing(
  trx: Db,
  actor: Actor,
  studySlug: string,
  cityId: string,
  id: string,
  question: string
): Promise<Result<ShowingCity & { readonly piece: EvidenceRow }>> {
  const seen = await authorizePiece(trx, actor, studySlug, cityId, id);
  if (!seen.ok) return seen;
  const authorized = await authorizeShowing(trx, actor, studySlug, cityId, question);
  return authorized.ok ? withPiece(trx, authorized.value, id) : authorized;
}

/**
 * Checks whether one of the grants answers this characteristic for the city: some of its staff are limited to
 * a few.
 */
export const writesIn = (grants: readonly Grant[], characteristic: string | undefined): boolean =>
  grants.some(
    ({ role, characteristics }) =>
      role === 'city' &&
      (characteristics === null || (characteristic !== undefined && characteristics.includes(characteristic)))
  );

type EvidenceEvent =
  `evidence.${'added' | 'revised' | 'changed' | 'cited' | 'attested' | 'withdrawn' | 'removed'}`;

/**
 * Appends the event for those who may read the piece as it is now; for what is shown for a reopened question,
 * for those who know of the request.
 */
export const appendEvidenceEvent = (
  context: CommandContext,
  {
    study,
    assessment,
    acting,
    reopenedAt = null
  }: AuthorizedEvidenceCommand & Partial<Pick<ShowingCity, 'reopenedAt'>>,
  kind: EvidenceEvent,
  { id, isConfidential }: Pick<EvidenceRow, 'id' | 'isConfidential'>,
  facts: Readonly<Record<string, string | number | boolean>> = {}
): Promise<void> =>
  context.appendEvent(study.id, acting, {
    kind,
    needs:
      reopenedAt !== null ? 'clarification.read' : isConfidential === 1 ? 'evidence.hold' : 'evidence.read',
    cityId: assessment.cityId,
    payload: { evidenceId: id, ...facts }
  });
