/** What the chairs do with a panel: reveal a round, open the next, record what the panel comes to, settle a split together, close. */
import type { Bilingual } from '#domain/locale.ts';
import {
  judgeFinding,
  judgeReveal,
  mayBeginAgain,
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
  listResults,
  nextResultNumber,
  revealRound,
  updatePanel,
  updateSettlement
} from '../../store/panels.ts';
import { listScoresToReveal, type KeptScore } from '../../store/scores.ts';
import { decide, type DeskTools, type Sheet } from '../desk.ts';
import { sha256 } from '../sha256.ts';
import { enterPanel, type DecidingPanel } from './panel-door.ts';
import { progressOf, type PanelPlace } from './scoring.ts';

/** The panel as the page that acts on it saw it. */
export type SeenPanel = PanelPlace & { readonly version: number };

export interface FindingCommand extends PanelFinding {
  /** The meeting in which it was recorded. */
  readonly meetingId: string | null;
}

export interface Moderating {
  /** Shows every sealed score of the round to the panel. It cannot be undone. Needs a score of each side. */
  reveal(actor: Actor, slug: string, panel: SeenPanel): Promise<Result<null>>;
  /** Opens the next round, with its reason in both languages; what was revealed stays in sight. */
  again(actor: Actor, slug: string, panel: SeenPanel, reason: Bilingual): Promise<Result<null>>;
  /** What the panel came to. Recorded anew, the earlier is kept. `older-rubric` where the rubric has changed since the round began. */
  record(actor: Actor, slug: string, panel: SeenPanel, finding: FindingCommand): Promise<Result<null>>;
  close(actor: Actor, slug: string, panel: SeenPanel): Promise<Result<null>>;
  /** For a split: a level that one chair proposes and that counts once the other side's chair agrees. */
  propose(
    actor: Actor,
    slug: string,
    panel: SeenPanel,
    settlement: { readonly level: string; readonly reason: Bilingual }
  ): Promise<Result<null>>;
  agree(actor: Actor, slug: string, panel: SeenPanel): Promise<Result<null>>;
  withdraw(actor: Actor, slug: string, panel: SeenPanel): Promise<Result<null>>;
}

