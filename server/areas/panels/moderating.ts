/**
 * Runs what the chairs do with a panel: reveal a round, open the next, record what the panel comes to, settle
 * a split together, close.
 */
import type { FactOf } from '#lib/events/kinds.ts';
import type { Bilingual } from '#base/locale.ts';
import {
  validateFinding,
  validateReveal,
  mayBeginAgain,
  maySignDissent,
  panelTarget,
  type PanelFinding,
  type PanelStep
} from '#rules/panels/panel.ts';
import type { Actor } from '#base/permissions.ts';
import { canonicalText, toCanonical } from '#base/canonical.ts';
import { findMeeting } from '#areas/meetings';
import {
  findOpenSettlement,
  insertResult,
  insertRounds,
  insertSettlement,
  listAssessors,
  listDissent,
  listResults,
  nextResultNumber,
  revealRound,
  signDissent,
  updatePanel,
  updateSettlement
} from './store/panels.ts';
import { listScoresToReveal, type StoredScore } from './store/scores.ts';
import { commandsOf, type Decision } from '#server/commands/command.ts';
import { refused, take } from '#server/commands/refused.ts';
import type { CommandDeps } from '#server/commands/run-command.ts';
import type { Db } from '#server/store/open.ts';
import { sha256 } from '#server/files/sha256.ts';
import {
  locksOfPanel,
  openedPanel,
  panelSubject,
  type LoadedPanel,
  type PanelKey,
  type PanelOfCity
} from './panel-subject.ts';
import { progressOf } from './scoring.ts';

/** Identifies the panel as the page that acts on it saw it. */
export type SeenPanel = PanelKey & { readonly version: number };

export interface FindingCommand extends PanelFinding {
  /** Names the meeting in which it was recorded. */
  readonly meetingId: string | null;
}

/** Is a panel as the page saw it. */
const seenPanel = {
  ...panelSubject,
  name: 'panel, as seen',
  find: async (
    db: Db,
    studySlug: string,
    seen: SeenPanel
  ): Promise<(PanelOfCity & { readonly isAsSeen: boolean }) | undefined> => {
    const loaded = await panelSubject.find(db, studySlug, seen);
    return loaded && { ...loaded, isAsSeen: loaded.opened?.panel.version === seen.version };
  }
};

const command = commandsOf<CommandDeps>();

type PanelDecision = Omit<Decision<CommandDeps, typeof seenPanel, undefined>, 'subject'> & {
  readonly subject: LoadedPanel;
};

/** Makes the command of one act on a panel; `stale` where it was acted on since the page was made. */
const acting =
  (needs: 'panel.moderate' | 'panel.scores') =>
  <Input extends readonly unknown[]>(
    actName: string,
    decide: (decision: PanelDecision, ...input: Input) => Promise<null>
  ) =>
    command(
      {
        name: `panels.${actName}`,
        subject: seenPanel,
        needs,
        locks: (about, ..._input: Input) => locksOfPanel(about)
      },
      async (decision, ...input: Input) => {
        const subject = openedPanel(decision.subject);
        if (!subject.isAsSeen) throw refused('stale');
        return decide({ ...decision, subject }, ...input);
      }
    );

const moderate = acting('panel.moderate');

/** Makes the command of a step of the panel; `wrong-state` where the panel's state has no such step. */
const step = <Input extends readonly unknown[]>(
  actName: string,
  taken: PanelStep,
  decide: (decision: PanelDecision, ...input: Input) => Promise<null>
) =>
  moderate(actName, (decision, ...input: Input) => {
    if (panelTarget(decision.subject.panel.state, taken) === undefined) throw refused('wrong-state');
    return decide(decision, ...input);
  });

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
 * Records what the panel came to. A new record does not delete the earlier one. `older-rubric` where the rubric has
 * changed since the round began.
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

