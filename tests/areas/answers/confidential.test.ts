/**
 * Tests that what a city holds back as confidential reaches nobody but the city and the people who were named
 * (R242): no byte of it is in a room, a page's data, a file, a version, a comparison or an event of others.
 */
import { unzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { anchorAt } from '#document/sequence/anchors.ts';
import { flatTextOf } from '#document/sequence/flat-text.ts';
import { openNote, openPassage } from '#document/sequence/roots.ts';
import { exchangeFormats } from '#rules/exchange/exchange.ts';
import type { Actor } from '#base/permissions.ts';
import type { Result } from '#base/refusal.ts';
import { serviceEngines, type Engine } from '#kit/databases.ts';
import { openStage } from '#kit/open-room.ts';
import { addParagraph, paragraphsOf } from '#kit/passages.ts';
import { attemptUpgrade, RawSocket } from '#kit/socket.ts';
import { paragraph, writeText } from '#kit/texts.ts';
import { onSection, openRound, section, writeTexts } from '#kit/threads.ts';

const vision = 'strategy.vision';
const who = 'stakeholders.who';
const slug = 'small-study';
const city = 'haidian';
const secret = 'Underground reservoir 地下水库';
const source = 'Internal minute 内部纪要';
const footnote = 'Map no. 7 图七';
const whole = { question: vision, topic: null };
const responseAt = (n: number): string => `${slug}.${city}.response@${n}`;
const confidentialAt = (n: number): string => `${slug}.${city}.confidential@${n}`;
const ofResponse = { kind: 'response', city } as const;

function valueOf<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(result.refusal.code);
  return result.value;
}
const code = <T>(result: Result<T>): string => (result.ok ? 'ok' : result.refusal.code);

function answering(doc: Y.Doc, question: string, text: string, cells: Record<string, string> = {}) {
  const before = Y.encodeStateVector(doc);
  doc.transact(() => {
    const words = addParagraph(doc, `answer:${question}.zh`, text);
    words.insertEmbed(words.length, { note: `n-${doc.clientID}` });
    openNote(doc, `n-${doc.clientID}`).insert(0, `${text} ${footnote}`);
    for (const [key, value] of Object.entries(cells)) doc.getMap('answers').set(key, value);
  });
  return Y.encodeStateAsUpdate(doc, before);
}

const textIn = (bytes: Uint8Array): string => {
  const doc = new Y.Doc();
  Y.applyUpdate(doc, bytes);
  return [...doc.share.keys()]
    .map((root) =>
      ['answers', 'attributes'].includes(root) ? JSON.stringify(doc.getMap(root)) : paragraphsOf(doc, root)
    )
    .join(' ');
};
/** Returns what a file holds, unpacked. */
const contentOf = (bytes: Uint8Array): string =>
  bytes[0] === 0x50 && bytes[1] === 0x4b
    ? Object.values(unzipSync(bytes))
        .map((entry) => Buffer.from(entry).toString())
        .join(' ')
    : Buffer.from(bytes).toString();
/** Says that neither the document nor what was deleted from it holds the text. */
const holdsNothing = (bytes: Uint8Array): boolean =>
  [secret, source, footnote].every((text) => Buffer.from(bytes).indexOf(Buffer.from(text)) === -1);

