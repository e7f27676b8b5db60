/**
 * Runs what the chairs do with a panel: reveal a round, open the next, record what the panel comes to, settle
 * a split together, close.
 */
import type { Bilingual } from '#domain/locale.ts';
import {
  validateFinding,
  validateReveal,
  mayBeginAgain,
  maySignDissent,
  panelTarget,
  type PanelFinding,
  type PanelStep
} from '#domain/panel.ts';
import type { Actor } from '#domain/permissions.ts';
import { ok, refuse, type Result } from '#domain/refusal.ts';
import { canonicalText, toCanonical } from '#domain/version.ts';
import { findMeeting } from '../../store/meetings.ts';
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
} from '../../store/panels.ts';
import { listScoresToReveal, type StoredScore } from '../../store/scores.ts';
import { runCommand, type CommandDeps, type CommandContext } from '../../commands/run-command.ts';
import { sha256 } from '../sha256.ts';
import { authorizePanelCommand, type AuthorizedPanelCommand } from './panel-access.ts';
import { progressOf, type PanelKey } from './scoring.ts';

/** Identifies the panel as the page that acts on it saw it. */
export type SeenPanel = PanelKey & { readonly version: number };

export interface FindingCommand extends PanelFinding {
  /** Names the meeting in which it was recorded. */
  readonly meetingId: string | null;
}

export interface Moderating {
  /**
   * Shows every sealed score of the round to the panel. It cannot be undone. Requires a score of each side.
   */
  reveal(actor: Actor, studySlug: string, panel: SeenPanel): Promise<Result<null>>;
  /** Opens the next round, with its reason in both languages; revealed scores stay visible. */
  again(actor: Actor, studySlug: string, panel: SeenPanel, reason: Bilingual): Promise<Result<null>>;
  /**
   * Records what the panel came to. A new record does not delete the earlier one. `older-rubric` where the
   * rubric has changed since the round began.
   */
  record(actor: Actor, studySlug: string, panel: SeenPanel, finding: FindingCommand): Promise<Result<null>>;
  /** Puts the name of an assessor to a dissent of their side, by their own hand, or takes it away again. */
  sign(
    actor: Actor,
    studySlug: string,
    panel: SeenPanel,
    voice: { readonly resultId: string; readonly n: number; readonly isSigned: boolean }
  ): Promise<Result<null>>;
  close(actor: Actor, studySlug: string, panel: SeenPanel): Promise<Result<null>>;
  /** Proposes a level for a split; it counts once the other side's chair agrees. */
  propose(
    actor: Actor,
    studySlug: string,
    panel: SeenPanel,
    settlement: { readonly level: string; readonly reason: Bilingual }
  ): Promise<Result<null>>;
  agree(actor: Actor, studySlug: string, panel: SeenPanel): Promise<Result<null>>;
  withdraw(actor: Actor, studySlug: string, panel: SeenPanel): Promise<Result<null>>;
}

