/** Shows the version that is to be signed, and what has changed since the reader saw an earlier one. */
import type { RenderedTextDiff, RenderedSection } from '#document/rendered-versions.ts';
import type { InPart } from '#document/text-parts.ts';
import type { LevelChipNames } from '#rules/panels/level-chip.ts';
import type { Bilingual } from '#base/locale.ts';
import { assessmentAbilitiesOf, chapterAbilitiesOf, type Actor, type Grant } from '#base/permissions.ts';
import { recordChanges, type RecordChange } from '#rules/versions/record-changes.ts';
import type { Study } from '#rules/study/study.ts';
import type { HeadingPart } from '#rules/framework/synopsis-headings.ts';
import {
  type DocumentVersion,
  type VersionContent,
  isDocumentVersion,
  parseVersion
} from '#rules/versions/version.ts';
import type { Store } from '#server/store/open.ts';
import type { DocumentWorkers } from '#server/workers/document-workers.ts';
import type { OwnPart } from './approval-books.ts';
import type { ApprovalVersion, SubjectSummary } from './subject-summaries.ts';
import type { ReadableVersion } from '#areas/versions';
import type { AuthorizedSubject } from './subject-access.ts';

export interface ShownVersion extends Pick<ApprovalVersion, 'id' | 'number' | 'hash' | 'at' | 'status'> {
  /** Holds the facts without the text, or the whole record; null where the bytes cannot be read. */
  readonly content:
    | Exclude<VersionContent, { readonly sections: unknown }>
    | Omit<DocumentVersion, 'sections'>
    | null;
  /** Null where no text is shown. */
  readonly text: InPart<RenderedSection> | null;
  /** In bytes. */
  readonly size: number;
  /** Says whether the bytes have the hash of the row. */
  readonly isWhole: boolean;
}

export interface ApprovalView extends SubjectSummary {
  readonly study: Pick<Study, 'slug' | 'title' | 'sides'>;
  readonly readAccess: 'all' | 'approved';
  /** A long text is in parts. */
  readonly shown: ShownVersion | null;
  /** In the framework's order. */
  readonly sectionNames: readonly { readonly id: string; readonly name: Bilingual }[];
  /** Holds the parts of the short profile that stand above the sections; none above anything but findings. */
  readonly headings: readonly HeadingPart[];
  readonly levelChipNames: LevelChipNames;
  /**
   * Holds what is new since the version that this chair has seen last; null where that is this one, or none.
   */
  readonly changes: RenderedTextDiff | null;
  /** Holds the same for framework and pilots, which have no text. */
  readonly recordChanges: readonly RecordChange[] | null;
  /**
   * Holds the version of the assessment or chapter, for the step back; null where this person may not send it
   * back by a step.
   */
  readonly returning: { readonly version: number } | null;
  /** Holds the chair's own part; null for everyone else. */
  readonly own: OwnPart | null;
  readonly seen: { readonly versionId: string; readonly number: number | null; readonly at: string } | null;
  readonly openThreads: number;
  readonly mayPropose: boolean;
  readonly maySendBack: boolean;
  readonly seesNotings: boolean;
  readonly mayNote: boolean;
  /** Lists the sides whose sealed page this person may store. */
  readonly maySeal: readonly string[];
}

export interface PageTools {
  readonly store: Store;
  readonly workers: Pick<DocumentWorkers, 'renderVersion' | 'compareVersions'>;
}

/** Bytes that are no valid version are shown as unreadable. */
export async function shownVersion(
  { workers }: PageTools,
  { bytes }: ReadableVersion,
  { isWhole, page }: Pick<ShownVersion, 'isWhole'> & { readonly page: number | null },
  { id, number, hash, at, status }: ApprovalVersion,
  actor: Actor
): Promise<ShownVersion> {
  const content = parseVersion(bytes);
  const common = { id, number, hash, at, status, size: bytes.byteLength, isWhole };
  if (!content) return { ...common, content: null, text: null };
  if (!isDocumentVersion(content)) return { ...common, content, text: null };
  const {
    format,
    study,
    subject,
    framework,
    levels,
    facts = [],
    evidence,
    notes = [],
    drafted = 0
  } = content;
  return {
    ...common,
    content: { format, study, subject, framework, levels, facts, evidence, notes, drafted },
    text: page === null ? null : await workers.renderVersion(bytes, { page }, actor.userId)
  };
}

type ChangesSince = Pick<ApprovalView, 'changes' | 'recordChanges'>;

export const noChanges: ChangesSince = { changes: null, recordChanges: null };

/** As far as the page shows it; no changes where either version cannot be read. */
export async function changesSince(
  { workers }: PageTools,
  before: Uint8Array | undefined,
  after: Uint8Array | undefined,
  actor: Actor
): Promise<ChangesSince> {
  const [was, is] = [before && parseVersion(before), after && parseVersion(after)];
  if (!before || !after || !was || !is) return noChanges;
  if (isDocumentVersion(was) && isDocumentVersion(is)) {
    const wanted = { part: { page: 1 }, isChangesOnly: true } as const;
    return { ...noChanges, changes: await workers.compareVersions(before, after, wanted, actor.userId) };
  }
  return isDocumentVersion(was) || isDocumentVersion(is)
    ? noChanges
    : { ...noChanges, recordChanges: recordChanges(was.record, is.record) };
}

export function returningFrom(
  { target, isRequested }: AuthorizedSubject,
  grants: readonly Grant[]
): ApprovalView['returning'] {
  if (!isRequested || target.kind === 'record') return null;
  const { version } = target.kind === 'findings' ? target.assessment : target.chapter;
  const may =
    target.kind === 'findings'
      ? assessmentAbilitiesOf(grants, target.assessment).has('assessment.return')
      : chapterAbilitiesOf(grants, target.chapter).has('chapter.return');
  return may ? { version } : null;
}
