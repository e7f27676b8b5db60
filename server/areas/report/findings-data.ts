/**
 * Reads the data of the blocks that show what the study has found: published trends, challenges and good
 * practices, the roadmap, and the recommendations that both chairs approved.
 */
import { orderCities } from '#rules/cities/city.ts';
import { isComplete } from '#rules/approval/approval.ts';
import type { Framework } from '#rules/framework/framework.ts';
import type { Bilingual } from '#base/locale.ts';
import type { NextStep } from '#rules/meetings/next-step.ts';
import { practiceTexts, type PracticeText } from '#rules/practices/practice.ts';
import {
  addresseeFrom,
  type PracticeItem,
  type PrintedSupport,
  type RecommendationData,
  type RecommendationItem,
  type RoadmapData,
  type ThemeItem
} from '#rules/report/report-blocks.ts';
import { inOrder } from '#rules/roadmap/roadmap.ts';
import type { StatementLink } from '#rules/meetings/statement-link.ts';
import type { Study } from '#rules/study/study.ts';
import type { SupportRole, SupportState } from '#rules/bibliography/support.ts';
import { isFlagged, themeScopes, type ThemeKind } from '#rules/practices/theme.ts';
import { listChapters } from '#areas/assessments';
import { listCities } from '#areas/cities';
import { listEntries, listContextFigures } from '#areas/context';
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
import { findRoadmap } from '#areas/roadmap';
import { listSteps } from '#areas/documents';
import { listSignatures } from '#areas/approval';
import { findNewestVersion, findVersion } from '#areas/versions';
import { printedFigure } from './context-data.ts';
import { parseVersion } from '#rules/versions/version.ts';

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

type Recommended = Pick<NextStep, 'id' | 'action' | 'addressee' | 'scope' | 'links'>;

/** Returns the recommendations as both chairs approved them last; undefined where they have not. */
async function approvedRecommendations(db: Db, study: Study): Promise<readonly Recommended[] | undefined> {
  const newest = await findNewestVersion(db, study.id, 'recommendations', 'approval');
  const sides = study.sides.map(({ id }) => id);
  if (!newest || !isComplete(await listSignatures(db, newest.id), sides)) return undefined;
  const version = await findVersion(db, study.id, newest.id);
  const content = version && parseVersion(version.bytes);
  // The record was written by this application, in the form of `recordMakers`.
  return content && 'record' in content
    ? (content.record as unknown as { readonly recommendations: readonly Recommended[] }).recommendations
    : undefined;
}

async function isRoadmapApproved(db: Db, study: Study): Promise<boolean> {
  const roadmap = await findRoadmap(db, study.id);
  const chapters = await listChapters(db, study.id);
  return chapters.some(({ id, state }) => id === roadmap?.documentId && state === 'approved');
}

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

/** Names the things of the study that everyone may know of; of the others nothing is printed. */
interface Named {
  readonly things: ReadonlyMap<string, { readonly id: string; readonly title: Bilingual }>;
  readonly entries: Awaited<ReturnType<typeof listEntries>>;
  readonly figures: Awaited<ReturnType<typeof listContextFigures>>;
}

async function readNamed(db: Db, study: Study): Promise<Named> {
  const things = new Map<string, { readonly id: string; readonly title: Bilingual }>();
  const add = (kind: string, list: readonly { readonly id: string; readonly title: Bilingual }[]): void =>
    list.forEach(({ id, title }) => things.set(`${kind} ${id}`, { id, title }));
  add('practice', await publishedPractices(db, study.id));
  add(
    'theme',
    (await publishedThemes(db, study.id)).map(({ id, statement }) => ({ id, title: statement }))
  );
  if (await isRoadmapApproved(db, study)) add('step', await listSteps(db, study.id));
  const approved = (await approvedRecommendations(db, study)) ?? [];
  add(
    'recommendation',
    approved.map(({ id, action }) => ({ id, title: action }))
  );
  return {
    things,
    entries: await listEntries(db, study.id),
    figures: await listContextFigures(db, study.id)
  };
}

const shownSupports = (
  supports: readonly StoredSupport[],
  states: ReadonlyMap<string, SupportState>,
  named: Named
): PrintedSupport[] =>
  supports
    .filter(({ id }) => states.get(id) !== 'gone')
    .flatMap(({ support, role }): PrintedSupport[] => {
      switch (support.kind) {
        case 'passage': {
          const { place, block, language, quote, print } = support;
          const subject = 'city' in place ? `findings:${place.city}` : `chapter:${place.chapter}`;
          const { section } = place;
          return [{ kind: 'passage', role, subject, section, block, language, quote, print }];
        }
        case 'answer':
          return [{ kind: 'answer', role, city: support.city, question: support.question }];
        case 'source':
          return [{ kind: 'source', role, id: support.id }];
        case 'entry':
          return shownEntry(support.id, role, named);
        case 'figure':
          return shownFigure(support.id, role, named);
        case 'practice':
          return shownThing('practice', support.id, role, named);
        case 'finding':
          return shownThing('theme', support.id, role, named);
        case 'step':
          return shownThing('step', support.id, role, named);
        case 'next-step':
          return shownThing('recommendation', support.id, role, named);
        case 'talk':
        case 'evidence':
          // Talks are internal notes, and titles of evidence are no part of what a city publishes.
          return [];
      }
    });

const shownThing = (
  kind: 'practice' | 'theme' | 'step' | 'recommendation',
  id: string,
  role: SupportRole,
  { things }: Named
): PrintedSupport[] => {
  const thing = things.get(`${kind} ${id}`);
  return thing ? [{ kind, role, ...thing }] : [];
};

const shownEntry = (id: string, role: SupportRole, { entries }: Named): PrintedSupport[] =>
  entries
    .filter((entry) => entry.id === id)
    .map(({ title, citations }) => ({ kind: 'entry', role, title, citations }));

const shownFigure = (id: string, role: SupportRole, { figures }: Named): PrintedSupport[] =>
  figures
    .filter((figure) => figure.id === id)
    .map((figure) => ({ kind: 'figure', role, figure: printedFigure(figure) }));

/** Returns what a link names. Words stand for a thing where the study keeps no list of its kind. */
function shownLink({ kind, id }: StatementLink, role: SupportRole, named: Named): PrintedSupport[] {
  if (kind === 'passage') {
    const { pathname, hash } = new URL(id, 'http://here.invalid');
    const [, area, name = ''] = pathname.split('/');
    const subject =
      area === 'assessments' ? `findings:${name}` : area === 'chapters' ? `chapter:${name}` : null;
    const block = hash.replace(/^#(?:block-|pair-)?/, '');
    return subject === null ? [] : [{ kind: 'place', role, subject, block: block === '' ? null : block }];
  }
  const known =
    kind === 'entry'
      ? shownEntry(id, role, named)
      : kind === 'figure'
        ? shownFigure(id, role, named)
        : kind === 'source'
          ? [{ kind, role, id } as const]
          : shownThing(kind, id, role, named);
  // An id that names nothing that everyone may know is not printed.
  return known.length > 0 || !/\s|\p{Script=Han}/u.test(id) ? known : [{ kind: 'words', role, text: id }];
}
