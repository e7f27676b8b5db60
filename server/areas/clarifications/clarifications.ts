/**
 * Manages the clarifications that are requested from a city after it has submitted. A request reopens one
 * question: the response's next generation begins from what was frozen, and everything else of it stays
 * closed. Each command that leaves fewer questions open ends the generation, so that nothing is written to a
 * question after its answer was read; where others are still open, the next generation continues from there.
 * The submitted version is always the one that was returned last: in it, questions that are still open have
 * their earlier content.
 */
import {
  awaitsReview,
  validateQuestion,
  validateNote,
  stateOf,
  type WrittenText
} from '#rules/clarifications/clarification.ts';
import { partsOfCity, type Framework, isOffered } from '#rules/framework/framework.ts';
import { isCorrection } from '#rules/consultation/consultation.ts';
import type { GatheredEvent } from '#lib/events/kinds.ts';
import { canonicalCells } from '#document/answered.ts';
import { heldAnswers, questionContent, withheldIn, type HeldAnswers } from '#document/question-content.ts';
import {
  insertClarification,
  openClarification,
  listClarifications,
  updateClarifications,
  type ClarificationRow
} from './store/clarifications.ts';
import {
  isOpen,
  closedContent,
  confidentialOf,
  endText,
  openText,
  readContent,
  readWhole,
  sectionIdsOf,
  type FreezingTools,
  type ReadContent,
  type TextsBefore,
  type WholeText
} from '#areas/documents';
import {
  findGeneration,
  type DocumentRow,
  findFrameworkOfCity,
  assessmentSeenWith,
  authorizedIn,
  locksOfTexts,
  loadTexts
} from '#areas/assessments';
import { listSubmitted } from '#areas/consultation';
import { citesSince } from '#areas/evidence';
import { findNewestVersion, findVersion, saveConfidentialVersion, saveVersion } from '#areas/versions';
import type { DocumentWorkers } from '#server/workers/document-workers.ts';
import { bind } from '#server/commands/bind.ts';
import { commandsOf, type Decision, type Preparation } from '#server/commands/command.ts';
import { readsOf } from '#server/commands/read.ts';
import { refused, take } from '#server/commands/refused.ts';
import type { CommandDeps } from '#server/commands/run-command.ts';
import { versionsFor } from '#areas/answers';
import { changedAnswers, type ChangedAnswer } from './changed-answers.ts';
import { clarificationViews, type ClarificationsView } from './clarification-views.ts';
import { subjectOf } from '#rules/versions/version.ts';

/** Selects one question, one characteristic, or the whole response. */
export interface About {
  readonly question?: string | undefined;
  readonly characteristic?: string | undefined;
}

/**
 * Names the ability that the events need: those who read the request learn of it, and not all who read the
 * response.
 */
const needs = 'clarification.read';

type ClarificationTools = CommandDeps &
  FreezingTools & { readonly workers: Pick<DocumentWorkers, 'renderVersion'> };

const command = commandsOf<ClarificationTools>();
const read = readsOf<ClarificationTools>();

/** Is found by those who read requests; one of them who may not do something is told so, whatever the state. */
const subject = assessmentSeenWith(needs, () => 'forbidden');

type Preparing = Preparation<ClarificationTools, typeof subject>;
type Deciding<P> = Decision<ClarificationTools, typeof subject, P>;

/** Is what a command about clarifications decides on: the response, and all clarifications of it. */
interface Clarifying<P = TextsBefore> {
  readonly decision: Deciding<P>;
  readonly response: DocumentRow;
  readonly rows: readonly ClarificationRow[];
  readonly open: readonly ClarificationRow[];
}

async function clarifying<P>(decision: Deciding<P>): Promise<Clarifying<P>> {
  const { study, assessment } = decision.subject;
  const { response } = await loadTexts(decision.trx, study, assessment.cityId);
  const rows = await listClarifications(decision.trx, response.id);
  return { decision, response, rows, open: rows.filter(isOpen) };
}

/**
 * Reads, before the transaction, what a command may need of the response and of the confidential document:
 * their content, and the whole of them where the next generation begins from it.
 */
async function readBefore(
  { db, deps, actor, isLast, subject: { study, assessment } }: Preparing,
  goesOn: (open: readonly ClarificationRow[]) => boolean
): Promise<TextsBefore> {
  const { response } = await loadTexts(db, study, assessment.cityId);
  const confidential = await confidentialOf({ trx: db }, response);
  const contents: ReadContent[] = [];
  const wholes: WholeText[] = [];
  const isRead = goesOn((await listClarifications(db, response.id)).filter(isOpen));
  for (const document of confidential ? [response, confidential] : [response]) {
    contents.push(await readContent(db, deps.workers, document, actor.userId));
    if (isRead) wholes.push(await readWhole(db, deps, document, actor.userId));
  }
  return { contents, wholes, isLast };
}

