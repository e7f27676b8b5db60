/**
 * Text that an earlier visit left unsent reaches the server from any page, and what the server refuses can be
 * saved in a file.
 */
import { IDBFactory } from 'fake-indexeddb';
import { fromBase64 } from 'lib0/buffer';
import { describe, expect, it, onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import * as Y from 'yjs';
import { passageRoot } from '#document/sequence/shapes.ts';
import { writerIdsOf } from '#document/writer-ids.ts';
import { Copies } from '#lib/collab/copies.ts';
import { handIn, type HandInTools } from '#lib/collab/hand-in.ts';
import type { SocketLike } from '#lib/collab/provider-state.ts';
import { rescueFileName, rescueOf } from '#lib/collab/rescue.ts';
import { firstWriting, openStage, section, textOf, writing, type Stage } from '#kit/open-room.ts';
import { RawSocket } from '#kit/socket.ts';
import { moveBlock } from '#lib/editor/binding/block-commands.ts';
import { HeadlessEditor } from '../editor/binding/headless-editor.ts';
import { caretBehind } from '../editor/binding/two-editors.ts';
import { realTime } from '#kit/real-time.ts';

const person = { id: 'anna', name: { en: 'Anna Weber', zh: '' } };

/** Makes a document with the room's current state, with text written on top that never reached the server. */
async function leave(
  stage: Stage,
  copies: Copies,
  text: string,
  write: (doc: Y.Doc) => void = (doc) => void writing(doc, text)
): Promise<void> {
  const reader = await RawSocket.join(stage.endpoint, stage.room, { cookie: stage.euCookie });
  const doc = new Y.Doc();
  Y.applyUpdate(doc, await reader.whole());
  reader.socket.close();
  const known = Y.encodeStateVector(doc);
  write(doc);
  await copies.write({
    room: stage.room,
    tab: 'gone',
    updates: [Y.encodeStateAsUpdate(doc)],
    known,
    unsaved: { since: 5_000, changes: 1 },
    at: 5_000,
    isWhole: true,
    title: null,
    writers: writerIdsOf(doc),
    takenOver: []
  });
}

async function toolsFor(
  stage: Stage,
  cookie = stage.euCookie,
  more: Partial<HandInTools> = {}
): Promise<HandInTools> {
  const copies = await Copies.open(person.id, new IDBFactory());
  onTestFinished(() => copies.close());
  return {
    room: stage.room,
    address: `ws://127.0.0.1:${stage.endpoint.port}/sync/${stage.room}`,
    copies,
    openSocket: (address) =>
      new WebSocket(address, { headers: { origin: stage.endpoint.origin, cookie } }) as unknown as SocketLike,
    ...realTime,
    ...more
  };
}

describe('what an earlier visit left', () => {
  it('is saved, and nothing is unsent any more', async () => {
    const stage = await openStage();
    const tools = await toolsFor(stage);
    await leave(stage, tools.copies, 'left behind');
    expect(await handIn(tools)).toBe('saved');
    const reader = await RawSocket.join(stage.endpoint, stage.room, { cookie: stage.cnCookie });
    expect(textOf(await reader.whole())).toContain('left behind');
    expect((await tools.copies.rooms()).map(({ unsaved }) => unsaved)).toEqual([null]);
    expect(await handIn(tools)).toBe('saved');
  });

  it('comes along to a paragraph that a colleague moved meanwhile', async () => {
    const stage = await openStage();
    const tools = await toolsFor(stage);
    const colleague = await RawSocket.join(stage.endpoint, stage.room, { cookie: stage.cnCookie });
    const doc = new Y.Doc();
    for (const words of ['first', 'second', 'third']) colleague.update(writing(doc, words));
    await colleague.hear('committed');
    const editor = new HeadlessEditor(doc, passageRoot(section, 'zh'));
    await leave(stage, tools.copies, ' more', (left) => {
      const author = new HeadlessEditor(left, passageRoot(section, 'zh'));
      caretBehind(author, 'second');
      author.type(' more');
      author.close();
    });
    const before = Y.encodeStateVector(doc);
    editor.run(moveBlock(1, 3));
    colleague.update(Y.encodeStateAsUpdate(doc, before));
    await colleague.hear('committed');
    expect(await handIn(tools)).toBe('saved');
    expect(textOf(await colleague.whole())).toBe('first|third|second more');
  });

  it('under a client id that somebody else took meanwhile arrives under another', async () => {
    const stage = await openStage();
    const tools = await toolsFor(stage);
    await leave(stage, tools.copies, 'left behind');
    const left = new Y.Doc();
    Y.applyUpdate(left, (await tools.copies.read(stage.room))?.update ?? new Uint8Array([0, 0]));
    const [client = 0] = left.store.clients.keys();
    const colleague = await RawSocket.join(stage.endpoint, stage.room, { cookie: stage.cnCookie });
    colleague.update(firstWriting('x'.repeat(200), client));
    await colleague.hear('committed');
    expect(await handIn(tools)).toBe('saved');
    expect(textOf(await colleague.whole())).toContain('left behind');
    expect(await handIn(tools)).toBe('saved');
  });

  it('arrives as well when only the unsent part was kept', async () => {
    const stage = await openStage();
    const tools = await toolsFor(stage);
    await leave(stage, tools.copies, 'a part of a whole');
    await tools.copies.keepOnlyUnsent(stage.room);
    expect(await handIn(tools)).toBe('saved');
    const reader = await RawSocket.join(stage.endpoint, stage.room, { cookie: stage.cnCookie });
    expect(textOf(await reader.whole())).toContain('a part of a whole');
  });

  it('for a text that was frozen meanwhile becomes its author’s proposal, and is kept here no longer', async () => {
    const stage = await openStage();
    const tools = await toolsFor(stage);
    await leave(stage, tools.copies, 'too late');
    await stage.app.documents.freeze(null, stage.documentId);
    expect(await handIn(tools)).toBe('proposal');
    const proposals = await stage.app.documents.listLateProposals(null, stage.documentId);
    expect(proposals.ok && proposals.value.map((one) => one.userId)).toEqual([stage.eu.id]);
    expect(await tools.copies.rooms()).toEqual([]);
  });

  it('that its author may not write any more is refused, stays here, and can be saved in a file', async () => {
    const stage = await openStage();
    const observer = await stage.addPerson({ role: 'observer' });
    let file: ReturnType<typeof rescueOf> | null = null;
    const tools = await toolsFor(stage, observer.cookie, {
      onRefused: (doc, unsent) => (file = rescueOf({ room: stage.room, person, doc, unsent, now: 0 }))
    });
    await leave(stage, tools.copies, 'not taken 未被接收');
    expect(await handIn(tools)).toBe('refused');
    expect((await tools.copies.rooms())[0]?.unsaved?.changes).toBe(1);
    const saved = JSON.parse(JSON.stringify(file)) as ReturnType<typeof rescueOf>;
    expect(saved).toMatchObject({
      format: 'meridian-rescue-1',
      room: stage.room,
      generation: 1,
      person,
      savedAt: '1970-01-01T00:00:00.000Z'
    });
    expect(saved.text[section]?.['zh']).toContain('not taken 未被接收');
    expect(rescueFileName(saved)).toBe(`meridian-${stage.room}-1970-01-01T000000Z.json`);
    // The update alone brings the text into a document of the room.
    const reader = await RawSocket.join(stage.endpoint, stage.room, { cookie: stage.cnCookie });
    const doc = new Y.Doc();
    Y.applyUpdate(doc, await reader.whole());
    Y.applyUpdate(doc, fromBase64(saved.update));
    expect(textOf(Y.encodeStateAsUpdate(doc))).toContain('not taken');
    expect(saved.update.length).toBeLessThan(2_000);
  });

  it('waits for its author while nobody is signed in', async () => {
    const stage = await openStage();
    const tools = await toolsFor(stage, 'session=none', {
      probeSession: () => Promise.resolve('session-ended')
    });
    await leave(stage, tools.copies, 'mine');
    expect(await handIn(tools)).toBe('waiting');
    expect((await tools.copies.rooms())[0]?.unsaved?.changes).toBe(1);
  });
});
