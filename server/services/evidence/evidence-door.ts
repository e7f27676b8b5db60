/** Enters one piece of a city's evidence. Who may not read it, or not what is held back, is told that there is none. */
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
import type { Sheet } from '../desk.ts';
import { enterPanels, enterToJudge, type DecidingPanels, type EnteredPanels } from '../panels/panel-door.ts';

export interface EnteredCity extends EnteredPanels {
  /**
   * What the city shows for a question that is reopened to it is for those who know that it was asked: others are shown what stood there
   * before. Null for a reader who is shown everything.
   */
  readonly shownBefore: string | null;
}

/** The evidence of one city, to read. */
export async function enterEvidence(
  db: Db,
  actor: Pick<Actor, 'grants'>,
  slug: string,
  cityId: string
): Promise<Result<EnteredCity>> {
  const entered = await enterPanels(db, actor, slug, cityId, 'evidence.read');
  if (!entered.ok) return entered;
  const { study, assessment, abilities } = entered.value;
  const shownBefore = abilities.has('clarification.read')
    ? null
    : ((await openSince(db, study.id, assessment.cityId)) ?? null);
  return ok({ ...entered.value, shownBefore });
}

export const isShown = (
  { shownBefore }: Pick<EnteredCity, 'shownBefore'>,
  { at }: { readonly at: string }
): boolean => shownBefore === null || at < shownBefore;

export const mayRead = (
  abilities: Abilities<AssessmentAbility>,
  { isConfidential }: Pick<EvidenceRow, 'isConfidential'>
): boolean => isConfidential === 0 || abilities.has('evidence.hold');

export async function enterPiece(
  db: Db,
  actor: Pick<Actor, 'grants'>,
  slug: string,
  cityId: string,
  id: string
): Promise<Result<EnteredCity & { readonly piece: EvidenceRow }>> {
  const entered = await enterEvidence(db, actor, slug, cityId);
  if (!entered.ok) return entered;
  const found = await withPiece(db, entered.value, id);
  return found.ok && !isShown(entered.value, found.value.piece) ? refuse('not-found') : found;
}

async function withPiece<Entered extends EnteredPanels>(
  db: Db,
  entered: Entered,
  id: string
): Promise<Result<Entered & { readonly piece: EvidenceRow }>> {
  const { study, assessment, abilities } = entered;
  const piece = await findEvidence(db, study.id, assessment.cityId, id);
  return piece && mayRead(abilities, piece) ? ok({ ...entered, piece }) : refuse('not-found');
}

export type DecidingCity = DecidingPanels;
export type DecidingPiece = DecidingCity & { readonly piece: EvidenceRow };

/** To decide something about a city's evidence, with its assessment locked: two who bring the same file come one after the other. */
export const enterToShow = (
  trx: Db,
  actor: Actor,
  slug: string,
  cityId: string,
  needs: AssessmentAbility
): Promise<Result<DecidingCity>> => enterToJudge(trx, actor, slug, cityId, needs, 'evidence.read');

export async function enterPieceToShow(
  trx: Db,
  actor: Actor,
  slug: string,
  cityId: string,
  id: string,
  needs: AssessmentAbility
): Promise<Result<DecidingPiece>> {
  // Whether the piece is there comes first: who may not read it does not learn of it by what else is refused.
  const seen = await enterPiece(trx, actor, slug, cityId, id);
  if (!seen.ok) return seen;
  const entered = await enterToShow(trx, actor, slug, cityId, needs);
  return entered.ok ? withPiece(trx, entered.value, id) : entered;
}

/** For which answer something is shown. `reopenedAt`: when its question was reopened; null as long as the city answers all of them. */
export interface Showing {
  readonly reopenedAt: string | null;
}
export type ShowingCity = DecidingCity & Showing;

/** Whether one of the city's staff may show something for an answer: as long as the city answers, and again while its question is reopened to them. */
export async function judgeShowing(
  db: Db,
  { study, grants, assessment, abilities }: EnteredPanels,
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

export async function enterToShowFor(
  trx: Db,
  actor: Actor,
  slug: string,
  cityId: string,
  question: string
): Promise<Result<ShowingCity>> {
  const whole = await enterToShow(trx, actor, slug, cityId, 'evidence.write');
  const entered =
    !whole.ok && whole.refusal.code === 'wrong-state'
      ? await enterToShow(trx, actor, slug, cityId, 'evidence.supplement')
      : whole;
  if (!entered.ok) return whole.ok ? entered : whole;
  const showing = await judgeShowing(
    trx,
    { ...entered.value, grants: entered.value.acting.grants },
    question
  );
  return showing.ok ? ok({ ...entered.value, ...showing.value }) : showing;
}

export async function enterPieceToShowFor(
  trx: Db,
  actor: Actor,
  slug: string,
  cityId: string,
  id: string,
  question: string
): Promise<Result<ShowingCity & { readonly piece: EvidenceRow }>> {
  const seen = await enterPiece(trx, actor, slug, cityId, id);
  if (!seen.ok) return seen;
  const entered = await enterToShowFor(trx, actor, slug, cityId, question);
  return entered.ok ? withPiece(trx, entered.value, id) : entered;
}

/** Whether somebody of the city's staff answers this characteristic: some are limited to a few. */
export const writesIn = (grants: readonly Grant[], characteristic: string | undefined): boolean =>
  grants.some(
    ({ role, characteristics }) =>
      role === 'city' &&
      (characteristics === null || (characteristic !== undefined && characteristics.includes(characteristic)))
  );

type EvidenceEvent =
  `evidence.${'added' | 'revised' | 'changed' | 'cited' | 'attested' | 'withdrawn' | 'removed'}`;

/** Tells the log, to those who may read the piece as it is now; of what is shown for a reopened question, to those who know that it was asked. */
export const tellOf = (
  sheet: Sheet,
  { study, assessment, acting, reopenedAt = null }: DecidingCity & Partial<Pick<ShowingCity, 'reopenedAt'>>,
  kind: EvidenceEvent,
  { id, isConfidential }: Pick<EvidenceRow, 'id' | 'isConfidential'>,
  facts: Readonly<Record<string, string | number | boolean>> = {}
): Promise<void> =>
  sheet.tell(study.id, acting, {
    kind,
    needs:
      reopenedAt !== null ? 'clarification.read' : isConfidential === 1 ? 'evidence.hold' : 'evidence.read',
    cityId: assessment.cityId,
    payload: { evidenceId: id, ...facts }
  });
