/**
 * Defines the demo's scoring panels. Who judged, and what they came to, is made up, and every rationale says
 * so: the cities are real, and no one has judged them here.
 */
import type { FactOf } from '#domain/events.ts';
import { levelsInOrder } from '#domain/score.ts';
import { rubricOf, type Rubric } from '#domain/rubric.ts';
import type { Bilingual } from '#domain/locale.ts';
import { findFramework, findRubric } from '../store/frameworks.ts';
import {
  insertAssessors,
  insertPanels,
  insertResult,
  insertRounds,
  revealRound,
  updatePanel
} from '../store/panels.ts';
import { listScoresToReveal, saveScore } from '../store/scores.ts';
import type { ActOf } from '../store/seeds/workflow.ts';
import type { DemoStage } from './demo-stage.ts';
import { digestOf, type PanelEvent } from './panels/moderating.ts';
import { hashOfRubric } from './panels/rubric-hash.ts';

type Judged = ActOf<'judge'>['panels'][string];

const madeUp: Bilingual = { en: 'An example for the demonstration.', zh: '本条为演示用示例。' };
const becauseAgain: Bilingual = {
  en: 'The panel judges again after its discussion.',
  zh: '经讨论，小组重新评分。'
};
const experts = [
  'expert1.eu',
  'expert2.eu',
  'expert3.eu',
  'expert4.eu',
  'expert1.cn',
  'expert2.cn',
  'expert3.cn',
  'expert4.cn'
];
const notAssessed = 'n';

export async function judge(stage: DemoStage, { at, city: cityId, panels }: ActOf<'judge'>): Promise<void> {
  const { trx, study, tools } = stage;
  const rubric = await findRubric(trx, study.id);
  const framework = await findFramework(trx, study.id);
  if (!rubric || !framework) throw new Error('The demo has no rubric or no framework');
  const secretariat = await stage.actor('secretariat');
  const seats = await Promise.all(experts.map((by) => stage.actor(by)));
  const assessors = seats.map(({ userId, grants }) => ({ userId, sideId: grants[0]?.sideId ?? '' }));
  await insertAssessors(
    trx,
    assessors.map((seat) => ({
      ...seat,
      studyId: study.id,
      cityId,
      namedBy: secretariat.userId,
      at,
      recusedAt: null,
      reason: ''
    }))
  );
  await stage.context(at).appendEvent(study.id, secretariat, {
    kind: 'assessors.named',
    needs: 'panel.see',
    cityId,
    payload: { count: assessors.length }
  });
  let released = 0;
  for (const { id: characteristic, questions } of framework.characteristics) {
    const judged = panels[characteristic];
    if (!judged) continue;
    const panel = { id: tools.newId(), studyId: study.id, cityId, characteristic };
    await insertPanels(trx, [
      { ...panel, state: 'open', round: judged.rounds.length, resultId: null, releasedId: null, version: 1 }
    ]);
    await playPanel(stage, { panel, at, judged, rubric, assessors, question: questions[0]?.id ?? '' });
    if (judged.state === 'released') released += 1;
  }
  if (released > 0)
    await stage.context(at).appendEvent(study.id, secretariat, {
      kind: 'levels.released',
      needs: 'levels.read',
      cityId,
      payload: { count: released }
    });
}

interface Played {
  readonly panel: {
    readonly id: string;
    readonly studyId: string;
    readonly cityId: string;
    readonly characteristic: string;
  };
  readonly at: string;
  readonly judged: Judged;
  readonly rubric: Rubric;
  readonly assessors: readonly { readonly userId: string; readonly sideId: string }[];
  readonly question: string;
}