/**
 * Returns the response as it was submitted last; saves that version now where it was frozen without one.
 */
async function submitted({
  decision: { trx, at, deps, acting, prepared, subject },
  response
}: Clarifying): Promise<{ readonly id: string; readonly content: HeldAnswers }> {
  const { study } = subject;
  const newest = await findNewestVersion(trx, study.id, subjectOf(response), 'submission');
  const summary =
    newest ??
    (await saveVersion(trx, response, await closedContent(deps, trx, response, prepared, acting.userId), {
      id: deps.newId(),
      kind: 'submission',
      name: { en: 'As it was submitted', zh: '提交时的内容' },
      userId: null,
      at
    }));
  const version = await findVersion(trx, study.id, summary.id);
  if (!version) throw new Error('A version that was just found is gone');
  return { id: summary.id, content: JSON.parse(new TextDecoder().decode(version.bytes)) as HeldAnswers };
}

/** Ends the present generation; `stale` where another command ended it. */
async function ended({ decision, response }: Clarifying): Promise<ReadContent> {
  const { deps, acting, prepared } = decision;
  const closed = await endText(deps, decision, acting, response, prepared, needs);
  if (!closed.ok) throw refused('stale');
  return closed.value;
}

/** Begins the next generation from what the present one held when it ended. */
async function goOn({ decision, response }: Clarifying): Promise<void> {
  const { deps, acting, prepared } = decision;
  const opened = await openText(deps, decision, acting, response, prepared, { needs, isPart: true });
  if (!opened.ok) throw refused('stale');
}

type Announced = {
  readonly [K in `clarification.${'asked' | 'returned' | 'withdrawn' | 'reviewed'}`]: Omit<
    GatheredEvent<K>,
    'needs' | 'cityId' | 'documentId'
  >;
}[`clarification.${'asked' | 'returned' | 'withdrawn' | 'reviewed'}`];

function announce(
  { decision, response }: Pick<Clarifying<unknown>, 'decision' | 'response'>,
  event: Announced
): void {
  decision.append({
    ...event,
    needs,
    cityId: decision.subject.assessment.cityId,
    documentId: response.id
  });
}

const payloadOf = ({ id, question, characteristic }: ClarificationRow) => ({
  clarificationId: id,
  question,
  characteristic
});

const moved = ({ decision, response }: Clarifying): void =>
  decision.signalAfterCommit({ kind: 'document-moved', documentId: response.id });

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
 * Requests a clarification of a question, which reopens it. `conflict` where it is open already. `comment` names
 * a comment in which the city corrects a fact: then the city is asked to correct its answer as well.
 */