/** Haidian has answered its first question openly, with words and a source. */
async function answered(engine: Engine) {
  const stage = await openStage(engine);
  const { app, study } = stage;
  const haidian = study.cities[1];
  const responseId = haidian?.responseId ?? '';
  const addPerson = async (input: Parameters<typeof stage.addPerson>[0]) => {
    const { cookie, person } = await stage.addPerson(input);
    return { cookie, id: person.id, actor: await actorOf(cookie) };
  };
  /** Reads the person again, as each request does. */
  const actorOf = async (cookie: string): Promise<Actor> => {
    const session = await app.sessions.read(cookie);
    if (!session) throw new Error('no session');
    return session.actor;
  };
  const setState = async (state: 'collecting' | 'drafting'): Promise<void> => {
    await app.store.db
      .updateTable('assessment')
      .set({ state })
      .where('id', '=', haidian?.assessmentId ?? '')
      .execute();
    app.signals.emit({ kind: 'document-moved', documentId: responseId });
  };
  await setState('collecting');
  const people = {
    senior: await addPerson({ role: 'city', city }),
    limited: await addPerson({
      role: 'city',
      city,
      senior: false,
      characteristics: ['stakeholders']
    }),
    chair: await addPerson({ role: 'chair', side: 'eu' }),
    secretariat: await addPerson({ role: 'secretariat' }),
    observer: await addPerson({ role: 'observer' }),
    otherCity: await addPerson({ role: 'city', city: 'bristol' }),
    expert: { cookie: stage.euCookie, id: stage.eu.id, actor: await actorOf(stage.euCookie) },
    assessor: { cookie: stage.cnCookie, id: stage.cn.id, actor: await actorOf(stage.cnCookie) }
  };
  const join = (room: string, cookie: string) => RawSocket.join(stage.endpoint, room, { cookie });
  const opening = (room: string, cookie: string) =>
    attemptUpgrade(stage.endpoint, `/sync/${room}`, { cookie });
  const socket = await join(responseAt(1), people.senior.cookie);
  const doc = new Y.Doc();
  socket.update(answering(doc, vision, secret, { [`${vision}/value@source`]: source }));
  await socket.hear('committed');
  return {
    ...stage,
    app,
    people,
    actorOf,
    setState,
    join,
    opening,
    doc,
    socket,
    responseId,
    hold: (actor = people.senior.actor, answer = whole) =>
      app.confidential.holdBack(actor, slug, city, answer),
    takeBack: (actor = people.senior.actor, answer = whole) =>
      app.confidential.takeBack(actor, slug, city, answer)
  };
}

