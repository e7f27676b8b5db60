/**
 * Tests that the log, which operators read and send on, holds no word of a confidential answer (R242), neither when all
 * goes well nor when a write is refused, set aside or cannot be read back.
 */
import { expect, it } from 'vitest';
import * as Y from 'yjs';
import { createLogger } from '#server/process/logger.ts';
import { engines } from '#kit/databases.ts';
import { openStage } from '#kit/open-room.ts';
import { addParagraph } from '#kit/passages.ts';
import { attemptUpgrade, RawSocket } from '#kit/socket.ts';

const vision = 'strategy.vision';
const city = 'haidian';
const words = 'Underground reservoir 地下水库';
const [inLatin, inChinese] = ['reservoir', '地下水库'];

function answering(clientID: number, text = words): Uint8Array {
  const doc = new Y.Doc();
  doc.clientID = clientID;
  doc.transact(() => {
    addParagraph(doc, `answer:${vision}.zh`, text);
    doc.getMap('answers').set(`${vision}/value@source`, text);
  });
  return Y.encodeStateAsUpdate(doc);
}

/** Returns an answer with content that no schema knows, in which these words are a name and a value. */
function unknownAnswer(): Uint8Array {
  const doc = new Y.Doc();
  addParagraph(doc, `answer:${vision}.zh`, words).insertEmbed(0, { [words]: words });
  return Y.encodeStateAsUpdate(doc);
}

it.each(engines)('no line of the log holds a word of a confidential answer, on %s', async (engine) => {
  const lines: string[] = [];
  const logger = createLogger({
    level: 'debug',
    now: () => new Date(),
    write: (line) => void lines.push(line)
  });
  const stage = await openStage(engine, { logger });
  const { app, study, endpoint } = stage;
  const { db } = app.store;
  await db.updateTable('assessment').set({ state: 'collecting' }).where('cityId', '=', city).execute();
  const { cookie } = await stage.addPerson({ role: 'city', city });
  const colleague = await stage.addPerson({ role: 'city', city, senior: false });
  const session = await app.sessions.read(cookie);
  if (!session) throw new Error('no session');
  const roomAt = (kind: 'response' | 'confidential', n: number): string =>
    `${study.slug}.${city}.${kind}@${n}`;
  const join = (room: string, as = cookie): Promise<RawSocket> =>
    RawSocket.join(endpoint, room, { cookie: as });
  const logged = (text: string): number => lines.filter((line) => line.includes(text)).length;

  const response = await join(roomAt('response', 1));
  response.update(answering(7));
  await response.hear('committed');
  const held = await app.confidential.holdBack(session.actor, study.slug, city, {
    question: vision,
    topic: null
  });
  expect(held).toMatchObject({ ok: true });
  // Who joins the earlier generation before its room has heard of the end is sent away, and comes again.
  await response.end();

  const next = await join(roomAt('response', 2));
  next.update(answering(8));
  await next.hear('denied');
  const late = await join(roomAt('response', 1));
  late.update(answering(9));
  await late.hear('late');
  expect(
    await attemptUpgrade(endpoint, `/sync/${roomAt('confidential', 2)}`, { cookie: stage.euCookie })
  ).toBe(404);
  const confidential = await join(roomAt('confidential', 2));
  confidential.update(answering(10, `${words} 2`));
  await confidential.hear('committed');
  const other = await join(roomAt('confidential', 2), colleague.cookie);
  other.update(answering(10, `${words} and more of it`));
  await other.end();
  expect(logged('An update used a client id of another user')).toBe(1);
  confidential.update(unknownAnswer());
  await confidential.hear('quarantined');
  expect(logged('the schema does not know was set aside')).toBe(1);

  await app.documents.freeze(null, study.cities[1]?.responseId ?? '');
  const { id } = await db
    .selectFrom('document')
    .select('id')
    .where('kind', '=', 'confidential')
    .executeTakeFirstOrThrow();
  const damaged = Buffer.concat([answering(11), Buffer.from(words)]).subarray(3);
  await db.updateTable('documentSnapshot').set({ bytes: damaged }).where('documentId', '=', id).execute();
  await expect(app.documents.read(session.actor, id)).rejects.toThrow();
  const unread = new RawSocket(endpoint, `/sync/${roomAt('confidential', 1)}`, { cookie });
  await unread.end();
  expect(logged('A room could not be loaded')).toBe(1);

  // A log line holds words as they are, or as JSON writes them.
  const escaped = JSON.stringify(inChinese).replace(
    /[^ -~]/g,
    (letter) => `\\u${letter.charCodeAt(0).toString(16)}`
  );
  for (const word of [
    inLatin,
    inChinese,
    escaped.slice(1, -1),
    Buffer.from(words).toString('base64').slice(0, 20)
  ])
    expect(lines.filter((line) => line.includes(word))).toEqual([]);
});
