/**
 * Defines the demo's scoring panels. Who judged, and what they came to, is made up, and every rationale says
 * so: the cities are real, and no one has judged them here.
 */
import type { FactOf } from '#lib/events/kinds.ts';
import { levelsInOrder } from '#rules/panels/score.ts';
import { rubricOf, type Rubric } from '#rules/framework/rubric.ts';
import type { Bilingual } from '#base/locale.ts';
import type { Actor } from '#base/permissions.ts';
import { findFramework, findRubric } from '#areas/framework';
import {
  insertAssessors,
  insertPanels,
  insertResult,
  insertRounds,
  revealRound,
  updatePanel,
  listScoresToReveal,
  saveScore,
  digestOf,
  type PanelEvent,
  hashOfRubric
} from '#areas/panels';
import type { ActOf } from './store/workflow.ts';
import type { DemoStage } from './demo-stage.ts';

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

interface Playing extends Played {
  readonly stage: DemoStage;
  readonly chair: Actor;
  readonly rubricHash: string;
  /** The lowest first. */
  readonly levels: readonly string[];
}

async function playPanel(stage: DemoStage, played: Played): Promise<void> {
  const { rubric } = played;
  const levels = levelsInOrder(rubric).map(({ id }) => id);
  const chair = await stage.actor('chair.eu');
  const playing: Playing = { ...played, stage, chair, rubricHash: hashOfRubric(rubric), levels };
  const { rounds, result, state } = played.judged;
  for (const [index, marks] of rounds.entries()) await playRound(playing, index + 1, marks);
  if (result !== null) return record(playing, result);
  await updatePanel(stage.trx, played.panel.id, { state: state === 'open' ? 'open' : 'revealed' });
}

const appendEvent = (
  { stage, chair, at, panel: { cityId } }: Playing,
  fact: FactOf<PanelEvent>,
  needs: 'panel.see' | 'panel.scores'
): Promise<void> => stage.context(at).appendEvent(stage.study.id, chair, { ...fact, needs, cityId });

const descriptor = ({ rubric, panel }: Playing, level: string | null): Bilingual =>
  rubricOf(rubric, panel.characteristic)?.levels[level ?? '']?.[0] ?? {
    en: 'The answer is too thin to judge.',
    zh: '答复信息不足，无法判断。'
  };

/** Plays a round: it is opened, assessors score, and the chair reveals it where the panel went on. */
async function playRound(playing: Playing, round: number, marks: string): Promise<void> {
  const { stage, panel, at, judged, assessors, chair, rubricHash } = playing;
  const { trx, study } = stage;
  const { characteristic } = panel;
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
    await appendEvent(playing, { kind: 'panel.opened', payload: { characteristic, round } }, 'panel.see');
  for (const [seat, assessor] of assessors.entries()) {
    const mark = marks[seat] ?? '.';
    if (mark !== '.') await score(playing, round, assessor, mark);
  }
  if (round === judged.rounds.length && judged.state === 'open') return;
  const scores = await listScoresToReveal(trx, panel.id, round);
  const digest = digestOf(scores);
  await revealRound(trx, panel.id, round, { userId: chair.userId, at, digest });
  const revealed = { characteristic, round, sealed: scores.length, of: assessors.length, digest };
  await appendEvent(playing, { kind: 'panel.revealed', payload: revealed }, 'panel.see');
}

async function score(
  playing: Playing,
  round: number,
  { userId, sideId }: Played['assessors'][number],
  mark: string
): Promise<void> {
  const { stage, panel, at, levels, question } = playing;
  const { trx, study, tools } = stage;
  const level = mark === notAssessed ? null : (levels[Number(mark)] ?? null);
  const language = sideId === study.sides[0].id ? 'en' : 'zh';
  await saveScore(
    trx,
    { id: tools.newId(), studyId: study.id, panelId: panel.id, round, userId, sideId },
    0,
    {
      judgement: level === null ? 'not-assessed' : 'level',
      level,
      rationale: `${descriptor(playing, level)[language]}${language === 'en' ? ' ' : ''}${madeUp[language]}`,
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

/** Closes the panel, too, where it went so far. */
async function record(playing: Playing, result: string): Promise<void> {
  const { stage, panel, at, judged, levels, chair, rubricHash } = playing;
  const { trx, study, tools } = stage;
  const round = judged.rounds.length;
  const level = /^\d$/.test(result) ? (levels[Number(result)] ?? null) : null;
  const outcome = level !== null ? 'level' : result === 'split' ? 'split' : 'not-assessed';
  const phrase =
    outcome === 'split'
      ? { en: 'The two readings of the response stand beside each other.', zh: '对填报内容的两种理解并存。' }
      : descriptor(playing, level);
  const id = tools.newId();
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
      reasonEn: `${phrase.en} ${madeUp.en}`,
      reasonZh: `${phrase.zh}${madeUp.zh}`,
      rubricHash,
      meetingId: null,
      userId: chair.userId,
      at,
      settlementId: null
    },
    dissentFrom(playing, level)
  );
  const payload = { characteristic: panel.characteristic, round };
  await appendEvent(playing, { kind: 'panel.recorded', payload }, 'panel.scores');
  const { state } = judged;
  const isClosed = state === 'closed' || state === 'released';
  await updatePanel(trx, panel.id, {
    state: isClosed ? 'closed' : 'consensus',
    resultId: id,
    ...(state === 'released' ? { releasedId: id } : {})
  });
  if (isClosed) await appendEvent(playing, { kind: 'panel.closed', payload }, 'panel.see');
}

/** Returns the dissent that is printed: of one assessor whose last level differs from all others. */
function dissentFrom(playing: Playing, level: string | null): Parameters<typeof insertResult>[2] {
  const { judged, assessors, levels } = playing;
  const marks = judged.rounds.at(-1) ?? '';
  const levelAt = (seat: number): string | undefined =>
    /\d/.test(marks[seat] ?? '') ? levels[Number(marks[seat])] : undefined;
  const others = assessors.filter(
    (_, seat) => /\d/.test(marks[seat] ?? '') && level !== null && levelAt(seat) !== level
  );
  const [voice] = others;
  if (!voice || others.length > 1) return [];
  const dissenting = levelAt(assessors.indexOf(voice)) ?? null;
  const opinion = descriptor(playing, dissenting);
  return [
    {
      userId: voice.userId,
      sideId: voice.sideId,
      level: dissenting,
      opinionEn: `${opinion.en} ${madeUp.en}`,
      opinionZh: `${opinion.zh}${madeUp.zh}`,
      signedAt: null
    }
  ];
}