describe.each(serviceEngines)('an answer that a city holds back as confidential, on %s', (engine) => {
  it('moves into a document that only the city opens, and leaves no byte in the response', async () => {
    const { hold, join, opening, people, socket, app, responseId } = await answered(engine);
    expect(code(await hold())).toBe('ok');
    expect(await socket.end()).toMatchObject({ code: 4409 });
    const response = await join(responseAt(2), people.expert.cookie);
    const bytes = await response.whole();
    expect(textIn(bytes)).toContain(`"${vision}/state":"confidential"`);
    expect(holdsNothing(bytes)).toBe(true);
    const confidential = await join(confidentialAt(2), people.senior.cookie);
    expect((await confidential.hear('access')).access).toBe('write');
    const held = textIn(await confidential.whole());
    expect(held).toContain(secret);
    expect(held).toContain(source);
    const { expert, assessor, chair, secretariat, observer, otherCity } = people;
    for (const { cookie } of [expert, assessor, chair, secretariat, observer, otherCity])
      expect(await opening(confidentialAt(2), cookie)).toBe(404);
    // The earlier generation held it openly: it is the city's alone.
    expect(await opening(responseAt(1), expert.cookie)).toBe(404);
    expect(await opening(responseAt(1), people.senior.cookie)).toBe(101);
    expect((await app.documents.read(expert.actor, responseId, 1)).ok).toBe(false);
    expect(code(await hold())).toBe('stale');
  });

  it('is in no data, version, comparison or event of anybody else', async () => {
    const { hold, people, app, responseId } = await answered(engine);
    const versions = { en: 'Before', zh: '' };
    const { id: before } = valueOf(await app.versions.keep(people.expert.actor, slug, ofResponse, versions));
    valueOf(await hold());
    valueOf(await app.versions.keep(people.expert.actor, slug, ofResponse, { en: 'After', zh: '' }));
    for (const { actor } of [people.expert, people.assessor, people.chair, people.secretariat]) {
      const seen = [
        valueOf(
          await app.documents.answers(actor, responseId, {
            passages: [`answer:${vision}`],
            questions: [vision]
          })
        ),
        valueOf(await app.documents.answered(actor, responseId)),
        valueOf(await app.assessments.load(actor, slug, city)),
        valueOf(await app.versions.load(actor, slug, ofResponse, before)),
        Buffer.from(valueOf(await app.versions.bytes(actor, slug, ofResponse, before)).bytes).toString(),
        valueOf(await app.versions.held(actor, slug, ofResponse, before)),
        valueOf(await app.versions.authors(actor, slug, ofResponse, before)),
        valueOf(await app.versions.compare(actor, slug, ofResponse, before, 'live')),
        valueOf(await app.events.list(actor, slug, 0)),
        valueOf(await app.completeness.list(actor, slug))
      ];
      const text = JSON.stringify(seen);
      expect(text).not.toContain('reservoir');
      expect(text).not.toContain('地下水库');
      expect(text).not.toContain('minute');
      expect(text).toContain('confidential');
      expect(code(await app.versions.list(actor, slug, { kind: 'confidential', city }))).toBe('not-found');
    }
    expect(JSON.stringify(await app.events.list(people.expert.actor, slug, 0))).toContain('answer.held-back');
  });

  it('is written by nobody in the response, and others go on writing there', async () => {
    const { hold, join, people } = await answered(engine);
    valueOf(await hold());
    const socket = await join(responseAt(2), people.senior.cookie);
    const bytes = await socket.whole();
    const doc = new Y.Doc();
    Y.applyUpdate(doc, bytes);
    socket.update(answering(doc, vision, 'by a stock client'));
    await socket.hear('denied');
    const fresh = new Y.Doc();
    Y.applyUpdate(fresh, bytes);
    socket.update(answering(fresh, who, 'the next answer'));
    await socket.hear('committed');
    expect(textIn(await socket.whole())).toContain('the next answer');
  });

  it('comes back into the response as it was when the city takes it back', async () => {
    const { hold, takeBack, join, people, app, responseId } = await answered(engine);
    expect(code(await takeBack())).toBe('stale');
    valueOf(await hold());
    expect(code(await takeBack(people.expert.actor))).toBe('forbidden');
    valueOf(await takeBack());
    const response = await join(responseAt(3), people.expert.cookie);
    const text = textIn(await response.whole());
    expect(text).toContain(secret);
    expect(text).not.toContain(`${vision}/state`);
    const { cells, passages } = valueOf(
      await app.documents.answered(people.expert.actor, responseId)
    ).answers;
    expect(cells).toEqual({ [`${vision}/value@source`]: source });
    expect(passages).toHaveLength(1);
    const confidential = await join(confidentialAt(3), people.senior.cookie);
    expect(holdsNothing(await confidential.whole())).toBe(true);
  });

  it('is held back and taken back by those alone who write the question, while the response is open', async () => {
    const { hold, people, app, responseId, setState } = await answered(engine);
    const { limited, expert, secretariat, chair, observer, otherCity } = people;
    expect(code(await hold(limited.actor))).toBe('forbidden');
    for (const { actor } of [expert, secretariat, chair]) expect(code(await hold(actor))).toBe('forbidden');
    for (const { actor } of [observer, otherCity]) expect(code(await hold(actor))).toBe('not-found');
    expect(code(await hold(people.senior.actor, { question: 'no.question', topic: null }))).toBe('invalid');
    valueOf(await app.documents.freeze(null, responseId));
    await setState('drafting');
    expect(code(await hold())).toBe('wrong-state');
  });

  it('leaves to the other words their authors and their comments', async () => {
    const { app, clock, study, city, people } = await openRound(engine, 'collecting');
    const doc = await writeTexts(app, city.responseId);
    await app.store.db
      .updateTable('assessment')
      .set({ state: 'collecting' })
      .where('id', '=', city.assessmentId)
      .execute();
    const english = paragraph('repeated', 'plan '.repeat(30));
    await writeText(app, city.responseId, people.city.userId, section, { en: [english] });
    Y.applyUpdate(doc, (await app.documents.contentOf(city.responseId)) ?? new Uint8Array());
    // The same words stand before and behind it: it cannot be found by them.
    const anchor = anchorAt(flatTextOf(doc, openPassage(doc, section, 'en')), 75, 79, 500);
    if (!anchor) throw new Error('There are no words there');
    const about = onSection('Which?', { anchor: { language: 'en', ...anchor } });
    valueOf(await app.threads.open(people.expertEu, city.responseId, about));
    const placesOf = async () =>
      valueOf(await app.threads.list(people.expertEu, city.responseId)).threads.map(
        ({ foundAnchor, quote }) => ({ at: foundAnchor?.at, quote })
      );
    const places = [{ at: 75, quote: 'plan' }];
    expect(await placesOf()).toEqual(places);
    const authorsOf = async () => {
      const read = await app.versions.presentAuthors(people.expertEu, study.slug, ofResponse, [section]);
      const { authors, characters, times } = valueOf(read);
      return { names: authors.map((person) => person?.name.en ?? null), characters, times };
    };
    const authors = await authorsOf();
    expect(authors.names).toEqual([null, '李海']);
    clock.advance(60_000);
    valueOf(await app.confidential.holdBack(people.city, study.slug, city.id, whole));
    expect(await placesOf()).toEqual(places);
    expect(await authorsOf()).toEqual(authors);
  });

  it('keeps what was typed meanwhile as a late proposal of its author', async () => {
    const { hold, join, people, app, responseId } = await answered(engine);
    valueOf(await hold());
    const late = await join(responseAt(1), people.senior.cookie);
    const doc = new Y.Doc();
    Y.applyUpdate(doc, await late.whole());
    late.update(answering(doc, vision, 'typed too late'));
    await late.hear('late');
    const proposals = valueOf(await app.lateProposals.list(people.senior.actor, slug, ofResponse));
    expect(proposals.proposals).toHaveLength(1);
    expect(valueOf(await app.lateProposals.list(people.expert.actor, slug, ofResponse)).proposals).toEqual(
      []
    );
    expect(responseId).not.toBe('');
  });

  it('is taken out of the records that comparisons read, and out of what others are shown while it is reopened', async () => {
    const { hold, app, people, responseId, setState, study, join } = await answered(engine);
    valueOf(await app.documents.freeze(null, responseId));
    await setState('drafting');
    await app.store.db
      .insertInto('record')
      .values({
        id: 'r1',
        studyId: study.id,
        cityId: city,
        question: vision,
        recordType: 'service',
        position: 0,
        fields: JSON.stringify({ name: secret }),
        source: ''
      })
      .execute();
    valueOf(
      await app.clarifications.ask(people.expert.actor, slug, city, {
        question: vision,
        text: 'Is this so?',
        language: 'en'
      })
    );
    const before = valueOf(await app.documents.answered(people.observer.actor, responseId));
    expect(JSON.stringify(before)).toContain(secret);
    valueOf(await hold());
    expect(await app.store.db.selectFrom('record').selectAll().where('cityId', '=', city).execute()).toEqual(
      []
    );
    for (const { actor } of [people.observer, people.expert]) {
      const seen = JSON.stringify(valueOf(await app.documents.answered(actor, responseId)));
      expect(seen).not.toContain(secret);
      expect(seen).toContain('confidential');
    }
    const { room } = valueOf(await app.assessments.load(people.observer.actor, slug, city)).documents.find(
      ({ kind }) => kind === 'response'
    ) ?? { room: '' };
    expect(holdsNothing(await (await join(room, people.observer.cookie)).whole())).toBe(true);
    const [open] = valueOf(await app.clarifications.list(people.senior.actor, slug, city)).clarifications;
    valueOf(
      await app.clarifications.giveBack(people.senior.actor, slug, city, {
        ids: [open?.id ?? ''],
        note: { text: '', language: 'en' }
      })
    );
    const changed = valueOf(
      await app.clarifications.changed(people.expert.actor, slug, city, 'smart-city-strategy')
    );
    expect(JSON.stringify([...changed])).not.toContain('reservoir');
    const versions = valueOf(
      await app.versions.list(people.senior.actor, slug, { kind: 'confidential', city })
    );
    expect(versions.versions.map(({ kind }) => kind)).toEqual(['submission']);
  });
});

