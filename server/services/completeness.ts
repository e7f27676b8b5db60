/**
 * What is open, thin or contradictory in the answers of each city, for those who may read them. A city whose response the reader may
 * not read is not there: neither with what it lacks nor with how much.
 */
import { parseAnswerSection } from '#document/answer-places.ts';
import { answerSections, answersOf } from '#document/answers.ts';
import type { City } from '#domain/city.ts';
import { lacksOf, type Lack } from '#domain/completeness.ts';
import { asAsked, type AskedFramework } from '#domain/framework.ts';
import type { DocumentId } from '#domain/ids.ts';
import type { Actor } from '#domain/permissions.ts';
import { ok, type Result } from '#domain/refusal.ts';
import type { Study } from '#domain/study.ts';
import type { AssessmentState } from '#domain/workflow.ts';
import { findFrameworkOfCity } from '../store/frameworks.ts';
import type { Store } from '../store/open.ts';
import { listLastSeqs } from '../store/updates.ts';
import type { Workshop } from '../workshop/workshop.ts';
import type { Assessments } from './assessments.ts';
import { enterStudy } from './study-door.ts';
import { partsOf } from './way/freezing.ts';

export interface CityLacks {
  readonly city: Pick<City, 'id' | 'number' | 'sideId' | 'shortName'>;
  readonly state: AssessmentState;
  /** In the version that the city is asked in, with the short profile where it answers that too. */
  readonly framework: AskedFramework;
  readonly lacks: readonly Lack[];
}

export interface CompletenessView {
  readonly study: Study;
  /** In the order of the study's lists. */
  readonly cities: readonly CityLacks[];
}

export interface Completeness {
  list(actor: Actor, studySlug: string): Promise<Result<CompletenessView>>;
}

interface CompletenessTools {
  readonly store: Store;
  readonly workshop: Pick<Workshop, 'measured'>;
  readonly assessments: Pick<Assessments, 'list'>;
}

interface Kept {
  /** The generation, the last number of its log, and the framework that it was held against. */
  readonly of: string;
  readonly lacks: readonly Lack[];
}

/** More than the cities of several studies, each before and after its answers were reopened. */
const mostKept = 500;

export function openCompleteness({ store, workshop, assessments }: CompletenessTools): Completeness {
  const { db, engine } = store;
  // The view is opened far more often than an answer changes: what a city lacks is kept as long as nothing is written.
  const kept = new Map<string, Kept>();

  async function lacksIn(
    documentId: DocumentId,
    generation: number,
    framework: AskedFramework,
    lastSeq: number,
    asker: string
  ): Promise<readonly Lack[]> {
    const key = `${documentId}@${generation}`;
    const of = `${lastSeq}:${framework.id}:${framework.version}:${framework.profileParts?.length ?? 0}`;
    let found = kept.get(key);
    if (found?.of !== of) {
      const { cells, characters } = await workshop.measured(
        await partsOf(db, documentId, generation),
        answerSections(framework),
        asker
      );
      const charactersOf = (question: string) =>
        Object.entries(characters)
          .filter(([section]) => parseAnswerSection(section)?.question === question)
          .reduce((sum, [, one]) => ({ en: sum.en + one.en, zh: sum.zh + one.zh }), { en: 0, zh: 0 });
      found = { of, lacks: lacksOf(framework, { answers: answersOf(cells), charactersOf }) };
    }
    kept.delete(key);
    kept.set(key, found);
    for (const oldest of [...kept.keys()].slice(0, Math.max(0, kept.size - mostKept))) kept.delete(oldest);
    return found.lacks;
  }

  return {
    async list(actor, studySlug) {
      const entered = await enterStudy(db, actor, studySlug);
      if (!entered.ok) return entered;
      const listed = await assessments.list(actor, studySlug);
      if (!listed.ok) return listed;
      const { study } = entered.value;
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
        const framework = asAsked(found, answersProfile);
        const lastSeq = lastSeqs.get(`${document.id}@${document.generation}`) ?? 0;
        const lacks = await lacksIn(document.id, document.generation, framework, lastSeq, actor.userId);
        cities.push({ city: { id, number, sideId, shortName }, state, framework, lacks });
      }
      return ok({ study, cities });
    }
  };
}
