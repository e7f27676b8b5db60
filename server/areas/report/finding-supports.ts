/** Reads the things that findings name, and shows what supports each of them. */
import { isComplete } from '#rules/approval/approval.ts';
import type { Bilingual } from '#base/locale.ts';
import type { NextStep } from '#rules/meetings/next-step.ts';
import type { PrintedSupport } from '#rules/report/report-blocks.ts';
import type { StatementLink } from '#rules/meetings/statement-link.ts';
import type { Study } from '#rules/study/study.ts';
import type { SupportRole, SupportState } from '#rules/bibliography/support.ts';
import { listChapters } from '#areas/assessments';
import { listEntries, listContextFigures } from '#areas/context';
import type { Db } from '#server/store/open.ts';
import { publishedPractices, type StoredSupport, publishedThemes } from '#areas/practices';
import { findRoadmap } from '#areas/roadmap';
import { listSteps } from '#areas/documents';
import { listSignatures } from '#areas/approval';
import { findNewestVersion, findVersion } from '#areas/versions';
import { printedFigure } from './context-data.ts';
import { parseVersion } from '#rules/versions/version.ts';

type Recommended = Pick<NextStep, 'id' | 'action' | 'addressee' | 'scope' | 'links'>;

/** As both chairs approved them last; undefined where they have not. */
export async function approvedRecommendations(
  db: Db,
  study: Study
): Promise<readonly Recommended[] | undefined> {
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

export async function isRoadmapApproved(db: Db, study: Study): Promise<boolean> {
  const roadmap = await findRoadmap(db, study.id);
  const chapters = await listChapters(db, study.id);
  return chapters.some(({ id, state }) => id === roadmap?.documentId && state === 'approved');
}

/** Names the things of the study that everyone may know of; of the others nothing is printed. */
interface Named {
  readonly things: ReadonlyMap<string, { readonly id: string; readonly title: Bilingual }>;
  readonly entries: Awaited<ReturnType<typeof listEntries>>;
  readonly figures: Awaited<ReturnType<typeof listContextFigures>>;
}

export async function readNamed(db: Db, study: Study): Promise<Named> {
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

export const shownSupports = (
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

/** Words stand for a thing where the study keeps no list of its kind. */
export function shownLink({ kind, id }: StatementLink, role: SupportRole, named: Named): PrintedSupport[] {
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
