/** Tests a room whose passages are sequences: what is full, unknown or deleted there goes as it does with trees. */
import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { attributesRoot, cellRoot, passageRoot } from '#document/sequence/shapes.ts';
import { openStage, section, type Stage } from '#kit/open-room.ts';
import { RawSocket } from '#kit/socket.ts';
import { usualBounds } from '#server/sync/scan/limits.ts';

const root = passageRoot(section, 'zh');
const open = (): Promise<Stage> => openStage('sqlite');
const join = (stage: Stage, cookie: string): Promise<RawSocket> =>
  RawSocket.join(stage.endpoint, stage.room, { cookie });

/** Makes a change and returns the update that does it. */
function change(doc: Y.Doc, by: (text: Y.Text) => void): Uint8Array {
  const before = Y.encodeStateVector(doc);
  doc.transact(() => by(doc.getText(root)));
  return Y.encodeStateAsUpdate(doc, before);
}

const docOf = (update: Uint8Array): Y.Doc => {
  const doc = new Y.Doc();
  Y.applyUpdate(doc, update);
  return doc;
};

describe('a room whose passages are sequences', () => {
  it('refuses what a passage has no room for, says how large it would be, and takes deletions', async () => {
    const stage = await open();
    const author = await join(stage, stage.euCookie);
    const other = await join(stage, stage.cnCookie);
    const doc = new Y.Doc();
    author.update(change(doc, (text) => text.insert(0, 'x'.repeat(400_000))));
    await author.hear('committed');
    const kept = Y.encodeStateAsUpdate(doc);
    author.update(change(doc, (text) => text.insert(0, 'y'.repeat(200_000))));
    const { textSize } = await author.hear('text-size');
    expect(textSize).toEqual({ size: 600_000, limit: usualBounds.passage, of: 'passage' });
    expect(await author.end()).toEqual({ code: 4413, reason: 'text full' });
    expect(docOf(await other.whole()).getText(root).length).toBe(400_000);

    const back = await join(stage, stage.euCookie);
    const again = docOf(kept);
    back.update(change(again, (text) => text.delete(0, 300_000)));
    back.update(change(again, (text) => text.insert(0, 'z'.repeat(200_000))));
    await back.hear('committed', ({ committed }) => committed.writes === 2);
    expect(docOf(await other.whole()).getText(root).length).toBe(300_000);
  });

  it('sets aside what is no embed of a text, and refuses what belongs to a tree', async () => {
    const stage = await open();
    const author = await join(stage, stage.euCookie);
    author.update(change(new Y.Doc(), (text) => text.insertEmbed(0, { video: 'x' })));
    expect((await author.hear('quarantined')).reason).toBe('an embed');
    expect((await author.end()).code).toBe(4400);
    const other = await join(stage, stage.cnCookie);
    const tree = new Y.Doc();
    tree.getXmlFragment(root).insert(0, [new Y.XmlElement('paragraph')]);
    other.update(Y.encodeStateAsUpdate(tree));
    expect((await other.end()).code).toBe(4400);
  });

  it('does not send readers the words, embeds and attributes that were deleted before they came', async () => {
    const stage = await open();
    const author = await join(stage, stage.euCookie);
    const doc = new Y.Doc();
    const cell = cellRoot('t1', 'r1', 'c1');
    author.update(
      change(doc, (text) => {
        text.insert(0, 'kept and ZZDELETEDZZ');
        text.insertEmbed(0, { block: 'ZZDELETEDZZ' });
        doc.getText(cell).insert(0, 'cell and ZZDELETEDZZ');
        doc.getMap(attributesRoot).set('f1/alt', 'ZZDELETEDZZ');
      })
    );
    author.update(
      change(doc, (text) => {
        text.delete(10, 11);
        text.delete(0, 1);
        doc.getText(cell).delete(9, 11);
        doc.getMap(attributesRoot).set('f1/alt', 'kept');
      })
    );
    await author.hear('committed', ({ committed }) => committed.writes === 2);
    const { cookie } = await stage.addPerson({ role: 'observer' });
    const observer = await join(stage, cookie);
    const bytes = await observer.whole();
    expect(Buffer.from(bytes).toString('latin1')).not.toContain('DELETED');
    const read = docOf(bytes);
    expect([read.getText(root).toDelta(), read.getText(cell).toJSON()]).toEqual([
      [{ insert: 'kept and ' }],
      'cell and '
    ]);
    expect(read.getMap(attributesRoot).toJSON()).toEqual({ 'f1/alt': 'kept' });
  });

  it('takes a reader’s clean-up of formats for no write', async () => {
    const stage = await open();
    const author = await join(stage, stage.euCookie);
    const doc = new Y.Doc();
    author.update(
      change(doc, (text) => {
        text.insert(0, 'words');
        text.format(1, 2, { bold: true });
      })
    );
    await author.hear('committed');
    const { cookie } = await stage.addPerson({ role: 'observer' });
    const observer = await join(stage, cookie);
    // The two formats have the clocks behind the five letters.
    const deleting = new Y.Doc();
    Y.applyUpdate(deleting, Y.encodeStateAsUpdate(doc));
    const before = Y.encodeStateVector(deleting);
    deleting.transact((transaction) => {
      for (let item = deleting.getText(root)._start; item; item = item.right)
        if (item.content instanceof Y.ContentFormat) item.delete(transaction);
    });
    observer.update(Y.encodeStateAsUpdate(deleting, before));
    await observer.hear('committed');
    expect(
      docOf(await author.whole())
        .getText(root)
        .toDelta()
    ).toHaveLength(3);
  });
});
