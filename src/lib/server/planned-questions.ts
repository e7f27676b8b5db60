/** Loads the questions that a plan is about, as a page shows them. */
import type { ImportPlan } from '#document/planned-import.ts';
import { figuresQuestion } from '#rules/answers/figure-record.ts';
import type { CityFramework } from '#rules/framework/framework.ts';
import { figuresModel, activeQuestionModels, type QuestionModel } from '#lib/areas/answers/question-model.ts';

export function questionsOfPlan(framework: CityFramework, { items, findings }: ImportPlan): QuestionModel[] {
  const wanted = new Set([...items, ...findings].map(({ question }) => question));
  const questionModels = framework.characteristics.flatMap((characteristic) =>
    activeQuestionModels(framework, characteristic)
  );
  const figures = wanted.has(figuresQuestion) ? [figuresModel(framework)] : [];
  return [...figures, ...questionModels.filter(({ id }) => wanted.has(id))];
}
