import type { RapporteurAssignment } from '#rules/people/appointment.ts';
import type { Side, StudyText } from '#rules/study/study.ts';
import type { Bilingual, Locale } from '#base/locale.ts';
import type { AssessmentAbility, ChapterAbility } from '#base/abilities.ts';
import type { Deliverable } from '#rules/study/plan.ts';
import type { ReportKind } from '#rules/report/report-content.ts';
import type { AssessmentState, ChapterState } from '#base/states.ts';
import type { TaskCity, TaskLocation, TaskDeadline } from './task.ts';

export interface TaskFacts {
  /** Holds the present time, ISO-8601 in UTC. */
  readonly now: string;
  readonly roles: ReadonlySet<string>;
  /** Lists the assessments that the person sees, and what is open to the person in each. */
  readonly assessments: readonly AssessmentFacts[];
  readonly chapters: readonly ChapterFacts[];
  /** Lists the versions that wait for the signature of this person's side. */
  readonly unsigned: readonly TaskLocation[];
  /** Lists the editions that wait for the signature of this person's side. */
  readonly editions: readonly { readonly paper: ReportKind; readonly number: string }[];
  /** Counts the errata that wait for the confirmation of this person's side. */
  readonly errata: readonly { readonly paper: ReportKind; readonly count: number }[];
  /** Lists what the chair of the other side requests to be opened again. */
  readonly reopenings: readonly TaskLocation[];
  /** Lists the open threads that the person can see and in which a comment mentions the person. */
  readonly mentions: readonly {
    readonly location: TaskLocation;
    readonly threadId: string;
    readonly section: string | null;
  }[];
  /** Lists the passes of coding that the person has not closed. */
  readonly codingPasses: readonly { readonly taskId: string; readonly inCity: TaskCity | null }[];
  /** Lists the sections that the person writes and whose translation is out of date. */
  readonly staleSections: readonly {
    readonly location: TaskLocation;
    readonly section: string;
    readonly blocks: number;
  }[];
  readonly overdue: readonly Pick<Deliverable, 'id' | 'title' | 'dueOn'>[];
  readonly gaps: readonly { readonly text: StudyText; readonly missing: readonly Locale[] }[];
  readonly pilots: readonly { readonly side: Side; readonly surplus: number }[];
  readonly withoutReason: readonly TaskCity[];
}

export interface AssessmentFacts {
  readonly city: TaskCity;
  readonly state: AssessmentState;
  readonly writes: readonly ('response' | 'findings')[];
  readonly reads: readonly ('response' | 'findings')[];
  readonly assignment: RapporteurAssignment | null;
  /** Says that the reviewer of the other side has reviewed the findings. */
  readonly isReviewed: boolean;
  readonly abilities: ReadonlySet<AssessmentAbility>;
  readonly deadline: TaskDeadline | null;
  /** Describes the open round; null where none is. Drafts are counted for the city's own people only. */
  readonly consultation: {
    readonly deadline: TaskDeadline;
    readonly isSubmitted: boolean;
    readonly drafts: number;
  } | null;
  /**
   * Counts the comments of the city without a disposition, and those whose disposition the city has not
   * answered.
   */
  readonly undecided: number;
  readonly unanswered: number;
  /** Counts the good practices for which the city's consent is asked. */
  readonly consents: number;
  /** Counts the open threads that the city sees and in which the last comment is not its own. */
  readonly questions: number;
  /**
   * Counts the questions reopened to the city that this person writes or returns, and the changed answers
   * that this person is asked to review.
   */
  readonly clarifications: { readonly open: number; readonly changed: number };
  /** Counts the due assignments of the city's departments, for the staff who coordinate its answers. */
  readonly due: number;
  /** Counts the late proposals that are undecided. */
  readonly late: number;
  /**
   * Counts, of the city's panels, those that wait for this person's score, for a chair, or for their release,
   * and the released levels.
   */
  readonly panels: {
    readonly unscored: number;
    readonly unled: number;
    readonly unreleased: number;
    readonly released: number;
  };
}

export interface ChapterFacts {
  readonly slug: string;
  readonly title: Bilingual;
  readonly state: ChapterState;
  readonly writes: boolean;
  readonly abilities: ReadonlySet<ChapterAbility>;
  readonly deadline: TaskDeadline | null;
  readonly late: number;
}