describe.each(serviceEngines)('the readers of confidential answers on %s', (engine) => {
  it('are named and removed by the senior representative and the secretariat, and open the room at once', async () => {
    const { hold, people, app, join, opening, actorOf } = await answered(engine);
    valueOf(await hold());
    const { senior, limited, expert, assessor, secretariat, observer, otherCity } = people;
    const name = (by: Actor, id: string) => app.confidential.name(by, slug, city, id);
    expect(code(await name(limited.actor, expert.id))).toBe('forbidden');
    expect(code(await name(expert.actor, expert.id))).toBe('not-found');
    expect(code(await name(senior.actor, otherCity.id))).toBe('invalid');
    expect(code(await name(senior.actor, expert.id))).toBe('ok');
    expect(code(await name(secretariat.actor, expert.id))).toBe('stale');
    const room = await join(confidentialAt(2), expert.cookie);
    expect((await room.hear('access')).access).toBe('read');
    expect(textIn(await room.whole())).toContain(secret);
    const named = await actorOf(expert.cookie);
    const file = valueOf(await app.answerFiles.write(named, slug, city, 'txt', 'en', true));
    expect(Buffer.from(file.bytes).toString()).toContain(secret);
    expect(await opening(confidentialAt(2), assessor.cookie)).toBe(404);
    const list = valueOf(await app.confidential.readers(limited.actor, slug, city));
    expect(list.readers.map(({ userId }) => userId)).toEqual([expert.id]);
    expect(list.nameable).toEqual([]);
    expect(code(await app.confidential.readers(observer.actor, slug, city))).toBe('not-found');
    const events = JSON.stringify(valueOf(await app.events.list(senior.actor, slug, 0)));
    expect(events).toContain('confidential-reader.named');
    expect(JSON.stringify(valueOf(await app.events.list(assessor.actor, slug, 0)))).not.toContain(
      'confidential-reader'
    );
    valueOf(await app.confidential.remove(secretariat.actor, slug, city, expert.id));
    expect(await room.end()).toMatchObject({ code: 4403 });
    expect(await opening(confidentialAt(2), expert.cookie)).toBe(404);
    expect(code(await app.confidential.remove(senior.actor, slug, city, expert.id))).toBe('stale');
  });
});