async function playPanel(
  stage: DemoStage,
  { panel, at, judged, rubric, assessors, question }: Played
): Promise<void> {
  const { trx, study, tools } = stage;
  const { rounds, result, state } = judged;
  const { characteristic, cityId } = panel;
  const rubricHash = hashOfRubric(rubric);
  const levels = levelsInOrder(rubric).map(({ id }) => id);
  const descriptor = (level: string | null): Bilingual =>
    rubricOf(rubric, characteristic)?.levels[level ?? '']?.[0] ?? {
      en: 'The answer is too thin to judge.',
      zh: '答复信息不足，无法判断。'
    };
  const chair = await stage.actor('chair.eu');
  const appendEvent = (fact: FactOf<PanelEvent>, needs: 'panel.see' | 'panel.scores'): Promise<void> =>
    stage.context(at).appendEvent(study.id, chair, { ...fact, needs, cityId });
  for (const [index, marks] of rounds.entries()) {
    const round = index + 1;
    const isRevealed = round < rounds.length || state !== 'open';
    const reason = round === 1 ? { en: '', zh: '' } : becauseAgain;
    await insertRounds(trx, [
      {
        studyId: study.id,
        panelId: panel.id,
        round,
        rubricHash,
        openedAt: at,
        userId: round === 1 ? null : chair.userId,
        reasonEn: reason.en,
        reasonZh: reason.zh,
        revealedAt: null,
        revealedBy: null,
        digest: null
      }
    ]);
    if (round > 1)
      await appendEvent({ kind: 'panel.opened', payload: { characteristic, round } }, 'panel.see');
    for (const [seat, { userId, sideId }] of assessors.entries()) {
      const mark = marks[seat] ?? '.';
      if (mark === '.') continue;
      const level = mark === notAssessed ? null : (levels[Number(mark)] ?? null);
      const language = sideId === study.sides[0].id ? 'en' : 'zh';
      await saveScore(
        trx,
        { id: tools.newId(), studyId: study.id, panelId: panel.id, round, userId, sideId },
        0,
        {
          judgement: level === null ? 'not-assessed' : 'level',
          level,
          rationale: `${descriptor(level)[language]}${language === 'en' ? ' ' : ''}${madeUp[language]}`,
          language,
          confidence: 'medium',
          cited: level === null ? [] : [{ kind: 'question', id: question }],
          ratings: {},
          usesOutside: false,
          suggested: null,
          changedAt: at,
          sealedAt: at
        }
      );
    }
    if (!isRevealed) continue;
    const scores = await listScoresToReveal(trx, panel.id, round);
    const digest = digestOf(scores);
    await revealRound(trx, panel.id, round, { userId: chair.userId, at, digest });
    const revealed = { characteristic, round, sealed: scores.length, of: assessors.length, digest };
    await appendEvent({ kind: 'panel.revealed', payload: revealed }, 'panel.see');
  }
  const round = rounds.length;
  if (result === null) return updatePanel(trx, panel.id, { state: state === 'open' ? 'open' : 'revealed' });
  const level = /^\d$/.test(result) ? (levels[Number(result)] ?? null) : null;
  const outcome = level !== null ? 'level' : result === 'split' ? 'split' : 'not-assessed';
  const phrase =
    outcome === 'split'
      ? { en: 'The two readings of the response stand beside each other.', zh: '对填报内容的两种理解并存。' }
      : descriptor(level);
  const reason = { en: `${phrase.en} ${madeUp.en}`, zh: `${phrase.zh}${madeUp.zh}` };
  const id = tools.newId();
  const others = assessors.filter(
    (_, seat) =>
      /\d/.test(rounds.at(-1)?.[seat] ?? '') &&
      level !== null &&
      levels[Number(rounds.at(-1)?.[seat])] !== level
  );
  const [voice] = others;
  const dissenting = voice ? (levels[Number(rounds.at(-1)?.[assessors.indexOf(voice)])] ?? null) : null;
  await insertResult(
    trx,
    {
      id,
      studyId: study.id,
      panelId: panel.id,
      n: 1,
      round,
      outcome,
      level,
      reasonEn: reason.en,
      reasonZh: reason.zh,
      rubricHash,
      meetingId: null,
      userId: chair.userId,
      at,
      settlementId: null
    },
    // One assessor whose last level differs from all others is printed as dissent.
    voice && others.length === 1
      ? [
          {
            userId: voice.userId,
            sideId: voice.sideId,
            level: dissenting,
            opinionEn: `${descriptor(dissenting).en} ${madeUp.en}`,
            opinionZh: `${descriptor(dissenting).zh}${madeUp.zh}`,
            signedAt: null
          }
        ]
      : []
  );
  const payload = { characteristic, round };
  await appendEvent({ kind: 'panel.recorded', payload }, 'panel.scores');
  const isClosed = state === 'closed' || state === 'released';
  await updatePanel(trx, panel.id, {
    state: isClosed ? 'closed' : 'consensus',
    resultId: id,
    ...(state === 'released' ? { releasedId: id } : {})
  });
  if (isClosed) await appendEvent({ kind: 'panel.closed', payload }, 'panel.see');
}
