import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { engines } from '#kit/databases.ts';
import { testApp } from '#kit/app.ts';
import { cookieOf, makePerson, makeStudy } from '#kit/people.ts';
import { RawSocket, servePort, stockProvider, until } from '#kit/socket.ts';

const room = 'small-study.haidian.findings@1';
const text = (doc: Y.Doc): Y.XmlFragment => doc.getXmlFragment('smart-city-strategy.zh');

function type(doc: Y.Doc, typed: string): void {
  const paragraph = new Y.XmlElement('paragraph');
  paragraph.insert(0, [new Y.XmlText(typed)]);
  text(doc).push([paragraph]);
}

describe.each(engines)('a stock y-websocket provider on %s', (engine) => {
  it('syncs two experts, and what they wrote is there after both have left', async () => {
    const app = await testApp(engine);
    const study = await makeStudy(app);
    const endpoint = { port: await servePort(app), origin: app.config.origin };
    const eu = await cookieOf(app, await makePerson(app, { role: 'expert', study, side: 'eu' }));
    const cn = await cookieOf(app, await makePerson(app, { role: 'expert', study, side: 'cn' }));
    const [one, other] = [new Y.Doc(), new Y.Doc()];
    const providers = [
      stockProvider(endpoint, room, one, { cookie: eu }),
      stockProvider(endpoint, room, other, { cookie: cn })
    ];
    type(one, '海淀区');
    type(other, 'Haidian District');
    await until(one, () => text(one).length === 2);
    await until(other, () => text(other).length === 2);
    expect(text(one).toJSON()).toBe(text(other).toJSON());
    for (const provider of providers) provider.destroy();
    const later = new Y.Doc();
    stockProvider(endpoint, room, later, { cookie: eu });
    await until(later, () => text(later).length === 2);
    expect(text(later).toJSON()).toBe(text(one).toJSON());
    const stored = await app.documents.contentOf(study.cities[1]?.findingsId ?? '');
    expect(Y.encodeStateVectorFromUpdate(stored ?? new Uint8Array())).toEqual(Y.encodeStateVector(later));
  });

  it('that may only read sees the text, and its writes change nothing', async () => {
    const app = await testApp(engine);
    const study = await makeStudy(app);
    const endpoint = { port: await servePort(app), origin: app.config.origin };
    const expert = await cookieOf(app, await makePerson(app, { role: 'expert', study, side: 'eu' }));
    const observer = await cookieOf(app, await makePerson(app, { role: 'observer', study }));
    const written = new Y.Doc();
    stockProvider(endpoint, room, written, { cookie: expert });
    type(written, 'agreed');
    const seen = new Y.Doc();
    const reader = stockProvider(endpoint, room, seen, { cookie: observer });
    await until(seen, () => text(seen).length === 1);
    const before = await app.store.db.selectFrom('documentUpdate').selectAll().execute();
    const denied = new Promise((resolve) =>
      reader.messageHandlers.splice(2, 1, (_, decoder) => resolve(decoder))
    );
    type(seen, 'smuggled in');
    await denied;
    await app.sync.settled();
    expect(await app.store.db.selectFrom('documentUpdate').selectAll().execute()).toEqual(before);
    const third = await RawSocket.join(endpoint, room, { cookie: expert });
    const whole = new Y.Doc();
    Y.applyUpdate(whole, await third.whole());
    expect(text(whole).toJSON()).toBe('<paragraph>agreed</paragraph>');
  });

  it('may bring any shared type to a room for load tests, and to no other', async () => {
    const app = await testApp(engine);
    const study = await makeStudy(app);
    const endpoint = { port: await servePort(app), origin: app.config.origin };
    const cookie = await cookieOf(app, await makePerson(app, { role: 'expert', study, side: 'eu' }));
    const chapter = 'small-study.chapter.trends@1';
    const refused = new Y.Doc();
    const provider = stockProvider(endpoint, chapter, refused, { cookie });
    const closed = new Promise<number>((resolve) =>
      provider.on('connection-close', (event) => resolve(event?.code ?? 0))
    );
    refused.getText('quill').insert(0, 'hello');
    expect(await closed).toBe(4400);
    provider.destroy();
    await app.store.db.updateTable('study').set({ isBench: 1 }).execute();
    app.signals.emit({ kind: 'document-moved', documentId: '' });
    const [one, other] = [new Y.Doc(), new Y.Doc()];
    for (const doc of [one, other]) stockProvider(endpoint, chapter, doc, { cookie });
    one.getText('quill').insert(0, 'hello', { bold: true });
    one.getMap('settings').set('inner', new Y.Map([['numbers', [1, 2.5, null]]]));
    one.getArray('rows').push([new Uint8Array([1, 2]), 'text']);
    await until(other, () => other.getArray('rows').length === 2 && other.getMap('settings').size === 1);
    expect(other.getText('quill').toDelta()).toEqual([{ insert: 'hello', attributes: { bold: true } }]);
    expect(other.getMap('settings').toJSON()).toEqual({ inner: { numbers: [1, 2.5, null] } });
  });
});
