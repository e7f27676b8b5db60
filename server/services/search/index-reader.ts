/**
 * Reads what the search index is to hold: which sources have changed since they were indexed, and what each of
 * them changes in the index. It only reads the database, and builds texts: it runs in the thread of the index.
 */
import { createHash } from 'node:crypto';
import type { StudyId } from '#domain/ids.ts';
import type { Reading } from '#domain/search.ts';
import { assemble } from '#document/assemble.ts';
import { findableTexts } from '#document/findable-text.ts';
import { entriesOf, type Findable } from '#lib/search/entries.ts';
import { isOpen, listReopenings } from '../../store/clarifications.ts';
import { listDocuments, type DocumentRow } from '../../store/documents.ts';
import type { Db, Store } from '../../store/open.ts';
import {
  changeOfSource,
  listMarks,
  type NewEntry,
  type SourceChange,
  type SourceKey
} from '../../store/search-entries.ts';
import { listIndexedStudies, listTouched, type IndexedStudy } from '../../store/search-progress.ts';
import { listLastSeqs } from '../../store/updates.ts';
import { readParts } from '../workflow/freezing.ts';
import { markOfText } from './mark.ts';
import { openOutlines, type StudyOutline } from './outlines.ts';
import {
  findableCityComments,
  findableComments,
  findableEvidence,
  findablesOfStudy,
  findablesOfText,
  studySources,
  type StudySource
} from './sources.ts';

/** Describes one generation of a text with the right that reading it needs. */
interface ShownText {
  readonly document: DocumentRow;
  readonly generation: number;
  readonly reading: Reading;
}

/** Says of what a source is made. */
export type Origin =
  | ({ readonly kind: 'text' } & ShownText)
  | { readonly kind: 'study'; readonly name: StudySource }
  | { readonly kind: 'evidence' | 'city-comments'; readonly cityId: string }
  | { readonly kind: 'comments'; readonly document: DocumentRow }
  /** The source holds no entries: its mark says up to which event the others are indexed. */
  | { readonly kind: 'events' };

/** Describes a source that has changed since it was indexed. */
export interface StaleSource extends SourceKey {
  /** Holds the number of the study's last event. */
  readonly eventSeq: number;
  /** Holds the mark that the source has now. */
  readonly mark: string;
  readonly origin: Origin;
}

export interface Look {
  /** Lists what is to be indexed, in this order. */
  readonly stale: readonly StaleSource[];
  /** Lists what is indexed and no longer exists. */
  readonly gone: readonly SourceKey[];
}

/** Holds, by source, the marks at which texts could not be read; they wait until they change. */
export type FailedMarks = ReadonlyMap<string, string>;

export interface IndexReader {
  look(failed: FailedMarks): Promise<Look>;
  /**
   * Returns what the source changes in the index; its new entries have none of the reserved ids. Rejects where a text
   * cannot be read.
   */
  changeOf(source: StaleSource, reserved: readonly number[]): Promise<SourceChange>;
}

export interface IndexReaderTools extends Pick<Store, 'db' | 'engine'> {
  /** Is called between two steps of the work. */
  readonly rest: () => void;
}