export function openModerating(tools: DeskTools): Moderating {
  type Decision = (sheet: Sheet, entered: DecidingPanel) => Promise<Result<null>>;
  const moderate = (actor: Actor, slug: string, seen: SeenPanel, decision: Decision): Promise<Result<null>> =>
    decide(tools, async (sheet) => {
      const entered = await enterPanel(sheet.trx, actor, slug, seen, 'panel.moderate');
      if (!entered.ok) return entered;
      return entered.value.panel.version === seen.version ? decision(sheet, entered.value) : refuse('stale');
    });
  /** `wrong-state` where the panel's state has no such step. */
  const step = (
    actor: Actor,
    slug: string,
    seen: SeenPanel,
    name: PanelStep,
    decision: Decision
  ): Promise<Result<null>> =>
    moderate(actor, slug, seen, (sheet, entered) =>
      panelTarget(entered.panel.state, name) === undefined
        ? Promise.resolve(refuse('wrong-state'))
        : decision(sheet, entered)
    );

  return {
    reveal: (actor, slug, seen) =>
      step(actor, slug, seen, 'reveal', async (sheet, entered) => {
        const { trx, at } = sheet;
        const { panel, study } = entered;
        const scores = await listScoresToReveal(trx, panel.id, panel.round);
        const judged = judgeReveal(
          { state: panel.state, sealedSides: scores.map(({ sideId }) => sideId) },
          study.sides
        );
        if (!judged.ok) return judged;
        const digest = digestOf(scores);
        await revealRound(trx, panel.id, panel.round, { userId: actor.userId, at, digest });
        await updatePanel(trx, panel.id, { state: 'revealed' });
        // The digest stands in the chained log: what was revealed can be held against it ever after.
        await tellOf(sheet, entered, 'panel.revealed', { ...(await progressOf(trx, entered)), digest });
        return ok(null);
      }),

    again: (actor, slug, seen, reason) =>
      moderate(actor, slug, seen, async (sheet, entered) => {
        const { trx, at } = sheet;
        const { panel, study, rubricHash, isOfOlderRubric } = entered;
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
        await callOff(sheet, entered);
        await tellOf(sheet, { ...entered, panel: { ...panel, round } }, 'panel.opened', {});
        return ok(null);
      }),

    record: (actor, slug, seen, command) =>
      step(actor, slug, seen, 'record', async (sheet, entered) => {
        const { trx, at } = sheet;
        const { panel, study, rubric, rubricHash, isOfOlderRubric } = entered;
        if (isOfOlderRubric) return refuse('older-rubric');
        const assessors = await listAssessors(trx, study.id, panel.cityId);
        const finding = judgeFinding(command, rubric, assessors, study.sides);
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
          dissent.map(({ opinion, ...voice }) => ({ ...voice, opinionEn: opinion.en, opinionZh: opinion.zh }))
        );
        await updatePanel(trx, panel.id, { state: 'consensus', resultId: id });
        await callOff(sheet, entered);
        await tellOf(sheet, entered, 'panel.recorded', {});
        return ok(null);
      }),

    close: (actor, slug, seen) =>
      step(actor, slug, seen, 'close', async (sheet, entered) => {
        if (entered.isOfOlderRubric) return refuse('older-rubric');
        await updatePanel(sheet.trx, entered.panel.id, { state: 'closed' });
        await tellOf(sheet, entered, 'panel.closed', {}, 'panel.see');
        return ok(null);
      }),

    propose: (actor, slug, seen, { level, reason }) =>
      moderate(actor, slug, seen, async (sheet, entered) => {
        const { trx, at } = sheet;
        const { panel, study, rubric, acting } = entered;
        if (!(await isSplit(sheet, entered))) return refuse('wrong-state');
        const judged = judgeFinding(
          { outcome: 'level', level, reason, dissent: [] },
          rubric,
          [],
          study.sides
        );
        if (!judged.ok) return judged;
        if (await findOpenSettlement(trx, panel.id)) return refuse('conflict');
        const { en: reasonEn, zh: reasonZh } = judged.value.reason;
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
        await tellOf(sheet, entered, 'settlement.proposed', {});
        return ok(null);
      }),

    agree: (actor, slug, seen) =>
      moderate(actor, slug, seen, async (sheet, entered) => {
        const { trx, at } = sheet;
        const { panel, study, rubricHash, acting, isOfOlderRubric } = entered;
        const settlement = await findOpenSettlement(trx, panel.id);
        if (!settlement || !(await isSplit(sheet, entered))) return refuse('wrong-state');
        if (isOfOlderRubric) return refuse('older-rubric');
        // One side alone settles nothing.
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
        await tellOf(sheet, entered, 'panel.settled', {});
        return ok(null);
      }),

    withdraw: (actor, slug, seen) =>
      moderate(actor, slug, seen, async (sheet, entered) => {
        const settlement = await findOpenSettlement(sheet.trx, entered.panel.id);
        if (!settlement) return refuse('wrong-state');
        if (settlement.userId !== actor.userId) return refuse('forbidden');
        await updateSettlement(sheet.trx, settlement.id, { withdrawnAt: sheet.at });
        await updatePanel(sheet.trx, entered.panel.id, {});
        await tellOf(sheet, entered, 'settlement.withdrawn', {});
        return ok(null);
      })
  };
}

/** In whose name a chair speaks. */
const sideOf = (acting: Actor): string => acting.grants[0]?.sideId ?? '';

/** Whether the panel's latest result is a split that still stands. */
async function isSplit({ trx }: Pick<Sheet, 'trx'>, { panel }: DecidingPanel): Promise<boolean> {
  if (panel.state !== 'consensus' && panel.state !== 'closed') return false;
  return (await listResults(trx, [panel.id])).find(({ id }) => id === panel.resultId)?.outcome === 'split';
}

/** What one chair proposed for an earlier result is off the table. */
async function callOff({ trx, at }: Sheet, { panel }: DecidingPanel): Promise<void> {
  const settlement = await findOpenSettlement(trx, panel.id);
  if (settlement) await updateSettlement(trx, settlement.id, { withdrawnAt: at });
}

/**
 * SHA-256 over the scores of a round in canonical JSON, without the names of their assessors, whose accounts may have other ids elsewhere:
 * side, judgement, rationale, confidence, what is cited, ratings and the time of sealing, in the order of their texts.
 */
export function digestOf(scores: readonly KeptScore[]): string {
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
  | 'panel.closed'
  | 'settlement.proposed'
  | 'settlement.withdrawn'
  | 'panel.settled';

/** No level stands in the log: it is read by more people than the panel, and for longer. */
const tellOf = (
  { tell }: Sheet,
  { study, panel, acting }: DecidingPanel,
  kind: PanelEvent,
  facts: Readonly<Record<string, string | number>>,
  needs: 'panel.see' | 'panel.scores' = kind === 'panel.revealed' || kind === 'panel.opened'
    ? 'panel.see'
    : 'panel.scores'
): Promise<void> =>
  tell(study.id, acting, {
    kind,
    needs,
    cityId: panel.cityId,
    payload: { characteristic: panel.characteristic, round: panel.round, ...facts }
  });
