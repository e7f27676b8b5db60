/**
 * Searches a study in both languages at once. The index is asked within the scopes that the reader's grants
 * open, each thing found is authorized again, and only then ranked and counted: nothing that a reader may not see
 * is in a hit, a count, or the order.
 */
import type { StudyId } from '#base/ids.ts';
import { textFor, type Locale } from '#base/locale.ts';
import { scopesOf, subjectOf, type SearchKind } from '#rules/search/search.ts';
import type { AssessmentState } from '#base/states.ts';
import { parseQuery, type QueryFault, type SearchQuery } from '#lib/areas/search/query.ts';
import { bind } from '#server/commands/bind.ts';
import { readsOf } from '#server/commands/read.ts';
import type { Store } from '#server/store/open.ts';
import { listCandidates, type Candidates } from './store/search-candidates.ts';
import { findEventSeq } from './store/search-progress.ts';
import { namesOfUsers } from '#server/auth/users.ts';
import { loadTextAccess, type TextAccess } from '#areas/evidence';
import { authorizedInStudy, studySubject } from '#areas/study';
import { authorizeFound, type Found, type Reader } from './authorizing.ts';
import { inOrder, someOfEachKind } from './ranking.ts';
import {
  type SearchHit,
  type SearchChoices,
  type StudyNames,
  loadNames,
  hitFrom,
  showsPerson
} from './search-hits.ts';

export interface SearchRequest {
  readonly query: string;
  /**
   * Names the reader's language: what matches in it, or by its name alone, is shown in it, and terms are explained
   * in it. Without it, a snippet has the language of what matches.
   */
  readonly language?: Locale | undefined;
  /** Says that the query is still being typed, so that its last word may be half of one. */
  readonly isTyping?: boolean | undefined;
  readonly kinds?: readonly SearchKind[] | undefined;
  readonly city?: string | undefined;
  readonly side?: string | undefined;
  readonly characteristic?: string | undefined;
  readonly state?: AssessmentState | undefined;
  readonly person?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly limit?: number | undefined;
  readonly cursor?: string | undefined;
}

export interface SearchAnswer {
  /** Null where the query was searched. */
  readonly fault: QueryFault | null;
  readonly hits: readonly SearchHit[];
  /** Counts what was found; where `isMore`, there is more than that. */
  readonly count: number;
  readonly isMore: boolean;
  /** Continues behind these hits; null at the end. */
  readonly next: string | null;
  readonly choices: SearchChoices;
}

export const usualHits = 20;
export const mostHits = 50;
/** Limits what is ranked at once; what is beyond follows on later pages, as far as the second limit. */
const windowSize = 100;
const mostReached = 2_000;
const batchSize = 110;

interface SearchTools {
  readonly store: Store;
}

interface BoundTools extends SearchTools {
  /** Holds the names in studies: they change with events of the study, and are the same for all its readers. */
  readonly names: Map<string, { readonly of: number; readonly names: Promise<StudyNames> }>;
}

async function namesIn({ store: { db }, names }: BoundTools, studyId: StudyId): Promise<StudyNames> {
  const seq = await findEventSeq(db, studyId);
  const known = names.get(studyId);
  if (known?.of === seq) return known.names;
  const loading = loadNames(db, studyId);
  names.set(studyId, { of: seq, names: loading });
  loading.catch(() => names.delete(studyId));
  return loading;
}

/**
 * Lists so many things that match and that the reader may read. Those that turn out unreadable leave no gap,
 * so that neither a count nor a page tells of them.
 */
async function collect(
  { store: { db, engine } }: SearchTools,
  query: SearchQuery,
  { request, scopes }: { readonly request: SearchRequest; readonly scopes: readonly string[] },
  reader: Reader,
  wanted: number
): Promise<Found[]> {
  const found: Found[] = [];
  const seen = new Set<string>();
  let below: number | null = null;
  for (;;) {
    const page: Candidates = await listCandidates(db, engine, query, {
      scopes,
      kinds: request.kinds && request.kinds.length > 0 ? request.kinds : null,
      section: request.characteristic ?? null,
      userId: request.person ?? null,
      from: request.from ?? null,
      to: request.to ?? null,
      below,
      limit: batchSize
    });
    for (const one of await authorizeFound(db, reader, page.candidates)) {
      // A thing whose long text was cut into pieces is found once.
      const name = `${one.source} ${one.kind} ${one.target}`;
      if (seen.has(name)) continue;
      seen.add(name);
      found.push(one);
    }
    below = page.below;
    if (found.length >= wanted || below === null) return found.slice(0, wanted);
  }
}

