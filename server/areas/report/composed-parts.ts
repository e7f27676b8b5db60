/** Lists the parts of a composition in the order in which they are read, with what each shows. */
import type { Bilingual } from '#base/locale.ts';
import { inReadingOrder, treeOf, type ReportTreePart, type TextState } from '#rules/report/report.ts';
import type { ReportKind } from '#rules/report/report-content.ts';
import type { ReportPassage } from '#rules/report/report-inputs.ts';
import type { Study } from '#rules/study/study.ts';
import { listTopics } from '#areas/context';
import type { Db } from '#server/store/open.ts';
import { listApprovalVersions } from '#areas/approval';
import { listParts } from './store/reports.ts';
import type { SubjectText } from './frozen-texts.ts';
import type { ManifestTools } from './manifest.ts';
import { citiesOfSide, sideOf } from './subject-texts.ts';
import { passagesOf } from './passages.ts';

export interface PartText {
  readonly subject: string;
  readonly title: Bilingual;
  readonly state: TextState;
  /** Null where none is approved now. */
  readonly approved: { readonly number: number; readonly hash: string } | null;
}

export interface ComposedPart extends ReportTreePart {
  readonly depth: number;
  /** For a block that shows one alone; null for all other parts. */
  readonly topic: Bilingual | null;
  /** Null for all other parts. */
  readonly side: Bilingual | null;
  readonly texts: readonly PartText[];
  readonly passages: readonly (ReportPassage & { readonly version: number })[];
}

export async function composedParts(
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
