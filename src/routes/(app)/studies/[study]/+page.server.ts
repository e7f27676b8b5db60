import { loadAnswerProgress } from '#lib/server/answer-progress.ts';
import { follow } from '#lib/server/follow.ts';
import { must, needActor } from '#lib/server/guard.ts';
import type { PageServerLoad } from './$types';

/** Limits how far ahead deadlines are shown next to the tasks. */
const nearMilliseconds = 30 * 24 * 60 * 60 * 1000;

export const load: PageServerLoad = async (event) => {
  follow(event, 'log');
  const overview = must(
    event.locals,
    await event.locals.services.overview.load(needActor(event), event.params.study)
  );
  const { plan, today, tasks, progress, recent } = overview;
  const deadlines = must(
    event.locals,
    await event.locals.services.workflow.deadlines(needActor(event), event.params.study)
  );
  const setup = overview.abilities.has('study.edit')
    ? must(event.locals, await event.locals.services.setup.list(needActor(event), event.params.study))
    : [];
  const now = event.locals.services.now();
  const near = new Date(now.getTime() + nearMilliseconds).toISOString();
  return {
    plan,
    today,
    tasks,
    answerProgress: await loadAnswerProgress(event, tasks),
    progress,
    recent,
    setup: { all: setup.length, done: setup.filter(({ state }) => state === 'done').length },
    deadlines: deadlines.filter(({ deadline }) => deadline.at <= near),
    now: now.toISOString()
  };
};
