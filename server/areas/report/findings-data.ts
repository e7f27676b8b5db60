/**
 * Reads the data of the blocks that show what the study has found: published trends, challenges and good
 * practices, the roadmap, and the recommendations that both chairs approved.
 */
import { orderCities } from '#rules/cities/city.ts';
import type { Framework } from '#rules/framework/framework.ts';
import type { Bilingual } from '#base/locale.ts';
import type { NextStep } from '#rules/meetings/next-step.ts';
import { practiceTexts, type PracticeText } from '#rules/practices/practice.ts';
import {
  addresseeFrom,
  type PracticeItem,
  type RecommendationData,
  type RecommendationItem,
  type RoadmapData,
  type ThemeItem
} from '#rules/report/report-blocks.ts';
import { inOrder } from '#rules/roadmap/roadmap.ts';
import type { Study } from '#rules/study/study.ts';
import type { SupportState } from '#rules/bibliography/support.ts';
import { isFlagged, themeScopes, type ThemeKind } from '#rules/practices/theme.ts';
import { listCities } from '#areas/cities';
import { findFramework, findRubric } from '#areas/framework';
import { listNextSteps } from '#areas/meetings';
import type { Db } from '#server/store/open.ts';
import {
  publishedPractices,
  listSupports,
  type StoredSupport,
  publishedThemes,
  serviceCategories
} from '#areas/practices';
import { listSteps } from '#areas/documents';
import {
  readNamed,
  shownSupports,
  shownLink,
  isRoadmapApproved,
  approvedRecommendations
} from './finding-supports.ts';

export interface FindingTools {
  readonly db: Db;
  /** Says of each support whether what it names is as it was cited, by the id of the support. */
  readonly statesOf: (
    study: Study,
    supports: readonly StoredSupport[]
  ) => Promise<ReadonlyMap<string, SupportState>>;
}

const nothing: Bilingual = { en: '', zh: '' };

export async function readThemes(tools: FindingTools, study: Study, kind: ThemeKind): Promise<ThemeItem[]> {
  const themes = (await publishedThemes(tools.db, study.id)).filter((theme) => theme.kind === kind);
  if (themes.length === 0) return [];
  const supports = themes.flatMap((theme) => theme.supports);
  const [states, named, characteristics] = [
    await tools.statesOf(study, supports),
    await readNamed(tools.db, study),
    await characteristicsOf(tools.db, study)
  ];
  return themes
    .toSorted((a, b) => themeScopes.indexOf(a.scope) - themeScopes.indexOf(b.scope))
    .map((theme) => ({
      id: theme.id,
      statement: theme.statement,
      explanation: theme.explanation,
      origin: theme.origin,
      answer: theme.answer,
      side: theme.scope === 'common' ? null : study.sides[theme.scope === 'first' ? 0 : 1].name,
      characteristics: characteristics.filter(({ id }) => theme.characteristics.includes(id)).map(nameOf),
      isFlagged: isShakenBy(theme.supports, states),
      supports: shownSupports(theme.supports, states, named)
    }));
}

export async function readPractices(tools: FindingTools, study: Study): Promise<PracticeItem[]> {
  const { db } = tools;
  const published = await publishedPractices(db, study.id);
  if (published.length === 0) return [];
  const supports = await listSupports(
    db,
    study.id,
    published.map(({ id }) => id)
  );
  const [states, named, framework] = [
    await tools.statesOf(study, supports),
    await readNamed(db, study),
    await findFramework(db, study.id)
  ];
  const cities = orderCities(await listCities(db, study.id), study.sides, 'list', 'en');
  const characteristics = framework?.characteristics ?? [];
  const categories = framework ? serviceCategories(framework) : [];
  return characteristics.flatMap(({ id: characteristic, name }) =>
    cities.flatMap((city) =>
      published
        .filter((card) => card.characteristic === characteristic && card.cityId === city.id)
        .map((card): PracticeItem => {
          const own = supports.filter(({ ownerId }) => ownerId === card.id);
          return {
            id: card.id,
            city: city.shortName,
            side: study.sides.find(({ id }) => id === city.sideId)?.name ?? nothing,
            characteristic: name,
            categories: categories.filter(({ id }) => card.categories.includes(id)).map(({ label }) => label),
            languages: card.languages,
            texts: Object.fromEntries(practiceTexts.map((text) => [text, card[text]])) as Readonly<
              Record<PracticeText, Bilingual>
            >,
            isFlagged: isShakenBy(own, states),
            supports: shownSupports(own, states, named)
          };
        })
    )
  );
}

export async function readRoadmap({ db }: FindingTools, study: Study): Promise<RoadmapData> {
  const steps = await listSteps(db, study.id);
  const characteristics = await characteristicsOf(db, study);
  const levels = (await findRubric(db, study.id))?.levels ?? [];
  const named = await readNamed(db, study);
  const levelName = (id: string | null): Bilingual | null =>
    id === null ? null : (levels.find((level) => level.id === id)?.name ?? { en: id, zh: id });
  return {
    isApproved: steps.length === 0 || (await isRoadmapApproved(db, study)),
    characteristics: characteristics.flatMap(({ id, name }) => {
      const own = inOrder(
        steps.filter(({ characteristic }) => characteristic === id),
        characteristics
      );
      return own.length === 0
        ? []
        : [
            {
              id,
              name,
              steps: own.map((step) => ({
                id: step.id,
                title: step.title,
                from: levelName(step.fromLevel),
                to: levelName(step.toLevel),
                responsible: step.responsible,
                horizon: step.horizon,
                after: steps.filter((one) => step.dependsOn.includes(one.id)).map(({ title }) => title),
                helps: step.links.flatMap((link) => shownLink(link, 'answers', named))
              }))
            }
          ];
    })
  };
}

export async function readRecommendations({ db }: FindingTools, study: Study): Promise<RecommendationData> {
  const approved = await approvedRecommendations(db, study);
  const items = approved ?? (await listNextSteps(db, study.id)).filter(isRecommendation);
  const named = await readNamed(db, study);
  const [cities, characteristics] = [await listCities(db, study.id), await characteristicsOf(db, study)];
  return {
    isApproved: approved !== undefined || items.length === 0,
    items: items.map(({ id, action, addressee, scope, links }): RecommendationItem => ({
      id,
      action,
      addressee: addresseeFrom(addressee, study.sides),
      cities: cities.filter((city) => scope.cities.includes(city.id)).map(({ shortName }) => shortName),
      characteristics: characteristics.filter((one) => scope.characteristics.includes(one.id)).map(nameOf),
      links: links.flatMap((link) => shownLink(link, 'supports', named))
    }))
  };
}

const isRecommendation = ({ kind, state }: Pick<NextStep, 'kind' | 'state'>): boolean =>
  kind === 'recommendation' && state !== 'dropped';

const characteristicsOf = async (
  db: Db,
  study: Study
): Promise<Pick<Framework['characteristics'][number], 'id' | 'name'>[]> =>
  ((await findFramework(db, study.id))?.characteristics ?? []).map(({ id, name }) => ({ id, name }));

const nameOf = ({ name }: { readonly name: Bilingual }): Bilingual => name;

const isShakenBy = (supports: readonly StoredSupport[], states: ReadonlyMap<string, SupportState>): boolean =>
  isFlagged(supports.flatMap(({ id }) => stateIn(states, id)));

/** A support whose state was not read counts as changed. */
const stateIn = (states: ReadonlyMap<string, SupportState>, id: string): ('changed' | 'gone')[] => {
  const state = states.get(id) ?? 'changed';
  return state === 'holds' ? [] : [state];
};
