/**
 * Keeps the search index up to date. It looks about every second for what has been committed since: the last
 * number of each text's log, and the last event of each study. What has changed is read again as a whole, built
 * by a document worker, and written where it differs. Rooms and commands know nothing of it, and wait for
 * nothing.
 */
import { setTimeout as wait } from 'node:timers/promises';
import type { StudyId } from '#domain/ids.ts';
import type { Reading } from '#domain/search.ts';
import type { Findable } from '#lib/search/entries.ts';
import type { Logger } from '../../logger.ts';
import { isOpen, listReopenings } from '../../store/clarifications.ts';
import { listDocuments, type DocumentRow } from '../../store/documents.ts';
import type { Db, Store } from '../../store/open.ts';
import {
  clearSearch,
  deleteSource,
  holdIndex,
  listMarks,
  releaseIndex,
  replaceEntries,
  type SourceKey
} from '../../store/search-entries.ts';
import { listIndexedStudies, listTouched } from '../../store/search-progress.ts';
import { listLastSeqs } from '../../store/updates.ts';
import type { DocumentWorkers } from '../../workers/document-workers.ts';
import { readParts } from '../workflow/freezing.ts';
import { markOfText } from './mark.ts';
import { openOutlines, type StudyOutline } from './outlines.ts';
import {
  findableCityComments,
  findableComments,
  findableEvidence,
  findablesOfStudy,
  findablesOfText,
  studySources
} from './sources.ts';

export interface SearchIndexer {
  /** Indexes what has changed, after the round that is running. */
  run(): Promise<void>;
  /** Resolves once a round that began after this call has ended. */
  nextRound(): Promise<void>;
  /** Makes the whole index anew. Returns the number of entries. */
  rebuild(): Promise<number>;
  /** Stops further rounds, and waits for the one that is running. */
  close(): Promise<void>;
}

export interface IndexerTools {
  readonly store: Store;
  readonly workers: Pick<DocumentWorkers, 'findableTexts' | 'indexEntries'>;
  readonly now: () => Date;
  readonly newId: () => string;
  readonly logger: Pick<Logger, 'error' | 'info'>;
  /** Sets the time between two rounds; null where rounds are run by hand. */
  readonly everyMilliseconds: number | null;
}

/** Leaves half of the two seconds in which a change is to be found for reading and writing it. */
export const indexerInterval = 700;

/** Limits how long a node that has stopped keeps the others from writing the index. */
const holdMilliseconds = 15_000;
const requester = 'search';

/** Holds what one source is to be made of; `mark` says up to where. */
interface Made {
  readonly findables: readonly Findable[];
  readonly mark: string;
}

interface Task extends SourceKey {
  /** Holds, of a text, the mark that it has now. */
  readonly textMark?: string;
  read(): Promise<Made>;
}

export function openSearchIndexer(tools: IndexerTools): SearchIndexer {
  const { store, workers, logger, everyMilliseconds } = tools;
  let holder: string | undefined;
  let last: Promise<unknown> = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;
  let isClosed = false;
  /** Asks again after a wait, during which it may have been closed. */
  const hasClosed = (): boolean => isClosed;
  let isFailing = false;
  const waitingFor: (() => void)[] = [];
  const outlines = openOutlines(store.db);
  /** Remembers texts that cannot be read, by the mark at which they could not; a start tries them again. */
  const failed = new Map<string, string>();

  /** Takes the index for this node; on SQLite one process serves, and each write is whole by itself. */
  async function holds(isForced = false): Promise<boolean> {
    if (store.engine === 'sqlite') return true;
    holder ??= tools.newId();
    const now = tools.now();
    const until = new Date(now.getTime() + holdMilliseconds);
    return holdIndex(store.db, holder, { now: now.toISOString(), until: until.toISOString(), isForced });
  }

  async function write(task: Task): Promise<number> {
    const { findables, mark } = await task.read();
    const entries = findables.length === 0 ? [] : await workers.indexEntries(findables, requester);
    return store.db
      .transaction()
      .execute(async (trx) => replaceEntries(trx, store.engine, task, entries, mark));
  }

  /**
   * Waits after a write as long as it took, where the indexer has a clock: a first index of everything leaves
   * the file to others half of the time, also to other processes, which only try now and then.
   */
  const pause = async (milliseconds: number): Promise<void> => {
    if (everyMilliseconds !== null && !isClosed) await wait(milliseconds);
  };

  async function round(): Promise<number> {
    let written = 0;
    for (const task of await tasksOf(store, workers, outlines, failed)) {
      if (isClosed || !(await holds())) return written;
      try {
        const began = performance.now();
        written += await write(task);
        failed.delete(task.source);
        await pause(performance.now() - began);
      } catch (error) {
        // One text that cannot be read must not keep the others from being found.
        if (task.textMark === undefined || hasClosed()) throw error;
        await store.ping();
        logger.error('A text is not in the search index', error, { source: task.source });
        await store.db.transaction().execute((trx) => deleteSource(trx, task));
        failed.set(task.source, task.textMark);
      }
    }
    return written;
  }

  const guarded = async (): Promise<void> => {
    const waiting = waitingFor.splice(0);
    try {
      if (!isClosed) await round();
      if (isFailing) logger.info('the search index is written again');
      isFailing = false;
    } catch (error) {
      if (!isFailing && !isClosed) logger.error('the search index cannot be written', error);
      isFailing = true;
    }
    for (const resolve of waiting) resolve();
  };

  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const done = last.then(work);
    last = done.catch(() => undefined);
    return done;
  };
  const run = (): Promise<void> => inTurn(guarded);

  function again(): void {
    if (everyMilliseconds === null || isClosed) return;
    timer = setTimeout(() => void run().then(again), everyMilliseconds);
    timer.unref();
  }
  again();

  return {
    run,
    nextRound: () => new Promise((resolve) => void waitingFor.push(resolve)),
    rebuild: () =>
      inTurn(async () => {
        // Another node that writes the index waits meanwhile.
        await holds(true);
        await store.db.transaction().execute(clearSearch);
        const written = await round();
        if (holder !== undefined) await releaseIndex(store.db, holder);
        return written;
      }),
    close: async () => {
      isClosed = true;
      clearTimeout(timer);
      await last;
      for (const resolve of waitingFor.splice(0)) resolve();
    }
  };
}

