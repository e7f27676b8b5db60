/** A consultation opens while experts type: what was acknowledged stands in the frozen version, what came later stands beside it, and everyone is told. */
import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import type { DocumentVersion } from '#domain/version.ts';
import { engines, type Engine } from '#kit/databases.ts';
import { Line } from '#kit/live-line.ts';
import { openStage, section, textOf, writing } from '#kit/open-room.ts';
import { RawSocket } from '#kit/socket.ts';
import { confirmAll, writeSections } from '#kit/way.ts';

const because = { en: 'The rest is being translated', zh: '其余部分正在翻译' };
const day = 24 * 60 * 60 * 1000;

async function stageWithWriters(engine: Engine, count: number) {
  const stage = await openStage(engine);
  const { house, study, documentId } = stage;
  await house.store.db
    .updateTable('assessment')
    .set({ state: 'internal-review' })
    .where('cityId', '=', 'haidian')
    .execute();
  await writeSections(house, documentId, ['en', 'zh']);
  await confirmAll(house, documentId, { userId: stage.eu.id });
  const { cookie } = await stage.enter({ role: 'secretariat' });
  const secretariat = (await house.sessions.read(cookie))?.actor;
  if (!secretariat) throw new Error('no secretariat');
  const writers = await Promise.all(
    Array.from({ length: count }, async (_, index) => {
      const entered = await stage.enter({ role: 'expert', side: index % 2 ? 'cn' : 'eu' });
      const socket = await RawSocket.join(stage.door, stage.room, { cookie: entered.cookie });
      const line = new Line(stage.door, 'study=small-study&after=0', entered.cookie);
      await line.opened();
      return { ...entered, socket, line, doc: new Y.Doc(), said: [] as string[], kept: 0 };
    })
  );
  type Writer = (typeof writers)[number];
  const say = ({ person, doc, socket, said }: Writer): void => {
    const words = `${person.id} says ${said.length}.`;
    said.push(words);
    socket.update(writing(doc, words));
  };
  return {
    ...stage,
    writers,
    say,
    /** Three changes, and three more with each acknowledgement, for as long as the room takes them. */
    typeOn: async (writer: Writer): Promise<void> => {
      while (!writer.socket.closed) {
        for (let n = 0; n < 3; n++) say(writer);
        const heard = await writer.socket.hear('committed').catch(() => null);
        if (heard) writer.kept = heard.committed.writes;
      }
    },
    open: async () => {
      const standing = await house.way.assessment(secretariat, study.slug, 'haidian');
      if (!standing.ok) throw new Error(standing.refusal.code);
      const deadline = { at: new Date(house.now().getTime() + 7 * day).toISOString(), zone: 'Asia/Shanghai' };
      return house.way.takeStep(secretariat, study.slug, 'haidian', {
        step: 'open-consultation',
        version: standing.value.version,
        reason: because,
        deadline
      });
    },
    /** What the frozen version says in Chinese. */
    frozenWords: async (): Promise<string> => {
      const row = await house.store.db
        .selectFrom('version')
        .select('bytes')
        .where('documentId', '=', documentId)
        .where('kind', '=', 'consultation')
        .executeTakeFirstOrThrow();
      const version = JSON.parse(new TextDecoder().decode(row.bytes)) as DocumentVersion;
      return JSON.stringify(version.sections.find(({ id }) => id === section)?.zh);
    },
    /** Of each author, what their proposals would add to what froze. */
    late: async (): Promise<Map<string, string>> => {
      const kept = await house.documents.listLateProposals(null, documentId);
      if (!kept.ok) throw new Error(kept.refusal.code);
      const base = (await house.documents.contentOf(documentId, 1)) ?? new Uint8Array();
      return new Map(kept.value.map(({ userId, bytes }) => [userId, textOf(Y.mergeUpdates([base, bytes]))]));
    }
  };
}

/** The writers come back as their editors do, with all that they hold. */
async function comeBack({
  door,
  room,
  writers
}: Awaited<ReturnType<typeof stageWithWriters>>): Promise<void> {
  for (const { cookie, doc } of writers) {
    const back = await RawSocket.join(door, room, { cookie });
    back.answer(Y.encodeStateAsUpdate(doc));
    await Promise.race([back.hear('late'), back.hear('committed')]);
    back.socket.terminate();
  }
}

const timesIn = (text: string, words: string): number => text.split(words).length - 1;

describe.each(engines)('a consultation that opens while eight type, on %s', (engine) => {
  it('freezes all that was acknowledged and nothing that came later, loses no word, and tells everyone', async () => {
    const stage = await stageWithWriters(engine, 8);
    const { house, writers, say } = stage;
    const city = await stage.enter({ role: 'city', city: 'haidian' });
    const cityLine = new Line(stage.door, 'study=small-study&after=0', city.cookie);
    await cityLine.opened();

    for (const writer of writers) {
      say(writer);
      writer.kept = (await writer.socket.hear('committed')).committed.writes;
    }
    const typing = writers.map(stage.typeOn);
    expect(await stage.open()).toMatchObject({
      ok: true,
      value: { to: 'consultation', version: { kind: 'consultation', number: 1 } }
    });
    // Whoever has not heard of it yet types on.
    writers.forEach(say);
    await Promise.all(typing);

    for (const { socket } of writers)
      expect(await socket.end()).toEqual({ code: 4409, reason: 'generation-ended' });
    for (const line of [...writers.map((writer) => writer.line), cityLine]) {
      while (!line.told.some((one) => one.type === 'event' && one.kind === 'consultation.opened'))
        await line.heard();
    }
    await house.sync.settled();
    const version = await stage.frozenWords();
    await comeBack(stage);

    const text = textOf((await house.documents.contentOf(stage.documentId, 1)) ?? new Uint8Array());
    const late = await stage.late();
    for (const { person, said, kept } of writers) {
      const own = late.get(person.id) ?? '';
      for (const [n, words] of said.entries()) {
        const isFrozen = n < kept || version.includes(words);
        expect([timesIn(version, words), timesIn(text, words), timesIn(own, words)], words).toEqual([
          isFrozen ? 1 : 0,
          isFrozen ? 1 : 0,
          1
        ]);
      }
      expect(version).not.toContain(said.at(-1));
    }
    // What a tab of before hands in lies beside the frozen text, and changes nothing of it.
    expect(await stage.frozenWords()).toBe(version);
  }, 60_000);
});