export function openModerating(tools: CommandDeps): Moderating {
  type Decision = (context: CommandContext, authorized: AuthorizedPanelCommand) => Promise<Result<null>>;
  const moderate = (
    actor: Actor,
    studySlug: string,
    seen: SeenPanel,
    decision: Decision
  ): Promise<Result<null>> =>
    runCommand(tools, async (context) => {
      const authorized = await authorizePanelCommand(context.trx, actor, studySlug, seen, 'panel.moderate');
      if (!authorized.ok) return authorized;
      return authorized.value.panel.version === seen.version
        ? decision(context, authorized.value)
        : refuse('stale');
    });
  /** Takes a step of the panel; `wrong-state` where the panel's state has no such step. */
  const step = (
    actor: Actor,
    studySlug: string,
    seen: SeenPanel,
    name: PanelStep,
    decision: Decision
  ): Promise<Result<null>> =>
    moderate(actor, studySlug, seen, (context, authorized) =>
      panelTarget(authorized.panel.state, name) === undefined
        ? Promise.resolve(refuse('wrong-state'))
        : decision(context, authorized)
    );

  return {
    reveal: (actor, studySlug, seen) =>
      step(actor, studySlug, seen, 'reveal', async (context, authorized) => {
        const { trx, at } = context;
        const { panel, study } = authorized;
        const scores = await listScoresToReveal(trx, panel.id, panel.round);
        const checked = validateReveal(
          { state: panel.state, sealedSides: scores.map(({ sideId }) => sideId) },
          study.sides
        );
        if (!checked.ok) return checked;
        const digest = digestOf(scores);
        await revealRound(trx, panel.id, panel.round, { userId: actor.userId, at, digest });
        await updatePanel(trx, panel.id, { state: 'revealed' });
        // The digest goes into the chained log: the revealed scores can be checked against it at any later
        // time.
        await appendPanelEvent(context, authorized, 'panel.revealed', {
          ...(await progressOf(trx, authorized)),
          digest
        });
        return ok(null);
      }),

    again: (actor, studySlug, seen, reason) =>
      moderate(actor, studySlug, seen, async (context, authorized) => {
        const { trx, at } = context;
        const { panel, study, rubricHash, isOfOlderRubric } = authorized;
        if (!mayBeginAgain(panel.state, isOfOlderRubric)) return refuse('wrong-state');
        if (reason.en.trim() === '' || reason.zh.trim() === '')
          return refuse('both-languages-required', { field: 'reason' });
        if (reason.en.length > 2_000 || reason.zh.length > 2_000)
          return refuse('too-large', { field: 'reason' });
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
        await callOff(context, authorized);
        await appendPanelEvent(context, { ...authorized, panel: { ...panel, round } }, 'panel.opened', {});
        return ok(null);
      }),

    record: (actor, studySlug, seen, command) =>
      step(actor, studySlug, seen, 'record', async (context, authorized) => {
        const { trx, at } = context;
        const { panel, study, rubric, rubricHash, isOfOlderRubric } = authorized;
        if (isOfOlderRubric) return refuse('older-rubric');
        const finding = validateFinding(command, rubric, study.sides);
        if (!finding.ok) return finding;
        if (command.meetingId !== null && !(await findMeeting(trx, study.id, command.meetingId)))
          return refuse('invalid', { field: 'meeting' });
        const { outcome, level, reason, dissent } = finding.value;
        const id = tools.newId();
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
            meetingId: command.meetingId,
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
        await callOff(context, authorized);
        await appendPanelEvent(context, authorized, 'panel.recorded', {});
        return ok(null);
      }),

    sign: (actor, studySlug, seen, { resultId, n, isSigned }) =>
      runCommand(tools, async (context) => {
        const { trx, at } = context;
        const authorized = await authorizePanelCommand(trx, actor, studySlug, seen, 'panel.scores');
        if (!authorized.ok) return authorized;
        const { panel, study } = authorized.value;
        if (panel.version !== seen.version) return refuse('stale');
        const results = await listResults(trx, [panel.id]);
        const voice = (await listDissent(trx, [resultId])).get(resultId)?.find((one) => one.n === n);
        if (!voice || !results.some(({ id }) => id === resultId)) return refuse('not-found');
        const assessors = await listAssessors(trx, study.id, panel.cityId);
        if (!maySignDissent(voice, assessors, actor.userId)) return refuse('forbidden');
        if ((voice.signedAt !== null) === isSigned) return refuse('conflict');
        // Whose dissent it is stays known to the one who signed it, and is named to nobody else.
        await signDissent(trx, { resultId, n }, { userId: actor.userId, signedAt: isSigned ? at : null });
        await updatePanel(trx, panel.id, {});
        await appendPanelEvent(
          context,
          authorized.value,
          isSigned ? 'dissent.signed' : 'dissent.unsigned',
          {}
        );
        return ok(null);
      }),

    close: (actor, studySlug, seen) =>
      step(actor, studySlug, seen, 'close', async (context, authorized) => {
        if (authorized.isOfOlderRubric) return refuse('older-rubric');
        await updatePanel(context.trx, authorized.panel.id, { state: 'closed' });
        await appendPanelEvent(context, authorized, 'panel.closed', {}, 'panel.see');
        return ok(null);
      }),

    propose: (actor, studySlug, seen, { level, reason }) =>
      moderate(actor, studySlug, seen, async (context, authorized) => {
        const { trx, at } = context;
        const { panel, study, rubric, acting } = authorized;
        if (!(await isSplit(context, authorized))) return refuse('wrong-state');
        const checked = validateFinding(
          { outcome: 'level', level, reason, dissent: [] },
          rubric,
          study.sides
        );
        if (!checked.ok) return checked;
        if (await findOpenSettlement(trx, panel.id)) return refuse('conflict');
        const { en: reasonEn, zh: reasonZh } = checked.value.reason;
        await insertSettlement(trx, {
          id: tools.newId(),
          studyId: study.id,
          panelId: panel.id,
          level,
          reasonEn,
          reasonZh,
          userId: actor.userId,
          sideId: sideOf(acting),
          at,
          agreedBy: null,
          agreedAt: null,
          withdrawnAt: null
        });
        await updatePanel(trx, panel.id, {});
        await appendPanelEvent(context, authorized, 'settlement.proposed', {});
        return ok(null);
      }),

    agree: (actor, studySlug, seen) =>
      moderate(actor, studySlug, seen, async (context, authorized) => {
        const { trx, at } = context;
        const { panel, study, rubricHash, acting, isOfOlderRubric } = authorized;
        const settlement = await findOpenSettlement(trx, panel.id);
        if (!settlement || !(await isSplit(context, authorized))) return refuse('wrong-state');
        if (isOfOlderRubric) return refuse('older-rubric');
        // A settlement needs the chairs of both sides.
        if (settlement.sideId === sideOf(acting)) return refuse('forbidden');
        const id = tools.newId();
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
        await appendPanelEvent(context, authorized, 'panel.settled', {});
        return ok(null);
      }),

    withdraw: (actor, studySlug, seen) =>
      moderate(actor, studySlug, seen, async (context, authorized) => {
        const settlement = await findOpenSettlement(context.trx, authorized.panel.id);
        if (!settlement) return refuse('wrong-state');
        if (settlement.userId !== actor.userId) return refuse('forbidden');
        await updateSettlement(context.trx, settlement.id, { withdrawnAt: context.at });
        await updatePanel(context.trx, authorized.panel.id, {});
        await appendPanelEvent(context, authorized, 'settlement.withdrawn', {});
        return ok(null);
      })
  };
}

