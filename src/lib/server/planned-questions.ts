/** The questions that a plan is about, as a page asks them. */
import type { ImportPlan } from '#document/import-plan.ts';
import { figuresQuestion } from '#domain/figure-record.ts';
import type { AskedFramework } from '#domain/framework.ts';
import { figuresAsked, questionsAsked, type AskedQuestion } from '#lib/answers/asked.ts';

export function questionsOfPlan(framework: AskedFramework, { items, findings }: ImportPlan): AskedQuestion[] {
  const wanted = new Set([...items, ...findings].map(({ question }) => question));
  const asked = framework.characteristics.flatMap((characteristic) =>
    questionsAsked(framework, characteristic)
  );
  const figures = wanted.has(figuresQuestion) ? [figuresAsked(framework)] : [];
  return [...figures, ...asked.filter(({ id }) => wanted.has(id))];
}
