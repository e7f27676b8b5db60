/** A thread for tests: says which of its tasks an order is, fails, or never answers. */
import { answerTasks } from '#server/workers/answer-tasks.ts';

let tasks = 0;
answerTasks((order: 'count' | 'fail' | 'hang'): number => {
  if (order === 'fail') throw new Error('failed');
  if (order === 'hang') for (;;);
  return ++tasks;
});
