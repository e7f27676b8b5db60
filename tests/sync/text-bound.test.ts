/** Tests that no text becomes so large that nobody can open it, and that its writers are told early. */
import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { openStage, section, writing } from '#kit/open-room.ts';
import { deleteParagraph } from '#kit/passages.ts';
import { RawSocket } from '#kit/socket.ts';

const limit = 200_000;

describe('a text', () => {
  it('that is nearly full tells its writers, and one that is full takes deletions only', async () => {
    const stage = await openStage('sqlite', { maxTextBytes: limit });
    const author = await RawSocket.join(stage.endpoint, stage.room, { cookie: stage.euCookie });
    const other = await RawSocket.join(stage.endpoint, stage.room, { cookie: stage.cnCookie });
    const { cookie } = await stage.addPerson({ role: 'observer' });
    const observer = await RawSocket.join(stage.endpoint, stage.room, { cookie });
    const doc = new Y.Doc();
    for (let n = 0; n < 4; n++) author.update(writing(doc, 'x'.repeat(45_000)));
    for (const writer of [author, other]) {
      const { textSize } = await writer.hear('text-size');
      expect(textSize.limit).toBe(limit);
      expect(textSize.size).toBeGreaterThan(180_000);
      expect(textSize.size).toBeLessThan(limit);
    }
    const later = await RawSocket.join(stage.endpoint, stage.room, { cookie: stage.cnCookie });
    expect((await later.hear('text-size')).textSize.size).toBeGreaterThan(180_000);

    // What does not fit is stored nowhere, shown to nobody, and its author learns the size it would have.
    const refused = Y.encodeStateAsUpdate(doc);
    other.sendSyncStep1();
    await other.hear('step2');
    author.update(writing(doc, 'y'.repeat(45_000)));
    expect((await author.hear('text-size', ({ textSize }) => textSize.size > limit)).textSize.limit).toBe(
      limit
    );
    expect(await author.end()).toEqual({ code: 4413, reason: 'text full' });
    expect((await other.whole()).length).toBeLessThan(limit);

    // Everyone can still open it; deleting makes room, and the writers learn that.
    const back = await RawSocket.join(stage.endpoint, stage.room, { cookie: stage.euCookie });
    const now = new Y.Doc();
    Y.applyUpdate(now, refused);
    const before = Y.encodeStateVector(now);
    now.transact(() => {
      for (let n = 0; n < 3; n++) deleteParagraph(now, `${section}.zh`, 0);
    });
    back.update(Y.encodeStateAsUpdate(now, before));
    await back.hear('committed');
    back.update(writing(now, 'there is room again'));
    await back.hear('committed', ({ committed }) => committed.writes === 2);
    await other.hear('update', ({ bytes }) => Buffer.from(bytes).includes('room again'));
    expect(observer.heard.some(({ kind }) => kind === 'text-size')).toBe(false);
  });

  it('is not full of what has been deleted', async () => {
    const stage = await openStage('sqlite', { maxTextBytes: limit });
    const author = await RawSocket.join(stage.endpoint, stage.room, { cookie: stage.euCookie });
    const doc = new Y.Doc();
    for (let n = 0; n < 20; n++) {
      author.update(writing(doc, `${n} ${'x'.repeat(45_000)}`));
      const before = Y.encodeStateVector(doc);
      deleteParagraph(doc, `${section}.zh`, 0);
      author.update(Y.encodeStateAsUpdate(doc, before));
    }
    await author.hear('committed', ({ committed }) => committed.writes === 40);
    expect(author.closed).toBe(null);
  });

  it('closes a stock client that writes more with the same code, and sends it none of our messages', async () => {
    const stage = await openStage('sqlite', { maxTextBytes: limit });
    const stock = await RawSocket.join(stage.endpoint, stage.room, { cookie: stage.euCookie }, '');
    stock.update(writing(new Y.Doc(), 'x'.repeat(250_000)));
    expect(await stock.end()).toEqual({ code: 4413, reason: 'text full' });
    expect(stock.heard.some(({ kind }) => kind === 'text-size')).toBe(false);
  });
});
