import { onTestFinished, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { Awareness } from 'y-protocols/awareness';
import * as Y from 'yjs';
import { CompositionGate } from '#lib/collab/gate.ts';
import { Provider } from '#lib/collab/provider.ts';
import type { Moved } from '#lib/collab/stored-copy.ts';
import type { ProbeResult, ProviderState, SocketLike } from '#lib/collab/provider-state.ts';
import { listPresent } from '#lib/collab/presence.ts';
import { passageContent } from '#document/content.ts';
import { newDoc } from '#document/new-doc.ts';
import { firstStructureId, withStructureId } from '#document/writer-ids.ts';
import { openText } from '#document/sequence/roots.ts';
import { interposedLog } from '#kit/interposed-log.ts';
import { markedBeforeTyped } from '#kit/marked-before-typed.ts';
import { openStage, section, textIn, textOf, writing, type Stage } from '#kit/open-room.ts';
import { deleteParagraph } from '#kit/passages.ts';
import { RawSocket, until } from '#kit/socket.ts';
import { cookieOf } from '#kit/people.ts';

/**
 * Simulates one tab of a person: the provider as the browser has it, with a cookie instead of the browser's
 * own.
 */
class Tab {
  readonly doc = newDoc();
  /** The document that the person edits, behind the gate. */
  readonly editor = newDoc();
  readonly gate = new CompositionGate(this.doc, this.editor);
  readonly awareness = new Awareness(this.doc);
  readonly provider: Provider;
  cookie: string;
  sockets = 0;
  /** What is left of this tab where its words had to be moved to another client id. */
  moved: Moved | null = null;
  /** What is sent while a test says so. */
  held: Uint8Array[] | null = null;
  #sendHeld: (count: number) => void = () => {};
  readonly #waiters: (() => void)[] = [];

  constructor(
    stage: Stage,
    cookie: string,
    room = stage.room,
    probeSession: () => Promise<ProbeResult> = () => Promise.resolve('away')
  ) {
    this.cookie = cookie;
    this.provider = new Provider({
      address: `ws://127.0.0.1:${stage.endpoint.port}/sync/${room}`,
      doc: this.doc,
      awareness: this.awareness,
      editor: { doc: this.editor, passOut: () => this.gate.passOut() },
      openSocket: (address) => {
        this.sockets += 1;
        const socket = new WebSocket(address, {
          headers: { origin: stage.endpoint.origin, cookie: this.cookie }
        });
        const send = socket.send.bind(socket);
        socket.send = ((frame: Uint8Array) =>
          this.held ? this.held.push(frame) : send(frame)) as typeof send;
        this.#sendHeld = (count) => {
          const frames = this.held?.splice(0, count) ?? [];
          if (this.held?.length === 0) this.held = null;
          for (const frame of frames) send(frame);
        };
        return socket as unknown as SocketLike;
      },
      now: () => Date.now(),
      // No wait before coming back.
      random: () => 0,
      later: (milliseconds, call) => {
        const timer = setTimeout(call, milliseconds);
        return () => clearTimeout(timer);
      },
      probeSession,
      onTaken: (move) => {
        this.moved = move();
        this.#wake();
      },
      onChange: () => {
        this.#wake();
      }
    });
    onTestFinished(() => {
      this.provider.close();
      this.awareness.destroy();
    });
  }

  get state(): ProviderState {
    return this.provider.state;
  }

  /** Resolves to the state once the condition holds. */
  async when(holds: (state: ProviderState) => boolean): Promise<ProviderState> {
    while (!holds(this.state)) await new Promise<void>((resolve) => this.#waiters.push(resolve));
    return this.state;
  }

  /** Sends the oldest of what is held; what follows is held no longer once all of it is sent. */
  sendHeld(count = Infinity): void {
    this.#sendHeld(count);
  }

  #wake(): void {
    for (const waiter of this.#waiters.splice(0)) waiter();
  }

  write(text: string): void {
    writing(this.doc, text);
  }
}

const saved = (state: ProviderState): boolean => state.synced && state.unsaved === null;
const text = textIn;
const root = `${section}.zh`;
const marked = (doc: Y.Doc): string => JSON.stringify(passageContent(doc, section, 'zh'));

/** Has a colleague write far more under this id, and delete it. */
async function take(stage: Stage, client: number): Promise<void> {
  const colleague = await RawSocket.join(stage.endpoint, stage.room, { cookie: stage.cnCookie });
  const doc = new Y.Doc();
  doc.clientID = client;
  colleague.update(writing(doc, 'x'.repeat(200)));
  const before = Y.encodeStateVector(doc);
  deleteParagraph(doc, root, 0);
  colleague.update(Y.encodeStateAsUpdate(doc, before));
  await colleague.hear('committed', ({ committed }) => committed.writes === 2);
  colleague.socket.close();
}

/** Resolves when the room has received all that the tab has sent so far, and the other tab what the room sent before. */
async function arrived(from: Tab, other: Tab): Promise<void> {
  from.awareness.setLocalStateField('place', 'here');
  const isShown = (): boolean =>
    other.awareness.getStates().get(from.awareness.clientID)?.['place'] === 'here';
  while (!isShown()) await new Promise((resolve) => other.awareness.once('change', resolve));
}

/** Opens the tab anew with what was moved, as the page does. */
async function goOn(stage: Stage, tab: Tab): Promise<Tab> {
  await tab.when(() => tab.moved !== null);
  expect(tab.state.unsaved?.changes).toBeGreaterThan(0);
  tab.provider.close();
  const next = new Tab(stage, stage.euCookie);
  if (tab.moved) next.provider.restore(tab.moved);
  expect(next.state.unsaved?.changes).toBeGreaterThan(0);
  await next.when(saved);
  return next;
}

describe('the provider', () => {
  it('calls words saved at the server’s time of the commit, and brings them to the other', async () => {
    const stage = await openStage();
    const [eu, cn] = [new Tab(stage, stage.euCookie), new Tab(stage, stage.cnCookie)];
    await Promise.all([eu.when(saved), cn.when(saved)]);
    expect(eu.state).toMatchObject({ access: 'write', savedAt: null, link: 'open' });
    eu.write('hello');
    expect(eu.state.unsaved?.changes).toBe(1);
    const state = await eu.when(saved);
    const row = await stage.app.store.db.selectFrom('documentUpdate').select('at').executeTakeFirstOrThrow();
    expect(new Date(state.savedAt ?? 0).toISOString()).toBe(row.at);
    await until(cn.doc, () => text(cn.doc).includes('hello'));
  });

  it('calls nothing saved while the commit is still in progress', async () => {
    let release: () => void = () => {};
    const held = new Promise<void>((resolve) => (release = resolve));
    let continueAppending: () => void = () => {};
    const appending = new Promise<void>((resolve) => (continueAppending = resolve));
    const between = interposedLog({
      append: async (roomKey, batch) => {
        continueAppending();
        await held;
        return between.own.append(roomKey, batch);
      }
    });
    const stage = await openStage('sqlite', { log: between.log });
    const eu = new Tab(stage, stage.euCookie);
    await eu.when(saved);
    eu.write('slow');
    await appending;
    expect(eu.state.unsaved?.changes).toBe(1);
    release();
    expect((await eu.when(saved)).savedAt).not.toBeNull();
  });

  it('keeps what is written offline and hands it in when the network is back (R105, R239)', async () => {
    const stage = await openStage();
    const [eu, cn] = [new Tab(stage, stage.euCookie), new Tab(stage, stage.cnCookie)];
    await Promise.all([eu.when(saved), cn.when(saved)]);
    eu.provider.wentOffline();
    eu.write('offline one');
    eu.write('offline two');
    expect(eu.state).toMatchObject({ link: 'offline', unsaved: { changes: 2 } });
    cn.write('meanwhile');
    await cn.when(saved);
    eu.provider.retry();
    await eu.when(saved);
    await until(cn.doc, () => text(cn.doc).includes('offline two'));
    await until(eu.doc, () => text(eu.doc).includes('meanwhile'));
    expect(text(eu.doc)).toBe(text(cn.doc));
  });

  it('has caught up after an interruption once all that was written meanwhile, here and elsewhere, is exchanged', async () => {
    let proceed: () => void = () => {};
    let reached: () => void = () => {};
    const held = new Promise<void>((resolve) => (proceed = resolve));
    const appending = new Promise<void>((resolve) => (reached = resolve));
    let holds = false;
    const between = interposedLog({
      append: async (roomKey, batch) => {
        if (holds) {
          reached();
          await held;
        }
        return between.own.append(roomKey, batch);
      }
    });
    const stage = await openStage('sqlite', { log: between.log });
    const [eu, cn] = [new Tab(stage, stage.euCookie), new Tab(stage, stage.cnCookie)];
    await Promise.all([eu, cn].map((one) => one.when(({ isCaughtUp }) => isCaughtUp)));
    eu.provider.wentOffline();
    expect(eu.state).toMatchObject({ synced: true, isCaughtUp: false });
    cn.write('meanwhile');
    eu.write('offline');
    await cn.when(saved);
    holds = true;
    eu.provider.retry();
    await appending;
    expect(eu.state).toMatchObject({ link: 'open', isCaughtUp: false });
    proceed();
    await eu.when(({ isCaughtUp }) => isCaughtUp);
    expect(eu.state.unsaved).toBeNull();
    expect(text(eu.doc)).toContain('meanwhile');
    // Later writing waits for its own acknowledgement, and does not end that.
    eu.write('later');
    expect(eu.state).toMatchObject({ isCaughtUp: true, unsaved: { changes: 1 } });
  });

  it('comes back by itself when the room fails to store, and hands in again what was not acknowledged', async () => {
    let fails = true;
    const between = interposedLog({
      append: (roomKey, batch) => {
        if (!fails) return between.own.append(roomKey, batch);
        fails = false;
        return Promise.reject(new Error('the disk is full'));
      }
    });
    const stage = await openStage('sqlite', { log: between.log });
    const eu = new Tab(stage, stage.euCookie);
    await eu.when(saved);
    eu.write('kept');
    expect((await eu.when(({ link }) => link === 'waiting')).unsaved?.changes).toBe(1);
    await eu.when(saved);
    expect(eu.sockets).toBe(2);
    const reader = await RawSocket.join(stage.endpoint, stage.room, { cookie: stage.cnCookie });
    expect(textOf(await reader.whole())).toContain('kept');
  });

  it('tells a reader that words were not taken, and the server holds none of them', async () => {
    const stage = await openStage();
    const observer = await stage.addPerson({ role: 'observer' });
    const tab = new Tab(stage, observer.cookie);
    expect((await tab.when((state) => state.synced)).access).toBe('read');
    const before = await stage.stored();
    tab.write('not mine to write');
    const state = await tab.when(({ denied }) => denied !== null);
    expect(state.unsaved?.changes).toBe(1);
    expect(await stage.stored()).toBe(before);
  });

  it('keeps words that met a freeze as a proposal, whether the freeze came while they were offline or open', async () => {
    const stage = await openStage();
    const [away, here] = [new Tab(stage, stage.euCookie), new Tab(stage, stage.cnCookie)];
    await Promise.all([away.when(saved), here.when(saved)]);
    away.provider.wentOffline();
    away.write('too late');
    expect(await stage.app.documents.freeze(null, stage.documentId)).toMatchObject({ ok: true });
    expect((await here.when(({ end }) => end !== null)).end).toBe('generation-ended');
    away.provider.retry();
    const state = await away.when(({ proposal }) => proposal !== null);
    expect(state.unsaved).toBeNull();
    const proposals = await stage.app.documents.listLateProposals(null, stage.documentId);
    expect(proposals.ok && proposals.value.map((one) => one.userId)).toEqual([stage.eu.id]);
  });

  it('stops when the session ends, keeps the words, and hands them in after the next sign-in', async () => {
    const stage = await openStage();
    const eu = new Tab(stage, stage.euCookie);
    await eu.when(saved);
    const session = await stage.app.sessions.read(stage.euCookie);
    if (!session) throw new Error('no session');
    await stage.app.sessions.signOut(session.actor);
    expect(await eu.when(({ end }) => end !== null)).toMatchObject({ link: 'stopped', end: 'session-ended' });
    eu.write('still here');
    expect(eu.state.unsaved?.changes).toBe(1);
    eu.cookie = await cookieOf(stage.app, stage.eu);
    eu.provider.retry();
    expect(await eu.when(saved)).toMatchObject({ end: null });
  });

  it('probes the session when it is refused, and stops with the reason', async () => {
    const stage = await openStage();
    const tab = new Tab(stage, stage.euCookie, `${stage.study.slug}.atlantis.findings@1`, () =>
      Promise.resolve('forbidden')
    );
    expect((await tab.when(({ link }) => link === 'stopped')).end).toBe('forbidden');
    expect(tab.sockets).toBe(2);
  });

  it('shows one face a person, with the name and side that the server gives', async () => {
    const stage = await openStage();
    const [eu, second, cn] = [
      new Tab(stage, stage.euCookie),
      new Tab(stage, stage.euCookie),
      new Tab(stage, stage.cnCookie)
    ];
    await Promise.all([eu, second, cn].map((tab) => tab.when(saved)));
    eu.awareness.setLocalStateField('user', { id: 'forged', name: { en: 'Chair', zh: '主席' } });
    const self = {
      id: stage.cn.id,
      name: { en: 'Li Ming', zh: '' },
      side: { position: 1, code: 'CN' }
    } as const;
    const present = () => listPresent(cn.awareness.getStates(), cn.doc, cn.awareness.clientID, self);
    while (present().length < 2 || cn.awareness.getStates().size < 3)
      await new Promise((resolve) => cn.awareness.once('change', resolve));
    expect(present().map(({ person, isSelf }) => [person.name.en, person.side?.position, isSelf])).toEqual([
      ['Li Ming', 1, true],
      ['Anna Weber', 0, false]
    ]);
  });
});

// Nobody else reads pinyin, and nothing is written under the hands of a person who composes.
describe('a composition', () => {
  /** Composes a word after one that is finished and on its way; the returned function finishes it. */
  function compose(tab: Tab): () => void {
    writing(tab.editor, '智慧');
    const words = openText(tab.editor, root);
    const at = words.length;
    tab.gate.hold();
    words.insert(at, 'chengshi');
    return () => {
      words.delete(at, 8);
      words.insert(at, '城市');
    };
  }

  it('goes on while the server repeats its author’s last word among those of others', async () => {
    let commit: () => void = () => {};
    const committing = new Promise<void>((resolve) => (commit = resolve));
    let begin: () => void = () => {};
    const begun = new Promise<void>((resolve) => (begin = resolve));
    const written: number[] = [];
    const between = interposedLog({
      append: async (roomKey, batch) => {
        begin();
        await committing;
        written.push(batch.entries.length);
        return between.own.append(roomKey, batch);
      }
    });
    const stage = await openStage('sqlite', { log: between.log });
    const [eu, cn] = [new Tab(stage, stage.euCookie), new Tab(stage, stage.cnCookie)];
    await Promise.all([eu.when(saved), cn.when(saved)]);
    eu.write('one');
    await begun;
    // What arrives during a commit is committed together, and each author gets the whole of it.
    eu.write('two');
    const finish = compose(cn);
    await Promise.all([arrived(eu, cn), arrived(cn, eu)]);
    commit();
    await Promise.all([eu.when(saved), until(cn.doc, () => text(cn.doc).includes('two'))]);
    expect(written).toEqual([1, 2]);
    expect(cn.gate.isHolding).toBe(true);
    expect(text(cn.editor)).toBe('智慧chengshi');
    expect(text(eu.doc)).not.toContain('chengshi');
    finish();
    cn.gate.release();
    await until(eu.doc, () => text(eu.doc).includes('智慧城市'));
    expect(text(cn.editor)).toBe(text(eu.doc));
  });

  it('goes on while the connection is lost and comes back', async () => {
    const stage = await openStage();
    const [eu, cn] = [new Tab(stage, stage.euCookie), new Tab(stage, stage.cnCookie)];
    await Promise.all([eu.when(saved), cn.when(saved)]);
    const finish = compose(cn);
    await cn.when(saved);
    cn.provider.wentOffline();
    // Before the other paragraph: of two people who write at one place, either may come first.
    eu.doc.transact(() => {
      openText(eu.doc, root).insertEmbed(0, { block: 'first' });
      openText(eu.doc, root).insert(1, 'meanwhile');
    });
    cn.provider.retry();
    await until(cn.doc, () => text(cn.doc).includes('meanwhile'));
    expect(cn.gate.isHolding).toBe(true);
    expect(text(cn.editor)).toBe('智慧chengshi');
    await arrived(cn, eu);
    expect(text(eu.doc)).not.toContain('chengshi');
    finish();
    cn.gate.release();
    await until(eu.doc, () => text(eu.doc).includes('智慧城市'));
    expect(text(cn.editor)).toBe(text(eu.doc));
  });

  it('goes on while a colleague writes under its author’s client id, and all of it reaches everybody', async () => {
    const stage = await openStage();
    const [eu, cn] = [new Tab(stage, stage.euCookie), new Tab(stage, stage.cnCookie)];
    await Promise.all([eu.when(saved), cn.when(saved)]);
    eu.gate.hold();
    writing(eu.editor, 'pinyin');
    await take(stage, eu.editor.clientID);
    await eu.when(() => eu.moved !== null);
    expect(eu.gate.isHolding).toBe(true);
    expect(text(eu.editor)).toBe('pinyin');
    await goOn(stage, eu);
    await until(cn.doc, () => text(cn.doc) === 'pinyin');
  });

  it('reaches everybody though a colleague wrote under its author’s client id before its first letter', async () => {
    const stage = await openStage();
    const [eu, cn] = [new Tab(stage, stage.euCookie), new Tab(stage, stage.cnCookie)];
    await Promise.all([eu.when(saved), cn.when(saved)]);
    eu.gate.hold();
    const { clientID } = eu.editor;
    await take(stage, clientID);
    await until(eu.doc, () => eu.doc.store.clients.has(clientID));
    writing(eu.editor, '城市');
    eu.gate.release();
    await until(cn.doc, () => text(cn.doc) === '城市');
    await eu.when(saved);
    expect(text(eu.editor)).toBe(text(cn.doc));
  });
});

describe('a text that is loaded update by update', () => {
  it('keeps the marks that were set before their words were typed, and nothing is written by reading it', async () => {
    const stage = await openStage();
    const { author, updates } = markedBeforeTyped(root);
    const [eu, cn] = [
      await RawSocket.join(stage.endpoint, stage.room, { cookie: stage.euCookie }),
      await RawSocket.join(stage.endpoint, stage.room, { cookie: stage.cnCookie })
    ];
    for (const [n, update] of updates.entries()) {
      const writer = n === 1 ? cn : eu;
      writer.update(update);
      await writer.hear('committed');
    }
    const tab = new Tab(stage, stage.cnCookie);
    await tab.when(saved);
    expect(marked(tab.doc)).toBe(marked(author));
    expect(marked(tab.doc)).toContain('bold');
    tab.write('one more');
    await tab.when(saved);
    const rows = await stage.app.store.db.selectFrom('documentUpdate').select('seq').execute();
    expect(rows.length).toBe(updates.length + 1);
  });
});

describe('words under a client id that somebody else took', () => {
  it('offline are never called saved under it: they are moved to a new one and reach everybody', async () => {
    const stage = await openStage();
    const eu = new Tab(stage, stage.euCookie);
    await eu.when(saved);
    eu.provider.wentOffline();
    eu.write('words written on a train');
    await take(stage, eu.doc.clientID);
    eu.provider.retry();
    const next = await goOn(stage, eu);
    const reader = await RawSocket.join(stage.endpoint, stage.room, { cookie: stage.cnCookie });
    const read = textOf(await reader.whole());
    expect(read).toBe('words written on a train');
    expect(text(next.doc)).toBe(read);
    expect(next.doc.store.clients.has(eu.doc.clientID)).toBe(true);
  });

  it('online, on their way to the server, do not fall under the colleague’s deletions', async () => {
    const stage = await openStage();
    const eu = new Tab(stage, stage.euCookie);
    await eu.when(saved);
    eu.held = [];
    eu.write('first words');
    await take(stage, eu.doc.clientID);
    // What the colleague sent has reached the page: a question behind it has been answered.
    const cn = new Tab(stage, stage.cnCookie);
    await cn.when(saved);
    cn.write('a word behind it');
    await cn.when(saved);
    eu.write('second words');
    expect(text(eu.doc)).toContain('first words');
    eu.sendHeld();
    const next = await goOn(stage, eu);
    await until(cn.doc, () => text(cn.doc).includes('second words'));
    expect(text(cn.doc)).toContain('first words');
    await until(next.doc, () => text(next.doc) === text(cn.doc));
  });

  it('typed while what the colleague wrote waits at the page, reach everybody', async () => {
    const stage = await openStage();
    const [first, cn] = [new Tab(stage, stage.euCookie), new Tab(stage, stage.cnCookie)];
    await Promise.all([first.when(saved), cn.when(saved)]);
    first.provider.wentOffline();
    first.write('first words');
    // Loaded again from this browser's copy, while what the page had sent before is late.
    const eu = new Tab(stage, stage.euCookie);
    eu.held = [];
    eu.provider.restore({
      update: Y.encodeStateAsUpdate(first.doc),
      known: first.provider.known,
      unsaved: first.state.unsaved
    });
    await eu.when(({ access }) => access !== null);
    first.provider.retry();
    await first.when(saved);
    await take(stage, eu.doc.clientID);
    await arrived(cn, eu);
    eu.write('second words');
    eu.sendHeld(eu.held.length - 1);
    await eu.when(({ savedAt }) => savedAt !== null);
    eu.sendHeld();
    const next = await goOn(stage, eu);
    await until(cn.doc, () => text(cn.doc).includes('second words'));
    await until(next.doc, () => text(next.doc) === text(cn.doc));
  });

  it('go on where they stood: within a paragraph of others, formatted and half deleted', async () => {
    const stage = await openStage();
    const [eu, cn] = [new Tab(stage, stage.euCookie), new Tab(stage, stage.cnCookie)];
    await Promise.all([eu.when(saved), cn.when(saved)]);
    cn.write('Haidian District');
    await until(eu.doc, () => text(eu.doc).includes('Haidian District'));
    eu.provider.wentOffline();
    const words = openText(eu.doc, root);
    words.insert(9, 'is a bold and superfluous ');
    words.delete(19, 16);
    words.format(12, 6, { bold: true });
    const before = marked(eu.doc);
    await take(stage, eu.doc.clientID);
    eu.provider.retry();
    await goOn(stage, eu);
    await until(cn.doc, () => marked(cn.doc) === before);
  });
});

describe('the beginnings of blocks under an id that somebody else took', () => {
  /** Writes a block and words in it, as an editor does, and returns the id of its beginning. */
  function writeBlock(doc: Y.Doc): number {
    const words = openText(doc, root);
    const before = new Set(doc.store.clients.keys());
    withStructureId(doc, () => words.insertEmbed(0, { block: 'own' }));
    words.insert(1, '智慧城市');
    return [...doc.store.clients.keys()].find((id) => !before.has(id) && id !== doc.clientID) ?? 0;
  }

  it('are moved to one that is greater than every id for letters, and reach everybody', async () => {
    const stage = await openStage();
    const eu = new Tab(stage, stage.euCookie);
    await eu.when(saved);
    eu.provider.wentOffline();
    const id = writeBlock(eu.doc);
    expect(id).toBeGreaterThanOrEqual(firstStructureId);
    expect(eu.doc.clientID).toBeLessThan(firstStructureId);
    await take(stage, id);
    eu.provider.retry();
    const next = await goOn(stage, eu);
    const reader = await RawSocket.join(stage.endpoint, stage.room, { cookie: stage.cnCookie });
    expect(textOf(await reader.whole())).toBe('智慧城市');
    const moved = eu.moved?.ids.get(id) ?? 0;
    expect(moved).toBeGreaterThanOrEqual(firstStructureId);
    expect(next.doc.store.clients.has(moved)).toBe(true);
  });

  it('are not lost while they are held back by a composition', async () => {
    const stage = await openStage();
    const [eu, cn] = [new Tab(stage, stage.euCookie), new Tab(stage, stage.cnCookie)];
    await Promise.all([eu.when(saved), cn.when(saved)]);
    eu.gate.hold();
    await take(stage, writeBlock(eu.editor));
    await goOn(stage, eu);
    await until(cn.doc, () => text(cn.doc).includes('智慧城市'));
  });

  it('are the same person’s as its words', async () => {
    const stage = await openStage();
    const eu = new Tab(stage, stage.euCookie);
    await eu.when(saved);
    const id = writeBlock(eu.doc);
    await eu.when(saved);
    const owners = await stage.app.store.db
      .selectFrom('clientOwner')
      .select(['clientId', 'userId'])
      .execute();
    const userId = stage.eu.id;
    expect(owners).toHaveLength(2);
    expect(owners).toEqual(
      expect.arrayContaining([
        { clientId: eu.doc.clientID, userId },
        { clientId: id, userId }
      ])
    );
  });
});

describe('presence of our client', () => {
  it('is under an id of its own: nobody learns under which it writes before something is committed', async () => {
    const stage = await openStage();
    const peer = await RawSocket.join(stage.endpoint, stage.room, { cookie: stage.cnCookie });
    const eu = new Tab(stage, stage.euCookie);
    await eu.when(saved);
    const { states } = await peer.hear('awareness');
    expect([...states.keys()]).toEqual([eu.awareness.clientID]);
    expect(eu.awareness.clientID).not.toBe(eu.doc.clientID);
    expect(await stage.app.store.db.selectFrom('clientOwner').selectAll().execute()).toEqual([]);
    eu.provider.wentOffline();
    eu.provider.retry();
    await eu.when(saved);
    await peer.hear('awareness', (heard) => heard.states.has(eu.awareness.clientID));
  });
});
