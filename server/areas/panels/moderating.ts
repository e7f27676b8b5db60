/**
 * Runs what the chairs do with a panel: reveal a round, open the next, record what the panel comes to, settle
 * a split together, close.
 */
import type { Bilingual } from '#base/locale.ts';
import {
  validateFinding,
  validateReveal,
  mayBeginAgain,
  maySignDissent,
  type PanelFinding
} from '#rules/panels/panel.ts';
import { canonicalText, toCanonical } from '#base/canonical.ts';
import { findMeeting } from '#areas/meetings';
import {
  insertResult,
  insertRounds,
  listAssessors,
  listDissent,
  listResults,
  nextResultNumber,
  revealRound,
  signDissent,
  updatePanel
} from './store/panels.ts';
import { listScoresToReveal, type StoredScore } from './store/scores.ts';
import { refused, take } from '#server/commands/refused.ts';
import { sha256 } from '#server/files/sha256.ts';
import { progressOf } from './scoring.ts';
import { acting, moderate, step, appendPanelEvent, roundOf, callOff } from './panel-decision.ts';
import { propose, agree, withdraw } from './split-settling.ts';

export interface FindingCommand extends PanelFinding {
  readonly meetingId: string | null;
}

/** Shows every sealed score of the round to the panel. It cannot be undone. Requires a score of each side. */
const reveal = step('reveal', 'reveal', async (decision) => {
  const { trx, at, actor, subject } = decision;
  const { panel, study } = subject;
  const scores = await listScoresToReveal(trx, panel.id, panel.round);
  take(validateReveal({ state: panel.state, sealedSides: scores.map(({ sideId }) => sideId) }, study.sides));
  const digest = digestOf(scores);
  await revealRound(trx, panel.id, panel.round, { userId: actor.userId, at, digest });
  await updatePanel(trx, panel.id, { state: 'revealed' });
  // The digest goes into the chained log: the revealed scores can be checked against it at any later time.
  appendPanelEvent(
    decision,
    {
      kind: 'panel.revealed',
      payload: { ...roundOf(panel), ...(await progressOf(trx, subject)), digest }
    },
    'panel.see'
  );
  return null;
});

/** Opens the next round, with its reason in both languages; revealed scores stay visible. */
const again = moderate('open-round', async (decision, reason: Bilingual) => {
  const { trx, at, actor, subject } = decision;
  const { panel, study, rubricHash, isOfOlderRubric } = subject;
  if (!mayBeginAgain(panel.state, isOfOlderRubric)) throw refused('wrong-state');
  if (reason.en.trim() === '' || reason.zh.trim() === '')
    throw refused('both-languages-required', { field: 'reason' });
  if (reason.en.length > 2_000 || reason.zh.length > 2_000) throw refused('too-large', { field: 'reason' });
  const round = panel.round + 1;
  const opened = {
    studyId: study.id,
    panelId: panel.id,
    round,
    rubricHash,
    openedAt: at,
    userId: actor.userId,
    reasonEn: reason.en.trim(),
    reasonZh: reason.zh.trim()
  };
  await insertRounds(trx, [{ ...opened, revealedAt: null, revealedBy: null, digest: null }]);
  await updatePanel(trx, panel.id, { state: 'open', round });
  await callOff(decision);
  appendPanelEvent(decision, { kind: 'panel.opened', payload: { ...roundOf(panel), round } }, 'panel.see');
  return null;
});

/**
 * A new record does not delete the earlier one. `older-rubric` where the rubric has changed since the round
 * began.
 */
const record = step('record', 'record', async (decision, recorded: FindingCommand) => {
  const { trx, at, deps, actor, subject } = decision;
  const { panel, study, rubric, rubricHash, isOfOlderRubric } = subject;
  if (isOfOlderRubric) throw refused('older-rubric');
  const { outcome, level, reason, dissent } = take(validateFinding(recorded, rubric, study.sides));
  if (recorded.meetingId !== null && !(await findMeeting(trx, study.id, recorded.meetingId)))
    throw refused('invalid', { field: 'meeting' });
  const id = deps.newId();
  await insertResult(
    trx,
    {
      id,
      studyId: study.id,
      panelId: panel.id,
      n: await nextResultNumber(trx, panel.id),
      round: panel.round,
      outcome,
      level,
      reasonEn: reason.en,
      reasonZh: reason.zh,
      rubricHash,
      meetingId: recorded.meetingId,
      userId: actor.userId,
      at,
      settlementId: null
    },
    dissent.map(({ sideId, level: voted, opinion }) => ({
      userId: null,
      sideId,
      level: voted,
      opinionEn: opinion.en,
      opinionZh: opinion.zh,
      signedAt: null
    }))
  );
  await updatePanel(trx, panel.id, { state: 'consensus', resultId: id });
  await callOff(decision);
  appendPanelEvent(decision, { kind: 'panel.recorded', payload: roundOf(panel) });
  return null;
});

/** Puts the name of an assessor to a dissent of their side, by their own hand, or takes it away again. */
const sign = acting('panel.scores')(
  'sign-dissent',
  async (
    decision,
    { resultId, n, isSigned }: { readonly resultId: string; readonly n: number; readonly isSigned: boolean }
  ) => {
    const { trx, at, actor, subject } = decision;
    const { panel, study } = subject;
    const results = await listResults(trx, [panel.id]);
    const voice = (await listDissent(trx, [resultId])).get(resultId)?.find((one) => one.n === n);
    if (!voice || !results.some(({ id }) => id === resultId)) throw refused('not-found');
    const assessors = await listAssessors(trx, study.id, panel.cityId);
    if (!maySignDissent(voice, assessors, actor.userId)) throw refused('forbidden');
    if ((voice.signedAt !== null) === isSigned) throw refused('conflict');
    // Whose dissent it is stays known to the one who signed it, and is named to nobody else.
    await signDissent(trx, { resultId, n }, { userId: actor.userId, signedAt: isSigned ? at : null });
    await updatePanel(trx, panel.id, {});
    appendPanelEvent(decision, {
      kind: isSigned ? 'dissent.signed' : 'dissent.unsigned',
      payload: roundOf(panel)
    });
    return null;
  }
);

const close = step('close', 'close', async (decision) => {
  const { panel, isOfOlderRubric } = decision.subject;
  if (isOfOlderRubric) throw refused('older-rubric');
  await updatePanel(decision.trx, panel.id, { state: 'closed' });
  appendPanelEvent(decision, { kind: 'panel.closed', payload: roundOf(panel) }, 'panel.see');
  return null;
});

export const moderating = { reveal, again, record, sign, close, propose, agree, withdraw };

/**
 * Returns SHA-256 over the scores of a round in canonical JSON, without the names of their assessors, whose
 * accounts may have other ids elsewhere: side, judgement, rationale, confidence, what is cited, ratings and
 * the time of sealing, in the order of their texts.
 */
export function digestOf(scores: readonly StoredScore[]): string {
  const lines = scores.map(
    ({ sideId, judgement, level, rationale, confidence, cited, ratings, usesOutside, sealedAt }) =>
      canonicalText(
        toCanonical({
          sideId,
          judgement,
          level,
          rationale,
          confidence,
          cited,
          ratings,
          usesOutside,
          sealedAt
        })
      )
  );
  return sha256(`[${lines.sort().join(',')}]`);
}
