/**
 * Changes a piece of evidence after it was added: edits, cites, withdraws and removes it; and, for the other
 * side than the city's, attests it.
 */
import { isDeepStrictEqual } from 'node:util';
import {
  validateAttestation,
  validateEvidenceFacts,
  type Attesting,
  type EvidenceFacts,
  type UseLocation
} from '#domain/evidence.ts';
import type { Bilingual, Locale } from '#domain/locale.ts';
import type { Actor } from '#domain/permissions.ts';
import { ok, refuse, type Result } from '#domain/refusal.ts';
import { findCity } from '../../store/cities.ts';
import {
  deleteEvidence,
  deleteUse,
  factColumns,
  factsFrom,
  insertAttestation,
  insertEvidenceChange,
  insertUse,
  listEvidenceChanges,
  listFiles,
  listUses,
  updateEvidence,
  wasHandedIn
} from '../../store/evidence.ts';
import { listRecords } from '../../store/records.ts';
import { runCommand, type CommandDeps } from '../../commands/run-command.ts';
import { authorizePieceCommand, authorizePieceShowing, appendEvidenceEvent } from './evidence-access.ts';

/** Identifies a piece as the person saw it. */
export interface SeenPiece {
  readonly id: string;
  readonly version: number;
}

export interface Changing {
  edit(
    actor: Actor,
    studySlug: string,
    cityId: string,
    seen: SeenPiece,
    facts: EvidenceFacts
  ): Promise<Result<null>>;
  /** Withdraws a piece; it stays, with the reason, wherever it is cited. */
  withdraw(
    actor: Actor,
    studySlug: string,
    cityId: string,
    seen: SeenPiece,
    reason: Bilingual
  ): Promise<Result<null>>;
  /**
   * Removes a piece. `still-cited` for one that an answer cites; `wrong-state` for one that was submitted
   * with the answers, which can be withdrawn.
   */
  remove(actor: Actor, studySlug: string, cityId: string, id: string): Promise<Result<null>>;
  /** Makes an answer of the city cite the piece; a second citation changes nothing. */
  cite(
    actor: Actor,
    studySlug: string,
    cityId: string,
    id: string,
    location: UseLocation
  ): Promise<Result<null>>;
  uncite(
    actor: Actor,
    studySlug: string,
    cityId: string,
    id: string,
    location: UseLocation
  ): Promise<Result<null>>;
  /** Attests a piece; `forbidden` for the city's own side. `note` is in `locale`. */
  attest(
    actor: Actor,
    studySlug: string,
    cityId: string,
    id: string,
    attesting: Attesting,
    locale: Locale
  ): Promise<Result<null>>;
}

/** Limits how often the facts of one piece are changed. */
const mostChanges = 100;

/** Holds the largest UTC offset, in milliseconds: the zone where the next day begins first. */
const earliestZone = 14 * 60 * 60 * 1000;

