import type { RecordKind } from '#rules/approval/approval.ts';
import type { RapporteurAssignment } from '#rules/people/appointment.ts';
import type { City } from '#rules/cities/city.ts';
import type { Side, StudyText } from '#rules/study/study.ts';
import type { Bilingual, Locale } from '#base/locale.ts';
import type { Deliverable } from '#rules/study/plan.ts';
import type { ReportKind } from '#rules/report/report-content.ts';
import type { AssessmentState, ChapterState } from '#base/states.ts';

export type Task =
  | { readonly kind: 'answer-framework'; readonly city: TaskCity; readonly deadline: TaskDeadline | null }
  /** Questions to the city wait in threads that it sees. */
  | { readonly kind: 'answer-questions'; readonly city: TaskCity; readonly count: number }
  /** Single questions are reopened to the city, and this person writes or returns them. */
  | { readonly kind: 'answer-clarifications'; readonly city: TaskCity; readonly count: number }
  /** Answers changed after a clarification, and no one has reviewed the findings that rest on them since. */
  | {
      readonly kind: 'review-answers';
      readonly city: TaskCity;
      readonly count: number;
      readonly assignment: RapporteurAssignment | null;
    }
  /** Assignments of the city's departments are late, or due within a week. */
  | { readonly kind: 'see-departments'; readonly city: TaskCity; readonly count: number }
  | { readonly kind: 'read-findings'; readonly city: TaskCity; readonly deadline: TaskDeadline | null }
  | {
      readonly kind: 'submit-comments';
      readonly city: TaskCity;
      readonly deadline: TaskDeadline | null;
      readonly drafts: number;
    }
  /** Experts have decided on the city's comments: the city acknowledges or contests each decision. */
  | { readonly kind: 'answer-dispositions'; readonly city: TaskCity; readonly count: number }
  /** Levels were released to the city, which can comment on them before the chairs approve. */
  | { readonly kind: 'read-levels'; readonly city: TaskCity; readonly count: number }
  /** Good practices of the city wait for its consent. */
  | { readonly kind: 'answer-consent'; readonly city: TaskCity; readonly count: number }
  | { readonly kind: 'score-city'; readonly city: TaskCity; readonly count: number }
  /** Panels wait for a chair: everyone has scored, or the revealed scores have no result. */
  | { readonly kind: 'lead-panels'; readonly city: TaskCity; readonly count: number }
  | { readonly kind: 'release-levels'; readonly city: TaskCity; readonly count: number }
  | { readonly kind: 'sign'; readonly location: TaskLocation }
  /** A paper was built for publication, and waits for the signature of this person's side. */
  | { readonly kind: 'sign-edition'; readonly paper: ReportKind; readonly number: string }
  /** Errata of a published paper wait for the confirmation of this person's side. */
  | { readonly kind: 'confirm-errata'; readonly paper: ReportKind; readonly count: number }
  /** The chair of the other side requests that what both approved be opened again. */
  | { readonly kind: 'consent-reopening'; readonly location: TaskLocation }
  /** The person codes a part of the study as one of two coders; `inCity` is null for a part of all cities. */
  | { readonly kind: 'code-pass'; readonly taskId: string; readonly inCity: TaskCity | null }
  | {
      readonly kind: 'answer-mention';
      readonly location: TaskLocation;
      readonly threadId: string;
      readonly section: string | null;
    }
  | {
      readonly kind: 'review-findings';
      readonly city: TaskCity;
      readonly assignment: RapporteurAssignment | null;
    }
  | {
      readonly kind: 'decide-comments';
      readonly city: TaskCity;
      readonly count: number;
      readonly assignment: RapporteurAssignment | null;
    }
  | { readonly kind: 'decide-late'; readonly location: TaskLocation; readonly count: number }
  | {
      readonly kind: 'renew-translation';
      readonly location: TaskLocation;
      readonly section: string;
      readonly blocks: number;
    }
  /** The deadline is near, or over, by which an assessment or a chapter must leave its state. */
  | {
      readonly kind: 'move-on';
      readonly location: TaskLocation;
      readonly state: AssessmentState | ChapterState;
      readonly deadline: TaskDeadline;
    }
  | {
      readonly kind: 'write-findings';
      readonly city: TaskCity;
      readonly state: AssessmentState;
      readonly assignment: RapporteurAssignment | null;
    }
  | { readonly kind: 'write-chapter'; readonly slug: string; readonly title: Bilingual }
  | { readonly kind: 'deliver'; readonly deliverable: Pick<Deliverable, 'id' | 'title' | 'dueOn'> }
  | { readonly kind: 'fill-text'; readonly text: StudyText; readonly missing: readonly Locale[] }
  | { readonly kind: 'find-pilots'; readonly side: Side; readonly surplus: number }
  | { readonly kind: 'write-reason'; readonly city: TaskCity };

export type TaskCity = Pick<City, 'id' | 'shortName' | 'sideId'>;

export type TaskLocation =
  | { readonly kind: 'city'; readonly city: TaskCity }
  | { readonly kind: 'chapter'; readonly slug: string; readonly title: Bilingual }
  | { readonly kind: RecordKind };

export interface TaskDeadline {
  readonly at: string;
  readonly zone: string | null;
}
