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
  validateNote,
  stateOf,
  type WrittenText
} from '#rules/clarifications/clarification.ts';
import { canonicalCells } from '#document/answered.ts';
import { heldAnswers, questionContent, withheldIn, type HeldAnswers } from '#document/question-content.ts';
import { listClarifications, updateClarifications, type ClarificationRow } from './store/clarifications.ts';
import { sectionIdsOf, type ReadContent } from '#areas/documents';
import { authorizedIn, locksOfTexts, loadTexts } from '#areas/assessments';
import { citesSince } from '#areas/evidence';
import { saveConfidentialVersion, saveVersion, versionsFor } from '#areas/versions';
import { bind } from '#server/commands/bind.ts';
import { commandsOf } from '#server/commands/command.ts';
import { readsOf } from '#server/commands/read.ts';
import { refused, take } from '#server/commands/refused.ts';
import { changedAnswers, type ChangedAnswer } from './changed-answers.ts';
import { clarificationViews, type ClarificationsView } from './clarification-views.ts';
import {
  type ClarificationTools,
  subject,
  type Clarifying,
  clarifying,
  readBefore,
  submitted,
  ended,
  goOn,
  announce,
  payloadOf,
  moved
} from './open-clarifications.ts';
import { ask } from './clarification-requests.ts';

/** Selects one question, one characteristic, or the whole response. */
export interface About {
  readonly question?: string | undefined;
  readonly characteristic?: string | undefined;
}

const command = commandsOf<ClarificationTools>();
const read = readsOf<ClarificationTools>();

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

/** By its requester. `answer-begun` once the city has written to it: then the city returns it. */
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

/** Oldest first. */
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