/** Proposes a level for a split; it counts once the other side's chair agrees. */
const propose = moderate(
  'propose-settlement',
  async (decision, { level, reason }: { readonly level: string; readonly reason: Bilingual }) => {
    const { trx, at, deps, actor, acting: chair, subject } = decision;
    const { panel, study, rubric } = subject;
    if (!(await isSplit(decision))) throw refused('wrong-state');
    const settled = take(
      validateFinding({ outcome: 'level', level, reason, dissent: [] }, rubric, study.sides)
    );
    if (await findOpenSettlement(trx, panel.id)) throw refused('conflict');
    await insertSettlement(trx, {
      id: deps.newId(),
      studyId: study.id,
      panelId: panel.id,
      level,
      reasonEn: settled.reason.en,
      reasonZh: settled.reason.zh,
      userId: actor.userId,
      sideId: sideOf(chair),
      at,
      agreedBy: null,
      agreedAt: null,
      withdrawnAt: null
    });
    await updatePanel(trx, panel.id, {});
    appendPanelEvent(decision, { kind: 'settlement.proposed', payload: roundOf(panel) });
    return null;
  }
);

const agree = moderate('agree-settlement', async (decision) => {
  const { trx, at, deps, actor, acting: chair, subject } = decision;
  const { panel, study, rubricHash, isOfOlderRubric } = subject;
  const settlement = await findOpenSettlement(trx, panel.id);
  if (!settlement || !(await isSplit(decision))) throw refused('wrong-state');
  if (isOfOlderRubric) throw refused('older-rubric');
  // A settlement needs the chairs of both sides.
  if (settlement.sideId === sideOf(chair)) throw refused('forbidden');
  const id = deps.newId();
  await updateSettlement(trx, settlement.id, { agreedBy: actor.userId, agreedAt: at });
  await insertResult(
    trx,
    {
      id,
      studyId: study.id,
      panelId: panel.id,
      n: await nextResultNumber(trx, panel.id),
      round: panel.round,
      outcome: 'level',
      level: settlement.level,
      reasonEn: settlement.reasonEn,
      reasonZh: settlement.reasonZh,
      rubricHash,
      meetingId: null,
      userId: actor.userId,
      at,
      settlementId: settlement.id
    },
    []
  );
  await updatePanel(trx, panel.id, { resultId: id });
  appendPanelEvent(decision, { kind: 'panel.settled', payload: roundOf(panel) });
  return null;
});

const withdraw = moderate('withdraw-settlement', async (decision) => {
  const { trx, at, actor, subject } = decision;
  const settlement = await findOpenSettlement(trx, subject.panel.id);
  if (!settlement) throw refused('wrong-state');
  if (settlement.userId !== actor.userId) throw refused('forbidden');
  await updateSettlement(trx, settlement.id, { withdrawnAt: at });
  await updatePanel(trx, subject.panel.id, {});
  appendPanelEvent(decision, { kind: 'settlement.withdrawn', payload: roundOf(subject.panel) });
  return null;
});

export const moderating = { reveal, again, record, sign, close, propose, agree, withdraw };

/** Returns the side that a chair acts for. */
const sideOf = (acting: Actor): string => acting.grants[0]?.sideId ?? '';

/** Checks whether the panel's latest result is a split that has not been settled. */
async function isSplit({ trx, subject: { panel } }: PanelDecision): Promise<boolean> {
  if (panel.state !== 'consensus' && panel.state !== 'closed') return false;
  return (await listResults(trx, [panel.id])).find(({ id }) => id === panel.resultId)?.outcome === 'split';
}

/** Withdraws the open proposal that one chair made for an earlier result. */
async function callOff({ trx, at, subject: { panel } }: PanelDecision): Promise<void> {
  const settlement = await findOpenSettlement(trx, panel.id);
  if (settlement) await updateSettlement(trx, settlement.id, { withdrawnAt: at });
}

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

export type PanelEvent =
  | 'panel.revealed'
  | 'panel.opened'
  | 'panel.recorded'
  | 'dissent.signed'
  | 'dissent.unsigned'
  | 'panel.closed'
  | 'settlement.proposed'
  | 'settlement.withdrawn'
  | 'panel.settled';

/**
 * Appends an event of the panel. No level is written to the log: it is read by more people than the panel,
 * and for longer.
 */
const appendPanelEvent = (
  { append, subject: { panel } }: PanelDecision,
  fact: FactOf<PanelEvent>,
  needs: 'panel.see' | 'panel.scores' = 'panel.scores'
): void => append({ ...fact, needs, cityId: panel.cityId });

/** Names the panel and its round in the payload of an event. */
const roundOf = ({ characteristic, round }: LoadedPanel['panel']) => ({ characteristic, round });
