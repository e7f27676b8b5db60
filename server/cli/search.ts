/** Makes the search index anew, from everything that is stored. */
import type { App } from '#server/app.ts';
import type { CliStreams } from './cli-streams.ts';

export async function searchRebuild(app: App, { print }: Pick<CliStreams, 'print'>): Promise<number> {
  const count = await app.searchIndexer.rebuild();
  print(`${count} entries are in the search index`);
  return 0;
}