const search = readsOf<BoundTools>()(
  { name: 'search.search', subject: studySubject },
  async (reading, request: SearchRequest): Promise<SearchAnswer> => {
    const { db, deps, actor, grants } = reading;
    const { study } = reading.subject;
    const [known, access] = await Promise.all([
      namesIn(deps, study.id),
      loadTextAccess(db, study.id, grants)
    ]);
    const { equivalents, definitions, ...offered } = known;
    const choices: SearchChoices = { sides: study.sides, ...offered };
    const parsed = parseQuery(request.query, equivalents, request.isTyping);
    if (!parsed.ok) return { hits: [], count: 0, isMore: false, next: null, choices, fault: parsed.fault };

    const { assessments, chapters } = access;
    const opened = scopesOf(study.id, grants, assessments.values(), chapters.values());
    const scopes = within(opened, wantedCities(access, request, known.cities));
    const reader = { actor, authorized: authorizedInStudy(reading), access, scopes: new Set(opened) };
    const offset = offsetFrom(request.cursor);
    const start = Math.floor(offset / windowSize) * windowSize;
    const found = await collect(deps, parsed.query, { request, scopes }, reader, start + windowSize + 1);
    const isMore = found.length > start + windowSize;
    const ordered = inOrder(found.slice(start, start + windowSize), parsed.query);
    const ranked = request.isTyping ? someOfEachKind(ordered) : ordered;
    const limit = Math.min(request.limit ?? usualHits, mostHits);
    const page = ranked.slice(offset - start, offset - start + limit);
    const end = offset + page.length;
    const next = end < start + ranked.length || (isMore && end < mostReached) ? `${end}` : null;
    const people = await namesOfUsers(
      db,
      page.flatMap(({ found: { kind, userId } }) => (showsPerson(kind) ? (userId ?? []) : []))
    );
    return {
      fault: null,
      hits: page.map((ranked) => {
        const { kind, place } = ranked.found;
        const definition = kind === 'term' ? definitions.get(place['id'] ?? '') : undefined;
        const language = definition && request.language && textFor(definition, request.language).locale;
        const reader = request.language;
        return hitFrom(ranked, { studySlug: study.slug, known, access, people, language, reader });
      }),
      count: start + ranked.length,
      isMore,
      next,
      choices
    };
  }
);

export type Search = ReturnType<typeof createSearch>;

export const createSearch = (tools: SearchTools) =>
  bind({ ...tools, names: new Map() as BoundTools['names'] }, { search });

/** By city, side and state; null where the request is not narrowed. */
function wantedCities(
  { assessments }: TextAccess,
  { city, side, state }: SearchRequest,
  cities: SearchChoices['cities']
): ReadonlySet<string> | null {
  if (city === undefined && side === undefined && state === undefined) return null;
  return new Set(
    cities
      .filter(
        ({ id, sideId }) =>
          (city === undefined || id === city) &&
          (side === undefined || sideId === side) &&
          (state === undefined || assessments.get(id)?.state === state)
      )
      .map(({ id }) => id)
  );
}

/** Narrows scopes to cities: what belongs to none of them is left out. */
const within = (scopes: readonly string[], cities: ReadonlySet<string> | null): readonly string[] =>
  cities === null ? scopes : scopes.filter((scope) => cities.has(subjectOf(scope)));

/** Parses a cursor, which is a number of results: ids would tell how much is indexed. A broken one begins at the start. */
const offsetFrom = (cursor = ''): number =>
  /^\d{1,4}$/.test(cursor) && Number(cursor) < mostReached ? Number(cursor) : 0;
