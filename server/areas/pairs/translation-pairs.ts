/** Shows the pairs of the texts of a study with their states, and serves the statements about them. */
import type { CityId, StudyId } from '#base/ids.ts';
import type { Bilingual } from '#base/locale.ts';
import { changesSince, type PairChanges } from '#rules/pairs/pair-changes.ts';
import { pairKey, type PairIds } from '#rules/pairs/pairs.ts';
import { isUnitId } from '#rules/pairs/units.ts';
import type { PairFacts } from '#rules/pairs/pair-states.ts';
import { sumPairCounts, type PairCounts } from '#rules/pairs/pair-counts.ts';
import type { DocumentKind } from '#base/states.ts';
import { bind } from '#server/commands/bind.ts';
import { readsOf } from '#server/commands/read.ts';
import { refused } from '#server/commands/refused.ts';
import { listAssessmentDocuments, listDocuments, type DocumentRow } from '#areas/assessments';
import { listCities } from '#areas/cities';
import { findFramework } from '#areas/framework';
import type { Db } from '#server/store/open.ts';
import { findPairWords, type StoredPair, type StoredPairNote } from './store/translation-pairs.ts';
import { authorizedText, textSubject, type AuthorizedText, type TextLocation } from '#areas/documents';
import { openContradictions } from './contradictions.ts';
import { loadReaderAccess } from '#areas/evidence';
import { studySubject } from '#areas/study';
import { namedPeople, type NamedPerson } from '#areas/people';
import { isOfCity, loadPairFacts } from './pair-facts.ts';
import type { SectionPairs } from './pair-states.ts';
import {
  knowing,
  writesSection,
  mayKnow,
  readStates,
  type PairDeps,
  type TranslationPairTools
} from './pair-access.ts';
import { confirm, check, diverge, waive, takeBack } from './pair-statements.ts';

/** Holds what a page that shows the text needs to compute the states of its pairs by itself, as they change. */
export interface LivePairFacts extends PairFacts {
  readonly records: readonly StoredPair[];
  readonly notes: readonly StoredPairNote[];
  /** Holds who confirmed, checked or noted, by the id of the person. */
  readonly people: Readonly<Record<string, NamedPerson>>;
  readonly mayConfirm: boolean;
  readonly mayWaive: boolean;
}

export interface TextPairs {
  readonly location: TextLocation;
  readonly sections: readonly SectionPairs[];
  readonly mayConfirm: boolean;
  readonly mayWaive: boolean;
}

/** For lists of what is to do. */
export interface ListedText extends TextPairs {
  readonly kind: DocumentKind;
  readonly city: { readonly id: CityId; readonly name: Bilingual } | null;
  readonly chapter: { readonly slug: string; readonly title: Bilingual } | null;
}

export interface ListedTexts {
  readonly texts: readonly ListedText[];
  /** Names the sections of a city's texts, by the ids of the characteristics. */
  readonly sectionNames: Readonly<Record<string, Bilingual>>;
}
const read = readsOf<PairDeps>();

/** Checks who may know the states of pairs, before it is read which pair somebody asks about. */
const authorize = read({ name: 'pairs.authorize', subject: textSubject }, (reading): Promise<null> => {
  knowing(reading);
  return Promise.resolve(null);
});

/** For those who work on the text. */
const factsFor = read(
  { name: 'pairs.facts', subject: textSubject },
  async (reading, section: string): Promise<LivePairFacts> => {
    const { db } = reading;
    const text = knowing(reading);
    const { study, document, may } = text;
    const facts = await loadPairFacts(db, document.id);
    const people = await namedPeople(db, study.id, [
      ...facts.records.flatMap(({ userId, checkedBy }) => [userId, checkedBy]),
      ...facts.notes.map(({ userId }) => userId)
    ]);
    return {
      records: facts.records,
      notes: facts.notes,
      confirmed: facts.of(section).confirmed,
      people: Object.fromEntries(people),
      mayConfirm: may('confirm') && writesSection(text, section),
      mayWaive: may('waive') && !isOfCity(document)
    };
  }
);

/** Describes the pairs of a text as a reader who knows of them sees them. */
const pairsOf = (text: AuthorizedText, sections: readonly SectionPairs[]): Omit<TextPairs, 'location'> => ({
  sections: sections.filter(({ section }) => !isOfCity(text.document) || writesSection(text, section)),
  mayConfirm: text.may('confirm'),
  mayWaive: text.may('waive') && !isOfCity(text.document)
});

/** For those who work on the text. */
const list = read({ name: 'pairs.list', subject: textSubject }, async (reading): Promise<TextPairs> => {
  const { db, deps } = reading;
  const text = knowing(reading);
  const { id } = text.document;
  const sections = (await deps.pairStates(db, [id])).get(id) ?? [];
  return { location: locationOf(text.document), ...pairsOf(text, sections) };
});

