/**
 * Manages the composition of a report and its shorter papers: the tree of parts, and the passages that are
 * written in it. The tree of a report is made from the study's chapters when it is first begun.
 */
import { gapsOf, type Bilingual } from '#base/locale.ts';
import { movedPast } from '#base/order.ts';
import type { Actor } from '#base/permissions.ts';
import { ok, refuse, type Result } from '#base/refusal.ts';
import { isSlug } from '#base/ids.ts';
import {
  branchOf,
  freePartId,
  hasTopics,
  idForSource,
  inReadingOrder,
  isRegisterBlock,
  isReportBlock,
  mostParts,
  needsSources,
  placePart,
  reportBlocks,
  treeOf,
  validatePart,
  type PartInput,
  type PartPlace,
  type PartSource,
  type RegisterBlockName,
  type ReportBlockName,
  type ReportFault,
  type ReportTreePart,
  type TextState
} from '#rules/report/report.ts';
import type { ReportKind } from '#rules/report/report-content.ts';
import type { BlockData, PassageSource, ReportPassage } from '#rules/report/report-inputs.ts';
import type { Study } from '#rules/study/study.ts';
import { listTopics } from '#areas/context';
import type { Db } from '#server/store/open.ts';
import { listApprovalVersions } from '#areas/approval';
import {
  deleteParts,
  deletePassage,
  findReport,
  insertParts,
  insertPassage,
  insertReport,
  listParts,
  listPassages,
  placeParts,
  placePassages,
  updatePart,
  updatePassage,
  updateReport,
  type ReportRow
} from './store/reports.ts';
import { bind } from '#server/commands/bind.ts';
import { commandsOf, type Command, type Decision } from '#server/commands/command.ts';
import { readsOf } from '#server/commands/read.ts';
import { refused, take } from '#server/commands/refused.ts';
import { studySubject } from '#areas/study';
import { readBlock } from './block-data.ts';
import { defaultComposition } from './default-composition.ts';
import type { SubjectText } from './frozen-texts.ts';
import { blockTools, type ManifestTools } from './manifest.ts';
import { citiesOfSide, listSubjects, sideOf } from './subject-texts.ts';
import { passagesOf } from './passages.ts';
import { topicsOf, type BlockTopic } from './topics.ts';

/** Describes a text below a part, as the page of the composition shows it. */
export interface PartText {
  readonly subject: string;
  readonly title: Bilingual;
  readonly state: TextState;
  /** Holds the approved version; null where none is approved now. */
  readonly approved: { readonly number: number; readonly hash: string } | null;
}

export interface ComposedPart extends ReportTreePart {
  readonly depth: number;
  /** Names the topic of a block that shows one alone; null for all other parts. */
  readonly topic: Bilingual | null;
  /** Names the side whose synopses the part shows; null for all other parts. */
  readonly side: Bilingual | null;
  readonly texts: readonly PartText[];
  readonly passages: readonly (ReportPassage & { readonly version: number })[];
}

export interface CompositionView {
  readonly kind: ReportKind;
  readonly mayCompose: boolean;
  readonly mayPublish: boolean;
  readonly study: Pick<Study, 'slug' | 'title' | 'sides'>;
  /** Holds the titles; null before the composition is begun. */
  readonly report: ReportRow | null;
  /** Lists the parts in the order in which they are read. */
  readonly parts: readonly ComposedPart[];
  /** Lists the chapters that no part shows. */
  readonly unusedChapters: readonly { readonly slug: string; readonly title: Bilingual }[];
  /** Lists the topics of the blocks that can show one of theirs. */
  readonly topics: readonly BlockTopic[];
  /** Lists what stops the publication, as far as it follows from the parts. */
  readonly faults: readonly ReportFault[];
}

export interface PassageInput {
  readonly text: Bilingual;
  readonly source: PassageSource | null;
}

const longestTitle = 300;
export const longestPassage = 5_000;
const mostPassages = 300;

const command = commandsOf<ManifestTools>();

interface CompositionEdit extends Decision<ManifestTools, typeof studySubject, undefined> {
  readonly kind: ReportKind;
  readonly parts: readonly ReportTreePart[];
}

type OfKind = ReportKind | { readonly kind: ReportKind };

const kindIn = (of: OfKind): ReportKind => (typeof of === 'string' ? of : of.kind);

/** Makes a change of a composition: the study is locked, so that two changes come one after the other. */
const edit = <Of extends OfKind, Input extends readonly unknown[], T>(
  act: string,
  run: (edit: CompositionEdit, of: Of, ...input: Input) => Promise<T>
): Command<ManifestTools, typeof studySubject, [of: Of, ...Input], T> =>
  command(
    { name: `report.${act}`, subject: studySubject, needs: 'study.compose', locks: ['study'] },
    async (decision, of: Of, ...input: Input) => {
      const { trx, append, subject } = decision;
      const kind = kindIn(of);
      if (!(await findReport(trx, subject.study.id, kind))) throw refused('not-found');
      const parts = await listParts(trx, subject.study.id, kind);
      const done = await run({ ...decision, kind, parts }, of, ...input);
      append({ kind: 'report.changed', needs: 'study.report', payload: { report: kind } });
      return done;
    }
  );

