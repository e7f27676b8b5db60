/** Requests a clarification of a question, which reopens it. */
import { validateQuestion, type WrittenText } from '#rules/clarifications/clarification.ts';
import { partsOfCity, type Framework, isOffered } from '#rules/framework/framework.ts';
import { isCorrection } from '#rules/consultation/consultation.ts';
import { insertClarification, openClarification } from './store/clarifications.ts';
import { endText, type TextsBefore } from '#areas/documents';
import { findGeneration, findFrameworkOfCity, locksOfTexts } from '#areas/assessments';
import { listSubmitted } from '#areas/consultation';
import { commandsOf } from '#server/commands/command.ts';
import { refused, take } from '#server/commands/refused.ts';
import {
  type ClarificationTools,
  subject,
  needs,
  type Deciding,
  type Clarifying,
  clarifying,
  readBefore,
  submitted,
  goOn,
  announce,
  moved
} from './open-clarifications.ts';

const command = commandsOf<ClarificationTools>();

type Question = WrittenText & { readonly question: string; readonly comment?: string | undefined };

/** Returns the comment in which the city corrects a fact, as a question names it; null where it names none. */
async function correctionOf(
  { trx, subject: { study, assessment } }: Deciding<TextsBefore>,
  comment: string | undefined
): Promise<string | null> {
  if (comment === undefined) return null;
  const found = (await listSubmitted(trx, study.id, assessment.cityId)).find(({ id }) => id === comment);
  if (!found || !isCorrection(found)) throw refused('invalid', { field: 'comment' });
  return found.id;
}

/**
 * Has the response open for a question; returns its generation, and the one from which the questions were reopened. The
 * first question ends a generation that is still open, and begins the next.
 */
async function reopened(
  clarifying: Clarifying
): Promise<{ readonly generation: number; readonly base: number }> {
  const { decision, response, open } = clarifying;
  const { generation } = response;
  const base = open[0]?.base;
  if (base !== undefined) return { generation, base };
  const row = await findGeneration(decision.trx, response.id, generation);
  if (row?.endedAt === null) {
    const { deps, acting, prepared } = decision;
    take(await endText(deps, decision, acting, response, prepared, needs));
  }
  await goOn(clarifying);
  return { generation: generation + 1, base: generation };
}

/**
 * `conflict` where it is open already. `comment` names a comment in which the city corrects a fact: then the
 * city is asked to correct its answer as well.
 */
export const ask = command(
  {
    name: 'clarifications.ask',
    subject,
    needs: 'clarification.ask',
    locks: (about, _question: Question) => locksOfTexts(about),
    prepare: (preparation, _question: Question) => readBefore(preparation, (open) => open.length === 0)
  },
  async (decision, { question, comment, ...text }: Question) => {
    const { trx, at, deps, acting, subject } = decision;
    const { study, assessment } = subject;
    const clarification = await clarifying(decision);
    const { response, open } = clarification;
    const { text: body, language } = take(validateQuestion(text));
    const framework = await findFrameworkOfCity(trx, study.id, assessment.cityId);
    const characteristic = framework && characteristicOf(framework, assessment.answersProfile, question);
    if (!characteristic) throw refused('invalid', { field: 'question' });
    if (open.some((one) => one.question === question)) throw refused('conflict');
    const cityCommentId = await correctionOf(decision, comment);
    const { generation, base } = await reopened(clarification);
    const from = await submitted(clarification);
    const id = deps.newId();
    await insertClarification(trx, {
      id,
      studyId: study.id,
      cityId: assessment.cityId,
      documentId: response.id,
      question,
      characteristic,
      body,
      language,
      userId: acting.userId,
      role: acting.grants[0]?.role ?? 'expert',
      at,
      base,
      generation,
      closedGeneration: null,
      fromVersionId: from.id,
      ...openClarification,
      cityCommentId
    });
    announce(clarification, {
      kind: 'clarification.asked',
      payload: { clarificationId: id, question, characteristic }
    });
    moved(clarification);
    return { id };
  }
);

/**
 * Returns the characteristic, or the part of the short profile, of a question that the city answers in its
 * version now.
 */
function characteristicOf(
  framework: Framework,
  answersProfile: boolean,
  question: string
): string | undefined {
  return partsOfCity(framework, answersProfile).find(({ questions }) =>
    questions.some((one) => one.id === question && isOffered(one))
  )?.id;
}
