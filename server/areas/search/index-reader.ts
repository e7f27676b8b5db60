/**
 * Reads what the search index is to hold: which sources have changed since they were indexed, and what each of
 * them changes in the index. It only reads the database, and builds texts: it runs in the thread of the index.
 */
import { createHash } from 'node:crypto';
import type { StudyId } from '#base/ids.ts';
import type { Reading } from '#rules/search/search.ts';
import { assemble } from '#document/assemble.ts';
import { findableTexts } from '#document/findable-text.ts';
import { entriesOf, type Findable } from '#lib/areas/search/entries.ts';
import { isOpen, listReopenings, readParts } from '#areas/documents';
import { listDocuments, type DocumentRow } from '#areas/assessments';
import type { Db, Store } from '#server/store/open.ts';
import {
  changeOfSource,
  failedMark,
  listMarks,
  sourceName,
  wholeSource,
  type NewEntry,
  type Piece,
  type SourceChange,
  type SourceKey
} from './store/search-entries.ts';
import { listIndexedStudies, listTouched, type IndexedStudy } from './store/search-progress.ts';
import { listLastSeqs } from '#server/store/updates.ts';
import { markOfText } from './mark.ts';
import { openOutlines, type StudyOutline } from './outlines.ts';
import { findablesOfText, studySources, type FindableSources, type StudySource } from './sources.ts';

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

export interface SourceOrder {
  readonly source: StaleSource;
  /** Lists ids that no new entry may have. */
  readonly reserved: readonly number[];
  /** Holds the key behind which the piece begins; null for the first. */
  readonly after: string | null;
}

export interface IndexReader {
  /** Looks for what has changed, but for the sources that are set aside, by `sourceName`. */
  look(aside: ReadonlySet<string>): Promise<Look>;
  /** Rejects where it cannot be read. */
  changeOf(order: SourceOrder): Promise<SourceChange>;
}

export interface IndexReaderTools extends Pick<Store, 'db' | 'engine'> {
  /** Is called between two steps of the work. */
  readonly rest: () => void;
  readonly sources: FindableSources;
}

export function openIndexReader(tools: IndexReaderTools): IndexReader {
  const { db, engine } = tools;
  const outlineOf = openOutlines(db);
  return {
    look: async (aside) => {
      const marks = await listMarks(db);
      const stale: StaleSource[] = [];
      const gone: SourceKey[] = [];
      for (const study of await listIndexedStudies(db)) {
        const known = marks.get(study.id) ?? new Map<string, string>();
        const documents = [...(await listDocuments(db, study.documents)).values()];
        const texts = await textSources(db, engine, study, documents);
        stale.push(...texts.filter(({ source, mark }) => known.get(source) !== mark));
        stale.push(...(await rowSources(db, study, documents, known)));
        const present = new Set(texts.map(({ source }) => source));
        for (const source of known.keys())
          if (/^(?:text|shown)\//.test(source) && !present.has(source))
            gone.push({ studyId: study.id, source });
      }
      return { stale: stale.filter((source) => !aside.has(sourceName(source))), gone };
    },
    changeOf: async ({ source, reserved, after }) => {
      const { findables, mark, piece } = await read(tools, source, after, outlineOf);
      const entries = newEntries(findables, tools.rest);
      return changeOfSource(db, engine, source, entries, mark, { reserved, piece });
    }
  };
}

/** Limits how much is split into tokens between two rests: some tenths of a millisecond. */
const thingsBetweenRests = 16;

const newEntries = (findables: readonly Findable[], rest: () => void): NewEntry[] =>
  findables.flatMap((findable, index) => {
    if (index % thingsBetweenRests === 0) rest();
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

/**
 * Lists the sources of rows that events may have changed since the last round, whose mark is that of the source of events,
 * and those that could not be read before.
 */
async function rowSources(
  db: Db,
  { id: studyId, eventSeq, cities }: IndexedStudy,
  documents: readonly DocumentRow[],
  known: ReadonlyMap<string, string>
): Promise<StaleSource[]> {
  const mark = `${eventSeq}`;
  const before = known.get('events');
  const hasFailed = ({ source }: StaleSource): boolean => known.get(source) === failedMark;
  if (before === mark && ![...known.values()].includes(failedMark)) return [];
  const touched = before === undefined ? null : await listTouched(db, studyId, Number(before), eventSeq);
  const stale = (source: string, origin: Origin): StaleSource => ({
    studyId,
    eventSeq,
    source,
    mark,
    origin
  });
  const ofStudy = studySources.map((name) => stale(name, { kind: 'study', name }));
  const ofCity = (cityId: string): StaleSource[] =>
    (['evidence', 'city-comments'] as const).map((kind) => stale(`${kind}/${cityId}`, { kind, cityId }));
  const isWanted = (source: StaleSource, isTouched = true): boolean => isTouched || hasFailed(source);
  return [
    ...ofStudy.filter((source) => isWanted(source, touched?.hasOthers)),
    ...cities.flatMap((id) => ofCity(id).filter((source) => isWanted(source, touched?.cities.has(id)))),
    ...documents
      .filter(({ kind }) => kind !== 'confidential')
      .map((document) => ({ ...stale(`comments/${document.id}`, { kind: 'comments', document }), document }))
      .flatMap(({ document, ...source }) =>
        isWanted(source, touched?.documents.has(document.id)) ? [source] : []
      ),
    // It comes last: where a round is cut short, the next one does all of it again.
    ...(before === mark ? [] : [stale('events', { kind: 'events' })])
  ];
}

interface ReadPiece {
  readonly findables: readonly Findable[];
  readonly mark: string;
  readonly piece: Piece;
}

/** Reads what can be found in a piece of a source, and up to where it was read. */
async function read(
  { db, rest, sources }: IndexReaderTools,
  { studyId, eventSeq, mark, origin }: StaleSource,
  after: string | null,
  outlineOf: (study: Pick<IndexedStudy, 'id' | 'eventSeq'>) => StudyOutline
): Promise<ReadPiece> {
  const whole = (findables: readonly Findable[]): ReadPiece => ({ findables, mark, piece: wholeSource });
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
        ...whole(findablesOfText(document, reading, texts, outline)),
        mark: markOfText(generation, throughSeq, reading)
      };
    }
    case 'study':
      return whole(await sources.ofStudy[origin.name](db, studyId as StudyId));
    case 'evidence':
    case 'city-comments':
      return whole(await sources.ofCity[origin.kind](db, studyId, origin.cityId));
    case 'comments':
      return {
        ...(await sources.comments(db, origin.document, (await of.outline()).partOf, after)),
        mark
      };
    case 'events':
      return whole([]);
  }
}
