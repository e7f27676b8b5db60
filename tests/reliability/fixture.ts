/**
 * Prepares a database for a run, with one study, its rooms and people, made by the app itself, and everyone
 * signed in.
 */
import type { Config } from '#server/process/config.ts';
import { readConfig } from '#server/process/config.ts';
import { presentTextModel } from '#rules/documents/text-models.ts';
import { createApp, type App } from '#server/app.ts';
import { insertRows } from '#server/store/rows.ts';
import { cookieOf, makePerson, makeStudy, type TestStudy } from '#kit/people.ts';

export interface Room {
  /** The name as it follows `/sync/` in the address. */
  readonly name: string;
  readonly documentId: string;
}

export interface Fixture {
  readonly config: Config;
  readonly study: TestStudy;
  readonly rooms: readonly Room[];
  /** `Cookie` headers of experts, who may write every room. */
  readonly writers: readonly string[];
  /** `Cookie` headers of observers of the steering committee, who may only read the rooms. */
  readonly readers: readonly string[];
}

export interface FixtureInput {
  /** The folder for SQLite, attachments and all other files of the app. */
  readonly folder: string;
  readonly port: number;
  readonly host?: string;
  readonly rooms: number;
  readonly writers: number;
  readonly readers?: number;
  /** An empty database of PostgreSQL; left out, SQLite in the folder. */
  readonly postgres?: string;
}

export function configOf({
  folder,
  port,
  postgres,
  host = '127.0.0.1'
}: Pick<FixtureInput, 'folder' | 'port' | 'postgres' | 'host'>): Config {
  return readConfig({
    PORT: String(port),
    HOST: host,
    ORIGIN: `http://${host === '127.0.0.1' ? 'localhost' : host}:${port}`,
    DATA_DIR: folder,
    LOG_LEVEL: 'error',
    DEMO: '0',
    ...(postgres === undefined ? {} : { DATABASE_URL: postgres })
  });
}

/** Leaves nothing open. */
export async function createFixture(input: FixtureInput): Promise<Fixture> {
  const config = configOf(input);
  const app = await createApp(config);
  try {
    const study = await makeStudy(app);
    const rooms = await addRooms(app, study, input.rooms);
    const cookies = async (role: 'expert' | 'secretariat' | 'observer', count: number): Promise<string[]> => {
      const made: string[] = [];
      for (let n = 0; n < count; n++)
        made.push(await cookieOf(app, await makePerson(app, { role, study, side: n % 2 ? 'cn' : 'eu' })));
      return made;
    };
    return {
      config,
      study,
      rooms,
      writers: await cookies('expert', input.writers),
      readers: await cookies('observer', input.readers ?? 0)
    };
  } finally {
    await app.close();
  }
}

/** In drafting. */
export async function addRooms(app: App, study: TestStudy, count: number): Promise<Room[]> {
  const { db } = app.store;
  const at = app.now().toISOString();
  const made = Array.from({ length: count }, () => ({
    documentId: app.newId(),
    slug: `r${app.newId().slice(0, 18)}`
  }));
  await insertRows(
    db,
    'document',
    made.map(({ documentId, slug }, position) => ({
      id: documentId,
      studyId: study.id,
      kind: 'chapter' as const,
      cityId: null,
      slug,
      position,
      titleEn: slug,
      titleZh: slug,
      state: 'drafting' as const,
      generation: 1
    }))
  );
  await insertRows(
    db,
    'generation',
    made.map(({ documentId }) => ({
      documentId,
      n: 1,
      openedAt: at,
      endedAt: null,
      textModel: presentTextModel
    }))
  );
  await insertRows(
    db,
    'documentSnapshot',
    made.map(({ documentId }) => ({
      documentId,
      generation: 1,
      throughSeq: 0,
      bytes: new Uint8Array([0, 0]),
      createdAt: at
    }))
  );
  return made.map(({ documentId, slug }) => ({ documentId, name: `${study.slug}.chapter.${slug}@1` }));
}
