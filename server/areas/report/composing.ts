/**
 * Manages the composition of a report and its shorter papers: the tree of parts, and the passages that are
 * written in it. The tree of a report is made from the study's chapters when it is first begun.
 */
import { gapsOf, type Bilingual } from '#base/locale.ts';
import { isSlug } from '#base/ids.ts';
import {
  branchOf,
  freePartId,
  hasTopics,
  idForSource,
  isReportBlock,
  mostParts,
  placePart,
  validatePart,
  type PartInput,
  type PartPlace,
  type PartSource,
  type ReportFault,
  type ReportTreePart
} from '#rules/report/report.ts';
import type { ReportKind } from '#rules/report/report-content.ts';
import type { Study } from '#rules/study/study.ts';
import { listTopics } from '#areas/context';
import type { Db } from '#server/store/open.ts';
import {
  deleteParts,
  findReport,
  insertParts,
  insertReport,
  placeParts,
  updatePart,
  updateReport,
  type ReportRow
} from './store/reports.ts';
import { bind } from '#server/commands/bind.ts';
import { commandsOf } from '#server/commands/command.ts';
import { readsOf } from '#server/commands/read.ts';
import { refused, take } from '#server/commands/refused.ts';
import { studySubject } from '#areas/study';
import { defaultComposition } from './default-composition.ts';
import type { ManifestTools } from './manifest.ts';
import { listSubjects } from './subject-texts.ts';
import { topicsOf, type BlockTopic } from './topics.ts';
import { composedParts, type ComposedPart } from './composed-parts.ts';
import { faultsOf, faultsOfBlocks } from './composition-faults.ts';
import { edit, type Seen } from './composition-edit.ts';
import { addPassage, changePassage, movePassage, removePassage } from './passage-commands.ts';

export interface CompositionView {
  readonly kind: ReportKind;
  readonly mayCompose: boolean;
  readonly mayPublish: boolean;
  readonly study: Pick<Study, 'slug' | 'title' | 'sides'>;
  /** Null before the composition is begun. */
  readonly report: ReportRow | null;
  /** In the order in which they are read. */
  readonly parts: readonly ComposedPart[];
  /** Lists the chapters that no part shows. */
  readonly unusedChapters: readonly { readonly slug: string; readonly title: Bilingual }[];
  /** Lists the topics of the blocks that can show one of theirs. */
  readonly topics: readonly BlockTopic[];
  /** Lists what stops the publication, as far as it follows from the parts. */
  readonly faults: readonly ReportFault[];
}

const longestTitle = 300;

const command = commandsOf<ManifestTools>();

/** Nothing happens where there is a composition. */
export const beginReport = command(
  { name: 'report.begin', subject: studySubject, needs: 'study.compose', locks: ['study'] },
  async ({ trx, at, actor, append, subject: { study } }, kind: ReportKind) => {
    // Two people may begin at once: the tree is made once.
    if (await findReport(trx, study.id, kind)) return null;
    const subjects = await listSubjects(trx, study);
    const { title, subtitle, parts } = await defaultComposition(trx, study, kind, subjects);
    await insertReport(trx, {
      studyId: study.id,
      kind,
      titleEn: title.en,
      titleZh: title.zh,
      subtitleEn: subtitle.en,
      subtitleZh: subtitle.zh,
      userId: actor.userId,
      at,
      version: 1
    });
    await insertParts(trx, study.id, kind, parts);
    append({ kind: 'report.begun', needs: 'study.report', payload: { report: kind } });
    return null;
  }
);

export const retitle = edit(
  'retitle',
  async (
    { trx, subject: { study } },
    report: { readonly kind: ReportKind; readonly version: number },
    { title, subtitle }: { readonly title: Bilingual; readonly subtitle: Bilingual }
  ) => {
    if (gapsOf(title).length === 2) throw refused('title-required', { field: 'title' });
    if ([title, subtitle].some(({ en, zh }) => en.length > longestTitle || zh.length > longestTitle))
      throw refused('too-large', { field: 'title' });
    if (!(await updateReport(trx, study.id, report, { title, subtitle }))) throw refused('stale');
    return null;
  }
);

