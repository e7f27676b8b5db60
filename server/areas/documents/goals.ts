/**
 * Lists which passages serve which goal of the framework, for each reader from the texts that they may read:
 * passages that a reader may not read are neither shown nor counted. Goals that a newer framework has dropped
 * are listed as long as a passage is tagged with one.
 */
import type { City } from '#rules/cities/city.ts';
import type { Framework } from '#rules/framework/framework.ts';
import { textOfPassage, type Goal, type TaggedPassage } from '#rules/pairs/goal.ts';
import type { LevelChipCell } from '#base/chips/level-chip.ts';
import { textFor, type Bilingual, type Locale } from '#base/locale.ts';
import type { Actor } from '#base/permissions.ts';
import type { Result } from '#base/refusal.ts';
import type { DocumentKind } from '#base/states.ts';
import { bind } from '#server/commands/bind.ts';
import { readsOf } from '#server/commands/read.ts';
import { take } from '#server/commands/refused.ts';
import { listCities } from '#areas/cities';
import { listDocuments, type ChapterSummary, type Chapters } from '#areas/assessments';
import { listFrameworks } from '#areas/framework';
import type { Store } from '#server/store/open.ts';
import { listLastSeqs } from '#server/store/updates.ts';
import type { DocumentWorkers } from '#server/workers/document-workers.ts';
import { studySubject } from '#areas/study';
import { partsOf, sectionIdsOf } from './frozen-content.ts';

export type GoalLocation =
  | {
      readonly kind: 'findings';
      readonly city: string;
      readonly cityName: Bilingual;
      readonly characteristic: string;
      readonly characteristicName: Bilingual;
    }
  | { readonly kind: 'chapter'; readonly slug: string; readonly title: Bilingual };

export interface ServingPassage {
  readonly location: GoalLocation;
  /** Empty in a language in which it is not written. */
  readonly text: Bilingual;
  readonly taggedIn: readonly Locale[];
}

export interface ServedGoal extends Goal {
  /** Says whether the newest framework has it. */
  readonly isCurrent: boolean;
  readonly passages: readonly ServingPassage[];
}

interface AssessedCity {
  readonly city: Pick<City, 'id' | 'shortName'>;
  readonly documents: readonly { readonly id: string; readonly kind: DocumentKind }[];
}

interface GoalsTools {
  readonly store: Store;
  readonly workers: Pick<DocumentWorkers, 'taggedPassages'>;
  readonly assessments: {
    /** Lists the cities that the person may see, each with the texts that they may read. */
    readonly list: (actor: Actor, studySlug: string) => Promise<Result<readonly AssessedCity[]>>;
  };
  readonly chapters: Chapters;
}

interface CacheEntry {
  /** Identifies the generation and the last sequence number of its log. */
  readonly of: string;
  readonly passages: readonly TaggedPassage[];
}

/** More than the texts of several studies; the least recently used entry is dropped. */
const maxCacheEntries = 500;

interface BoundTools extends GoalsTools {
  /**
   * Holds what was found in texts: the page is opened far more often than a text changes. Only content of the text is
   * in it, and it is returned to no one without the right to it.
   */
  readonly cache: Map<string, CacheEntry>;
}

/** Returns the tagged passages by the ids of the documents, which the requester may read. */
async function passagesIn(
  { store: { db, engine }, workers, cache }: BoundTools,
  ids: readonly string[],
  requester: string
): Promise<Map<string, readonly TaggedPassage[]>> {
  const documents = [...(await listDocuments(db, ids)).values()];
  const lastSeqs = await listLastSeqs(
    db,
    engine,
    documents.map(({ id, generation }) => ({ documentId: id, generation }))
  );
  const found = new Map<string, readonly TaggedPassage[]>();
  await Promise.all(
    documents.map(async (document) => {
      const { id, generation } = document;
      const of = `${generation}:${lastSeqs.get(`${id}@${generation}`) ?? 0}`;
      const known = cache.get(id);
      const passages =
        known?.of === of
          ? known.passages
          : await workers.taggedPassages(
              await partsOf(db, id, generation),
              await sectionIdsOf(db, document),
              requester
            );
      cache.delete(id);
      cache.set(id, { of, passages });
      found.set(id, passages);
    })
  );
  for (const id of [...cache.keys()].slice(0, Math.max(0, cache.size - maxCacheEntries))) cache.delete(id);
  return found;
}