export function openIndexReader(tools: IndexReaderTools): IndexReader {
  const { db, engine } = tools;
  const outlineOf = openOutlines(db);
  return {
    look: async (failed) => {
      const marks = await listMarks(db);
      const stale: StaleSource[] = [];
      const gone: SourceKey[] = [];
      for (const study of await listIndexedStudies(db)) {
        const known = marks.get(study.id) ?? new Map<string, string>();
        const documents = [...(await listDocuments(db, study.documents)).values()];
        const texts = await textSources(db, engine, study, documents);
        const isIndexed = ({ source, mark }: StaleSource): boolean =>
          known.get(source) === mark || failed.get(source) === mark;
        stale.push(...texts.filter((text) => !isIndexed(text)));
        stale.push(...(await rowSources(db, study, documents, known.get('events'))));
        const present = new Set(texts.map(({ source }) => source));
        for (const source of known.keys())
          if (/^(?:text|shown)\//.test(source) && !present.has(source))
            gone.push({ studyId: study.id, source });
      }
      return { stale, gone };
    },
    changeOf: async (source, reserved) => {
      const { findables, mark } = await read(tools, source, outlineOf);
      return changeOfSource(db, engine, source, newEntries(findables, tools.rest), mark, reserved);
    }
  };
}

/** Limits how much is split into tokens between two rests: some tenths of a millisecond. */
const thingsBetweenRests = 16;

/** Makes entries with the fingerprint of all that is indexed of each. */
const newEntries = (findables: readonly Findable[], rest: () => void): NewEntry[] =>
  findables.flatMap((findable, at) => {
    if (at % thingsBetweenRests === 0) rest();
    return entriesOf(findable).map((entry) => ({
      ...entry,
      hash: createHash('sha256').update(JSON.stringify(entry)).digest('base64url')
    }));
  });

/**
 * Lists the texts of a study with their present marks. A response with reopened questions has two texts: as it is
 * now, and as it was submitted.
 */
async function textSources(
  db: Db,
  engine: Store['engine'],
  { eventSeq }: IndexedStudy,
  documents: readonly DocumentRow[]
): Promise<StaleSource[]> {
  const reopenings = await listReopenings(
    db,
    documents.filter(({ kind }) => kind === 'response').map(({ id }) => id)
  );
  const texts = documents.flatMap((document): (ShownText & { readonly source: string })[] => {
    const { id, kind, generation } = document;
    const base = reopenings.get(id)?.find(isOpen)?.base ?? null;
    if (base === null || kind !== 'response')
      return [{ document, source: `text/${id}`, generation, reading: kind }];
    return [
      { document, source: `text/${id}`, generation, reading: 'response-open' },
      { document, source: `shown/${id}`, generation: base, reading: 'response-shown' }
    ];
  });
  const seqs = await listLastSeqs(
    db,
    engine,
    texts.map(({ document, generation }) => ({ documentId: document.id, generation }))
  );
  return texts.map(({ document, source, generation, reading }) => ({
    studyId: document.studyId,
    eventSeq,
    source,
    mark: markOfText(generation, seqs.get(`${document.id}@${generation}`) ?? 0, reading),
    origin: { kind: 'text', document, generation, reading }
  }));
}

/** Lists the sources of rows that events may have changed since `before`, the mark of the last round. */
async function rowSources(
  db: Db,
  { id: studyId, eventSeq, cities }: IndexedStudy,
  documents: readonly DocumentRow[],
  before: string | undefined
): Promise<StaleSource[]> {
  const mark = `${eventSeq}`;
  if (before === mark) return [];
  const touched = before === undefined ? null : await listTouched(db, studyId, Number(before), eventSeq);
  const stale = (source: string, origin: Origin): StaleSource => ({
    studyId,
    eventSeq,
    source,
    mark,
    origin
  });
  const onTexts = documents.filter(
    ({ id, kind }) => kind !== 'confidential' && (touched?.documents.has(id) ?? true)
  );
  return [
    ...((touched?.hasOthers ?? true) ? studySources.map((name) => stale(name, { kind: 'study', name })) : []),
    ...cities
      .filter((id) => touched?.cities.has(id) ?? true)
      .flatMap((cityId) =>
        (['evidence', 'city-comments'] as const).map((kind) => stale(`${kind}/${cityId}`, { kind, cityId }))
      ),
    ...onTexts.map((document) => stale(`comments/${document.id}`, { kind: 'comments', document })),
    // It comes last: where a round is cut short, the next one does all of it again.
    stale('events', { kind: 'events' })
  ];
}

/** Reads what can be found in a source, and up to where it was read. */
async function read(
  { db, rest }: IndexReaderTools,
  { studyId, eventSeq, mark, origin }: StaleSource,
  outlineOf: (study: Pick<IndexedStudy, 'id' | 'eventSeq'>) => StudyOutline
): Promise<{ readonly findables: readonly Findable[]; readonly mark: string }> {
  const of = outlineOf({ id: studyId, eventSeq });
  switch (origin.kind) {
    case 'text': {
      const { document, generation, reading } = origin;
      const { parts, throughSeq } = await readParts(db, document.id, generation);
      const outline = await of.outline();
      const sections = await of.sectionsOf(document);
      const content = assemble(null, parts);
      rest();
      const texts = findableTexts(content, { sections, options: outline.options });
      return {
        findables: findablesOfText(document, reading, texts, outline),
        mark: markOfText(generation, throughSeq, reading)
      };
    }
    case 'study':
      return { findables: await findablesOfStudy(db, studyId as StudyId, origin.name), mark };
    case 'evidence':
      return { findables: await findableEvidence(db, studyId, origin.cityId), mark };
    case 'city-comments':
      return { findables: await findableCityComments(db, studyId, origin.cityId), mark };
    case 'comments':
      return {
        findables: await findableComments(db, origin.document, (await of.outline()).partOf),
        mark
      };
    case 'events':
      return { findables: [], mark };
  }
}
