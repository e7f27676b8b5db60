/** Settles a split of a panel: one side proposes a level, the other agrees. */
import type { Bilingual } from '#base/locale.ts';
import { validateFinding } from '#rules/panels/panel.ts';
import type { Actor } from '#base/permissions.ts';
import {
  findOpenSettlement,
  insertResult,
  insertSettlement,
  listResults,
  nextResultNumber,
  updatePanel,
  updateSettlement
} from './store/panels.ts';
import { refused, take } from '#server/commands/refused.ts';
import { type PanelDecision, moderate, appendPanelEvent, roundOf } from './panel-decision.ts';

/** It counts once the other side's chair agrees. */
export const propose = moderate(
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

export const agree = moderate('agree-settlement', async (decision) => {
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

export const withdraw = moderate('withdraw-settlement', async (decision) => {
  const { trx, at, actor, subject } = decision;
  const settlement = await findOpenSettlement(trx, subject.panel.id);
  if (!settlement) throw refused('wrong-state');
  if (settlement.userId !== actor.userId) throw refused('forbidden');
  await updateSettlement(trx, settlement.id, { withdrawnAt: at });
  await updatePanel(trx, subject.panel.id, {});
  appendPanelEvent(decision, { kind: 'settlement.withdrawn', payload: roundOf(subject.panel) });
  return null;
});

const sideOf = (acting: Actor): string => acting.grants[0]?.sideId ?? '';

/** Checks whether the panel's latest result is a split that has not been settled. */
async function isSplit({ trx, subject: { panel } }: PanelDecision): Promise<boolean> {
  if (panel.state !== 'consensus' && panel.state !== 'closed') return false;
  return (await listResults(trx, [panel.id])).find(({ id }) => id === panel.resultId)?.outcome === 'split';
}