/** Returns the side that a chair acts for. */
const sideOf = (acting: Actor): string => acting.grants[0]?.sideId ?? '';

/** Checks whether the panel's latest result is a split that has not been settled. */
async function isSplit(
  { trx }: Pick<CommandContext, 'trx'>,
  { panel }: AuthorizedPanelCommand
): Promise<boolean> {
  if (panel.state !== 'consensus' && panel.state !== 'closed') return false;
  return (await listResults(trx, [panel.id])).find(({ id }) => id === panel.resultId)?.outcome === 'split';
}

/** Withdraws the open proposal that one chair made for an earlier result. */
async function callOff({ trx, at }: CommandContext, { panel }: AuthorizedPanelCommand): Promise<void> {
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

type PanelEvent =
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
  { appendEvent }: CommandContext,
  { study, panel, acting }: AuthorizedPanelCommand,
  kind: PanelEvent,
  facts: Readonly<Record<string, string | number>>,
  needs: 'panel.see' | 'panel.scores' = kind === 'panel.revealed' || kind === 'panel.opened'
    ? 'panel.see'
    : 'panel.scores'
): Promise<void> =>
  appendEvent(study.id, acting, {
    kind,
    needs,
    cityId: panel.cityId,
    payload: { characteristic: panel.characteristic, round: panel.round, ...facts }
  });
