/** Gives a study of a test a framework of many questions instead of its own. */
import type { App } from '#server/app.ts';
import type { Framework } from '#rules/framework/framework.ts';
import { frameworkRow } from '#server/areas/demo/store/study-rows.ts';
import { demoFramework } from './answer-books.ts';

export async function useReportFramework(app: App, studyId: string): Promise<void> {
  const { id, version, content } = frameworkRow(studyId);
  await app.store.db
    .updateTable('framework')
    .set({ id, version, content })
    .where('studyId', '=', studyId)
    .execute();
}

/** Gives a study the content of the demo's framework under its own name, and returns it. */
export async function useDemoFramework(app: App, studyId: string): Promise<Framework> {
  const framework = demoFramework();
  await app.store.db
    .updateTable('framework')
    .set({ content: JSON.stringify(framework) })
    .where('studyId', '=', studyId)
    .execute();
  return framework;
}
