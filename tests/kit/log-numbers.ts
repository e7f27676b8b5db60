/** Lists the numbers of a study's events as readers see them, in the order of its log. */
import type { App } from '#server/app.ts';

export async function numbersIn({ store }: Pick<App, 'store'>, studyId: string): Promise<number[]> {
  const rows = await store.db
    .selectFrom('event')
    .select('number')
    .where('studyId', '=', studyId)
    .orderBy('seq')
    .execute();
  return rows.map(({ number }) => number);
}
