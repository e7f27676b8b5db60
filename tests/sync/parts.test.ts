/**
 * Tests that the room limits members with restricted rights to their parts of a response, whatever the
 * browser sends and over whichever transport.
 */
import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { openPassage } from '#document/sequence/roots.ts';
import { chanceOf } from '#base/chance.ts';
import { quickEngines, type Engine } from '#kit/databases.ts';
import { editAnywhere } from '#kit/long-writes.ts';
import { openStage, type Stage } from '#kit/open-room.ts';
import { addParagraph, deleteParagraph, paragraphsOf } from '#kit/passages.ts';
import { RawSocket, RawStream, type RawTransport } from '#kit/socket.ts';
import { limitGrant, listGrantsInStudy } from '#server/auth/grants.ts';

const own = 'smart-city-strategy';
const other = 'stakeholders';
const room = 'small-study.haidian.response@1';

/** Returns the update that adds paragraphs with this text at the end of sections, in one write. */
function writing(doc: Y.Doc, texts: Readonly<Record<string, string>>): Uint8Array {
  const before = Y.encodeStateVector(doc);
  doc.transact(() => {
    for (const [section, text] of Object.entries(texts)) addParagraph(doc, `${section}.zh`, text);
  });
  return Y.encodeStateAsUpdate(doc, before);
}

const textOf = (update: Uint8Array, section: string): string => {
  const doc = new Y.Doc();
  Y.applyUpdate(doc, update);
  return paragraphsOf(doc, `${section}.zh`);
};

async function collecting(engine: Engine) {
  const stage = await openStage(engine);
  await stage.app.store.db
    .updateTable('assessment')
    .set({ state: 'collecting' })
    .where('id', '=', stage.study.cities[1]?.assessmentId ?? '')
    .execute();
  const responseId = stage.study.cities[1]?.responseId ?? '';
  const senior = await stage.addPerson({ role: 'city', city: 'haidian' });
  const limited = await stage.addPerson({
    role: 'city',
    city: 'haidian',
    senior: false,
    characteristics: [own]
  });
  const peer = await RawSocket.join(stage.endpoint, room, { cookie: senior.cookie });
  return { ...stage, responseId, senior, limited, peer };
}

/** Sets the limit as the secretariat or the city's representative does. */
async function limit(
  { app, study }: Stage,
  userId: string,
  characteristics: readonly string[] | null
): Promise<void> {
  const grant = (await listGrantsInStudy(app.store.db, study.id)).find((one) => one.userId === userId);
  await limitGrant(app.store.db, study.id, grant?.id ?? '', characteristics);
  app.signals.emit({ kind: 'rights-changed', userId });
}

async function isDenied(
  transport: RawTransport,
  update: Uint8Array,
  stage: Pick<Stage, 'stored'>,
  peer: RawSocket
): Promise<void> {
  const before = await stage.stored();
  transport.update(update);
  await transport.hear('denied');
  expect(await stage.stored()).toBe(before);
  await peer.whole();
  expect(peer.heard.filter(({ kind }) => kind === 'update')).toEqual([]);
}

