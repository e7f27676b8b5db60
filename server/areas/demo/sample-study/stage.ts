/** Provides what the acts of the sample study need: the app, its people, and the clock. */
import type { StudyId, UserId } from '#base/ids.ts';
import type { Actor } from '#base/permissions.ts';
import type { Result } from '#base/refusal.ts';
import { sampleSlug } from '#rules/study/study.ts';
import type { Assessments } from '#areas/answers';
import type { Approvals } from '#areas/approval';
import type { Chapters } from '#areas/assessments';
import type { Cities, Criteria, Pilots } from '#areas/cities';
import type { CodingService } from '#areas/coding';
import type { Consultations } from '#areas/consultation';
import type { Context } from '#areas/context';
import type { Documents } from '#areas/documents';
import type { Evidence } from '#areas/evidence';
import type { Frameworks } from '#areas/framework';
import type { Studies } from '#areas/home';
import type { Meetings, NextSteps } from '#areas/meetings';
import type { Glossary, TranslationStatus } from '#areas/pairs';
import type { createPanels, Panels } from '#areas/panels';
import type { People, Users } from '#areas/people';
import type { Practices, Supports, Themes } from '#areas/practices';
import type { BuildRunner, Reports } from '#areas/report';
import type { createRoadmap, OwnRoadmaps } from '#areas/roadmap';
import type { Workflow } from '#areas/workflow';
import type { Config } from '#server/process/config.ts';
import type { Store } from '#server/store/open.ts';
import type { DemoRemoval } from '../demo-removal.ts';
import { both } from '#server/store/bilingual.ts';
import { listGrantsOfUser } from '#server/auth/grants.ts';
import { findStudy, type Plan } from '#areas/study';
import { findUserByEmail } from '#server/auth/users.ts';
import type { FoundingClock } from './founding-clock.ts';

/** Names the study, and the password of its people, with which chairs sign. */
export { sampleSlug };
export { demoPassword } from '../store/demo-people.ts';

/** Describes what of the app the people of the sample study use. */
export interface SampleApp {
  readonly approvals: Approvals;
  readonly assessments: Assessments;
  readonly buildRunner: Pick<BuildRunner, 'run'>;
  readonly chapters: Chapters;
  readonly cities: Cities;
  readonly coding: CodingService;
  readonly config: Pick<Config, 'origin'>;
  readonly consultations: Consultations;
  readonly context: Context;
  readonly criteria: Criteria;
  readonly demoRemoval: DemoRemoval;
  readonly documents: Pick<Documents, 'contentOf'>;
  readonly evidence: Evidence;
  readonly frameworks: Frameworks;
  readonly glossary: Glossary;
  readonly meetings: Meetings;
  readonly nextSteps: NextSteps;
  readonly now: () => Date;
  readonly ownRoadmaps: OwnRoadmaps;
  readonly panels: Panels & ReturnType<typeof createPanels>;
  readonly people: People;
  readonly pilots: Pilots;
  readonly plan: Plan;
  readonly practices: Practices;
  readonly reports: Reports;
  readonly roadmap: ReturnType<typeof createRoadmap>;
  readonly store: Store;
  readonly studies: Studies;
  readonly supports: Supports;
  readonly themes: Themes;
  readonly translationStatus: TranslationStatus;
  readonly users: Users;
  readonly workflow: Workflow;
}

export interface SampleStage {
  readonly app: SampleApp;
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

export function openSampleStage(app: SampleApp, clock: FoundingClock): SampleStage {
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
