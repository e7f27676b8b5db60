/** Who writes only parts of a response is held to them by the room, whatever the browser sends and by whichever line. */
import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { chanceOf } from '#domain/chance.ts';
import { engines, type Engine } from '#kit/databases.ts';
import { editAnywhere } from '#kit/long-writes.ts';
import { openStage, type Stage } from '#kit/open-room.ts';
import { RawSocket, RawStream, type RawLine } from '#kit/socket.ts';
import { limitGrant, listGrantsInStudy } from '#server/store/grants.ts';

const own = 'smart-city-strategy';
const other = 'stakeholders';
const room = 'small-study.haidian.response@1';

const paragraph = (words: string): Y.XmlElement => {
  const element = new Y.XmlElement('paragraph');
  element.insert(0, [new Y.XmlText(words)]);
  return element;
};

/** The update that sets paragraphs with these words at the end of sections, in one write. */
function writing(doc: Y.Doc, words: Readonly<Record<string, string>>): Uint8Array {
  const before = Y.encodeStateVector(doc);
  doc.transact(() => {
    for (const [section, text] of Object.entries(words))
      doc.getXmlFragment(`${section}.zh`).push([paragraph(text)]);
  });
  return Y.encodeStateAsUpdate(doc, before);
}

const textOf = (update: Uint8Array, section: string): string => {
  const doc = new Y.Doc();
  Y.applyUpdate(doc, update);
  return doc.getXmlFragment(`${section}.zh`).toJSON();
};

async function collecting(engine: Engine) {
  const stage = await openStage(engine);
  await stage.house.store.db
    .updateTable('assessment')
    .set({ state: 'collecting' })
    .where('id', '=', stage.study.cities[1]?.assessmentId ?? '')
    .execute();
  const responseId = stage.study.cities[1]?.responseId ?? '';
  const senior = await stage.enter({ role: 'city', city: 'haidian' });
  const limited = await stage.enter({ role: 'city', city: 'haidian', senior: false, characteristics: [own] });
  const peer = await RawSocket.join(stage.door, room, { cookie: senior.cookie });
  return { ...stage, responseId, senior, limited, peer };
}

/** As the secretariat, or whoever speaks for the city, sets it. */
async function limit(
  { house, study }: Stage,
  userId: string,
  characteristics: readonly string[] | null
): Promise<void> {
  const grant = (await listGrantsInStudy(house.store.db, study.id)).find((one) => one.userId === userId);
  await limitGrant(house.store.db, study.id, grant?.id ?? '', characteristics);
  house.bell.ring({ type: 'rights-changed', userId });
}

async function isDenied(
  line: RawLine,
  update: Uint8Array,
  stage: Pick<Stage, 'stored'>,
  peer: RawSocket
): Promise<void> {
  const before = await stage.stored();
  line.update(update);
  await line.hear('denied');
  expect(await stage.stored()).toBe(before);
  await peer.whole();
  expect(peer.heard.filter(({ type }) => type === 'update')).toEqual([]);
}