export function openChanging(tools: CommandDeps): Changing {
  return {
    edit: (actor, studySlug, cityId, seen, given) =>
      runCommand(tools, async (context) => {
        const authorized = await authorizePieceCommand(
          context.trx,
          actor,
          studySlug,
          cityId,
          seen.id,
          'evidence.write'
        );
        if (!authorized.ok) return authorized;
        const { piece } = authorized.value;
        if (piece.withdrawnAt !== null) return refuse('wrong-state');
        const facts = validateEvidenceFacts(piece.kind, given);
        if (!facts.ok) return facts;
        const columns = factColumns(facts.value);
        if (!(await updateEvidence(context.trx, piece.id, seen.version, columns))) return refuse('stale');
        const before = factsFrom(piece);
        if (isDeepStrictEqual(before, factsFrom({ ...piece, ...columns }))) return ok(null);
        if ((await listEvidenceChanges(context.trx, piece.id)).length >= mostChanges)
          return refuse('too-many');
        await insertEvidenceChange(
          context.trx,
          {
            id: tools.newId(),
            studyId: piece.studyId,
            evidenceId: piece.id,
            userId: actor.userId,
            at: context.takeTime()
          },
          before
        );
        const isMoved = columns.isConfidential !== piece.isConfidential;
        await appendEvidenceEvent(
          context,
          authorized.value,
          'evidence.changed',
          { ...piece, ...columns },
          isMoved ? { isConfidential: facts.value.isConfidential } : {}
        );
        return ok(null);
      }),

    withdraw: (actor, studySlug, cityId, seen, reason) =>
      runCommand(tools, async (context) => {
        const { trx } = context;
        const authorized = await authorizePieceCommand(
          trx,
          actor,
          studySlug,
          cityId,
          seen.id,
          'evidence.withdraw'
        );
        if (!authorized.ok) return authorized;
        const at = context.takeTime();
        const { piece } = authorized.value;
        if (piece.withdrawnAt !== null) return refuse('wrong-state');
        if (reason.en === '' && reason.zh === '') return refuse('reason-required', { field: 'reason' });
        if (Math.max(reason.en.length, reason.zh.length) > longestReason)
          return refuse('invalid', { field: 'reason' });
        const change = {
          withdrawnAt: at,
          withdrawnBy: actor.userId,
          withdrawnReasonEn: reason.en,
          withdrawnReasonZh: reason.zh
        };
        if (!(await updateEvidence(trx, piece.id, seen.version, change))) return refuse('stale');
        await appendEvidenceEvent(context, authorized.value, 'evidence.withdrawn', piece);
        return ok(null);
      }),

    remove: (actor, studySlug, cityId, id) =>
      runCommand(tools, async (context) => {
        const authorized = await authorizePieceCommand(
          context.trx,
          actor,
          studySlug,
          cityId,
          id,
          'evidence.write'
        );
        if (!authorized.ok) return authorized;
        if ((await listUses(context.trx, [id])).length > 0) return refuse('still-cited');
        if (await wasHandedIn(context.trx, authorized.value.piece)) return refuse('wrong-state');
        await deleteEvidence(context.trx, id);
        await appendEvidenceEvent(context, authorized.value, 'evidence.removed', authorized.value.piece);
        return ok(null);
      }),

    cite: (actor, studySlug, cityId, id, location) =>
      runCommand(tools, async (context) => {
        const { trx } = context;
        const authorized = await authorizePieceShowing(
          trx,
          actor,
          studySlug,
          cityId,
          id,
          location.questionId
        );
        if (!authorized.ok) return authorized;
        const at = context.takeTime();
        const { study, assessment, piece } = authorized.value;
        if (piece.withdrawnAt !== null) return refuse('wrong-state');
        const isRecord =
          location.recordId === '' ||
          (await listRecords(trx, study.id, assessment.cityId)).some(
            (record) => record.id === location.recordId
          );
        if (!isRecord) return refuse('invalid', { field: 'recordId' });
        const isNew = await insertUse(trx, {
          studyId: study.id,
          evidenceId: id,
          ...location,
          userId: actor.userId,
          at
        });
        if (isNew)
          await appendEvidenceEvent(context, authorized.value, 'evidence.cited', piece, {
            ...location,
            cites: true
          });
        return ok(null);
      }),

    uncite: (actor, studySlug, cityId, id, location) =>
      runCommand(tools, async (context) => {
        const authorized = await authorizePieceShowing(
          context.trx,
          actor,
          studySlug,
          cityId,
          id,
          location.questionId
        );
        if (!authorized.ok) return authorized;
        const { reopenedAt } = authorized.value;
        const use = (await listUses(context.trx, [id])).find(
          ({ questionId, recordId }) => questionId === location.questionId && recordId === location.recordId
        );
        // A piece that was cited when the answer was submitted stays cited.
        if (use && reopenedAt !== null && use.at < reopenedAt) return refuse('wrong-state');
        const was = await deleteUse(context.trx, { evidenceId: id, ...location });
        if (was)
          await appendEvidenceEvent(context, authorized.value, 'evidence.cited', authorized.value.piece, {
            ...location,
            cites: false
          });
        return ok(null);
      }),

    attest: (actor, studySlug, cityId, id, given, locale) =>
      runCommand(tools, async (context) => {
        const { trx } = context;
        const authorized = await authorizePieceCommand(trx, actor, studySlug, cityId, id, 'evidence.attest');
        if (!authorized.ok) return authorized;
        const at = context.takeTime();
        const { study, assessment, acting, piece } = authorized.value;
        const city = await findCity(trx, study.id, assessment.cityId);
        const grants = acting.grants.filter(({ sideId }) => sideId !== null && sideId !== city?.sideId);
        const sideId = grants[0]?.sideId;
        if (!sideId) return refuse('forbidden');
        const isThere =
          given.n === null ? piece.url !== null : (await listFiles(trx, [id])).some(({ n }) => n === given.n);
        if (!isThere || piece.withdrawnAt !== null) return refuse('invalid', { field: 'n' });
        const checked = validateAttestation(
          given,
          new Date(Date.parse(at) + earliestZone).toISOString().slice(0, 10)
        );
        if (!checked.ok) return checked;
        const { n, opens, on, note } = checked.value;
        await insertAttestation(trx, {
          id: tools.newId(),
          studyId: study.id,
          evidenceId: id,
          n,
          url: n === null ? piece.url : null,
          opens: opens ? 1 : 0,
          onDay: on,
          note,
          language: locale,
          userId: actor.userId,
          sideId,
          at
        });
        await appendEvidenceEvent(
          context,
          { ...authorized.value, acting: { ...acting, grants } },
          'evidence.attested',
          piece,
          {
            ...(n === null ? {} : { n }),
            opens
          }
        );
        return ok(null);
      })
  };
}

const longestReason = 2_000;