/** Begins a composition with the default tree; nothing happens where there is one. */
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

interface Seen {
  readonly id: string;
  readonly version: number;
}

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

/** Removes a part with all below it, and its passages. */
export const removePart = edit(
  'remove-part',
  async ({ trx, parts, subject: { study } }, kind: ReportKind, id: string) => {
    if (!parts.some((part) => part.id === id)) throw refused('not-found');
    await deleteParts(trx, study.id, kind, [...branchOf(parts, id)]);
    return null;
  }
);

export const addPassage = edit(
  'add-passage',
  async (
    { trx, at, deps, actor, parts, subject: { study } },
    kind: ReportKind,
    partId: string,
    input: PassageInput
  ) => {
    if (parts.find(({ id }) => id === partId)?.source.kind !== 'passages') throw refused('not-found');
    const { text, source } = take(checkPassage(input));
    const passages = await listPassages(trx, study.id, kind);
    if (passages.length >= mostPassages) throw refused('too-many');
    const id = deps.newId();
    await insertPassage(trx, {
      id,
      studyId: study.id,
      kind,
      partId,
      position: passages.filter((passage) => passage.partId === partId).length,
      textEn: text.en,
      textZh: text.zh,
      source: source === null ? null : JSON.stringify(source),
      userId: actor.userId,
      at,
      version: 1
    });
    return { id };
  }
);

async function needPassage({ trx, kind, subject }: CompositionEdit, passageId: string): Promise<void> {
  const known = (await listPassages(trx, subject.study.id, kind)).some(({ id }) => id === passageId);
  if (!known) throw refused('not-found');
}

export const changePassage = edit(
  'change-passage',
  async (composition, _kind: ReportKind, passage: Seen, input: PassageInput) => {
    const checked = take(checkPassage(input));
    await needPassage(composition, passage.id);
    const { trx, subject } = composition;
    if (!(await updatePassage(trx, subject.study.id, passage, checked))) throw refused('stale');
    return null;
  }
);

export const movePassage = edit(
  'move-passage',
  async (
    { trx, subject: { study } },
    kind: ReportKind,
    { id, past }: { readonly id: string; readonly past: string }
  ) => {
    const all = await listPassages(trx, study.id, kind);
    const own = all.filter(({ partId }) => partId === all.find((one) => one.id === id)?.partId);
    const order = take(
      movedPast(
        own.map((one) => one.id),
        id,
        past
      )
    );
    await placePassages(trx, study.id, order);
    return null;
  }
);

export const removePassage = edit('remove-passage', async (composition, _kind: ReportKind, passage: Seen) => {
  await needPassage(composition, passage.id);
  const { trx, subject } = composition;
  if (!(await deletePassage(trx, subject.study.id, passage))) throw refused('stale');
  return null;
});

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

/** Lists the parts in the order in which they are read, with what each shows. */
async function composedParts(
  tools: ManifestTools,
  study: Study,
  kind: ReportKind,
  subjects: readonly SubjectText[]
): Promise<ComposedPart[]> {
  const { db } = tools.store;
  const approved = await approvedVersions(db, study, subjects);
  const passages = await passagesOf(tools, study, kind);
  const stored = await listParts(db, study.id, kind);
  const topics = await listTopics(db, study.id);
  const depths = new Map<string, number>();
  const parts: ComposedPart[] = [];
  for (const part of inReadingOrder(treeOf(stored))) {
    const { id, parentId, source } = part;
    const depth = parentId === null ? 1 : (depths.get(parentId) ?? 0) + 1;
    depths.set(id, depth);
    const topicId = source.kind === 'block' ? source.topic : undefined;
    parts.push({
      ...part,
      depth,
      topic: topics.find((topic) => topic.id === topicId)?.title ?? null,
      side: sideOf(part, study)?.name ?? null,
      texts: (await textsOfPart(db, study, part, subjects)).map((text) => partText(text, approved)),
      passages: passages.get(id) ?? []
    });
  }
  return parts;
}

/**
 * Names the blocks that are empty, and the practices and themes on which nobody has looked since what they rest on has
 * changed.
 */
async function faultsOfBlocks(
  tools: ManifestTools,
  parts: readonly ComposedPart[],
  study: Study,
  actor: Actor
): Promise<ReportFault[]> {
  const blocks = blockTools(tools, actor.userId);
  const faults: ReportFault[] = [];
  for (const { id, source, title, topic } of parts) {
    if (source.kind !== 'block' || !namesEmptiness.includes(source.block)) continue;
    const data = await readBlock(blocks, study, source);
    // The page names a block without a title of its own.
    const named = gapsOf(title).length < 2 ? title : (topic ?? title);
    if (holdsNothing(source.block, data))
      faults.push({ kind: 'empty-part', part: id, about: named, stops: false });
    for (const about of flaggedIn(source.block, data))
      faults.push({ kind: 'support-changed', part: id, about, stops: true });
  }
  return faults;
}

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

