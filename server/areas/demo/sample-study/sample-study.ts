/**
 * Founds the sample study: a study of eight invented towns that has gone the whole way, from the choice of pilots to
 * a published report. It is founded by the services that people use, in the names of the demo's people and of
 * representatives of the towns, so that everything in it holds by the same rules as in any study.
 */
import { townAddresses } from '#server/auth/demo-accounts.ts';
import { collectAnswers } from './answers.ts';
import { approveFindings, judge, signAll, writeFindings } from './assessing.ts';
import {
  doResearch,
  drawRoadmap,
  gatherPractices,
  gatherThemes,
  recommend,
  type Named
} from './concluding.ts';
import { codePassages } from './coding.ts';
import { consult } from './consulting.ts';
import type { FoundingClock } from './founding-clock.ts';
import { approveChapters, publish, publishWhitePaper, writeChapters, type Outputs } from './publishing.ts';
import { makeAccounts, setUp } from './setting-up.ts';
import { must, openSampleStage, sampleSlug, type SampleApp, type SampleStage } from './stage.ts';

export type Founding =
  | 'founded'
  | 'there'
  /** Another process founds it, or ended a moment ago while it did. */
  | 'under-way';

export interface Options {
  readonly outputs?: Outputs;
  /**
   * Sets the milliseconds after which a founding that is not complete counts as one that has ended; 0 where no other
   * process can be at it.
   */
  readonly patience?: number;
}

const longestFounding = 10 * 60_000;
const everything: Outputs = { editions: ['en', 'zh', 'facing'], formats: ['html', 'pdf', 'docx', 'json'] };

/**
 * Founds the sample study where it is not complete. What an earlier attempt left is taken away first. The clock
 * is the one of the app.
 */
export async function foundSampleStudy(
  app: SampleApp,
  clock: FoundingClock,
  { outputs = everything, patience = longestFounding }: Options = {}
): Promise<Founding> {
  const known = await stateOf(app);
  if (known !== 'none') {
    if (known === 'complete') return 'there';
    if (Date.parse(known.begunAt) > clock.now().getTime() - patience) return 'under-way';
    must(await app.demoRemoval.removeAttempt('operator'), 'take away an attempt');
  }
  const stage = openSampleStage(app, clock);
  await makeAccounts(stage);
  const named: Named = new Map();
  await setUp(stage);
  await approvePilots(stage);
  await collectAnswers(stage);
  await writeFindings(stage);
  await doResearch(stage, named);
  await judge(stage);
  await consult(stage);
  await approveFindings(stage);
  await codePassages(stage, named);
  await gatherPractices(stage, named);
  await gatherThemes(stage, named);
  await writeChapters(stage, named);
  await drawRoadmap(stage, named);
  await recommend(stage, named);
  await approveChapters(stage);
  await publish(stage, outputs);
  await publishWhitePaper(stage, outputs);
  return 'founded';
}

async function approvePilots(stage: SampleStage): Promise<void> {
  stage.clock.goTo(275);
  for (const register of ['framework', 'pilots'] as const)
    must(
      await stage.app.approvals.propose(await stage.actor('secretariat'), sampleSlug, register),
      `propose ${register}`
    );
  await signAll(stage, ['framework', 'pilots']);
}

type State = 'none' | 'complete' | { readonly begunAt: string };

/** Says how far the sample study is. It is complete once its last act was done: the White Paper is published. */
async function stateOf({ store: { db } }: Pick<SampleApp, 'store'>): Promise<State> {
  const published = await db
    .selectFrom('reportPublication')
    .innerJoin('study', 'study.id', 'reportPublication.studyId')
    .select('study.id')
    .where('study.slug', '=', sampleSlug)
    .where('reportPublication.kind', '=', 'white-paper')
    .executeTakeFirst();
  if (published) return 'complete';
  // Accounts are made at the time that the clock of the machine tells.
  const account = await db
    .selectFrom('user')
    .select('createdAt')
    .where('email', 'like', townAddresses)
    .orderBy('createdAt')
    .executeTakeFirst();
  return account ? { begunAt: account.createdAt } : 'none';
}
