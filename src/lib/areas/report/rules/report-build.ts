/**
 * Defines the builds of a report: one row each, from the request to its files. One build at a time runs on a
 * node, and the queue serves studies and people in turn.
 */
import {
  reportFiles,
  reportFormats,
  type ReportEdition,
  type ReportFormat,
  type ReportKind
} from './report-content.ts';
import { ok, refuse, type Result } from '#base/refusal.ts';

export const buildStates = ['queued', 'running', 'done', 'failed', 'cancelled'] as const;
export type BuildState = (typeof buildStates)[number];

/** A draft is for reading; an edition is what the chairs publish. */
export const buildPurposes = ['draft', 'edition'] as const;
export type BuildPurpose = (typeof buildPurposes)[number];

/** Only a handout is shown as slides. */
export const formatsOf = (kind: ReportKind): ReportFormat[] =>
  reportFormats.filter((format) => format !== 'slides' || kind === 'handout');

export interface OutputName {
  readonly edition: ReportEdition;
  readonly format: ReportFormat;
}

/** Each is a sentence on the page. */
export const buildFaults = [
  'faults',
  'no-room',
  'too-long',
  'too-large',
  'memory',
  'interrupted',
  'empty',
  'figure',
  'broken'
] as const;
export type BuildFault = (typeof buildFaults)[number];

/** Limits how often an interrupted build is begun again. */
export const mostAttempts = 3;
/**
 * Returns the state of a build as it is now, where its row says less: a build whose node has let its lease pass is
 * run by nobody, and `unstored` says why it failed where the database could not take that.
 */
export function presentState(
  build: {
    readonly state: BuildState;
    readonly fault: BuildFault | null;
    readonly attempts: number;
    readonly leaseUntil: string | null;
  },
  now: string,
  unstored?: BuildFault
): { readonly state: BuildState; readonly fault: BuildFault | null } {
  const { state, fault, attempts, leaseUntil } = build;
  if (state !== 'running') return { state, fault };
  if (unstored !== undefined) return { state: 'failed', fault: unstored };
  if (leaseUntil === null || leaseUntil >= now) return { state, fault };
  return attempts < mostAttempts ? { state: 'queued', fault } : { state: 'failed', fault: 'interrupted' };
}

/** Limits the builds that wait: of one person, and of a study. */
export const mostWaiting = { ofPerson: 2, ofStudy: 10 } as const;
/** Limits one output, and all of a build, in bytes. */
export const largestOutput = 96 * 2 ** 20;
export const largestBuild = 400 * 2 ** 20;
/** Keeps the outputs of so many builds of a report that were not published. */
export const keptBuilds = 10;

/** Checks whether a person may add a build to those that wait or run. */
export function mayRequest(open: readonly { readonly userId: string }[], userId: string): Result<null> {
  if (open.length >= mostWaiting.ofStudy) return refuse('busy');
  return open.filter((one) => one.userId === userId).length >= mostWaiting.ofPerson
    ? refuse('too-many')
    : ok(null);
}

/** Describes a build that waits, or one that was begun, for the choice of the next. */
export interface QueuedBuild {
  readonly id: string;
  readonly studyId: string;
  readonly userId: string;
  readonly at: string;
}

/**
 * Chooses the next build: of the study that was served longest ago, in it of the person who was served longest
 * ago, and of theirs the oldest. `begun` lists what was begun, in any order, with the time of its beginning.
 */
export function nextBuild<Q extends QueuedBuild>(
  queued: readonly Q[],
  begun: readonly { readonly studyId: string; readonly userId: string; readonly startedAt: string }[]
): Q | undefined {
  const last = (isOf: (one: { studyId: string; userId: string }) => boolean): string =>
    begun.reduce((latest, one) => (isOf(one) && one.startedAt > latest ? one.startedAt : latest), '');
  const key = (build: Q): string[] => [
    last(({ studyId }) => studyId === build.studyId),
    last(({ studyId, userId }) => studyId === build.studyId && userId === build.userId),
    build.at,
    build.id
  ];
  return queued
    .map((build) => ({ build, key: key(build) }))
    .toSorted((a, b) => {
      const at = a.key.findIndex((part, index) => part !== b.key[index]);
      return at === -1 ? 0 : (a.key[at] ?? '') < (b.key[at] ?? '') ? -1 : 1;
    })[0]?.build;
}

/** `0.1`, `0.2` … before the first publication, then `1.1` … */
export function nextDraftNumber(published: number, drafts: readonly string[]): string {
  const own = drafts.flatMap((number) => {
    const [major, minor] = number.split('.');
    return Number(major) === published && minor !== undefined ? [Number(minor)] : [];
  });
  return `${published}.${Math.max(0, ...own) + 1}`;
}

/** Below the origin. */
export const publishedPath = (studySlug: string, kind: ReportKind, number: string): string =>
  `/reports/${studySlug}/${editionSlug(kind, number)}`;

/** `1`, or `white-paper-1`. */
export const editionSlug = (kind: ReportKind, number: string): string =>
  kind === 'report' ? number : `${kind}-${number}`;

export function parseEdition(
  slug: string
): { readonly kind: ReportKind; readonly number: string } | undefined {
  const match = /^(?:(white-paper|handout)-)?([1-9]\d{0,3})$/.exec(slug);
  return match?.[2] === undefined
    ? undefined
    : { kind: (match[1] as ReportKind | undefined) ?? 'report', number: match[2] };
}

export const outputFileName = (
  studySlug: string,
  kind: ReportKind,
  number: string,
  { edition, format }: OutputName
): string =>
  isDataFormat(format)
    ? `${studySlug}-${kind}-${number}.${reportFiles[format].ending}`
    : `${studySlug}-${kind}-${number}-${edition === 'facing' ? 'en-zh' : edition}.${reportFiles[format].ending}`;

export const isDataFormat = (format: ReportFormat): boolean => reportFiles[format].isData;

/** In the order in which they are written. */
export const outputsFor = (
  editions: readonly ReportEdition[],
  formats: readonly ReportFormat[]
): OutputName[] => [
  ...formats.filter(isDataFormat).map((format): OutputName => ({ edition: 'facing', format })),
  ...editions.flatMap((edition) =>
    formats.filter((format) => !isDataFormat(format)).map((format): OutputName => ({ edition, format }))
  )
];