describe.each(engines)('a contributor limited to characteristics on %s', (engine) => {
  it.each([
    ['socket', RawSocket],
    ['stream of events', RawStream]
  ] as const)('writes them over a %s, and nothing else; the line lives on', async (_, kind) => {
    const stage = await collecting(engine);
    const { door, limited, peer } = stage;
    const line = await kind.join(door, room, { cookie: limited.cookie });
    expect((await line.hear('access')).access).toBe('write');
    line.update(writing(new Y.Doc(), { [own]: 'mine' }));
    await line.hear('committed');
    expect(textOf((await peer.hear('update')).bytes, own)).toContain('mine');
    await isDenied(line, writing(new Y.Doc(), { [other]: 'not mine' }), stage, peer);
    await isDenied(
      line,
      writing(new Y.Doc(), { [own]: 'mine as well', [other]: 'and not mine' }),
      stage,
      peer
    );
    line.update(writing(new Y.Doc(), { [own]: 'still mine' }));
    await line.hear('committed');
    expect(textOf(await line.whole(), own)).toContain('still mine');
    expect(line.closed).toBeNull();
  });

  it('neither changes nor deletes what others wrote elsewhere, and is shown it all the same', async () => {
    const stage = await collecting(engine);
    const { door, limited, peer } = stage;
    peer.update(writing(new Y.Doc(), { [own]: 'theirs', [other]: 'theirs elsewhere' }));
    await peer.hear('committed');
    const line = await RawSocket.join(door, room, { cookie: limited.cookie });
    const open = async (): Promise<Y.Doc> => {
      const doc = new Y.Doc();
      Y.applyUpdate(doc, await line.whole());
      return doc;
    };
    expect((await open()).getXmlFragment(`${other}.zh`).toJSON()).toContain('theirs elsewhere');
    const changed = async (change: (doc: Y.Doc) => void): Promise<Uint8Array> => {
      const doc = await open();
      const before = Y.encodeStateVector(doc);
      change(doc);
      return Y.encodeStateAsUpdate(doc, before);
    };
    const blockIn = (doc: Y.Doc, section: string): Y.XmlElement =>
      doc.getXmlFragment(`${section}.zh`).get(0) as Y.XmlElement;
    await isDenied(line, await changed((doc) => doc.getXmlFragment(`${other}.zh`).delete(0, 1)), stage, peer);
    await isDenied(
      line,
      await changed((doc) => (blockIn(doc, other).get(0) as Y.XmlText).insert(2, 'x')),
      stage,
      peer
    );
    await isDenied(
      line,
      await changed((doc) => (blockIn(doc, other).get(0) as Y.XmlText).format(0, 2, { bold: {} })),
      stage,
      peer
    );
    line.update(await changed((doc) => doc.getXmlFragment(`${own}.zh`).delete(0, 1)));
    await line.hear('committed');
    expect(textOf(await peer.whole(), own)).toBe('');
    expect(textOf(await peer.whole(), other)).toContain('theirs elsewhere');
  });

  it('answers the questions of these characteristics, in words and in cells, and no others', async () => {
    const stage = await collecting(engine);
    const { door, limited, peer } = stage;
    const line = await RawSocket.join(door, room, { cookie: limited.cookie });
    const cell = (key: string): Uint8Array => {
      const doc = new Y.Doc();
      doc.getMap('answers').set(key, 'yes');
      return Y.encodeStateAsUpdate(doc);
    };
    line.update(writing(new Y.Doc(), { 'answer:strategy.vision': 'in words' }));
    await line.hear('committed');
    line.update(cell('strategy.vision/value'));
    await line.hear('committed');
    await peer.hear('update');
    await peer.hear('update');
    await isDenied(line, writing(new Y.Doc(), { 'answer:stakeholders.who': 'in words' }), stage, peer);
    await isDenied(line, cell('stakeholders.who/value'), stage, peer);
    await isDenied(line, cell('stakeholders.who/r1/name.en@source'), stage, peer);
    const text = new Y.Doc();
    Y.applyUpdate(text, await peer.whole());
    expect([
      text.getMap('answers').toJSON(),
      textOf(Y.encodeStateAsUpdate(text), 'answer:strategy.vision')
    ]).toEqual([{ 'strategy.vision/value': 'yes' }, '<paragraph>in words</paragraph>']);
  });

  it('has the limit from one moment to the next, while connected; what was denied before is asked for when it goes', async () => {
    const stage = await collecting(engine);
    const { door, limited, peer } = stage;
    const line = await RawSocket.join(door, room, { cookie: limited.cookie });
    const doc = new Y.Doc();
    const denied = writing(doc, { [other]: 'kept in the browser' });
    await isDenied(line, denied, stage, peer);
    await limit(stage, limited.person.id, [own, other]);
    await line.hear('step1');
    line.answer(Y.encodeStateAsUpdate(doc));
    await line.hear('committed');
    expect(textOf((await peer.hear('update')).bytes, other)).toContain('kept in the browser');
    await limit(stage, limited.person.id, [other]);
    await line.hear('step1');
    await isDenied(line, writing(new Y.Doc(), { [own]: 'no more' }), stage, peer);
    await limit(stage, limited.person.id, []);
    expect((await line.hear('access', ({ access }) => access === 'read')).access).toBe('read');
    await isDenied(line, writing(new Y.Doc(), { [other]: 'nothing at all' }), stage, peer);
    await limit(stage, limited.person.id, null);
    await line.hear('access', ({ access }) => access === 'write');
    line.update(writing(new Y.Doc(), { [own]: 'all', [other]: 'of it' }));
    await line.hear('committed');
    expect(textOf(await peer.whole(), other)).toContain('of it');
  });

  it('has a long write from days away taken as a whole or not at all', async () => {
    const stage = await collecting(engine);
    const { door, limited, peer } = stage;
    const line = await RawSocket.join(door, room, { cookie: limited.cookie });
    const away = (clientID: number): Y.Doc => {
      const doc = Object.assign(new Y.Doc(), { clientID });
      doc.getXmlFragment(`${own}.zh`).push([paragraph('what the city does about it.')]);
      editAnywhere(doc, 1_500, chanceOf(clientID));
      return doc;
    };
    const strayed = away(31);
    strayed.getXmlFragment(`${other}.zh`).push([paragraph('at the very end')]);
    const before = await stage.stored();
    line.answer(Y.encodeStateAsUpdate(strayed));
    await line.hear('denied');
    expect(await stage.stored()).toBe(before);
    const kept = away(32);
    line.answer(Y.encodeStateAsUpdate(kept));
    await line.hear('committed');
    expect(textOf(await peer.whole(), own)).toBe(kept.getXmlFragment(`${own}.zh`).toJSON());
  });

  it('has what comes after the freeze kept where it was theirs to write, and refused elsewhere', async () => {
    const { house, door, limited, senior, responseId, peer } = await collecting(engine);
    await house.documents.freeze(null, responseId);
    await peer.end();
    const line = await RawSocket.join(door, room, { cookie: limited.cookie });
    line.update(writing(new Y.Doc(), { [other]: 'not mine' }));
    await line.hear('denied');
    line.update(writing(new Y.Doc(), { [own]: 'mine', [other]: 'and not mine' }));
    await line.hear('denied');
    line.update(writing(new Y.Doc(), { [own]: 'mine, late' }));
    await line.hear('late');
    const speaker = await RawSocket.join(door, room, { cookie: senior.cookie });
    speaker.update(writing(new Y.Doc(), { [other]: 'by who speaks for the city' }));
    await speaker.hear('late');
    const late = await house.documents.listLateProposals(null, responseId);
    if (!late.ok) throw new Error(late.refusal.code);
    expect(late.value.map(({ userId, bytes }) => [userId, textOf(bytes, own), textOf(bytes, other)])).toEqual(
      [
        [limited.person.id, '<paragraph>mine, late</paragraph>', ''],
        [senior.person.id, '', '<paragraph>by who speaks for the city</paragraph>']
      ]
    );
  });

  it('is not limited once they speak for the city', async () => {
    const stage = await collecting(engine);
    const { house, study, door } = stage;
    await house.store.db
      .updateTable('assessment')
      .set({ state: 'collecting' })
      .where('id', '=', study.cities[0]?.assessmentId ?? '')
      .execute();
    const senior = await stage.enter({ role: 'city', city: 'bristol', senior: true, characteristics: [own] });
    const line = await RawSocket.join(door, 'small-study.bristol.response@1', { cookie: senior.cookie });
    line.update(writing(new Y.Doc(), { [other]: 'for the whole city' }));
    await line.hear('committed');
    expect(textOf(await line.whole(), other)).toContain('for the whole city');
  });
});
