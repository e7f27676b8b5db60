import { z } from 'zod';
import type { Insertable } from 'kysely';
import type { StudyId } from '#base/ids.ts';
import { outcomes } from '#rules/panels/panel.ts';
import { horizons, type OwnChoices, type Step, type StepInput } from '#rules/roadmap/roadmap.ts';
import { linkKinds } from '#rules/meetings/statement-link.ts';
import type { ContentNode } from '#base/content.ts';
import type { Db } from '#server/store/open.ts';
import type { RoadmapReleaseTable, RoadmapStepTable } from './tables.ts';

const bilingual = z.object({ en: z.string(), zh: z.string() });

/** Undefined before it was begun. */
export async function findRoadmap(db: Db, studyId: StudyId): Promise<{ documentId: string } | undefined> {
  return db.selectFrom('roadmap').select('documentId').where('studyId', '=', studyId).executeTakeFirst();
}

export const insertRoadmap = async (
  db: Db,
  row: { studyId: StudyId; documentId: string; userId: string; at: string }
): Promise<void> => {
  await db.insertInto('roadmap').values(row).execute();
};

export const insertStep = async (db: Db, row: Insertable<RoadmapStepTable>): Promise<void> => {
  await db.insertInto('roadmapStep').values(row).execute();
};

/** Returns false where they have been saved by another user in between. */
export async function updateStep(
  db: Db,
  studyId: StudyId,
  step: Pick<Step, 'id' | 'version'>,
  change: Partial<Omit<RoadmapStepTable, 'version'>>
): Promise<boolean> {
  const result = await db
    .updateTable('roadmapStep')
    .set((eb) => ({ ...change, version: eb('version', '+', 1) }))
    .where('studyId', '=', studyId)
    .where('id', '=', step.id)
    .where('version', '=', step.version)
    .where('removedAt', 'is', null)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

/** By their ids; their versions stay, since nothing that they say has changed. */
export async function placeSteps(db: Db, studyId: StudyId, order: readonly string[]): Promise<void> {
  for (const [position, id] of order.entries())
    await db
      .updateTable('roadmapStep')
      .set({ position })
      .where('studyId', '=', studyId)
      .where('id', '=', id)
      .where('position', '!=', position)
      .execute();
}

export const stepColumns = (input: StepInput) => ({
  characteristic: input.characteristic,
  fromLevel: input.fromLevel,
  toLevel: input.toLevel,
  titleEn: input.title.en,
  titleZh: input.title.zh,
  responsibleEn: input.responsible.en,
  responsibleZh: input.responsible.zh,
  horizon: input.horizon,
  dependsOn: JSON.stringify(input.dependsOn),
  links: JSON.stringify(input.links)
});

const nodes = z.array(z.custom<ContentNode>((value) => typeof value === 'object' && value !== null));
const releasedRoadmap = z.object({
  characteristics: z.array(z.object({ id: z.string(), name: bilingual })),
  levels: z.array(z.object({ id: z.string(), order: z.number(), name: bilingual, meaning: bilingual })),
  steps: z.array(
    z.object({
      id: z.string(),
      number: z.number(),
      position: z.number(),
      version: z.number(),
      characteristic: z.string(),
      fromLevel: z.string().nullable(),
      toLevel: z.string().nullable(),
      title: bilingual,
      responsible: bilingual,
      horizon: z.enum(horizons).nullable(),
      dependsOn: z.array(z.string()),
      links: z.array(z.object({ kind: z.enum(linkKinds), id: z.string() })),
      /** In the order of `links`. */
      linkNames: z.array(bilingual),
      text: z.object({ en: nodes, zh: nodes })
    })
  )
});
/** Holds a roadmap as it was released: it does not change when the steps, levels or names do. */
export type ReleasedRoadmap = z.output<typeof releasedRoadmap>;
export type ReleasedStep = ReleasedRoadmap['steps'][number];

export interface Release {
  readonly n: number;
  readonly at: string;
  readonly content: ReleasedRoadmap;
}

export async function findRelease(db: Db, studyId: StudyId, n?: number): Promise<Release | undefined> {
  const row = await db
    .selectFrom('roadmapRelease')
    .select(['n', 'at', 'content'])
    .where('studyId', '=', studyId)
    .$if(n !== undefined, (query) => query.where('n', '=', n ?? 0))
    .orderBy('n', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row && { n: row.n, at: row.at, content: releasedRoadmap.parse(JSON.parse(row.content)) };
}

export const insertRelease = async (db: Db, row: Insertable<RoadmapReleaseTable>): Promise<void> => {
  await db.insertInto('roadmapRelease').values(row).execute();
};

const entryLevel = z.object({ outcome: z.enum(outcomes), level: z.string().nullable() });
const roundContent = z.object({
  release: z.number(),
  levels: z.record(z.string(), entryLevel),
  entries: z.record(z.string(), z.string()),
  rests: z.array(z.string()),
  ticks: z.array(z.object({ step: z.string(), characteristic: z.string(), title: bilingual, at: z.string() }))
});
/** Holds what a city decided in a round, the levels with which it began, and the release that it follows. */
export type RoundContent = z.output<typeof roundContent> & OwnChoices;

export interface Round extends RoundContent {
  readonly n: number;
  readonly begunAt: string;
  readonly closedAt: string | null;
}

/** Newest first. */
export async function listRounds(db: Db, studyId: StudyId, cityId: string): Promise<Round[]> {
  const rows = await db
    .selectFrom('roadmapRound')
    .selectAll()
    .where('studyId', '=', studyId)
    .where('cityId', '=', cityId)
    .orderBy('n', 'desc')
    .execute();
  return rows.map(({ n, begunAt, closedAt, content }) => ({
    ...roundContent.parse(JSON.parse(content)),
    n,
    begunAt,
    closedAt
  }));
}

export const insertRound = async (
  db: Db,
  place: { readonly studyId: StudyId; readonly cityId: string; readonly n: number },
  content: RoundContent,
  begunAt: string
): Promise<void> => {
  await db
    .insertInto('roadmapRound')
    .values({ ...place, content: JSON.stringify(content), begunAt, closedAt: null })
    .execute();
};

/** Returns false where the round is closed. */
export async function saveRound(
  db: Db,
  place: { readonly studyId: StudyId; readonly cityId: string; readonly n: number },
  content: RoundContent,
  closedAt: string | null = null
): Promise<boolean> {
  const result = await db
    .updateTable('roadmapRound')
    .set({ content: JSON.stringify(content), closedAt })
    .where('studyId', '=', place.studyId)
    .where('cityId', '=', place.cityId)
    .where('n', '=', place.n)
    .where('closedAt', 'is', null)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}
