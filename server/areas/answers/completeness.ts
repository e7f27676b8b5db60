/**
 * Lists what is open, thin or contradictory in the answers of each city, for those who may read them. A city
 * whose response the reader may not read is absent: neither its gaps nor their number are shown.
 */
import { parseAnswerSection } from '#document/answer-cells.ts';
import { answerSections, answersOf } from '#document/answers.ts';
import { progressOf, type AnswerProgress } from '#rules/answers/answer-progress.ts';
import type { City } from '#rules/cities/city.ts';
import { lacksOf, type Lack } from '#rules/answers/completeness.ts';
import { frameworkOfCity, type CityFramework } from '#rules/framework/framework.ts';
import type { DocumentId } from '#base/ids.ts';
import type { Actor } from '#base/permissions.ts';
import type { Study } from '#rules/study/study.ts';
import type { AssessmentState } from '#base/states.ts';
import { bind } from '#server/commands/bind.ts';
import { readsOf } from '#server/commands/read.ts';
import { take } from '#server/commands/refused.ts';
import { listAssessments } from '#areas/assessments';
import { listFrameworks } from '#areas/framework';
import type { Store } from '#server/store/open.ts';
import { listLastSeqs } from '#server/store/updates.ts';
import type { DocumentWorkers } from '#server/workers/document-workers.ts';
import type { Assessments, AssessmentView } from './assessments.ts';
import { studySubject } from '#areas/study';
import { partsOf } from '#areas/documents';

export interface CityLacks {
  readonly city: Pick<City, 'id' | 'number' | 'sideId' | 'shortName'>;
  readonly state: AssessmentState;
  /**
   * Holds the framework in the version that the city answers, with the short profile where it answers that
   * too.
   */
  readonly framework: CityFramework;
  readonly lacks: readonly Lack[];
  readonly progress: ProgressByPart;
}

/** By the id of a part of the framework. */
export type ProgressByPart = ReadonlyMap<string, AnswerProgress>;

export interface CompletenessView {
  readonly study: Study;
  /** In the order of the study's lists. */
  readonly cities: readonly CityLacks[];
}

interface CompletenessTools {
  readonly store: Store;
  readonly workers: Pick<DocumentWorkers, 'measured'>;
  readonly assessments: Pick<Assessments, 'list'>;
}

interface CacheEntry {
  /**
   * Identifies the generation, the last sequence number of its log, and the framework that it was checked
   * against.
   */
  readonly of: string;
  readonly lacks: readonly Lack[];
  readonly progress: ProgressByPart;
}

/** More than the cities of several studies, each before and after its answers were reopened. */
const maxCacheEntries = 500;

interface BoundTools extends CompletenessTools {
  /**
   * Holds the gaps of cities until something is written: the view is opened far more often than an answer changes.
   */
  readonly cache: Map<string, CacheEntry>;
}

interface AnsweredDocument {
  readonly id: DocumentId;
  readonly generation: number;
  readonly framework: CityFramework;
  readonly lastSeq: number;
}

async function measuredIn(
  { store: { db }, workers, cache }: BoundTools,
  { id, generation, framework, lastSeq }: AnsweredDocument,
  requester: string
): Promise<Omit<CacheEntry, 'of'>> {
  const key = `${id}@${generation}`;
  const of = `${lastSeq}:${framework.id}:${framework.version}:${framework.profileParts?.length ?? 0}`;
  let found = cache.get(key);
  if (found?.of !== of) {
    const { cells, characters } = await workers.measured(
      await partsOf(db, id, generation),
      answerSections(framework),
      requester
    );
    const charactersOf = (question: string) =>
      Object.entries(characters)
        .filter(([section]) => parseAnswerSection(section)?.question === question)
        .reduce((sum, [, one]) => ({ en: sum.en + one.en, zh: sum.zh + one.zh }), { en: 0, zh: 0 });
    const answers = answersOf(cells);
    const hasText = (question: string): boolean => {
      const { en, zh } = charactersOf(question);
      return en + zh > 0;
    };
    found = {
      of,
      lacks: lacksOf(framework, { answers, charactersOf }),
      progress: progressOf(framework, { answers, hasText })
    };
  }
  cache.delete(key);
  cache.set(key, found);
  for (const oldest of [...cache.keys()].slice(0, Math.max(0, cache.size - maxCacheEntries)))
    cache.delete(oldest);
  return found;
}

const list = readsOf<BoundTools>()(
  { name: 'completeness.list', subject: studySubject },
  async ({ db, deps, actor, subject: { study } }): Promise<CompletenessView> => {
    const open = take(await deps.assessments.list(actor, study.slug)).flatMap(
      ({ city, state, answersProfile, documents }) =>
        documents
          .filter(({ kind }) => kind === 'response')
          .map(({ id, generation }) => ({ city, state, answersProfile, id, generation }))
    );
    const [lastSeqs, assessments, frameworks] = await Promise.all([
      listLastSeqs(
        db,
        deps.store.engine,
        open.map(({ id, generation }) => ({ documentId: id, generation }))
      ),
      listAssessments(db, study.id),
      listFrameworks(db, study.id)
    ]);
    const answered = new Map(assessments.map(({ cityId, frameworkVersion }) => [cityId, frameworkVersion]));
    const cities: CityLacks[] = [];
    for (const { city, state, answersProfile, id, generation } of open) {
      const version = answered.get(city.id) ?? null;
      // Null means the first version, which existed before any city was given another.
      const found =
        version === null ? frameworks.at(-1) : frameworks.find((framework) => framework.version === version);
      if (!found) continue;
      const framework = frameworkOfCity(found, answersProfile);
      const lastSeq = lastSeqs.get(`${id}@${generation}`) ?? 0;
      const { lacks, progress } = await measuredIn(
        deps,
        { id, generation, framework, lastSeq },
        actor.userId
      );
      const { number, sideId, shortName } = city;
      cities.push({ city: { id: city.id, number, sideId, shortName }, state, framework, lacks, progress });
    }
    return { study, cities };
  }
);

/** Null for a reader who may not open its response. */
async function progressIn(
  tools: BoundTools,
  actor: Actor,
  { framework, profile, documents }: Pick<AssessmentView, 'framework' | 'profile' | 'documents'>
): Promise<ProgressByPart | null> {
  const response = documents.find(({ kind }) => kind === 'response');
  if (!response) return null;
  const { id, generation } = response;
  const { db, engine } = tools.store;
  const lastSeqs = await listLastSeqs(db, engine, [{ documentId: id, generation }]);
  const { progress } = await measuredIn(
    tools,
    {
      id,
      generation,
      framework: frameworkOfCity(framework, profile !== null),
      lastSeq: lastSeqs.get(`${id}@${generation}`) ?? 0
    },
    actor.userId
  );
  return progress;
}

export type Completeness = ReturnType<typeof createCompleteness>;

export function createCompleteness(tools: CompletenessTools) {
  const deps: BoundTools = { ...tools, cache: new Map() };
  return {
    ...bind(deps, { list }),
    progress: (actor: Actor, view: Pick<AssessmentView, 'framework' | 'profile' | 'documents'>) =>
      progressIn(deps, actor, view)
  };
}
