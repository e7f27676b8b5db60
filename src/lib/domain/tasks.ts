/** What is asked of a person in a study now, from what the person may do; never more than the person may see. */
import type { Duty } from './appointment.ts';
import type { City, Side } from './city.ts';
import type { Bilingual, Locale } from './locale.ts';
import type { Deliverable } from './plan.ts';
import type { StudyText } from './study.ts';
import type { AssessmentState } from './workflow.ts';

export type Task =
  | { readonly kind: 'answer-framework'; readonly city: TaskCity }
  | { readonly kind: 'read-findings'; readonly city: TaskCity }
  | { readonly kind: 'write-findings'; readonly city: TaskCity; readonly state: AssessmentState; readonly duty: Duty | null }
  | { readonly kind: 'write-chapter'; readonly slug: string; readonly title: Bilingual }
  | { readonly kind: 'deliver'; readonly deliverable: Pick<Deliverable, 'id' | 'title' | 'dueOn'> }
  | { readonly kind: 'fill-text'; readonly text: StudyText; readonly missing: readonly Locale[] }
  | { readonly kind: 'find-pilots'; readonly side: Side; readonly surplus: number }
  | { readonly kind: 'write-reason'; readonly city: TaskCity };

export type TaskCity = Pick<City, 'id' | 'shortName' | 'sideId'>;

export interface TaskFacts {
  readonly roles: ReadonlySet<string>;
  /** The assessments that the person sees, and what is open to the person in each. */
  readonly assessments: readonly {
    readonly city: TaskCity;
    readonly state: AssessmentState;
    readonly writes: readonly ('response' | 'findings')[];
    readonly reads: readonly ('response' | 'findings')[];
    readonly duty: Duty | null;
  }[];
  readonly chapters: readonly { readonly slug: string; readonly title: Bilingual; readonly writes: boolean }[];
  readonly overdue: readonly Pick<Deliverable, 'id' | 'title' | 'dueOn'>[];
  readonly gaps: readonly { readonly text: StudyText; readonly missing: readonly Locale[] }[];
  readonly pilots: readonly { readonly side: Side; readonly surplus: number }[];
  readonly withoutReason: readonly TaskCity[];
}

/** Own duties first, then what is open to everyone of the role; the secretariat's gaps last. */
export function tasksOf(facts: TaskFacts): Task[] {
  const { assessments } = facts;
  const findings = assessments
    .filter(({ writes }) => writes.includes('findings'))
    .map(({ city, state, duty }): Task => ({ kind: 'write-findings', city, state, duty }));
  const isDuty = (task: Task): boolean => task.kind === 'write-findings' && task.duty !== null;
  const secretariat = facts.roles.has('secretariat');
  return [
    ...assessments.filter(({ writes }) => writes.includes('response')).map(({ city }): Task => ({ kind: 'answer-framework', city })),
    ...(facts.roles.has('city')
      ? assessments
          .filter(({ state, reads }) => state === 'consultation' && reads.includes('findings'))
          .map(({ city }): Task => ({ kind: 'read-findings', city }))
      : []),
    ...findings.filter(isDuty),
    ...findings.filter((task) => !isDuty(task)),
    ...facts.chapters.filter(({ writes }) => writes).map(({ slug, title }): Task => ({ kind: 'write-chapter', slug, title })),
    ...(secretariat ? facts.overdue.map((deliverable): Task => ({ kind: 'deliver', deliverable })) : []),
    ...(secretariat ? facts.pilots.filter(({ surplus }) => surplus !== 0).map((pilots): Task => ({ kind: 'find-pilots', ...pilots })) : []),
    ...(secretariat ? facts.withoutReason.map((city): Task => ({ kind: 'write-reason', city })) : []),
    ...(secretariat ? facts.gaps.map((gap): Task => ({ kind: 'fill-text', ...gap })) : [])
  ];
}
