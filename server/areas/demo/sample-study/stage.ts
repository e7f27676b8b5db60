/** Provides what the acts of the sample study need: the app, its people, and the clock. */
import type { StudyId, UserId } from '#base/ids.ts';
import type { Actor } from '#base/permissions.ts';
import type { Result } from '#base/refusal.ts';
import { sampleSlug } from '#rules/study/study.ts';
import type { App } from '#server/app.ts';
import { both } from '#server/store/bilingual.ts';
import { listGrantsOfUser } from '#server/auth/grants.ts';
import { findStudy } from '#areas/study';
import { findUserByEmail } from '#server/auth/users.ts';
import type { FoundingClock } from './founding-clock.ts';

/** Names the study, and the password of its people, with which chairs sign. */
export { sampleSlug };
export { demoPassword } from '../store/demo-people.ts';

export interface SampleStage {
  readonly app: App;
  readonly clock: FoundingClock;
  /** Returns a person by the part of the address before the @, in the roles that they hold now. */
  actor(address: string): Promise<Actor>;
  studyId(): Promise<StudyId>;
}

/** Throws for a refusal, which names what was done. */
export function must<T>(result: Result<T>, what: string): T {
  if (!result.ok)
    throw new Error(
      `The sample study cannot ${what}: ${result.refusal.code} ${JSON.stringify(result.refusal.facts ?? {})}`
    );
  return result.value;
}

export function openSampleStage(app: App, clock: FoundingClock): SampleStage {
  const { db } = app.store;
  return {
    app,
    clock,
    actor: async (address) => {
      const user = await findUserByEmail(db, `${address}@demo.local`);
      if (!user) throw new Error(`There is no account ${address}`);
      return {
        userId: user.id as UserId,
        sessionId: '',
        email: user.email,
        name: both(user.nameEn, user.nameZh),
        isAdministrator: user.isAdministrator === 1,
        grants: await listGrantsOfUser(db, user.id)
      };
    },
    studyId: async () => {
      const study = await findStudy(db, sampleSlug);
      if (!study) throw new Error('The sample study is not there');
      return study.id;
    }
  };
}

/** Names the experts of a side, who share its towns. */
export const expertsOf = (sideId: 'eu' | 'cn'): readonly string[] =>
  [1, 2, 3, 4].map((number) => `expert${number}.${sideId}`);
export const chairs = ['chair.eu', 'chair.cn'] as const;