const ask = command(
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

interface GivenBack {
  readonly ids: readonly string[];
  readonly note: WrittenText;
}

/** Saves what the city answers now as its submission; questions that are still open keep their earlier content. */
async function saveAnswers(
  { decision: { trx, at, deps, acting, prepared }, response }: Clarifying,
  content: ReadContent,
  from: HeldAnswers,
  stillOpen: readonly ClarificationRow[]
): Promise<{ readonly versionId: string; readonly now: HeldAnswers }> {
  const order = await sectionIdsOf(trx, response);
  const open = new Set(stillOpen.map(({ question }) => question));
  const counted = content.answers && withheldIn(content.answers, from, open, order);
  const made = () => ({
    id: deps.newId(),
    kind: 'submission' as const,
    name: { en: 'With answers to questions from experts', zh: '含对专家提问的答复' },
    userId: acting.userId,
    at
  });
  const version = await saveVersion(trx, response, { ...content, answers: counted }, made());
  await saveConfidentialVersion(trx, deps, response, made(), prepared);
  return {
    versionId: version.id,
    now: counted ? heldAnswers(counted, canonicalCells) : { sections: content.sections }
  };
}

/**
 * Returns, for the city, its answers: what it answers now counts. `ids` names the clarifications that are
 * returned.
 */
const giveBack = command(
  {
    name: 'clarifications.give-back',
    subject,
    needs: 'clarification.answer',
    locks: (about, _given: GivenBack) => locksOfTexts(about),
    prepare: (preparation, { ids, note }: GivenBack) => {
      take(validateNote(note));
      return readBefore(preparation, (open) => open.some(({ id }) => !ids.includes(id)));
    }
  },
  async (decision, { ids, note }: GivenBack) => {
    const { trx, at, acting } = decision;
    const clarification = await clarifying(decision);
    const { response, open } = clarification;
    const written = take(validateNote(note));
    const returned = open.filter(({ id }) => ids.includes(id));
    if (returned.length === 0 || returned.length < new Set(ids).size) throw refused('stale');
    const from = await submitted(clarification);
    const content = await ended(clarification);
    const rest = open.filter((one) => !returned.includes(one));
    const { versionId, now } = await saveAnswers(clarification, content, from.content, rest);
    for (const row of returned) {
      const isChanged =
        questionContent(from.content, row.question) !== questionContent(now, row.question) ||
        (await citesSince(trx, row));
      await updateClarifications(trx, [row.id], {
        closedGeneration: response.generation,
        toVersionId: versionId,
        isChanged: isChanged ? 1 : 0,
        note: written?.text ?? '',
        noteLanguage: written?.language ?? null,
        returnedBy: acting.userId,
        returnedAt: at
      });
      announce(clarification, {
        kind: 'clarification.returned',
        payload: payloadOf(row),
        forHearers: { requester: row.userId }
      });
    }
    if (rest.length > 0) await goOn(clarification);
    moved(clarification);
    return { versionId };
  }
);

/**
 * Withdraws a clarification, by its requester. `answer-begun` once the city has written to it: then the
 * city returns it.
 */
const withdraw = command(
  {
    name: 'clarifications.withdraw',
    subject,
    needs: 'clarification.ask',
    locks: (about, _id: string) => locksOfTexts(about),
    prepare: (preparation, id: string) => readBefore(preparation, (open) => open.some((one) => one.id !== id))
  },
  async (decision, id: string) => {
    const { trx, at, acting } = decision;
    const clarification = await clarifying(decision);
    const { response, open, rows } = clarification;
    const row = open.find((one) => one.id === id);
    if (!row) throw refused(rows.some((one) => one.id === id) ? 'stale' : 'not-found');
    if (row.userId !== acting.userId) throw refused('forbidden');
    const from = await submitted(clarification);
    const { answers, sections } = await ended(clarification);
    const now: HeldAnswers = answers ? heldAnswers(answers, canonicalCells) : { sections };
    if (questionContent(from.content, row.question) !== questionContent(now, row.question))
      throw refused('answer-begun');
    await updateClarifications(trx, [id], {
      closedGeneration: response.generation,
      withdrawnBy: acting.userId,
      withdrawnAt: at
    });
    announce(clarification, { kind: 'clarification.withdrawn', payload: payloadOf(row) });
    if (open.length > 1) await goOn(clarification);
    moved(clarification);
    return null;
  }
);

/** Records that the findings were reviewed because the answer changed. */
const review = command(
  {
    name: 'clarifications.review',
    subject,
    needs: 'clarification.review',
    locks: ['assessment']
  },
  async (decision, id: string) => {
    const { trx, at, acting } = decision;
    const clarification = await clarifying(decision);
    const row = clarification.rows.find((one) => one.id === id);
    if (!row) throw refused('not-found');
    if (!awaitsReview(row)) throw refused(stateOf(row) === 'open' ? 'wrong-state' : 'stale');
    await updateClarifications(trx, [id], { reviewedBy: acting.userId, reviewedAt: at });
    announce(clarification, { kind: 'clarification.reviewed', payload: payloadOf(row) });
    return null;
  }
);

/** Lists clarifications, oldest first. */
const list = read(
  { name: 'clarifications.list', subject },
  async (reading, about: About = {}): Promise<ClarificationsView> => {
    const { db, actor } = reading;
    const { study, assessment } = reading.subject;
    const { response } = await loadTexts(db, study, assessment.cityId);
    const rows = (await listClarifications(db, response.id)).filter(
      ({ question, characteristic }) =>
        (about.question ?? question) === question &&
        (about.characteristic ?? characteristic) === characteristic
    );
    return clarificationViews(db, actor, authorizedIn(reading), rows);
  }
);

/** Returns the answers that changed under a characteristic, before and after, by clarification. */
const changed = read(
  { name: 'clarifications.changed', subject },
  async (
    { db, deps, actor, abilities, subject: { study, assessment } },
    characteristic: string
  ): Promise<ReadonlyMap<string, ChangedAnswer>> => {
    const { response } = await loadTexts(db, study, assessment.cityId);
    const rows = (await listClarifications(db, response.id)).filter(
      (row) => row.characteristic === characteristic
    );
    const readable = await versionsFor(db, response, abilities);
    const requester = actor.userId;
    return changedAnswers(db, deps.workers, { studyId: study.id, requester }, rows, readable);
  }
);

export type Clarifications = ReturnType<typeof createClarifications>;

export const createClarifications = (tools: ClarificationTools) =>
  bind(tools, { list, changed, ask, giveBack, withdraw, review });

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