/** Lists the sources that have changed since they were indexed, and deletes those that no longer exist. */
async function tasksOf(
  store: Store,
  workers: IndexerTools['workers'],
  outlineOf: ReturnType<typeof openOutlines>,
  failed: ReadonlyMap<string, string>
): Promise<Task[]> {
  const { db } = store;
  const marks = await listMarks(db);
  const tasks: Task[] = [];
  for (const study of await listIndexedStudies(db)) {
    const known = marks.get(study.id) ?? new Map<string, string>();
    const documents = (await listDocuments(db, study.documents)).values();
    const outline = outlineOf(study);
    const texts = await textTasks(store, workers, [...documents], known, outline, failed);
    tasks.push(...texts.tasks, ...(await rowTasks(db, study, [...texts.present], known, outline)));
    for (const source of known.keys())
      if (source.startsWith('text/') || source.startsWith('shown/'))
        if (!texts.sources.has(source)) await deleteSource(db, { studyId: study.id, source });
  }
  return tasks;
}

interface TextTasks {
  readonly tasks: Task[];
  readonly present: readonly DocumentRow[];
  readonly sources: ReadonlySet<string>;
}

/** A response with reopened questions has two texts: as it is now, and as it was submitted. */
async function textTasks(
  { db, engine }: Store,
  workers: IndexerTools['workers'],
  documents: readonly DocumentRow[],
  known: ReadonlyMap<string, string>,
  outline: StudyOutline,
  failed: ReadonlyMap<string, string>
): Promise<TextTasks> {
  const reopenings = await listReopenings(
    db,
    documents.filter(({ kind }) => kind === 'response').map(({ id }) => id)
  );
  const shown = documents.flatMap((document) => {
    const { id, kind, generation } = document;
    const base = reopenings.get(id)?.find(isOpen)?.base ?? null;
    const own = readingOf(document);
    if (base === null || kind !== 'response')
      return [{ document, source: `text/${id}`, generation, reading: own }];
    return [
      { document, source: `text/${id}`, generation, reading: 'response-open' as const },
      { document, source: `shown/${id}`, generation: base, reading: 'response-shown' as const }
    ];
  });
  const seqs = await listLastSeqs(
    db,
    engine,
    shown.map(({ document, generation }) => ({ documentId: document.id, generation }))
  );
  const tasks = shown.flatMap(({ document, source, generation, reading }): Task[] => {
    const markOf = (seq: number): string => markOfText(generation, seq, reading);
    const now = markOf(seqs.get(`${document.id}@${generation}`) ?? 0);
    if (known.get(source) === now || failed.get(source) === now) return [];
    const read = async (): Promise<Made> => {
      const { parts, throughSeq } = await readParts(db, document.id, generation);
      const { options, ...rest } = await outline.outline();
      const texts = await workers.findableTexts(
        parts,
        { sections: await outline.sectionsOf(document), options },
        requester
      );
      return {
        findables: findablesOfText(document, reading, texts, { options, ...rest }),
        mark: markOf(throughSeq)
      };
    };
    return [{ studyId: document.studyId, source, textMark: now, read }];
  });
  return { tasks, present: documents, sources: new Set(shown.map(({ source }) => source)) };
}

const readingOf = ({ kind }: DocumentRow): Reading => kind;

/** Lists the sources of rows that events since the last round may have changed. */
async function rowTasks(
  db: Db,
  study: { readonly id: string; readonly eventSeq: number; readonly cities: readonly string[] },
  documents: readonly DocumentRow[],
  known: ReadonlyMap<string, string>,
  outline: StudyOutline
): Promise<Task[]> {
  const mark = `${study.eventSeq}`;
  const before = known.get('events');
  if (before === mark) return [];
  const touched =
    before === undefined ? null : await listTouched(db, study.id, Number(before), study.eventSeq);
  const studyId = study.id as StudyId;
  const task = (source: string, read: () => Promise<Findable[]>): Task => ({
    studyId,
    source,
    read: async () => ({ findables: await read(), mark })
  });
  const cities = study.cities.filter((id) => touched?.cities.has(id) ?? true);
  const onTexts = documents.filter(
    ({ id, kind }) => kind !== 'confidential' && (touched?.documents.has(id) ?? true)
  );
  return [
    ...((touched?.hasOthers ?? true)
      ? studySources.map((source) => task(source, () => findablesOfStudy(db, studyId, source)))
      : []),
    ...cities.flatMap((city) => [
      task(`evidence/${city}`, () => findableEvidence(db, studyId, city)),
      task(`city-comments/${city}`, () => findableCityComments(db, studyId, city))
    ]),
    ...onTexts.map((document) =>
      task(`comments/${document.id}`, async () =>
        findableComments(db, document, (await outline.outline()).partOf)
      )
    ),
    // It comes last: where a round is cut short, the next one does all of it again.
    task('events', () => Promise.resolve([]))
  ];
}