/** Lists the blocks that can be empty, and are read in a moment; of the others a build says so. */
const namesEmptiness: readonly ReportBlockName[] = reportBlocks.filter(
  (name) => !['panels', 'levels', 'matrix', 'framework', 'pilots', 'divergences', 'waivers'].includes(name)
);

/** Checks whether the data of a block have nothing to print. */
function holdsNothing(name: ReportBlockName, data: unknown): boolean {
  if (name === 'roadmap') return (data as BlockData['roadmap']).characteristics.length === 0;
  if (name === 'recommendations') return (data as BlockData['recommendations']).items.length === 0;
  if (name === 'profiles')
    return (data as BlockData['profiles']).sides.every(({ cities }) =>
      cities.every(({ figures }) => figures.length === 0)
    );
  return isRegisterBlock(name)
    ? (data as BlockData[RegisterBlockName]).groups.length === 0
    : Array.isArray(data) && data.length === 0;
}

/** Names the practices and themes of a block on which nobody has looked since what they rest on has changed. */
function flaggedIn(name: ReportBlockName, data: unknown): readonly Bilingual[] {
  if (name === 'practices')
    return (data as BlockData['practices']).flatMap(({ texts, isFlagged }) =>
      isFlagged ? [texts.title] : []
    );
  return name === 'trends' || name === 'challenges'
    ? (data as BlockData['trends']).flatMap(({ statement, isFlagged }) => (isFlagged ? [statement] : []))
    : [];
}

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

function checkPassage({ text, source }: PassageInput): Result<PassageInput> {
  const trimmed = { en: text.en.trim(), zh: text.zh.trim() };
  if (gapsOf(trimmed).length === 2) return refuse('invalid', { field: 'text' });
  if (trimmed.en.length > longestPassage || trimmed.zh.length > longestPassage)
    return refuse('too-large', { field: 'text' });
  return ok({ text: trimmed, source });
}

async function textsOfPart(
  db: Db,
  study: Study,
  { source }: ReportTreePart,
  subjects: readonly SubjectText[]
): Promise<readonly (SubjectText | { readonly missing: string })[]> {
  if (source.kind === 'chapter') {
    const found = subjects.find(({ subject }) => subject === `chapter:${source.slug}`);
    return [found ?? { missing: source.slug }];
  }
  return source.kind === 'synopses' ? citiesOfSide(db, study, source.side, subjects) : [];
}

type Approved = ReadonlyMap<string, { readonly number: number; readonly hash: string }>;

async function approvedVersions(db: Db, study: Study, subjects: readonly SubjectText[]): Promise<Approved> {
  const open = new Set(subjects.filter(({ isApproved }) => isApproved).map(({ subject }) => subject));
  const approved = new Map<string, { readonly number: number; readonly hash: string }>();
  // The newest comes first.
  for (const { subject, number, hash } of await listApprovalVersions(db, study.id))
    if (open.has(subject) && !approved.has(subject)) approved.set(subject, { number, hash });
  return approved;
}

function partText(text: SubjectText | { readonly missing: string }, approved: Approved): PartText {
  if ('missing' in text)
    return {
      subject: `chapter:${text.missing}`,
      title: { en: text.missing, zh: text.missing },
      state: 'missing',
      approved: null
    };
  const version = approved.get(text.subject) ?? null;
  return {
    subject: text.subject,
    title: text.title,
    state: version ? 'approved' : 'draft',
    approved: version
  };
}

function faultsOf(kind: ReportKind, part: ComposedPart, parts: readonly ComposedPart[]): ReportFault[] {
  const fault = (kind: ReportFault['kind'], about: Bilingual, stops: boolean): ReportFault => ({
    kind,
    part: part.id,
    about,
    stops
  });
  // Synopses without a title have the name of their side, and a chapter has its own.
  const ownTitle = gapsOf(part.title).length === 2 ? (part.side ?? part.texts[0]?.title) : part.title;
  const isEmpty =
    (part.source.kind === 'group' || part.source.kind === 'synopses') &&
    part.texts.length === 0 &&
    !parts.some(({ parentId }) => parentId === part.id);
  const title = ownTitle ?? { en: part.id, zh: part.id };
  return [
    ...(part.source.kind !== 'block' && gapsOf(title).length > 0
      ? [fault('title-missing', title, true)]
      : []),
    ...part.texts.flatMap((text) =>
      text.state === 'approved'
        ? []
        : [fault(text.state === 'draft' ? 'not-approved' : 'missing-text', text.title, !part.showsGaps)]
    ),
    ...(isEmpty || (part.source.kind === 'passages' && part.passages.length === 0)
      ? [fault('empty-part', title, false)]
      : []),
    ...part.passages.flatMap(({ text, state }) => [
      ...(gapsOf(text).length > 0 ? [fault('language-missing', text, true)] : []),
      ...(state === 'unlinked' && needsSources(kind) ? [fault('source-missing', text, true)] : []),
      ...(state === 'changed' ? [fault('source-changed', text, true)] : []),
      ...(state === 'gone' ? [fault('source-gone', text, true)] : [])
    ])
  ];
}