export const addPart = edit(
  'add-part',
  async (
    { trx, parts, subject: { study } },
    kind: ReportKind,
    { source, place, ...input }: PartInput & { readonly source: PartSource; readonly place: PartPlace }
  ) => {
    if (parts.length >= mostParts) throw refused('too-many');
    if (!(await isKnown(trx, study, source))) throw refused('invalid', { field: 'source' });
    const checked = take(validatePart(source, input));
    const id = freePartId(new Set(parts.map((part) => part.id)), idForSource(source));
    const added: ReportTreePart = {
      id,
      parentId: null,
      position: parts.filter(({ parentId }) => parentId === null).length,
      source,
      ...checked,
      version: 1
    };
    const placed = take(placePart([...parts, added], id, place));
    await insertParts(trx, study.id, kind, [added]);
    await placeParts(trx, study.id, kind, placed);
    return { id };
  }
);

export const changePart = edit(
  'change-part',
  async ({ trx, parts, subject: { study } }, kind: ReportKind, part: Seen, input: PartInput) => {
    const before = parts.find(({ id }) => id === part.id);
    if (!before) throw refused('not-found');
    const checked = take(validatePart(before.source, input));
    if (!(await updatePart(trx, study.id, kind, part, checked))) throw refused('stale');
    return null;
  }
);

export const movePart = edit(
  'move-part',
  async ({ trx, parts, subject: { study } }, kind: ReportKind, id: string, place: PartPlace) => {
    await placeParts(trx, study.id, kind, take(placePart(parts, id, place)));
    return null;
  }
);

/** All parts below it go too, with their passages. */
export const removePart = edit(
  'remove-part',
  async ({ trx, parts, subject: { study } }, kind: ReportKind, id: string) => {
    if (!parts.some((part) => part.id === id)) throw refused('not-found');
    await deleteParts(trx, study.id, kind, [...branchOf(parts, id)]);
    return null;
  }
);

const load = readsOf<ManifestTools>()(
  { name: 'report.composition', subject: studySubject, needs: 'study.report' },
  async ({ db, deps, actor, abilities, subject: { study } }, kind: ReportKind): Promise<CompositionView> => {
    const report = (await findReport(db, study.id, kind)) ?? null;
    const subjects = await listSubjects(db, study);
    const parts = await composedParts(deps, study, kind, subjects);
    const used = new Set(parts.flatMap(({ source }) => (source.kind === 'chapter' ? [source.slug] : [])));
    return {
      kind,
      mayCompose: abilities.has('study.compose'),
      mayPublish: abilities.has('study.publish'),
      study: { slug: study.slug, title: study.title, sides: study.sides },
      report,
      parts,
      unusedChapters: subjects.flatMap(({ subject, title }) => {
        const slug = subject.startsWith('chapter:') ? subject.slice('chapter:'.length) : null;
        return slug === null || used.has(slug) ? [] : [{ slug, title }];
      }),
      topics: await topicsOf(db, study),
      faults: [
        ...parts.flatMap((part) => faultsOf(kind, part, parts)),
        ...(await faultsOfBlocks(deps, parts, study, actor))
      ]
    };
  }
);

export const createComposing = (tools: ManifestTools) =>
  bind(tools, {
    load,
    begin: beginReport,
    retitle,
    addPart,
    changePart,
    movePart,
    removePart,
    addPassage,
    changePassage,
    movePassage,
    removePassage
  });

async function isKnown(db: Db, study: Study, source: PartSource): Promise<boolean> {
  switch (source.kind) {
    case 'chapter':
      return (
        isSlug(source.slug) &&
        (await listSubjects(db, study)).some(({ subject }) => subject === `chapter:${source.slug}`)
      );
    case 'synopses':
      return study.sides.some(({ id }) => id === source.side);
    case 'block':
      return (
        isReportBlock(source.block) &&
        (source.topic === undefined ||
          (hasTopics(source.block) && (await listTopics(db, study.id)).some(({ id }) => id === source.topic)))
      );
    case 'group':
    case 'passages':
      return true;
  }
}
