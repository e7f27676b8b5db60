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
} from '#rules/evidence/evidence.ts';
import type { Bilingual, Locale } from '#base/locale.ts';
import { ofOtherSide } from '#base/grant-duties.ts';
import { findCity } from '#areas/cities';
import {
  deleteEvidence,
  deleteUse,
  factColumns,
  factsFrom,
  insertAttestation,
  insertEvidenceChange,
  insertUse,
  listEvidenceChanges,
  listUses,
  updateEvidence,
  wasHandedIn
} from './store/evidence.ts';
import { listFiles } from './store/evidence-files.ts';
import { listRecords } from '#areas/answers';
import { commandsOf } from '#server/commands/command.ts';
import { refused, take } from '#server/commands/refused.ts';
import type { CommandDeps } from '#server/commands/run-command.ts';
import { appendEvidenceEvent, pieceSubject, showing, showingNow } from './evidence-subject.ts';

/** Limits how often the facts of one piece are changed. */
const mostChanges = 100;

/** Holds the largest UTC offset, in milliseconds: the zone where the next day begins first. */
const earliestZone = 14 * 60 * 60 * 1000;

const longestReason = 2_000;

const command = commandsOf<CommandDeps>();

const edit = command(
  { name: 'evidence.edit', subject: pieceSubject, needs: 'evidence.write', locks: ['assessment'] },
  async (decision, given: EvidenceFacts) => {
    const { trx, at, deps, subject, actor } = decision;
    const { piece, version } = subject;
    if (piece.withdrawnAt !== null) throw refused('wrong-state');
    const facts = take(validateEvidenceFacts(piece.kind, given));
    const columns = factColumns(facts);
    if (!(await updateEvidence(trx, piece.id, version, columns))) throw refused('stale');
    const before = factsFrom(piece);
    if (isDeepStrictEqual(before, factsFrom({ ...piece, ...columns }))) return null;
    if ((await listEvidenceChanges(trx, piece.id)).length >= mostChanges) throw refused('too-many');
    const change = {
      id: deps.newId(),
      studyId: piece.studyId,
      evidenceId: piece.id,
      userId: actor.userId,
      at
    };
    await insertEvidenceChange(trx, change, before);
    const isMoved = columns.isConfidential !== piece.isConfidential;
    await appendEvidenceEvent(decision, columns, {
      kind: 'evidence.changed',
      payload: { evidenceId: piece.id, ...(isMoved ? { isConfidential: facts.isConfidential } : {}) }
    });
    return null;
  }
);

/** It stays, with the reason, wherever it is cited. */
const withdraw = command(
  { name: 'evidence.withdraw', subject: pieceSubject, needs: 'evidence.withdraw', locks: ['assessment'] },
  async (decision, reason: Bilingual) => {
    const { trx, at, subject, actor } = decision;
    const { piece, version } = subject;
    if (piece.withdrawnAt !== null) throw refused('wrong-state');
    if (reason.en === '' && reason.zh === '') throw refused('reason-required', { field: 'reason' });
    if (Math.max(reason.en.length, reason.zh.length) > longestReason)
      throw refused('invalid', { field: 'reason' });
    const change = {
      withdrawnAt: at,
      withdrawnBy: actor.userId,
      withdrawnReasonEn: reason.en,
      withdrawnReasonZh: reason.zh
    };
    if (!(await updateEvidence(trx, piece.id, version, change))) throw refused('stale');
    await appendEvidenceEvent(decision, piece, {
      kind: 'evidence.withdrawn',
      payload: { evidenceId: piece.id }
    });
    return null;
  }
);

/**
 * `still-cited` for one that an answer cites; `wrong-state` for one that was submitted with the answers,
 * which can be withdrawn.
 */
const remove = command(
  { name: 'evidence.remove', subject: pieceSubject, needs: 'evidence.write', locks: ['assessment'] },
  async (decision) => {
    const { trx, subject } = decision;
    const { piece } = subject;
    if ((await listUses(trx, [piece.id])).length > 0) throw refused('still-cited');
    if (await wasHandedIn(trx, piece)) throw refused('wrong-state');
    await deleteEvidence(trx, piece.id);
    await appendEvidenceEvent(decision, piece, {
      kind: 'evidence.removed',
      payload: { evidenceId: piece.id }
    });
    return null;
  }
);

/** A second citation changes nothing. */
const cite = command(
  { name: 'evidence.cite', subject: pieceSubject, needs: showing, locks: ['assessment'] },
  async (decision, location: UseLocation) => {
    const { trx, at, subject, actor } = decision;
    const { study, assessment, piece } = subject;
    const shown = await showingNow(decision, location.questionId);
    if (piece.withdrawnAt !== null) throw refused('wrong-state');
    const isRecord =
      location.recordId === '' ||
      (await listRecords(trx, study.id, assessment.cityId)).some((record) => record.id === location.recordId);
    if (!isRecord) throw refused('invalid', { field: 'recordId' });
    const isNew = await insertUse(trx, {
      studyId: study.id,
      evidenceId: piece.id,
      ...location,
      userId: actor.userId,
      at
    });
    if (isNew)
      await appendEvidenceEvent({ ...decision, ...shown }, piece, {
        kind: 'evidence.cited',
        payload: { evidenceId: piece.id, ...location, cites: true }
      });
    return null;
  }
);

const uncite = command(
  { name: 'evidence.uncite', subject: pieceSubject, needs: showing, locks: ['assessment'] },
  async (decision, location: UseLocation) => {
    const { trx, subject } = decision;
    const { piece } = subject;
    const shown = await showingNow(decision, location.questionId);
    const { reopenedAt } = shown;
    const use = (await listUses(trx, [piece.id])).find(
      ({ questionId, recordId }) => questionId === location.questionId && recordId === location.recordId
    );
    // A piece that was cited when the answer was submitted stays cited.
    if (use && reopenedAt !== null && use.at < reopenedAt) throw refused('wrong-state');
    if (await deleteUse(trx, { evidenceId: piece.id, ...location }))
      await appendEvidenceEvent({ ...decision, ...shown }, piece, {
        kind: 'evidence.cited',
        payload: { evidenceId: piece.id, ...location, cites: false }
      });
    return null;
  }
);

/** `forbidden` for the city's own side. `note` is in `locale`. */
const attest = command(
  { name: 'evidence.attest', subject: pieceSubject, needs: 'evidence.attest', locks: ['assessment'] },
  async (decision, given: Attesting, locale: Locale) => {
    const { trx, at, deps, subject, actor, acting } = decision;
    const { study, assessment, piece } = subject;
    const city = await findCity(trx, study.id, assessment.cityId);
    const grants = ofOtherSide(acting.grants, city?.sideId);
    const sideId = grants[0]?.sideId;
    if (!sideId) throw refused('forbidden');
    const isThere =
      given.n === null
        ? piece.url !== null
        : (await listFiles(trx, [piece.id])).some(({ n }) => n === given.n);
    if (!isThere || piece.withdrawnAt !== null) throw refused('invalid', { field: 'n' });
    const latestDay = new Date(Date.parse(at) + earliestZone).toISOString().slice(0, 10);
    const { n, opens, on, note } = take(validateAttestation(given, latestDay));
    await insertAttestation(trx, {
      id: deps.newId(),
      studyId: study.id,
      evidenceId: piece.id,
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
    await appendEvidenceEvent({ ...decision, acting: { ...acting, grants } }, piece, {
      kind: 'evidence.attested',
      payload: { evidenceId: piece.id, ...(n === null ? {} : { n }), opens }
    });
    return null;
  }
);

export const changing = { edit, withdraw, remove, cite, uncite, attest };