describe.each(quickEngines)('a contributor limited to characteristics on %s', (engine) => {
  it.each([
    ['socket', RawSocket],
    ['stream of events', RawStream]
  ] as const)('writes them over a %s, and nothing else; the connection stays open', async (_, kind) => {
    const stage = await collecting(engine);
    const { endpoint, limited, peer } = stage;
    const transport = await kind.join(endpoint, room, { cookie: limited.cookie });
    expect((await transport.hear('access')).access).toBe('write');
    transport.update(writing(new Y.Doc(), { [own]: 'mine' }));
    await transport.hear('committed');
    expect(textOf((await peer.hear('update')).bytes, own)).toContain('mine');
    await isDenied(transport, writing(new Y.Doc(), { [other]: 'not mine' }), stage, peer);
    await isDenied(
      transport,
      writing(new Y.Doc(), { [own]: 'mine as well', [other]: 'and not mine' }),
      stage,
      peer
    );
    transport.update(writing(new Y.Doc(), { [own]: 'still mine' }));
    await transport.hear('committed');
    expect(textOf(await transport.whole(), own)).toContain('still mine');
    expect(transport.closed).toBeNull();
  });

  it('neither changes nor deletes what others wrote elsewhere, and is shown it all the same', async () => {
    const stage = await collecting(engine);
    const { endpoint, limited, peer } = stage;
    peer.update(writing(new Y.Doc(), { [own]: 'theirs', [other]: 'theirs elsewhere' }));
    await peer.hear('committed');
    const transport = await RawSocket.join(endpoint, room, { cookie: limited.cookie });
    const open = async (): Promise<Y.Doc> => {
      const doc = new Y.Doc();
      Y.applyUpdate(doc, await transport.whole());
      return doc;
    };
    expect(paragraphsOf(await open(), `${other}.zh`)).toContain('theirs elsewhere');
    const changed = async (change: (doc: Y.Doc) => void): Promise<Uint8Array> => {
      const doc = await open();
      const before = Y.encodeStateVector(doc);
      change(doc);
      return Y.encodeStateAsUpdate(doc, before);
    };
    await isDenied(transport, await changed((doc) => deleteParagraph(doc, `${other}.zh`, 0)), stage, peer);
    await isDenied(
      transport,
      await changed((doc) => openPassage(doc, other, 'zh').insert(3, 'x')),
      stage,
      peer
    );
    await isDenied(
      transport,
      await changed((doc) => openPassage(doc, other, 'zh').format(1, 2, { bold: true })),
      stage,
      peer
    );
    transport.update(await changed((doc) => deleteParagraph(doc, `${own}.zh`, 0)));
    await transport.hear('committed');
    expect(textOf(await peer.whole(), own)).toBe('');
    expect(textOf(await peer.whole(), other)).toContain('theirs elsewhere');
  });

  it('answers the questions of these characteristics, in words and in cells, and no others', async () => {
    const stage = await collecting(engine);
    const { endpoint, limited, peer } = stage;
    const transport = await RawSocket.join(endpoint, room, { cookie: limited.cookie });
    const cell = (key: string): Uint8Array => {
      const doc = new Y.Doc();
      doc.getMap('answers').set(key, 'yes');
      return Y.encodeStateAsUpdate(doc);
    };
    transport.update(writing(new Y.Doc(), { 'answer:strategy.vision': 'in words' }));
    await transport.hear('committed');
    transport.update(cell('strategy.vision/value'));
    await transport.hear('committed');
    await peer.hear('update');
    await peer.hear('update');
    await isDenied(transport, writing(new Y.Doc(), { 'answer:stakeholders.who': 'in words' }), stage, peer);
    await isDenied(transport, cell('stakeholders.who/value'), stage, peer);
    await isDenied(transport, cell('stakeholders.who/r1/name.en@source'), stage, peer);
    const text = new Y.Doc();
    Y.applyUpdate(text, await peer.whole());
    expect([
      text.getMap('answers').toJSON(),
      textOf(Y.encodeStateAsUpdate(text), 'answer:strategy.vision')
    ]).toEqual([{ 'strategy.vision/value': 'yes' }, 'in words']);
  });

  it('has the limit from one moment to the next, while connected; what was denied before is asked for when it goes', async () => {
    const stage = await collecting(engine);
    const { endpoint, limited, peer } = stage;
    const transport = await RawSocket.join(endpoint, room, { cookie: limited.cookie });
    const doc = new Y.Doc();
    const denied = writing(doc, { [other]: 'kept in the browser' });
    await isDenied(transport, denied, stage, peer);
    await limit(stage, limited.person.id, [own, other]);
    await transport.hear('step1');
    transport.answer(Y.encodeStateAsUpdate(doc));
    await transport.hear('committed');
    expect(textOf((await peer.hear('update')).bytes, other)).toContain('kept in the browser');
    await limit(stage, limited.person.id, [other]);
    await transport.hear('step1');
    await isDenied(transport, writing(new Y.Doc(), { [own]: 'no more' }), stage, peer);
    await limit(stage, limited.person.id, []);
    expect((await transport.hear('access', ({ access }) => access === 'read')).access).toBe('read');
    await isDenied(transport, writing(new Y.Doc(), { [other]: 'nothing at all' }), stage, peer);
    await limit(stage, limited.person.id, null);
    await transport.hear('access', ({ access }) => access === 'write');
    transport.update(writing(new Y.Doc(), { [own]: 'all', [other]: 'of it' }));
    await transport.hear('committed');
    expect(textOf(await peer.whole(), other)).toContain('of it');
  });

  it('has a long write from days away taken as a whole or not at all', async () => {
    const stage = await collecting(engine);
    const { endpoint, limited, peer } = stage;
    const transport = await RawSocket.join(endpoint, room, { cookie: limited.cookie });
    const away = (clientID: number): Y.Doc => {
      const doc = Object.assign(new Y.Doc(), { clientID });
      addParagraph(doc, `${own}.zh`, 'what the city does about it.');
      editAnywhere(doc, 1_500, chanceOf(clientID));
      return doc;
    };
    const strayed = away(31);
    addParagraph(strayed, `${other}.zh`, 'at the very end');
    const before = await stage.stored();
    transport.answer(Y.encodeStateAsUpdate(strayed));
    await transport.hear('denied');
    expect(await stage.stored()).toBe(before);
    const ownDoc = away(32);
    transport.answer(Y.encodeStateAsUpdate(ownDoc));
    await transport.hear('committed');
    expect(textOf(await peer.whole(), own)).toBe(paragraphsOf(ownDoc, `${own}.zh`));
  });

  it('has what comes after the freeze kept where it was theirs to write, and refused elsewhere', async () => {
    const { app, endpoint, limited, senior, responseId, peer } = await collecting(engine);
    await app.documents.freeze(null, responseId);
    await peer.end();
    const transport = await RawSocket.join(endpoint, room, { cookie: limited.cookie });
    transport.update(writing(new Y.Doc(), { [other]: 'not mine' }));
    await transport.hear('denied');
    transport.update(writing(new Y.Doc(), { [own]: 'mine', [other]: 'and not mine' }));
    await transport.hear('denied');
    transport.update(writing(new Y.Doc(), { [own]: 'mine, late' }));
    await transport.hear('late');
    const speaker = await RawSocket.join(endpoint, room, { cookie: senior.cookie });
    speaker.update(writing(new Y.Doc(), { [other]: 'by who speaks for the city' }));
    await speaker.hear('late');
    const late = await app.documents.listLateProposals(null, responseId);
    if (!late.ok) throw new Error(late.refusal.code);
    expect(late.value.map(({ userId, bytes }) => [userId, textOf(bytes, own), textOf(bytes, other)])).toEqual(
      [
        [limited.person.id, 'mine, late', ''],
        [senior.person.id, '', 'by who speaks for the city']
      ]
    );
  });

  it('is not limited once they speak for the city', async () => {
    const stage = await collecting(engine);
    const { app, study, endpoint } = stage;
    await app.store.db
      .updateTable('assessment')
      .set({ state: 'collecting' })
      .where('id', '=', study.cities[0]?.assessmentId ?? '')
      .execute();
    const senior = await stage.addPerson({
      role: 'city',
      city: 'bristol',
      senior: true,
      characteristics: [own]
    });
    const transport = await RawSocket.join(endpoint, 'small-study.bristol.response@1', {
      cookie: senior.cookie
    });
    transport.update(writing(new Y.Doc(), { [other]: 'for the whole city' }));
    await transport.hear('committed');
    expect(textOf(await transport.whole(), other)).toContain('for the whole city');
  });
});
