/** Lists the accounts and the studies of the installation, one a line. */
import type { App } from '#server/app.ts';
import { selectRows } from '#server/store/rows.ts';
import type { CliStreams } from './cli-streams.ts';

type ListServices = Pick<App, 'store'>;

export async function userList({ store }: ListServices, { print }: CliStreams): Promise<number> {
  for (const { email, nameEn, nameZh, isAdministrator, suspendedAt } of await selectRows(store.db, 'user'))
    print(
      [
        email,
        [nameEn, nameZh].filter((name) => name !== '').join(' '),
        ...(isAdministrator === 1 ? ['administrator'] : []),
        ...(suspendedAt === null ? [] : ['suspended'])
      ].join('; ')
    );
  return 0;
}

export async function studyList({ store }: ListServices, { print }: CliStreams): Promise<number> {
  const studies = await selectRows(store.db, 'study');
  if (studies.length === 0) print('0 studies');
  for (const { slug, titleEn, titleZh } of studies)
    print([slug, ...[titleEn, titleZh].filter((title) => title !== '')].join('; '));
  return 0;
}
