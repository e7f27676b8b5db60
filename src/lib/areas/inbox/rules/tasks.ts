/**
 * Lists the present tasks of a person in a study, from the person's abilities; never more than the person may
 * see.
 */
import { oneHasDuty } from '#base/role-duties.ts';
import type { Task, TaskDeadline } from './task.ts';
import type { TaskFacts, AssessmentFacts } from './task-facts.ts';

/** Sets how long before its time a deadline counts as near. */
const nearMilliseconds = 7 * 24 * 60 * 60 * 1000;

const isNear = (deadline: TaskDeadline, now: string): boolean =>
  Date.parse(deadline.at) - Date.parse(now) <= nearMilliseconds;

/**
 * Tasks with a date, or that wait for this person alone, come first; then the person's own assignments, then
 * those that are open to everyone of the role; the secretariat's gaps last.
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
