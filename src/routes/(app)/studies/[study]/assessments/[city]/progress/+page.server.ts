import { answerParts, findRecordType, type Framework } from '#rules/framework/framework.ts';
import { figuresQuestion, figureType } from '#rules/answers/figure-record.ts';
import type { Result } from '#base/refusal.ts';
import { sideBySide } from '#base/side-by-side.ts';
import { assessmentSteps } from '#rules/workflow/workflow.ts';
import { versionIn } from '#lib/forms/fields.ts';
import { deadlineIn } from '#lib/areas/assessments/forms.ts';
import { stepIn } from '#lib/areas/workflow/forms.ts';
import { countOpenFindings } from '#lib/server/check-actions.ts';
import { followCity } from '#lib/server/follow.ts';
import { formAction } from '#lib/server/form-action.ts';
import { must, needActor } from '#lib/server/guard.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  const { study, city } = event.params;
  followCity(event, 'registers');
  const { services } = event.locals;
  const actor = needActor(event);
  const found = <T>(result: Result<T>): T => must(event.locals, result);
  const { workflow, assessment } = await sideBySide({
    workflow: services.workflow.assessment(actor, study, city).then(found),
    assessment: services.assessments.load(actor, study, city).then(found)
  });
  const { abilities, people, ...status } = workflow;
  const { framework, profile } = assessment;
  return {
    codes: Object.fromEntries(
      answerParts(framework).flatMap(({ questions }) => questions.map(({ id, code }) => [id, code]))
    ),
    labels: labelsUnderQuestions(framework),
    profileParts: (profile?.parts ?? []).map(({ id, name }) => ({ id, name })),
    status,
    people,
    maySteer: abilities.has('assessment.steer'),
    readsVersions: abilities.has('versions.read'),
    /** Counts the open findings of the language checks, before the text goes on; null where it is not shown. */
    openFindings:
      abilities.has('versions.read') && checkedStates.includes(status.state)
        ? await countOpenFindings(event, { kind: 'findings', city })
        : null,
    now: services.now().toISOString()
  };
};

/** Lists the states from which the findings go on to readers or to approval. */
const checkedStates: readonly string[] = ['internal-review', 'revision', 'approval'];

/** Returns the labels of the fields and measures in which something may be missing. */
const labelsUnderQuestions = (framework: Framework) =>
  new Map([
    ...answerParts(framework).flatMap(({ questions }) =>
      questions.flatMap(({ id, measures, recordType }) => [
        ...measures.map((measure) => [`${id}:${measure.id}`, measure.label] as const),
        ...(recordType === null ? [] : (findRecordType(framework, recordType)?.fields ?? [])).map(
          (field) => [`${id}/${field.id}`, field.label] as const
        )
      ])
    ),
    ...figureType.fields.map((field) => [`${figuresQuestion}/${field.id}`, field.label] as const)
  ]);

export const actions: Actions = {
  step: formAction({
    command: ({ workflow }, { study, city }) => [workflow.takeStep, study, city],
    run: ({ give, form }) => {
      const input = stepIn(form, assessmentSteps);
      return input.ok ? give(input.value) : input;
    },
    answer: ({ to }) => ({ taken: to })
  }),

  deadline: formAction({
    command: ({ workflow }, { study, city }) => [workflow.setDeadline, study, city],
    run: ({ give, form }) => {
      const deadline = deadlineIn(form);
      return deadline.ok ? give({ version: versionIn(form), deadline: deadline.value }) : deadline;
    }
  })
};
