/**
 * Defines a study as its pages show it: its texts in both languages, its two sides, and what is open on each.
 */
import type { StudyId } from '#base/ids.ts';
import { gapsOf, type Bilingual, type Locale } from '#base/locale.ts';

/** `position`, 0 or 1, decides its colour and sign. */
export interface Side {
  readonly id: string;
  readonly position: number;
  readonly code: string;
  readonly name: Bilingual;
  readonly counterpart: Bilingual;
  readonly pilotTarget: number;
}

/** Lists the texts of a study that its secretariat writes. */
export const studyTexts = ['title', 'shortTitle', 'programme', 'purpose', 'scope'] as const;
export type StudyText = (typeof studyTexts)[number];

export interface Study extends Readonly<Record<StudyText, Bilingual>> {
  readonly id: StudyId;
  readonly slug: string;
  /** By position. */
  readonly sides: readonly [Side, Side];
  readonly createdAt: string;
  readonly version: number;
}

/** By position. */
export const sideIds = ({ sides }: Pick<Study, 'sides'>): string[] => sides.map(({ id }) => id);

/** Saving with a gap is possible; pages show it. */
export const gapsOfStudy = (
  study: Readonly<Record<StudyText, Bilingual>>
): { text: StudyText; missing: Locale[] }[] =>
  studyTexts
    .map((text) => ({ text, missing: gapsOf(study[text]) }))
    .filter(({ missing }) => missing.length > 0);

/** Counts how far the cities of one side have come; never an order. */
export interface SideProgress {
  readonly sideId: string;
  readonly cities: number;
  readonly invited: number;
  readonly started: number;
  readonly submitted: number;
  readonly accepted: number;
}

export interface Milestones {
  readonly invitedAt: string | null;
  readonly startedAt: string | null;
  readonly submittedAt: string | null;
  readonly acceptedAt: string | null;
}

export function progressOf(
  side: Pick<Side, 'id'>,
  assessments: readonly (Milestones & { readonly sideId: string })[]
): SideProgress {
  const own = assessments.filter((assessment) => assessment.sideId === side.id);
  const reached = (milestone: keyof Milestones): number =>
    own.filter((assessment) => assessment[milestone] !== null).length;
  return {
    sideId: side.id,
    cities: own.length,
    // A city that began without an invitation from here was invited in another way.
    invited: own.filter(({ invitedAt, startedAt }) => (invitedAt ?? startedAt) !== null).length,
    started: reached('startedAt'),
    submitted: reached('submittedAt'),
    accepted: reached('acceptedAt')
  };
}

/** Names the sample study of invented towns, which a demo installation founds for people to learn from. */
export const sampleSlug = 'sample-study';
