/**
 * Shows what a statement rests on as far as one reader may know it. What the reader may not read is a gap: it is
 * counted, and nothing else of it is told.
 */
import { partOfQuestion, type Framework } from '#rules/framework/framework.ts';
import type { Bilingual, Locale } from '#base/locale.ts';
import type { Actor, Grant } from '#base/permissions.ts';
import type { StudyAbility, Abilities } from '#base/abilities.ts';
import { inLanguages, publishedLanguages } from '#rules/practices/practice.ts';
import { sideIds, type Study } from '#rules/study/study.ts';
import {
  stateOfSupport,
  type Support,
  type SupportKind,
  type SupportRole,
  type SupportState
} from '#rules/bibliography/support.ts';
import { listCities } from '#areas/cities';
import { listFrameworks } from '#areas/framework';
import type { Db } from '#server/store/open.ts';
import { listPractices } from '../store/practices.ts';
import { findRelease } from '#areas/roadmap';
import type { StoredSupport } from '../store/supports.ts';
import { isPublished, listThemes } from '../store/themes.ts';
import { loadReaderAccess, type ReaderAccess } from '#areas/evidence';
import type { CitedContent } from './cited-content.ts';
import type { CitedItem } from './cited-things.ts';

export interface ShownSupport {
  /** Null for a reader who is not told. */
  readonly state: SupportState | null;
  /** The place of a passage, the question of an answer, or the name of the thing; null where it has none. */
  readonly title: Bilingual | null;
  /** Names the city that speaks through it. */
  readonly city: Bilingual | null;
  readonly quote: { readonly language: Locale; readonly text: string } | null;
  /** Null for a thing without a page. */
  readonly href: string | null;
}

export interface SupportView {
  readonly id: string;
  readonly role: SupportRole;
  readonly kind: SupportKind;
  /** Null for a reader who may not read it: a gap stands in its place. */
  readonly shown: ShownSupport | null;
}

export interface SupportReader {
  readonly actor: Actor;
  readonly study: Study;
  readonly grants: readonly Grant[];
  readonly abilities: Abilities<StudyAbility>;
}

/** Shows the supports of many owners, each as it is listed. */
export async function viewSupports(
  db: Db,
  things: CitedContent,
  reader: SupportReader,
  supports: readonly StoredSupport[]
): Promise<Map<StoredSupport, SupportView>> {
  if (supports.length === 0) return new Map();
  const { study, actor, grants } = reader;
  const [present, access, names] = await Promise.all([
    things.read(
      study,
      supports.map(({ support }) => support),
      actor.userId
    ),
    loadReaderAccess(db, actor, study.id, grants),
    loadNames(db, reader)
  ]);
  const isReadable = await readableIn(db, reader, access, names);
  return new Map(
    supports.map((one) => {
      const { id, role, support, key } = one;
      const view = { id, role, kind: support.kind };
      const thing = present.get(key);
      return [
        one,
        { ...view, shown: isReadable(support, thing) ? shownFrom(one, thing, reader, access, names) : null }
      ];
    })
  );
}

/** Nothing of it depends on a reader. */
export async function statesOfSupports(
  things: CitedContent,
  study: Study,
  supports: readonly StoredSupport[],
  requester: string
): Promise<Map<StoredSupport, SupportState>> {
  const present = await things.read(
    study,
    supports.map(({ support }) => support),
    requester
  );
  return new Map(supports.map((one) => [one, stateOfSupport(one.support, present.get(one.key))]));
}

type IsReadable = (support: Support, thing: CitedItem | undefined) => boolean;

async function readableIn(
  db: Db,
  { study, abilities }: SupportReader,
  access: ReaderAccess,
  { releasedSteps, publishedTitles }: Names
): Promise<IsReadable> {
  const seesDrafts = abilities.has('study.themes');
  const sides = sideIds(study);
  const themes = seesDrafts ? [] : await listThemes(db, study.id);
  const chapters = new Map([...access.chapters.values()].map((chapter) => [chapter.slug, chapter.id]));
  const isPublishedThing = (kind: string, id: string): boolean =>
    kind === 'practice'
      ? publishedTitles.has(id)
      : themes.some((theme) => theme.id === id && isPublished(theme, sides));
  return (support, thing) => {
    switch (support.kind) {
      case 'passage':
        if ('city' in support.place) return access.ofCity(support.place.city).has('findings.read');
        return access.ofChapter(chapters.get(support.place.chapter) ?? '').has('chapter.read');
      case 'answer':
        // An answer that the city holds back is not among the present things.
        return access.ofCity(support.city).has('response.read') && (thing !== undefined || seesDrafts);
      case 'evidence': {
        const ofCity = access.ofCity(thing?.cityId ?? '');
        const opens = ofCity.has('evidence.read') && ofCity.has('clarification.read');
        return thing ? opens && (!thing.isConfidential || ofCity.has('evidence.hold')) : seesDrafts;
      }
      case 'practice':
      case 'finding':
        return seesDrafts || isPublishedThing(support.kind, support.id);
      case 'next-step':
        return abilities.has('study.meetings');
      case 'talk':
        return abilities.has('study.research');
      case 'entry':
      case 'figure':
      case 'source':
        return thing !== undefined || seesDrafts;
      case 'step':
        return abilities.has('study.roadmap') || releasedSteps.has(support.id);
    }
  };
}

