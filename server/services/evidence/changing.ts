/** What becomes of a piece afterwards: changed, cited, withdrawn, removed; and, from the other side than the city's, attested. */
import {
  judgeAttesting,
  judgeFacts,
  type Attesting,
  type EvidenceFacts,
  type UsePlace
} from '#domain/evidence.ts';
import type { Bilingual, Locale } from '#domain/locale.ts';
import type { Actor } from '#domain/permissions.ts';
import { ok, refuse, type Result } from '#domain/refusal.ts';
import { findCity } from '../../store/cities.ts';
import {
  deleteEvidence,
  deleteUse,
  factColumns,
  insertAttestation,
  insertUse,
  listFiles,
  listUses,
  updateEvidence,
  wasHandedIn
} from '../../store/evidence.ts';
import { listRecords } from '../../store/records.ts';
import { decide, type DeskTools } from '../desk.ts';
import { enterPieceToShow, enterPieceToShowFor, tellOf } from './evidence-door.ts';

/** A piece as the person saw it. */
export interface SeenPiece {
  readonly id: string;
  readonly version: number;
}

export interface Changing {
  edit(
    actor: Actor,
    slug: string,
    cityId: string,
    seen: SeenPiece,
    facts: EvidenceFacts
  ): Promise<Result<null>>;
  /** It stays, with the reason, wherever it is cited. */
  withdraw(
    actor: Actor,
    slug: string,
    cityId: string,
    seen: SeenPiece,
    reason: Bilingual
  ): Promise<Result<null>>;
  /** `still-cited` for what an answer cites; `wrong-state` for what was handed in with the answers, which can be withdrawn. */
  remove(actor: Actor, slug: string, cityId: string, id: string): Promise<Result<null>>;
  /** An answer of the city cites the piece; once is enough. */
  cite(actor: Actor, slug: string, cityId: string, id: string, place: UsePlace): Promise<Result<null>>;
  uncite(actor: Actor, slug: string, cityId: string, id: string, place: UsePlace): Promise<Result<null>>;
  /** `forbidden` for the city's own side. `note` is in `locale`. */
  attest(
    actor: Actor,
    slug: string,
    cityId: string,
    id: string,
    attesting: Attesting,
    locale: Locale
  ): Promise<Result<null>>;
}

/** Where it is tomorrow first. */
const earliestZone = 14 * 60 * 60 * 1000;

export function openChanging(tools: DeskTools): Changing {
  return {
    edit: (actor, slug, cityId, seen, given) =>
      decide(tools, async (sheet) => {
        const entered = await enterPieceToShow(sheet.trx, actor, slug, cityId, seen.id, 'evidence.write');
        if (!entered.ok) return entered;
        const { piece } = entered.value;
        if (piece.withdrawnAt !== null) return refuse('wrong-state');
        const facts = judgeFacts(piece.kind, given);
        if (!facts.ok) return facts;
        const columns = factColumns(facts.value);
        if (!(await updateEvidence(sheet.trx, piece.id, seen.version, columns))) return refuse('stale');
        const isMoved = columns.isConfidential !== piece.isConfidential;
        await tellOf(
          sheet,
          entered.value,
          'evidence.changed',
          { ...piece, ...columns },
          isMoved ? { isConfidential: facts.value.isConfidential } : {}
        );
        return ok(null);
      }),

    withdraw: (actor, slug, cityId, seen, reason) =>
      decide(tools, async (sheet) => {
        const { trx, at } = sheet;
        const entered = await enterPieceToShow(trx, actor, slug, cityId, seen.id, 'evidence.withdraw');
        if (!entered.ok) return entered;
        const { piece } = entered.value;
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
        await tellOf(sheet, entered.value, 'evidence.withdrawn', piece);
        return ok(null);
      }),

    remove: (actor, slug, cityId, id) =>
      decide(tools, async (sheet) => {
        const entered = await enterPieceToShow(sheet.trx, actor, slug, cityId, id, 'evidence.write');
        if (!entered.ok) return entered;
        if ((await listUses(sheet.trx, [id])).length > 0) return refuse('still-cited');
        if (await wasHandedIn(sheet.trx, entered.value.piece)) return refuse('wrong-state');
        await deleteEvidence(sheet.trx, id);
        await tellOf(sheet, entered.value, 'evidence.removed', entered.value.piece);
        return ok(null);
      }),

    cite: (actor, slug, cityId, id, place) =>
      decide(tools, async (sheet) => {
        const { trx, at } = sheet;
        const entered = await enterPieceToShowFor(trx, actor, slug, cityId, id, place.questionId);
        if (!entered.ok) return entered;
        const { study, assessment, piece } = entered.value;
        if (piece.withdrawnAt !== null) return refuse('wrong-state');
        const isRecord =
          place.recordId === '' ||
          (await listRecords(trx, study.id, assessment.cityId)).some(
            (record) => record.id === place.recordId
          );
        if (!isRecord) return refuse('invalid', { field: 'recordId' });
        const isNew = await insertUse(trx, {
          studyId: study.id,
          evidenceId: id,
          ...place,
          userId: actor.userId,
          at
        });
        if (isNew) await tellOf(sheet, entered.value, 'evidence.cited', piece, { ...place, cites: true });
        return ok(null);
      }),

    uncite: (actor, slug, cityId, id, place) =>
      decide(tools, async (sheet) => {
        const entered = await enterPieceToShowFor(sheet.trx, actor, slug, cityId, id, place.questionId);
        if (!entered.ok) return entered;
        const { reopenedAt } = entered.value;
        const use = (await listUses(sheet.trx, [id])).find(
          ({ questionId, recordId }) => questionId === place.questionId && recordId === place.recordId
        );
        // What was cited when the answer was submitted stays with it.
        if (use && reopenedAt !== null && use.at < reopenedAt) return refuse('wrong-state');
        const was = await deleteUse(sheet.trx, { evidenceId: id, ...place });
        if (was)
          await tellOf(sheet, entered.value, 'evidence.cited', entered.value.piece, {
            ...place,
            cites: false
          });
        return ok(null);
      }),

    attest: (actor, slug, cityId, id, given, locale) =>
      decide(tools, async (sheet) => {
        const { trx, at } = sheet;
        const entered = await enterPieceToShow(trx, actor, slug, cityId, id, 'evidence.attest');
        if (!entered.ok) return entered;
        const { study, assessment, acting, piece } = entered.value;
        const city = await findCity(trx, study.id, assessment.cityId);
        const grants = acting.grants.filter(({ sideId }) => sideId !== null && sideId !== city?.sideId);
        const sideId = grants[0]?.sideId;
        if (!sideId) return refuse('forbidden');
        const isThere =
          given.n === null ? piece.url !== null : (await listFiles(trx, [id])).some(({ n }) => n === given.n);
        if (!isThere || piece.withdrawnAt !== null) return refuse('invalid', { field: 'n' });
        const judged = judgeAttesting(
          given,
          new Date(Date.parse(at) + earliestZone).toISOString().slice(0, 10)
        );
        if (!judged.ok) return judged;
        const { n, opens, on, note } = judged.value;
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
        await tellOf(sheet, { ...entered.value, acting: { ...acting, grants } }, 'evidence.attested', piece, {
          ...(n === null ? {} : { n }),
          opens
        });
        return ok(null);
      })
  };
}

const longestReason = 2_000;
