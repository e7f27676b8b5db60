/**
 * Lists every change of a city's structured answers with its author, the roles of then, the time and the earlier
 * value, from the log of the response. The log of a generation that ended is stored for some time
 * (scheduler/retention.ts); what was before that is told by the versions.
 */
import {
  AnswerHistory,
  joinItems,
  type AnswerChange,
  type CellItems,
  type WrittenBy
} from '#document/answer-history.ts';
import { isConfidentialCell } from '#document/confidential-answers.ts';
import type { ConfidentialAnswer } from '#rules/answers/confidential.ts';
import type { Role } from '#base/permissions.ts';
import { bind } from '#server/commands/bind.ts';
import { readsOf } from '#server/commands/read.ts';
import { refused } from '#server/commands/refused.ts';
import { listConfidentialAnswers } from './store/confidential.ts';
import {
  findDocumentOfRoom,
  listGenerations,
  type DocumentRow,
  assessmentSeenWith
} from '#areas/assessments';
import { listHistory } from '#server/events/history.ts';
import type { Db } from '#server/store/open.ts';
import { readPastRoles, namedPeople, type NamedPerson } from '#areas/people';
import type { LoggedUpdate } from '#server/store/segment.ts';
import { findSnapshot } from '#server/store/updates.ts';
import type { DocumentWorkers } from '#server/workers/document-workers.ts';
import { retentionDays } from '#server/schedule/retention-days.ts';
import { partsOf } from '#areas/documents';

export interface ShownAnswerChange extends Pick<AnswerChange, 'at' | 'change'> {
  /** Null for a person who was erased. */
  readonly by: NamedPerson | null;
  /** Those that the person had then. */
  readonly roles: readonly Role[];
}

export interface ShownAnswerHistory {
  /** The newest first. */
  readonly changes: readonly ShownAnswerChange[];
  /** Counts the older ones that are not shown; the next page is made of them. */
  readonly older: number;
  /** Counts the newer ones that are not shown. */
  readonly newer: number;
  /** Says for how many days after its end the changes of a generation can be listed. */
  readonly storedDays: number;
}

export interface AnswerHistoryPage {
  readonly questions: readonly string[];
  /** Says how many of the oldest changes the page is made of, so that a new change moves no page; all where it is left out. */
  readonly oldest?: number | undefined;
}

export interface AnswerHistoryTools {
  readonly store: { readonly db: Db };
  readonly workers: Pick<DocumentWorkers, 'cellItems' | 'cellWrites'>;
}

const mostShown = 200;
/** A longer history is read in several. */
const bytesAtOnce = 4 * 1024 * 1024;

/**
 * Lists the changes of the answers to these questions, for those who read all versions of the response and for the
 * city; `forbidden` for others who read it. What the city holds back now is left out for who may not read that.
 */
const list = readsOf<AnswerHistoryTools>()(
  {
    name: 'answers.history',
    subject: assessmentSeenWith('response.read', () => 'forbidden'),
    needs: 'answers.history'
  },
  async (
    { db, deps, actor, abilities, subject: { study, assessment } },
    { questions, oldest = Infinity }: AnswerHistoryPage
  ): Promise<ShownAnswerHistory> => {
    const { cityId } = assessment;
    const document = await findDocumentOfRoom(db, { studySlug: study.slug, kind: 'response', city: cityId });
    if (!document) throw refused('not-found');
    const [heldBack, pastRolesOf] = await Promise.all([
      abilities.has('confidential.read') ? [] : listConfidentialAnswers(db, study.id, cityId),
      readPastRoles(db, study.id)
    ]);
    const history = await historyOf(deps, document, { questions, heldBack, requester: actor.userId });
    const newer = Math.max(history.changes.length - oldest, 0);
    const shown = history.changes.slice(newer, newer + mostShown);
    const people = await namedPeople(
      db,
      study.id,
      shown.map(({ userId }) => userId)
    );
    return {
      changes: shown.map(({ userId, at, change }) => ({
        change,
        at,
        by: people.get(userId) ?? null,
        roles: pastRolesOf(userId, at)
      })),
      older: history.changes.length - newer - shown.length,
      newer,
      storedDays: retentionDays.history
    };
  }
);

export type AnswerHistoryService = ReturnType<typeof createAnswerHistory>;

export const createAnswerHistory = (tools: AnswerHistoryTools) => bind(tools, { list });

interface Wanted {
  readonly questions: readonly string[];
  readonly heldBack: readonly ConfidentialAnswer[];
  readonly requester: string;
}

/** Reads the changes of a response from its log, generation by generation. */
async function historyOf(
  { store: { db }, workers }: AnswerHistoryTools,
  document: Pick<DocumentRow, 'id' | 'generation'>,
  { questions, heldBack, requester }: Wanted
): Promise<AnswerHistory> {
  // A restore leaves a wide gap between two numbers.
  const generations = (await listGenerations(db, [document.id]))
    .map(({ n }) => n)
    .filter((n) => n <= document.generation)
    .sort((a, b) => a - b);
  const held: (readonly CellItems[])[] = [];
  for (const n of generations)
    held.push(await workers.cellItems(await partsOf(db, document.id, n), questions, requester));
  const items = joinItems(held).filter(({ key }) => !isConfidentialCell(heldBack, key));
  const history = new AnswerHistory();
  for await (const batch of batchesOf(logged(db, document.id, generations))) {
    const updates = batch.map(({ bytes }) => bytes);
    for (const { at, ...writes } of await workers.cellWrites(updates, items, requester)) {
      history.add(writes, batch[at]?.by ?? null);
    }
  }
  return history;
}

interface Read extends Pick<LoggedUpdate, 'bytes'> {
  /** Is null for what a generation began with. */
  readonly by: WrittenBy | null;
}

/** Yields what is stored of the log of these generations, after what each of them began with as far as that is stored. */
async function* logged(db: Db, id: string, generations: readonly number[]): AsyncGenerator<Read> {
  for (const n of generations) {
    const first = await findSnapshot(db, id, n);
    if (first?.throughSeq === 0) yield { by: null, bytes: first.bytes };
    for await (const { userId, at, bytes } of listHistory(db, id, n)) yield { by: { userId, at }, bytes };
  }
}

async function* batchesOf(updates: AsyncIterable<Read>): AsyncGenerator<Read[]> {
  let batch: Read[] = [];
  let size = 0;
  for await (const update of updates) {
    batch.push(update);
    size += update.bytes.length;
    if (size < bytesAtOnce) continue;
    yield batch;
    batch = [];
    size = 0;
  }
  if (batch.length > 0) yield batch;
}
