import { answerTasks } from '#server/workers/answer-tasks.ts';
import { readFrameworkFile } from './file.ts';

answerTasks((text: string) => readFrameworkFile(text));
