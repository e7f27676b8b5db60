import { languageOf } from '#rules/threads/comment.ts';
import {
  validateAnswer,
  validateDisposition,
  validateCommentText
} from '#rules/consultation/consultation.ts';
import {
  blocksOf,
  inOrderOfText,
  shortened,
  validateLocation
} from '#rules/consultation/comment-location.ts';
import {
  answerComment,
  blankComment,
  decideComment,
  findCityComment,
  insertCityComments,
  listDrafts,
  submitDraft,
  submitRound,
  findLatestConsultation,
  type CityCommentRow,
  type ConsultationRow,
  sectionsOfVersion
} from '#areas/consultation';
import type { ActOf } from './store/workflow.ts';
import { must, type DemoStage } from './demo-stage.ts';
import { takeStep } from './demo-steps.ts';
import { readContent } from '#areas/documents';

async function roundOf({ trx, study }: DemoStage, city: string): Promise<ConsultationRow> {
  const round = await findLatestConsultation(trx, study.id, city);
  if (!round) throw new Error(`${city} has no consultation`);
  return round;
}

/** Only the city's staff are notified. */
export async function draftComment(
  stage: DemoStage,
  { at, city, by, id: name, section, language, quote, stance, kind, body, proposal }: ActOf<'draft'>
): Promise<void> {
  const { trx, study, tools } = stage;
  const round = await roundOf(stage, city);
  const sections = await sectionsOfVersion(trx, study.id, round.versionId);
  const block = blocksOf(sections).find(
    (one) => one.section === section && one.language === language && one.text.includes(quote)
  );
  const location = must(
    validateLocation(sections, { section, blockId: block?.id ?? null, quote }),
    `comment on “${quote}” of ${city}`
  );
  const text = must(
    validateCommentText({ stance, kind, language: languageOf(body || proposal, language), body, proposal }),
    `comment on ${city}`
  );
  const id = tools.newId();
  const actor = await stage.actor(by, city);
  const { userId } = actor;
  await insertCityComments(trx, [
    {
      ...blankComment,
      ...text,
      ...location,
      id,
      studyId: study.id,
      consultationId: round.id,
      cityId: city,
      number: 0,
      origin: 'city',
      userId,
      at,
      submittedAt: null
    }
  ]);
  stage.named.set(name, id);
  await stage.context(at).appendEvent(study.id, actor, {
    kind: 'city-comment.drafted',
    needs: 'comments.staff',
    cityId: city,
    documentId: round.documentId,
    payload: { commentId: id }
  });
}

/** Submits what was drafted, once, by the senior representative; that closes the round. */
export async function submitComments(stage: DemoStage, { at, city, by }: ActOf<'submit'>): Promise<void> {
  const { trx, study } = stage;
  const round = await roundOf(stage, city);
  const actor = await stage.actor(by, city);
  const drafts = inOrderOfText(
    await listDrafts(trx, round.id),
    await sectionsOfVersion(trx, study.id, round.versionId)
  );
  for (const [n, draft] of drafts.entries()) await submitDraft(trx, draft, n + 1, at);
  await submitRound(trx, round.id, actor.userId, at);
  await stage.context(at).appendEvent(study.id, actor, {
    kind: 'consultation.submitted',
    needs: 'consultation.read',
    cityId: city,
    documentId: round.documentId,
    payload: { comments: drafts.length }
  });
  await takeStep(stage, {
    at,
    city,
    by,
    step: 'close-consultation',
    reason: { en: '', zh: '' },
    deadline: null
  });
}

async function commentOf(
  { trx, study, named }: DemoStage,
  city: string,
  name: string
): Promise<CityCommentRow> {
  const comment = await findCityComment(trx, study.id, city, named.get(name) ?? '');
  if (!comment) throw new Error(`No comment ${name}`);
  return comment;
}

export async function decideOn(
  stage: DemoStage,
  { at, city, by, comment: name, disposition, reason, change }: ActOf<'decide'>
): Promise<void> {
  const { trx, study, tools } = stage;
  const comment = await commentOf(stage, city, name);
  const findings = await stage.text(city, 'findings');
  const block = blocksOf((await readContent(trx, tools.workers, findings)).sections).find(
    ({ id }) => id === comment.blockId
  );
  const link =
    change && block ? { section: block.section, blockId: block.id, quote: shortened(block.text) } : null;
  must(validateDisposition(comment, { disposition, reason, change: link }), `decide on ${name}`);
  const actor = await stage.actor(by, city);
  await decideComment(trx, comment, {
    disposition,
    reasonEn: reason.en,
    reasonZh: reason.zh,
    changeSection: link?.section ?? null,
    changeBlockId: link?.blockId ?? null,
    changeQuote: link?.quote ?? '',
    decidedBy: actor.userId,
    decidedAt: at
  });
  const payload = { commentId: comment.id, number: comment.number, disposition };
  await stage.context(at).appendEvent(study.id, actor, {
    kind: 'city-comment.decided',
    needs: 'consultation.read',
    cityId: city,
    documentId: findings.id,
    payload
  });
}

export async function answerDecision(
  stage: DemoStage,
  { at, city, by, comment: name, answer, text }: ActOf<'answer'>
): Promise<void> {
  const comment = await commentOf(stage, city, name);
  must(validateAnswer(comment, answer, text), `answer on ${name}`);
  const actor = await stage.actor(by, city);
  await answerComment(stage.trx, comment, {
    answer,
    answerText: text,
    answeredBy: actor.userId,
    answeredAt: at
  });
  const { id: documentId } = await stage.text(city, 'findings');
  const payload = { commentId: comment.id, number: comment.number, answer };
  await stage.context(at).appendEvent(stage.study.id, actor, {
    kind: 'city-comment.answered',
    needs: 'consultation.read',
    cityId: city,
    documentId,
    payload
  });
}
