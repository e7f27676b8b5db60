/**
 * Opens a consultation while experts type: what was acknowledged is in the frozen version, what came later
 * becomes a late proposal, and all clients are notified.
 */
import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import type { DocumentVersion } from '#rules/versions/version.ts';
import { engines, type Engine } from '#kit/databases.ts';
import { LiveSocketClient } from '#kit/live-client.ts';
import { openStage, section, textOf, writing } from '#kit/open-room.ts';
import { makePerson } from '#kit/people.ts';
import { reviewForOtherSide } from '#kit/review.ts';
import { RawSocket } from '#kit/socket.ts';
import { confirmAll, writeSections } from '#kit/workflow.ts';

const because = { en: 'The rest is being translated', zh: '其余部分正在翻译' };
const day = 24 * 60 * 60 * 1000;

async function stageWithWriters(engine: Engine, count: number) {
  const stage = await openStage(engine);
  const { app, study, documentId } = stage;
  await app.store.db
    .updateTable('assessment')
    .set({ state: 'internal-review' })
    .where('cityId', '=', 'haidian')
    .execute();
  await writeSections(app, documentId, ['en', 'zh']);
  await confirmAll(app, documentId, { userId: stage.eu.id });
  const { cookie } = await stage.addPerson({ role: 'secretariat' });
  const secretariat = (await app.sessions.read(cookie))?.actor;
  if (!secretariat) throw new Error('no secretariat');
  const writers = await Promise.all(
    Array.from({ length: count }, async (_, index) => {
      const added = await stage.addPerson({ role: 'expert', side: index % 2 ? 'cn' : 'eu' });
      const socket = await RawSocket.join(stage.endpoint, stage.room, { cookie: added.cookie });
      const liveClient = new LiveSocketClient(stage.endpoint, 'study=small-study&after=0', added.cookie);
      await liveClient.opened();
      return { ...added, socket, liveClient, doc: new Y.Doc(), written: [] as string[], stored: 0 };
    })
  );
  type Writer = (typeof writers)[number];
  const say = ({ person, doc, socket, written }: Writer): void => {
    const sentence = `${person.id} says ${written.length}.`;
    written.push(sentence);
    socket.update(writing(doc, sentence));
  };
  return {
    ...stage,
    writers,
    say,
    /**
     * Sends three changes, and three more with each acknowledgement, for as long as the room accepts them.
     */
    typeOn: async (writer: Writer): Promise<void> => {
      while (!writer.socket.closed) {
        for (let n = 0; n < 3; n++) say(writer);
        const heard = await writer.socket.hear('committed').catch(() => null);
        if (heard) writer.stored = heard.committed.writes;
      }
    },
    open: async () => {
      await makePerson(app, { role: 'expert', side: 'eu', study, rapporteurOf: 'haidian', duty: 'reviewer' });
      await reviewForOtherSide(app, study.slug, 'haidian');
      const status = await app.workflow.assessment(secretariat, study.slug, 'haidian');
      if (!status.ok) throw new Error(status.refusal.code);
      const deadline = { at: new Date(app.now().getTime() + 7 * day).toISOString(), zone: 'Asia/Shanghai' };
      return app.workflow.takeStep(secretariat, study.slug, 'haidian', {
        step: 'open-consultation',
        version: status.value.version,
        reason: because,
        deadline
      });
    },
    /** In Chinese. */
    frozenText: async (): Promise<string> => {
      const row = await app.store.db
        .selectFrom('version')
        .select('bytes')
        .where('documentId', '=', documentId)
        .where('kind', '=', 'consultation')
        .executeTakeFirstOrThrow();
      const version = JSON.parse(new TextDecoder().decode(row.bytes)) as DocumentVersion;
      return JSON.stringify(version.sections.find(({ id }) => id === section)?.zh);
    },
    /** For each author, what their proposals would add to the frozen text. */
    late: async (): Promise<Map<string, string>> => {
      const stored = await app.documents.listLateProposals(null, documentId);
      if (!stored.ok) throw new Error(stored.refusal.code);
      const base = (await app.documents.contentOf(documentId, 1)) ?? new Uint8Array();
      return new Map(
        stored.value.map(({ userId, bytes }) => [userId, textOf(Y.mergeUpdates([base, bytes]))])
      );
    }
  };
}

/** The writers come back as their editors do, with all that they hold. */
async function comeBack({
  endpoint,
  room,
  writers
}: Awaited<ReturnType<typeof stageWithWriters>>): Promise<void> {
  for (const { cookie, doc } of writers) {
    const back = await RawSocket.join(endpoint, room, { cookie });
    back.answer(Y.encodeStateAsUpdate(doc));
    await Promise.race([back.hear('late'), back.hear('committed')]);
    back.socket.terminate();
  }
}

const timesIn = (text: string, sentence: string): number => text.split(sentence).length - 1;

describe.each(engines)('a consultation that opens while eight type, on %s', (engine) => {
  it('freezes all that was acknowledged and nothing that came later, loses no word, and tells everyone', async () => {
    const stage = await stageWithWriters(engine, 8);
    const { app, writers, say } = stage;
    const city = await stage.addPerson({ role: 'city', city: 'haidian' });
    const cityClient = new LiveSocketClient(stage.endpoint, 'study=small-study&after=0', city.cookie);
    await cityClient.opened();

    for (const writer of writers) {
      say(writer);
      writer.stored = (await writer.socket.hear('committed')).committed.writes;
    }
    const typing = writers.map(stage.typeOn);
    expect(await stage.open()).toMatchObject({
      ok: true,
      value: { to: 'consultation', version: { kind: 'consultation', number: 2 } }
    });
    // Clients that have not been notified yet go on typing.
    writers.forEach(say);
    await Promise.all(typing);

    for (const { socket } of writers)
      expect(await socket.end()).toEqual({ code: 4409, reason: 'generation-ended' });
    for (const liveClient of [...writers.map((writer) => writer.liveClient), cityClient]) {
      while (!liveClient.received.some((one) => one.type === 'event' && one.kind === 'consultation.opened'))
        await liveClient.heard();
    }
    await app.sync.settled();
    const version = await stage.frozenText();
    await comeBack(stage);

    const text = textOf((await app.documents.contentOf(stage.documentId, 1)) ?? new Uint8Array());
    const late = await stage.late();
    for (const { person, written, stored } of writers) {
      const own = late.get(person.id) ?? '';
      for (const [n, sentence] of written.entries()) {
        const isFrozen = n < stored || version.includes(sentence);
        expect(
          [timesIn(version, sentence), timesIn(text, sentence), timesIn(own, sentence)],
          sentence
        ).toEqual([isFrozen ? 1 : 0, isFrozen ? 1 : 0, 1]);
      }
      expect(version).not.toContain(written.at(-1));
    }
    // What an old tab hands in is stored as a proposal, and changes nothing of the frozen text.
    expect(await stage.frozenText()).toBe(version);
  }, 180_000);
});
