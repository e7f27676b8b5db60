/**
 * Makes a study for load tests: chapters c0, c1, … as rooms that experts bench0, bench1, … may write. Run
 * again with larger numbers it grows; it never shrinks. Only available where the demo is on, since its
 * passwords are public.
 */
import { presentTextModel } from '#rules/documents/text-models.ts';
import { emptyDocument } from '#document/empty.ts';
import type { StudyId } from '#base/ids.ts';
import { hashPassword } from '#server/auth/password.ts';
import { commandsOf } from '#server/commands/command.ts';
import { refused } from '#server/commands/refused.ts';
import type { CommandContext, CommandDeps } from '#server/commands/run-command.ts';
import type { Config } from '#server/process/config.ts';
import { insertRows } from '#server/store/rows.ts';
import { readSeed } from '#server/seeds/read.ts';
import { demoPassword } from './store/demo-people.ts';
import { operatedSubject } from '#areas/people';

export const benchSlug = 'bench';
export const mostRooms = 10_000;
export const mostPeople = 10_000;

export interface BenchTools extends CommandDeps {
  readonly config: Pick<Config, 'demo'>;
}

export interface BenchSize {
  readonly rooms: number;
  readonly people: number;
}

/** `forbidden` where the demo is off. Returns what was added now. */
export const makeBenchStudy = commandsOf<BenchTools>()(
  {
    name: 'bench.make-study',
    subject: operatedSubject,
    needs: 'instance.studies',
    prepare: ({ deps }, _size: BenchSize) => {
      if (!deps.config.demo) throw refused('forbidden');
      return hashPassword(demoPassword);
    }
  },
  async (decision, size: BenchSize): Promise<BenchSize> => {
    const { newId } = decision.deps;
    const studyId = await settleStudy(decision, newId);
    return {
      rooms: await addRooms(decision, studyId, size.rooms, newId),
      people: await addPeople(decision, studyId, size.people, decision.prepared, newId)
    };
  }
);

/** The first statement writes, so that two concurrent calls run one after another. */
async function settleStudy(context: CommandContext, newId: () => string): Promise<StudyId> {
  const { trx, at } = context;
  const id = newId() as StudyId;
  const text = {
    titleEn: 'Load test',
    titleZh: '负载测试',
    shortTitleEn: 'Load test',
    shortTitleZh: '负载测试'
  };
  const empty = { programmeEn: '', programmeZh: '', purposeEn: '', purposeZh: '', scopeEn: '', scopeZh: '' };
  const { numInsertedOrUpdatedRows } = await trx
    .insertInto('study')
    .values({ id, slug: benchSlug, ...text, ...empty, isBench: 1, createdAt: at })
    .onConflict((conflict) => conflict.column('slug').doNothing())
    .executeTakeFirst();
  if (numInsertedOrUpdatedRows === 1n) {
    const sides = readSeed('study').sides.map((side, position) => ({
      studyId: id,
      id: side.id,
      position,
      code: side.code,
      nameEn: side.name.en,
      nameZh: side.name.zh,
      counterpartEn: '',
      counterpartZh: '',
      pilotTarget: 0
    }));
    await insertRows(trx, 'side', sides);
    await context.appendEvent(id, null, {
      kind: 'study.created',
      needs: 'study.see',
      payload: { slug: benchSlug }
    });
    return id;
  }
  const known = await trx
    .selectFrom('study')
    .select('id')
    .where('slug', '=', benchSlug)
    .executeTakeFirstOrThrow();
  return known.id as StudyId;
}

async function addRooms(
  { trx, at }: CommandContext,
  studyId: string,
  rooms: number,
  newId: () => string
): Promise<number> {
  const known = new Set(
    (await trx.selectFrom('document').select('slug').where('studyId', '=', studyId).execute()).map(
      (row) => row.slug
    )
  );
  const added = Array.from({ length: rooms }, (_, n) => ({ id: newId(), slug: `c${n}`, position: n })).filter(
    ({ slug }) => !known.has(slug)
  );
  // Empty: the clients of a benchmark room create its roots.
  const bytes = emptyDocument;
  await insertRows(
    trx,
    'document',
    added.map(({ id, slug, position }) => ({
      id,
      studyId,
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
    trx,
    'generation',
    added.map(({ id }) => ({
      documentId: id,
      n: 1,
      openedAt: at,
      endedAt: null,
      textModel: presentTextModel
    }))
  );
  await insertRows(
    trx,
    'documentSnapshot',
    added.map(({ id }) => ({ documentId: id, generation: 1, throughSeq: 0, bytes, createdAt: at }))
  );
  return added.length;
}

async function addPeople(
  { trx, at }: CommandContext,
  studyId: string,
  people: number,
  passwordHash: string,
  newId: () => string
): Promise<number> {
  const emails = Array.from({ length: people }, (_, n) => `bench${n}@demo.local`);
  const known = new Map(
    (
      await trx
        .selectFrom('user')
        .select(['id', 'email'])
        .where('email', 'like', 'bench%@demo.local')
        .execute()
    ).map((row) => [row.email, row.id])
  );
  const added = emails.flatMap((email, n) => (known.has(email) ? [] : [{ id: newId(), email, n }]));
  await insertRows(
    trx,
    'user',
    added.map(({ id, email, n }) => ({
      id,
      email,
      passwordHash,
      nameEn: `Bench ${n}`,
      nameZh: `测试${n}`,
      locale: null,
      isAdministrator: 0 as const,
      suspendedAt: null,
      createdAt: at
    }))
  );
  for (const { id, email } of added) known.set(email, id);
  const granted = new Set(
    (await trx.selectFrom('grant').select('userId').where('studyId', '=', studyId).execute()).map(
      (row) => row.userId
    )
  );
  const sides = readSeed('study').sides;
  const grants = emails.flatMap((email, n) => {
    const userId = known.get(email);
    if (userId === undefined || granted.has(userId)) return [];
    return [
      {
        id: newId(),
        studyId,
        userId,
        role: 'expert' as const,
        sideId: sides[n % sides.length]?.id ?? null,
        cityId: null,
        createdAt: at
      }
    ];
  });
  await insertRows(trx, 'grant', grants);
  return added.length;
}
