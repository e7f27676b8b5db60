/**
 * Lists what is open, thin or contradictory in the answers of each city, for those who may read them. A city
 * whose response the reader may not read is absent: neither its gaps nor their number are shown.
 */
import { parseAnswerSection } from '#document/answer-cells.ts';
import { answerSections, answersOf } from '#document/answers.ts';
import { progressOf, type AnswerProgress } from '#domain/answer-progress.ts';
import type { City } from '#domain/city.ts';
import { lacksOf, type Lack } from '#domain/completeness.ts';
import { frameworkOfCity, type CityFramework } from '#domain/framework.ts';
import type { DocumentId } from '#domain/ids.ts';
import type { Actor } from '#domain/permissions.ts';
import { ok, type Result } from '#domain/refusal.ts';
import type { Study } from '#domain/study.ts';
import type { AssessmentState } from '#domain/workflow.ts';
import { findFrameworkOfCity } from '../store/frameworks.ts';
import type { Store } from '../store/open.ts';
import { listLastSeqs } from '../store/updates.ts';
import type { DocumentWorkers } from '../workers/document-workers.ts';
import type { Assessments, AssessmentView } from './assessments.ts';
import { authorizeStudy } from './study-access.ts';
import { partsOf } from './workflow/freezing.ts';

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

/** Maps the id of a part of the framework to its progress. */
export type ProgressByPart = ReadonlyMap<string, AnswerProgress>;

export interface CompletenessView {
  readonly study: Study;
  /** Lists the cities in the order of the study's lists. */
  readonly cities: readonly CityLacks[];
}

export interface Completeness {
  list(actor: Actor, studySlug: string): Promise<Result<CompletenessView>>;
  /** Returns how far a city is with its answers; null for a reader who may not open its response. */
  progress(
    actor: Actor,
    view: Pick<AssessmentView, 'framework' | 'profile' | 'documents'>
  ): Promise<ProgressByPart | null>;
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

/**
 * Limits the cache to more than the cities of several studies, each before and after its answers were
 * reopened.
 */
const maxCacheEntries = 500;

export function openCompleteness({ store, workers, assessments }: CompletenessTools): Completeness {
  const { db, engine } = store;
  // The view is opened far more often than an answer changes: the gaps of a city are cached until something
  // is written.
  const cache = new Map<string, CacheEntry>();

  async function measuredIn(
    documentId: DocumentId,
    generation: number,
    framework: CityFramework,
    lastSeq: number,
    requester: string
  ): Promise<Omit<CacheEntry, 'of'>> {
    const key = `${documentId}@${generation}`;
    const of = `${lastSeq}:${framework.id}:${framework.version}:${framework.profileParts?.length ?? 0}`;
    let found = cache.get(key);
    if (found?.of !== of) {
      const { cells, characters } = await workers.measured(
        await partsOf(db, documentId, generation),
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

  return {
    async list(actor, studySlug) {
      const authorized = await authorizeStudy(db, actor, studySlug);
      if (!authorized.ok) return authorized;
      const listed = await assessments.list(actor, studySlug);
      if (!listed.ok) return listed;
      const { study } = authorized.value;
      const open = listed.value.flatMap(({ city, state, answersProfile, documents }) =>
        documents
          .filter(({ kind }) => kind === 'response')
          .map(({ id, generation }) => ({ city, state, answersProfile, id, generation }))
      );
      const lastSeqs = await listLastSeqs(
        db,
        engine,
        open.map(({ id, generation }) => ({ documentId: id, generation }))
      );
      const cities: CityLacks[] = [];
      for (const {
        city: { id, number, sideId, shortName },
        state,
        answersProfile,
        ...document
      } of open) {
        const found = await findFrameworkOfCity(db, study.id, id);
        if (!found) continue;
        const framework = frameworkOfCity(found, answersProfile);
        const lastSeq = lastSeqs.get(`${document.id}@${document.generation}`) ?? 0;
        const { lacks, progress } = await measuredIn(
          document.id,
          document.generation,
          framework,
          lastSeq,
          actor.userId
        );
        cities.push({ city: { id, number, sideId, shortName }, state, framework, lacks, progress });
      }
      return ok({ study, cities });
    },

    async progress(actor, { framework, profile, documents }) {
      const response = documents.find(({ kind }) => kind === 'response');
      if (!response) return null;
      const { id, generation } = response;
      const lastSeqs = await listLastSeqs(db, engine, [{ documentId: id, generation }]);
      const { progress } = await measuredIn(
        id,
        generation,
        frameworkOfCity(framework, profile !== null),
        lastSeqs.get(`${id}@${generation}`) ?? 0,
        actor.userId
      );
      return progress;
    }
  };
}