interface Names {
  readonly frameworks: readonly Framework[];
  readonly cities: ReadonlyMap<string, Bilingual>;
  /** Maps the steps of the newest release to their titles in it. */
  readonly releasedSteps: ReadonlyMap<string, Bilingual>;
  /** Maps the cards that are published to their titles, in the languages in which each is. */
  readonly publishedTitles: ReadonlyMap<string, Bilingual>;
}

async function loadNames(db: Db, { study, abilities }: SupportReader): Promise<Names> {
  const sides = sideIds(study);
  const cards = abilities.has('study.themes') ? [] : await listPractices(db, study.id);
  return {
    publishedTitles: new Map(
      cards.flatMap((card) => {
        const languages = publishedLanguages(card, sides);
        return languages.length > 0 ? [[card.id, inLanguages(card, languages).title]] : [];
      })
    ),
    frameworks: await listFrameworks(db, study.id),
    cities: new Map((await listCities(db, study.id)).map(({ id, shortName }) => [id as string, shortName])),
    releasedSteps: new Map(
      (await findRelease(db, study.id))?.content.steps.map(({ id, title }) => [id, title])
    )
  };
}

function shownFrom(
  { support, cityId }: StoredSupport,
  thing: CitedItem | undefined,
  { study, abilities }: SupportReader,
  access: ReaderAccess,
  { frameworks, cities, releasedSteps, publishedTitles }: Names
): ShownSupport {
  const seesDrafts = abilities.has('study.themes');
  const base = `/studies/${study.slug}`;
  const state = stateOfSupport(support, thing);
  const city = cities.get(cityId ?? thing?.cityId ?? '') ?? null;
  const shown = { state: seesDrafts ? state : null, city, quote: null, title: thing?.title ?? null };
  const characteristic = (id: string): Bilingual | null =>
    frameworks.flatMap(({ characteristics }) => characteristics).find((one) => one.id === id)?.name ?? null;
  switch (support.kind) {
    case 'passage': {
      const { place, block, language, quote } = support;
      const [path, title] =
        'city' in place
          ? [`assessments/${place.city}/${place.section}?text=findings`, characteristic(place.section)]
          : [
              `chapters/${place.chapter}`,
              [...access.chapters.values()].find(({ slug }) => slug === place.chapter)?.title ?? null
            ];
      return {
        ...shown,
        title,
        href: `${base}/${path}#block-${block}`,
        // Words that are not in the text any more are told to those alone who saw them there.
        quote: state === 'holds' || seesDrafts ? { language, text: quote } : null
      };
    }
    case 'answer': {
      const framework = frameworks.find((one) => partOfQuestion(one, support.question));
      const part = framework && partOfQuestion(framework, support.question);
      const question = part?.questions.find(({ id }) => id === support.question);
      return {
        ...shown,
        title: question?.text ?? null,
        href: part
          ? `${base}/assessments/${support.city}/${part.id}?text=response#question-${support.question}`
          : null
      };
    }
    case 'evidence':
      return {
        ...shown,
        href: thing ? `${base}/assessments/${thing.cityId ?? ''}/evidence/${support.id}` : null
      };
    case 'practice':
      return {
        ...shown,
        title: seesDrafts ? shown.title : (publishedTitles.get(support.id) ?? null),
        href: thing ? `${base}/practices/${support.id}` : null
      };
    case 'finding':
      return { ...shown, href: thing ? `${base}/themes/${support.id}` : null };
    case 'next-step':
      return { ...shown, href: thing ? `${base}/next-steps?at=step-${support.id}#step-${support.id}` : null };
    case 'entry':
      return { ...shown, href: thing ? `${base}/context/entries/${support.id}` : null };
    case 'figure':
      return { ...shown, href: thing ? `${base}/context/figures/${support.id}` : null };
    case 'talk':
      return { ...shown, href: thing ? `${base}/context/talks#${support.id}` : null };
    case 'source':
      return { ...shown, href: thing ? `${base}/context/sources/${support.id}` : null };
    case 'step':
      return {
        ...shown,
        title: abilities.has('study.roadmap') ? shown.title : (releasedSteps.get(support.id) ?? null),
        href: thing ? `${base}/roadmap#step-${support.id}` : null
      };
  }
}
