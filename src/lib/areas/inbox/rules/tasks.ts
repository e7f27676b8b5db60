/**
 * Lists the present tasks of a person in a study, from the person's abilities; never more than the person may
 * see.
 */
import type { RecordKind } from '#rules/approval/approval.ts';
import type { RapporteurAssignment } from '#rules/people/appointment.ts';
import type { City } from '#rules/cities/city.ts';
import type { Side, StudyText } from '#rules/study/study.ts';
import type { Bilingual, Locale } from '#base/locale.ts';
import type { AssessmentAbility, ChapterAbility } from '#base/abilities.ts';
import type { Deliverable } from '#rules/study/plan.ts';
import type { ReportKind } from '#rules/report/report-content.ts';
import { oneHasDuty } from '#base/role-duties.ts';
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

/** Sets how long before its time a deadline counts as near. */
const nearMilliseconds = 7 * 24 * 60 * 60 * 1000;

const isNear = (deadline: TaskDeadline, now: string): boolean =>
  Date.parse(deadline.at) - Date.parse(now) <= nearMilliseconds;

/**
 * Returns the tasks in order: those with a date, or that wait for this person alone, first; then the person's
 * own assignments, then those that are open to everyone of the role; the secretariat's gaps last.
 */
export function tasksOf(facts: TaskFacts): Task[] {
  const { assessments, chapters } = facts;
  const secretariat = oneHasDuty('run-study', facts.roles);
  const ofFindings = assessments.flatMap(findingsTasks);
  const isDuty = (task: Task): boolean => 'assignment' in task && task.assignment !== null;
  return [
    ...(oneHasDuty('represent-city', facts.roles) ? assessments.flatMap(cityTasks) : []),
    ...facts.unsigned.map((location): Task => ({ kind: 'sign', location })),
    ...facts.editions.map((edition): Task => ({ kind: 'sign-edition', ...edition })),
    ...facts.errata.map((errata): Task => ({ kind: 'confirm-errata', ...errata })),
    ...facts.reopenings.map((location): Task => ({ kind: 'consent-reopening', location })),
    ...facts.mentions.map((mention): Task => ({ kind: 'answer-mention', ...mention })),
    ...nearDeadlines(facts),
    ...facts.codingPasses.map((pass): Task => ({ kind: 'code-pass', ...pass })),
    ...assessments.flatMap(panelTasks),
    ...ofFindings.filter(isDuty),
    ...ofFindings.filter((task) => !isDuty(task)),
    ...assessments.flatMap(({ city, late, abilities }): Task[] =>
      late > 0 && abilities.has('late.decide')
        ? [{ kind: 'decide-late', location: { kind: 'city', city }, count: late }]
        : []
    ),
    ...chapters.flatMap(({ slug, title, late, abilities }): Task[] =>
      late > 0 && abilities.has('chapter.late')
        ? [{ kind: 'decide-late', location: { kind: 'chapter', slug, title }, count: late }]
        : []
    ),
    ...facts.staleSections.map((section): Task => ({ kind: 'renew-translation', ...section })),
    ...chapters
      .filter(({ writes }) => writes)
      .map(({ slug, title }): Task => ({ kind: 'write-chapter', slug, title })),
    ...(secretariat ? facts.overdue.map((deliverable): Task => ({ kind: 'deliver', deliverable })) : []),
    ...(secretariat
      ? facts.pilots
          .filter(({ surplus }) => surplus !== 0)
          .map((pilots): Task => ({ kind: 'find-pilots', ...pilots }))
      : []),
    ...(secretariat ? facts.withoutReason.map((city): Task => ({ kind: 'write-reason', city })) : []),
    ...(secretariat ? facts.gaps.map((gap): Task => ({ kind: 'fill-text', ...gap })) : [])
  ];
}

function cityTasks({
  city,
  state,
  writes,
  reads,
  abilities,
  deadline,
  consultation,
  unanswered,
  consents,
  questions,
  panels,
  clarifications,
  due
}: AssessmentFacts): Task[] {
  const tasks: Task[] = [];
  if (writes.includes('response')) tasks.push({ kind: 'answer-framework', city, deadline });
  if (clarifications.open > 0 && abilities.has('clarification.write'))
    tasks.push({ kind: 'answer-clarifications', city, count: clarifications.open });
  if (due > 0 && abilities.has('departments.write'))
    tasks.push({ kind: 'see-departments', city, count: due });
  if (questions > 0 && abilities.has('comments.address'))
    tasks.push({ kind: 'answer-questions', city, count: questions });
  if (state === 'consultation' && reads.includes('findings') && consultation?.isSubmitted !== true) {
    const until = consultation?.deadline ?? deadline;
    if (abilities.has('consultation.submit') && consultation) {
      tasks.push({ kind: 'submit-comments', city, deadline: until, drafts: consultation.drafts });
    } else tasks.push({ kind: 'read-findings', city, deadline: until });
  }
  if (panels.released > 0 && abilities.has('levels.speak'))
    tasks.push({ kind: 'read-levels', city, count: panels.released });
  if (consents > 0 && abilities.has('practices.consent'))
    tasks.push({ kind: 'answer-consent', city, count: consents });
  if (unanswered > 0 && abilities.has('consultation.answer'))
    tasks.push({ kind: 'answer-dispositions', city, count: unanswered });
  return tasks;
}

/** Lists the tasks of assessors, chairs and the secretariat from a city's panels. */
function panelTasks({ city, abilities, panels }: AssessmentFacts): Task[] {
  return [
    ...(panels.unscored > 0 && abilities.has('panel.score')
      ? [{ kind: 'score-city', city, count: panels.unscored } as const]
      : []),
    ...(panels.unled > 0 && abilities.has('panel.moderate')
      ? [{ kind: 'lead-panels', city, count: panels.unled } as const]
      : []),
    ...(panels.unreleased > 0 && abilities.has('panel.release')
      ? [{ kind: 'release-levels', city, count: panels.unreleased } as const]
      : [])
  ];
}

function findingsTasks({
  city,
  state,
  writes,
  assignment,
  isReviewed,
  abilities,
  undecided,
  clarifications
}: AssessmentFacts): Task[] {
  const tasks: Task[] = [];
  if (clarifications.changed > 0 && abilities.has('clarification.review'))
    tasks.push({ kind: 'review-answers', city, count: clarifications.changed, assignment });
  if (undecided > 0 && abilities.has('consultation.decide'))
    tasks.push({ kind: 'decide-comments', city, count: undecided, assignment });
  const isOwed = state !== 'internal-review' || assignment !== 'reviewer' || !isReviewed;
  if (writes.includes('findings') && isOwed) {
    tasks.push(
      state === 'internal-review'
        ? { kind: 'review-findings', city, assignment }
        : { kind: 'write-findings', city, state, assignment }
    );
  }
  return tasks;
}

/**
 * Lists the near deadlines for users who steer the workflow; the city has its own tasks, with their dates.
 */
function nearDeadlines({ now, assessments, chapters }: TaskFacts): Task[] {
  const ofCities = assessments.flatMap(({ city, state, deadline, abilities }): Task[] =>
    deadline && abilities.has('assessment.steer') && isNear(deadline, now)
      ? [{ kind: 'move-on', location: { kind: 'city', city }, state, deadline }]
      : []
  );
  const ofChapters = chapters.flatMap(({ slug, title, state, deadline, abilities }): Task[] =>
    deadline && abilities.has('chapter.steer') && isNear(deadline, now)
      ? [{ kind: 'move-on', location: { kind: 'chapter', slug, title }, state, deadline }]
      : []
  );
  return [...ofCities, ...ofChapters];
}
