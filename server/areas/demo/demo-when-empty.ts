/** Decides at a start whether the demo study is loaded. What loads it is imported only then. */
import type { Config } from '#server/process/config.ts';
import type { Store } from '#server/store/open.ts';
import { demoSlug } from './store/study-rows.ts';
import { demoEmails, demoPassword } from './store/demo-people.ts';

interface StartTools {
  readonly config: Pick<Config, 'demo'>;
  readonly store: Store;
  readonly now: () => Date;
  readonly newId: () => string;
}

export interface DemoAccounts {
  readonly password: string;
  readonly emails: readonly string[];
}

/** Returns what the start prints of the demo accounts: those of the study, and where those of the cities stand. */
export function demoLines({ password, emails }: DemoAccounts, origin: string): string[] {
  const isOfCity = (email: string): boolean => email.startsWith('city.');
  return [
    `Demo accounts, with the password “${password}”: ${emails.filter((email) => !isOfCity(email)).join(', ')}`,
    `and ${emails.filter(isOfCity).length} of cities, such as ${emails.find(isOfCity)}. The sign-in page lists them: ${origin}/login`
  ];
}

/**
 * Only where the configuration asks for it and the database is otherwise empty; returns the accounts of the demo as
 * long as it exists.
 */
export async function loadDemoWhenEmpty(tools: StartTools): Promise<DemoAccounts | null> {
  if (!tools.config.demo) return null;
  if (await isEmpty(tools.store.db)) {
    const { loadDemoStudy } = await import('./demo.ts');
    await loadDemoStudy(tools);
  }
  const demo = await tools.store.db
    .selectFrom('study')
    .select('id')
    .where('slug', '=', demoSlug)
    .executeTakeFirst();
  return demo ? { password: demoPassword, emails: demoEmails() } : null;
}

async function isEmpty(db: Store['db']): Promise<boolean> {
  const study = await db.selectFrom('study').select('id').limit(1).executeTakeFirst();
  const user = await db.selectFrom('user').select('id').limit(1).executeTakeFirst();
  return !study && !user;
}
