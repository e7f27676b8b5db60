/** Shows an external reviewer the text and their own comments, and the status of their link. */
import type { Side, Study } from '#rules/study/study.ts';
import type { CommentKind, Disposition } from '#rules/consultation/consultation.ts';
import type { Deadline } from '#rules/assessments/deadline.ts';
import { factsIn } from '#rules/answers/fact.ts';
import { cellsIn, levelChipsFrom, type LevelChipNames, type LevelChips } from '#rules/panels/level-chip.ts';
import type { Bilingual, Locale } from '#base/locale.ts';
import { statusOf, type ExternalReviewStatus } from '#rules/consultation/external-review.ts';
import type { SectionContent } from '#base/content.ts';
import type { AssessmentState } from '#base/states.ts';
import { findAssessment, type Assessment, findFrameworkOfCity } from '#areas/assessments';
import { findCity } from '#areas/cities';
import { findLatestConsultation, type CityCommentRow, type ConsultationRow } from './store/consultations.ts';
import type { Db } from '#server/store/open.ts';
import {
  findExternalReview,
  listExternalReviewComments,
  type ExternalReviewRow
} from './store/external-reviews.ts';
import { findStudyById } from '#areas/study';
import { refused } from '#server/commands/refused.ts';
import { sectionNames, sectionsOfVersion, type SectionName } from './consultation-texts.ts';
import { levelChipNames } from '#areas/documents';

export interface OwnComment {
  readonly id: string;
  readonly section: string | null;
  readonly kind: CommentKind | null;
  readonly language: Locale;
  readonly body: string;
  readonly at: string;
  readonly reply: {
    readonly disposition: Disposition;
    readonly reason: Bilingual;
    readonly at: string;
  } | null;
}

/** A revoked link shows nothing except that it is revoked. */
export type ExternalReviewView =
  | { readonly status: 'revoked' }
  | {
      readonly status: 'open' | 'ended';
      readonly study: Bilingual;
      readonly city: Bilingual;
      readonly side: Side;
      readonly reader: { readonly name: string; readonly organisation: string };
      readonly deadline: Deadline;
      readonly sections: readonly SectionName[];
      /** Null once the review has ended. */
      readonly text: SectionContent | null;
      /**
       * Names the cells that the text refers to. Their levels are never shown outside: a link gives the text,
       * and no result of a panel.
       */
      readonly levelChips: LevelChips;
      readonly comments: readonly OwnComment[];
    };

export interface LoadedReview {
  readonly review: ExternalReviewRow;
  readonly study: Study;
  readonly assessment: Assessment;
  /** The latest of the city. */
  readonly round: ConsultationRow | null;
}

/** Undefined for a link that never existed. */
export async function findReview(db: Db, tokenHash: string): Promise<LoadedReview | undefined> {
  const review = await findExternalReview(db, tokenHash);
  const study = review && (await findStudyById(db, review.studyId));
  const assessment = study && (await findAssessment(db, study.id, review.cityId));
  if (!review || !study || !assessment) return undefined;
  const round = (await findLatestConsultation(db, study.id, review.cityId)) ?? null;
  return { review, study, assessment, round };
}

export const statusAt = ({ review, round, assessment }: LoadedReview, at: string): ExternalReviewStatus =>
  status(review, round, assessment.state, at);

export async function shownOf(
  db: Db,
  { review, study }: LoadedReview,
  section: string | null,
  present: ExternalReviewStatus
): Promise<ExternalReviewView> {
  if (present === 'revoked') return { status: 'revoked' };
  const city = await findCity(db, study.id, review.cityId);
  const side = study.sides.find(({ id }) => id === city?.sideId);
  if (!city || !side) throw refused('not-found');
  const isOpen = present === 'open';
  const texts = isOpen ? await sectionsOfVersion(db, study.id, review.versionId) : [];
  const sections = await sectionNames(db, study, city);
  const shown = sections.find(({ id }) => id === section) ?? sections[0];
  const text =
    isOpen && shown ? (texts.find(({ id }) => id === shown.id) ?? { id: shown.id, en: [], zh: [] }) : null;
  const framework = await findFrameworkOfCity(db, study.id, review.cityId);
  const names = namesFor(await levelChipNames(db, study.id, framework), [
    review.cityId,
    ...citiesNamedIn(text ? [text] : [])
  ]);
  return {
    status: present,
    study: study.title,
    city: city.name,
    side,
    reader: { name: review.name, organisation: review.organisation },
    deadline: { at: review.deadline, zone: review.deadlineZone },
    sections,
    text,
    levelChips: levelChipsFrom(names, review.cityId, []),
    comments: (await listExternalReviewComments(db, review.id)).map(ownComment)
  };
}

export const status = (
  row: ExternalReviewRow,
  round: ConsultationRow | null,
  state: AssessmentState,
  at: string
): ExternalReviewStatus =>
  statusOf(
    { ...row, state, isLatest: round?.id === row.consultationId && round.outcome !== 'called-off' },
    at
  );

const ownComment = (row: CityCommentRow): OwnComment => ({
  id: row.id,
  section: row.section,
  kind: row.kind,
  language: row.language ?? 'en',
  body: row.body,
  at: row.at,
  reply:
    row.disposition === null
      ? null
      : {
          disposition: row.disposition,
          reason: { en: row.reasonEn, zh: row.reasonZh },
          at: row.decidedAt ?? ''
        }
});

/** Leaves the names of these cities alone: a reader by link learns of no others. */
const namesFor = (names: LevelChipNames, cityIds: readonly string[]): LevelChipNames => ({
  ...names,
  cities: names.cities.filter(({ id }) => cityIds.includes(id))
});

const citiesNamedIn = (sections: readonly SectionContent[]): string[] =>
  [...cellsIn(sections), ...factsIn(sections)].flatMap(({ city }) => city ?? []);