describe('the files of a response with a confidential answer', () => {
  it('hold it in no format, but where one who may read it asks for it; then their names say so', async () => {
    const { hold, people, app } = await answered('sqlite');
    valueOf(await hold());
    for (const format of exchangeFormats) {
      const write = (actor: Actor, withConfidential: boolean) =>
        app.answerFiles.write(actor, slug, city, format, 'en', withConfidential);
      const others = contentOf(valueOf(await write(people.expert.actor, false)).bytes);
      expect(others).not.toContain('reservoir');
      expect(others).not.toContain('minute');
      expect(code(await write(people.expert.actor, true))).toBe('not-found');
      const own = valueOf(await write(people.senior.actor, true));
      expect(own.fileName).toBe(`${slug}-${city}-with-confidential.${format}`);
      expect(contentOf(own.bytes)).toContain('reservoir');
    }
    const usual = valueOf(await app.answerFiles.write(people.senior.actor, slug, city, 'json', 'en'));
    expect(contentOf(usual.bytes)).not.toContain('reservoir');
  }, 180_000);
});

describe('a response that a stock client marked as confidential', () => {
  it('is not handed in while content stands under the mark', async () => {
    const { people, app, socket, doc } = await answered('sqlite');
    socket.update(answering(doc, who, 'open', { [`${vision}/state`]: 'confidential' }));
    await socket.hear('committed');
    const status = valueOf(await app.workflow.assessment(people.senior.actor, slug, city));
    expect(JSON.stringify(status)).toContain('"exposed"');
    const { version } = valueOf(await app.assessments.load(people.senior.actor, slug, city));
    const submitted = await app.workflow.takeStep(people.senior.actor, slug, city, {
      step: 'submit',
      version,
      reason: { en: 'complete', zh: '' },
      deadline: null,
      post: 'Mayor'
    });
    expect(code(submitted)).toBe('requirements-open');
  });
});
