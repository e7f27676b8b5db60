import { loadAnswerProgress } from '#lib/server/answer-progress.ts';
import { follow } from '#lib/server/follow.ts';
import { must, needActor } from '#lib/server/guard.ts';
import { sideBySide } from '#base/side-by-side.ts';
import type { Result } from '#base/refusal.ts';
import type { PageServerLoad } from './$types';

/** Limits how far ahead deadlines are shown next to the tasks. */
const nearMilliseconds = 30 * 24 * 60 * 60 * 1000;

export const load: PageServerLoad = async (event) => {
  follow(event, 'log');
  const { services } = event.locals;
  const [actor, { study }] = [needActor(event), event.params];
  const found = <T>(result: Result<T>): T => must(event.locals, result);
  const { plan, today, tasks, progress, recent, abilities } = found(
    await services.overview.load(actor, study)
  );
  const { deadlines, setup, answerProgress } = await sideBySide({
    deadlines: services.workflow.deadlines(actor, study).then(found),
    setup: abilities.has('study.edit') ? services.setup.list(actor, study).then(found) : [],
    answerProgress: loadAnswerProgress(event, tasks)
  });
  const now = services.now();
  const near = new Date(now.getTime() + nearMilliseconds).toISOString();
  return {
    plan,
    today,
    tasks,
    answerProgress,
    progress,
    recent,
    setup: { all: setup.length, done: setup.filter(({ state }) => state === 'done').length },
    deadlines: deadlines.filter(({ deadline }) => deadline.at <= near),
    now: now.toISOString()
  };
};
