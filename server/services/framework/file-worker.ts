/** Reads framework files in a thread. */
import { answerTasks } from '../../answer-tasks.ts';
import { readFrameworkFile } from './file.ts';

answerTasks((text: string) => readFrameworkFile(text));
