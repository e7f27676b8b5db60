/** Describes what a search has found: each hit with the names of its city, text and author. */
import type { City } from '#rules/cities/city.ts';
import type { Side } from '#rules/study/study.ts';
import type { StudyId } from '#base/ids.ts';
import type { Bilingual, Locale } from '#base/locale.ts';
import type { SearchKind } from '#rules/search/search.ts';
import { snippetOf, type Range } from '#lib/areas/search/matches.ts';
import { equivalentsOf, type Equivalents } from '#lib/areas/search/query.ts';
import { listCities } from '#areas/cities';
import { findFramework } from '#areas/framework';
import { listTerms } from '#areas/pairs';
import type { Db } from '#server/store/open.ts';
import { listUsersOfStudy } from '#server/auth/users.ts';
import type { TextAccess } from '#areas/evidence';
import type { Found } from './authorizing.ts';
import { hrefOf } from './places.ts';
import { coverage, type Ranked } from './ranking.ts';

export interface SearchHit {
  readonly kind: SearchKind;
  readonly title: Bilingual;
  /** The ranges that match, in each language. */
  readonly titleMarks: Readonly<Record<Locale, readonly Range[]>>;
  /** The path of the place, within the application. */
  readonly href: string;
  /** Names the language of the snippet. */
  readonly language: Locale;
  readonly snippet: string;
  /** Lists the ranges of the snippet that match. */
  readonly marks: readonly Range[];
  /** Names who wrote it, of a comment. */
  readonly person: Bilingual | null;
  /** Holds its date, as exact as it is known. */
  readonly day: string | null;
}

export interface SearchChoices {
  readonly sides: readonly Side[];
  readonly cities: readonly Pick<City, 'id' | 'shortName' | 'sideId'>[];
  readonly characteristics: readonly { readonly id: string; readonly name: Bilingual }[];
  /** Lists the members of the study. */
  readonly people: readonly { readonly id: string; readonly name: Bilingual }[];
}

export interface StudyNames extends Omit<SearchChoices, 'sides'> {
  readonly equivalents: Equivalents;
  /** By the id of the term. */
  readonly definitions: ReadonlyMap<string, Bilingual>;
}

export async function loadNames(db: Db, studyId: StudyId): Promise<StudyNames> {
  const framework = await findFramework(db, studyId);
  const terms = await listTerms(db, studyId);
  return {
    cities: (await listCities(db, studyId)).map(({ id, shortName, sideId }) => ({ id, shortName, sideId })),
    characteristics: [...(framework?.characteristics ?? []), ...(framework?.profile?.parts ?? [])].map(
      ({ id, name }) => ({ id, name })
    ),
    people: (await listUsersOfStudy(db, studyId)).map(({ id, nameEn, nameZh }) => ({
      id,
      name: { en: nameEn, zh: nameZh }
    })),
    equivalents: equivalentsOf(terms.map(({ term }) => term)),
    definitions: new Map(terms.map(({ id, definition }) => [id, definition]))
  };
}

export const showsPerson = (kind: string): boolean =>
  kind === 'comment' || kind === 'city-comment' || kind === 'memo';

interface Shown {
  readonly studySlug: string;
  readonly known: StudyNames;
  readonly access: TextAccess;
  readonly people: ReadonlyMap<string, Bilingual>;
  /** Names the language of the text to show, whatever matches; undefined where it follows the match. */
  readonly language: Locale | undefined;
  /** Names the reader's language; undefined where it is not known. */
  readonly reader: Locale | undefined;
}

export function hitFrom({ found, titles, ranges }: Ranked, shownIn: Shown): SearchHit {
  const { studySlug, known, access, people, language: wanted, reader } = shownIn;
  const { titleEn, titleZh, textEn, textZh } = found;
  const kind = found.kind as SearchKind;
  // Without a reader's language, a hit by its name alone shows its text in the language of that name.
  const first = reader ?? (coverage(titleZh, titles.zh) > coverage(titleEn, titles.en) ? 'zh' : 'en');
  const texts = [
    { language: 'en', text: textEn },
    { language: 'zh', text: textZh }
  ] as const;
  const pieces = (first === 'zh' ? texts.toReversed() : texts).map(({ language, text }) => ({
    language,
    ...snippetOf(text, ranges[language])
  }));
  const shown =
    pieces.find(({ language, text }) => language === wanted && text !== '') ??
    pieces.find(({ language, text }) => language === reader && titles[language].length > 0 && text !== '') ??
    pieces.find(({ marks }) => marks.length > 0) ??
    pieces.find(({ text }) => text !== '') ??
    pieces[0];
  return {
    kind,
    title: titleEn === '' && titleZh === '' ? placeName(found, known, access) : { en: titleEn, zh: titleZh },
    titleMarks: titles,
    href: `/studies/${studySlug}${hrefOf(found)}`,
    language: shown?.language ?? 'en',
    snippet: shown?.text ?? '',
    marks: shown?.marks ?? [],
    person: showsPerson(kind) ? (people.get(found.userId ?? '') ?? null) : null,
    day: found.place['date'] ?? found.day
  };
}

/** Names the place of a text: what its entry calls it, its chapter, or its city and characteristic. */
function placeName(
  { cityId, section, place }: Found,
  { cities, characteristics }: StudyNames,
  { chapters }: TextAccess
): Bilingual {
  const { nameEn, nameZh } = place;
  if (typeof nameEn === 'string' && typeof nameZh === 'string') return { en: nameEn, zh: nameZh };
  if (cityId === null) {
    const chapter = chapters.get(place['documentId'] ?? '');
    return chapter?.title ?? { en: '', zh: '' };
  }
  const city = cities.find(({ id }) => id === cityId)?.shortName;
  const part = characteristics.find(({ id }) => id === section)?.name;
  const of = (language: Locale): string =>
    [city?.[language], part?.[language]].filter((name) => name !== undefined && name !== '').join(' · ');
  return { en: of('en'), zh: of('zh') };
}