/** Null without a framework. Passages are in the order of cities and characteristics, chapters last. */
const list = readsOf<BoundTools>()(
  { name: 'goals.list', subject: studySubject },
  async ({ db, deps, actor, subject: { study } }): Promise<readonly ServedGoal[] | null> => {
    const [summaries, read, frameworks, cities] = await Promise.all([
      deps.assessments.list(actor, study.slug),
      deps.chapters.list(actor, study.slug),
      listFrameworks(db, study.id),
      listCities(db, study.id)
    ]);
    const texts = [...take(summaries).flatMap(textOfFindings), ...take(read).map(textOfChapter)];
    const [newest] = frameworks;
    if (!newest) return null;
    const passages = await passagesIn(
      deps,
      texts.map(({ id }) => id),
      actor.userId
    );
    const names = namesIn(frameworks, cities);
    const serving = texts.flatMap(({ id, locationIn, city }) =>
      (passages.get(id) ?? []).map((passage) => ({
        goal: passage.goal,
        passage: {
          location: locationIn(passage.section, names.characteristic),
          text: passageTextIn(passage, (cell, language) => names.cell(cell, city, language)),
          taggedIn: passage.taggedIn
        }
      }))
    );
    const served = (goal: Goal, isCurrent: boolean): ServedGoal => ({
      ...goal,
      isCurrent,
      passages: serving.filter((one) => one.goal === goal.id).map(({ passage }) => passage)
    });
    const gone = [...new Set(serving.map(({ goal }) => goal))].filter(
      (id) => !newest.goals.some((goal) => goal.id === id)
    );
    const before = frameworks.flatMap(({ goals }) => goals);
    const lastWorded = (id: string): Goal =>
      before.find((goal) => goal.id === id) ?? { id, text: { en: id, zh: id } };
    return [
      ...newest.goals.map((goal) => served(goal, true)),
      ...gone.map((id) => served(lastWorded(id), false))
    ];
  }
);

export type Goals = ReturnType<typeof createGoals>;

export const createGoals = (tools: GoalsTools) =>
  bind({ ...tools, cache: new Map<string, CacheEntry>() }, { list });

interface ReadText {
  readonly id: string;
  /** Names the city of level chips that name no other. */
  readonly city: string | null;
  readonly locationIn: (section: string, nameOf: (characteristic: string) => Bilingual) => GoalLocation;
}

const textOfFindings = ({ city, documents }: AssessedCity): ReadText[] =>
  documents
    .filter(({ kind }) => kind === 'findings')
    .map(({ id }) => ({
      id,
      city: city.id,
      locationIn: (section, nameOf) => ({
        kind: 'findings',
        city: city.id,
        cityName: city.shortName,
        characteristic: section,
        characteristicName: nameOf(section)
      })
    }));

const textOfChapter = ({ id, slug, title }: ChapterSummary): ReadText => ({
  id,
  city: null,
  locationIn: () => ({ kind: 'chapter', slug, title })
});

/** A city may answer an older version, whose characteristics the newest need not have. */
function namesIn(frameworks: readonly Framework[], cities: readonly City[]) {
  const characteristics = frameworks.flatMap((framework) => framework.characteristics);
  const idAlone = (id: string): Bilingual => ({ en: id, zh: id });
  const characteristic = (id: string): Bilingual =>
    characteristics.find((one) => one.id === id)?.name ?? idAlone(id);
  const city = (id: string): Bilingual => cities.find((one) => one.id === id)?.shortName ?? idAlone(id);
  return {
    characteristic,
    /** Names a level by its cell alone: the level itself is shown only to those who open the text. */
    cell: (cell: LevelChipCell, own: string | null, language: Locale): string => {
      const name =
        cell.characteristic === null ? '?' : textFor(characteristic(cell.characteristic), language).text;
      return cell.city === null || cell.city === own
        ? name
        : `${textFor(city(cell.city), language).text} · ${name}`;
    }
  };
}

function passageTextIn(
  { block }: TaggedPassage,
  nameOf: (cell: LevelChipCell, language: Locale) => string
): Bilingual {
  const text = (language: Locale): string => textOfPassage(block[language], (cell) => nameOf(cell, language));
  return { en: text('en'), zh: text('zh') };
}