const locationOf = ({ kind, cityId, slug }: DocumentRow): TextLocation =>
  kind === 'chapter' ? { kind, slug: slug ?? '' } : { kind, city: cityId ?? '' };

/** Lists the texts of a study on whose translation the person works, or whose versions the person reads. */
const listAll = read(
  { name: 'pairs.list-all', subject: studySubject },
  async ({ db, deps, actor, grants, subject: { study } }): Promise<ListedTexts> => {
    const [access, ofCities, framework] = await Promise.all([
      loadReaderAccess(db, actor, study.id, grants),
      cityTexts(db, study.id),
      findFramework(db, study.id)
    ]);
    const texts = [
      ...ofCities.filter(({ kind, city }) =>
        access.ofCity(city.id).has(kind === 'findings' ? 'versions.read' : 'response.write')
      ),
      ...[...access.chapters.values()].flatMap(({ id, slug, title }) =>
        access.ofChapter(id).has('chapter.versions')
          ? [
              {
                id,
                kind: 'chapter' as const,
                city: null,
                chapter: { slug, title },
                location: { kind: 'chapter', slug } satisfies TextLocation
              }
            ]
          : []
      )
    ];
    const ids = texts.map(({ id }) => id);
    const [states, documents] = await Promise.all([deps.pairStates(db, ids), listDocuments(db, ids)]);
    const listed = texts.flatMap(({ id, ...text }): ListedText[] => {
      const document = documents.get(id);
      const found = document && authorizedText({ subject: { study, document }, grants });
      if (!found?.may('read') || !mayKnow(found)) return [];
      return [{ ...text, ...pairsOf(found, states.get(id) ?? []) }];
    });
    const { characteristics = [] } = framework ?? {};
    return {
      texts: listed,
      sectionNames: Object.fromEntries(characteristics.map(({ id, name }) => [id, name]))
    };
  }
);

/**
 * Counts the pairs of the findings of each city whose versions the person reads, by the id of the city. Findings
 * of which nobody has confirmed anything are left out.
 */
const countByCity = read(
  { name: 'pairs.count-by-city', subject: studySubject },
  async ({ db, deps, actor, grants, subject: { study } }): Promise<Readonly<Record<string, PairCounts>>> => {
    const access = await loadReaderAccess(db, actor, study.id, grants);
    const findings = (await cityTexts(db, study.id)).filter(
      ({ kind, city }) => kind === 'findings' && access.ofCity(city.id).has('versions.read')
    );
    const ids = findings.map(({ id }) => id);
    const states = await deps.pairStates(db, ids, { onlyBegun: true });
    return Object.fromEntries(
      findings.flatMap(({ id, city }) => {
        const sections = states.get(id);
        return sections ? [[city.id, sumPairCounts(sections.map(({ counts }) => counts))]] : [];
      })
    );
  }
);

/** Returns what has changed since a pair was confirmed; `not-found` where it never was. */
const changes = read(
  { name: 'pairs.changes', subject: textSubject },
  async (reading, section: string, ids: PairIds): Promise<PairChanges> => {
    const { document } = knowing(reading);
    if (!isUnitId(ids.en) || !isUnitId(ids.zh)) throw refused('invalid', { field: 'pair' });
    const words = await findPairWords(reading.db, document.id, ids);
    if (!words) throw refused('not-found');
    const now = await readStates(reading, section);
    const pair = now.pairs.find(({ key }) => key === pairKey(ids));
    if (!pair) throw refused('not-found');
    return changesSince(
      { en: words.enText, zh: words.zhText },
      { en: pair.en?.text ?? null, zh: pair.zh?.text ?? null }
    );
  }
);

async function cityTexts(db: Db, studyId: StudyId) {
  const cities = await listCities(db, studyId);
  return (await listAssessmentDocuments(db, studyId))
    .flatMap(({ id, kind, cityId }) => {
      const city = cities.find((one) => one.id === cityId);
      return city
        ? [
            {
              id,
              kind,
              number: city.number,
              sideId: city.sideId,
              city: { id: city.id, name: city.shortName },
              chapter: null,
              location: { kind, city: cityId } satisfies TextLocation
            }
          ]
        : [];
    })
    .toSorted((a, b) => (a.sideId < b.sideId ? -1 : a.sideId > b.sideId ? 1 : a.number - b.number));
}

export type TranslationPairs = ReturnType<typeof createTranslationPairs>;

export const createTranslationPairs = (tools: TranslationPairTools) =>
  bind(
    { ...tools, contradictions: openContradictions() },
    {
      authorize,
      facts: factsFor,
      list,
      listAll,
      countByCity,
      changes,
      confirm,
      check,
      diverge,
      waive,
      takeBack
    }
  );
