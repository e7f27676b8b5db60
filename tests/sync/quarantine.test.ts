/**
 * Content that the schema does not know is kept apart from the text, only of those who may write, and not
 * without end (law 2: nobody stores what they may not write).
 */
import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { openPassage } from '#document/sequence/roots.ts';
import { chanceOf } from '#base/chance.ts';
import { engines } from '#kit/databases.ts';
import { copyOf, editAnywhere, foundText, since } from '#kit/long-writes.ts';
import { openStage, section, textOf, type Stage } from '#kit/open-room.ts';
import { RawSocket } from '#kit/socket.ts';

/** Makes an update with an embed that nothing knows, and a text. */
function unknownContent(text = 'x'): Uint8Array {
  const doc = new Y.Doc();
  const passage = openPassage(doc, section, 'zh');
  passage.insertEmbed(0, { marquee: 'x' });
  passage.insert(1, text);
  return Y.encodeStateAsUpdate(doc);
}

const join = (stage: Stage, cookie: string): Promise<RawSocket> =>
  RawSocket.join(stage.endpoint, stage.room, { cookie });
const rows = async (stage: Stage): Promise<string[]> =>
  (await stage.app.store.db.selectFrom('quarantine').select('userId').execute()).map(({ userId }) => userId);

describe.each(engines)('unknown content on %s', (engine) => {
  it('of somebody who may only read is denied and stored nowhere, in an open text and a frozen one', async () => {
    const stage = await openStage(engine);
    const { cookie } = await stage.addPerson({ role: 'observer' });
    const reader = await join(stage, cookie);
    reader.update(unknownContent());
    await reader.hear('denied');
    await stage.app.documents.freeze(null, stage.documentId);
    await reader.end();
    const late = await join(stage, cookie);
    late.update(unknownContent());
    await late.hear('denied');
    expect(await rows(stage)).toEqual([]);
  });

  it('in a long write is kept with all that comes after it, and what came before is in the text', async () => {
    const stage = await openStage(engine);
    const base = foundText(7);
    const author = await join(stage, stage.euCookie);
    author.answer(Y.encodeStateAsUpdate(base));
    await author.hear('committed');
    const doc = copyOf(base, 8);
    for (const seed of [1, 2, 3]) {
      editAnywhere(doc, 800, chanceOf(seed));
      if (seed === 1) openPassage(doc, section, 'zh').insertEmbed(0, { marquee: 'x' });
    }
    author.update(since(doc, Y.encodeStateVector(base)));
    await author.hear('quarantined');
    await author.end();
    await stage.app.sync.settled();
    const text = (await stage.app.documents.contentOf(stage.documentId)) ?? new Uint8Array();
    const kept = await stage.app.store.db.selectFrom('quarantine').select('bytes').execute();
    const both = new Y.Doc();
    Y.applyUpdate(both, text);
    expect(textOf(Y.encodeStateAsUpdate(both))).not.toBe(textOf(Y.encodeStateAsUpdate(base)));
    for (const { bytes } of kept) Y.applyUpdate(both, bytes);
    expect(textOf(Y.encodeStateAsUpdate(both))).toBe(textOf(Y.encodeStateAsUpdate(doc)));
  });

  it('of an author is kept, in an open text and a frozen one, and at most twenty times', async () => {
    const stage = await openStage(engine);
    const send = async (): Promise<void> => {
      const author = await join(stage, stage.euCookie);
      author.update(unknownContent());
      await author.hear('quarantined');
      expect(await author.end()).toMatchObject({ code: 4400 });
    };
    for (let n = 0; n < 15; n++) await send();
    const peer = await join(stage, stage.cnCookie);
    await stage.app.documents.freeze(null, stage.documentId);
    await peer.end();
    for (let n = 0; n < 7; n++) await send();
    expect(await rows(stage)).toEqual(Array.from({ length: 20 }, () => stage.eu.id));
    const metrics = await stage.app.logger.metrics.registry
      .getSingleMetric('meridian_quarantined_total')
      ?.get();
    expect(metrics?.values.map(({ labels, value }) => [labels['outcome'], value])).toEqual([
      ['kept', 20],
      ['dropped', 2]
    ]);
    const other = await join(stage, stage.cnCookie);
    other.update(unknownContent());
    await other.hear('quarantined');
    expect(await rows(stage)).toHaveLength(21);
  });

  it('takes at most 8 MB of one author in one text', async () => {
    const stage = await openStage(engine);
    for (let n = 0; n < 3; n++) {
      const author = await join(stage, stage.euCookie);
      author.update(unknownContent('x'.repeat(3_500_000)));
      await author.hear('quarantined');
    }
    expect(await rows(stage)).toHaveLength(2);
  });
});
