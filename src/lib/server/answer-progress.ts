/** Loads how far the reader's own cities are with their answers, for the tasks of the overview. */
import type { RequestEvent } from '@sveltejs/kit';
import { sumOfProgress, type AnswerProgress } from '#rules/answers/answer-progress.ts';
import type { Task } from '#rules/inbox/task.ts';
import { must, needActor } from './guard.ts';

export async function loadAnswerProgress(
  event: Pick<RequestEvent, 'locals' | 'url'> & { readonly params: { readonly study: string } },
  tasks: readonly Task[]
): Promise<ReadonlyMap<string, AnswerProgress>> {
  const { services } = event.locals;
  const actor = needActor(event);
  const found = new Map<string, AnswerProgress>();
  for (const task of tasks) {
    if (task.kind !== 'answer-framework') continue;
    const { id } = task.city;
    const view = must(event.locals, await services.assessments.load(actor, event.params.study, id));
    const parts = await services.completeness.progress(actor, view);
    if (parts) found.set(id, sumOfProgress(parts.values()));
  }
  return found;
}
