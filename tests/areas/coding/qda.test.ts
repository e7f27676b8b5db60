/**
 * Shows R169: code book and codings leave a study as REFI-QDA files and come in again without loss; a file of another
 * program comes in; and no file has a byte of what its reader may not see.
 */
import { strFromU8, unzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import type { CodeInput } from '#rules/coding/code-book.ts';
import type { CodingTarget } from '#rules/coding/coding.ts';
import type { Actor } from '#base/permissions.ts';
import type { QdaProject } from '#rules/coding/qda-project.ts';
import { serviceEngines, type Engine } from '#kit/databases.ts';
import { guidFor, projectXml, qdpx } from '#kit/qda-projects.ts';
import { paragraph, writeAnswers, writeText } from '#kit/texts.ts';
import { outcomeOf, themeStage, valueOf, type ThemeStage } from '#kit/themes.ts';
import { readQda } from '#server/areas/exchange/refi-qda/reading.ts';
import { writeQdpx } from '#server/areas/exchange/refi-qda/writing.ts';

const code = (
  en: string,
  zh: string,
  parentId: string | null = null
): CodeInput & { parentId: string | null } => ({
  label: { en, zh },
  definition: { en: `What is ${en}.`, zh: '' },
  colour: 'teal',
  parentId
});

const passage = (block: string, quote?: string): CodingTarget => ({
  kind: 'passage',
  place: { city: 'bristol', section: 'stakeholders' },
  block,
  ...(quote === undefined ? {} : { quote })
});

interface QdaStage extends ThemeStage {
  readonly silos: string;
  readonly oneWindow: string;
  readonly tag: (actor: Actor, codeId: string, target: CodingTarget) => Promise<void>;
  readonly file: (actor: Actor) => Promise<Uint8Array>;
  readonly receive: (actor: Actor, bytes: Uint8Array) => Promise<unknown>;
  /** Lists codes with their codings, as the pages show them. */
  readonly state: (actor: Actor) => Promise<string[]>;
}

async function qdaStage(engine: Engine = 'sqlite'): Promise<QdaStage> {
  const stage = await themeStage(engine);
  const { app, study, eu, findings } = stage;
  await writeText(app, findings('bristol'), eu.userId, 'stakeholders', {
    en: [paragraph('b1', 'Each 👩‍👩‍👧 office keeps 𠮷 files.'), paragraph('b2', 'One desk for all.')],
    zh: [paragraph('z1', '各部门自存档案。'), paragraph('z2', '一个窗口受理。')]
  });
  const add = async (input: ReturnType<typeof code>): Promise<string> =>
    valueOf(await app.coding.addCode(eu, study.slug, input)).id;
  const silos = await add(code('Data silos', '数据孤岛'));
  const oneWindow = await add(code('One desk', '一站式', silos));
  return {
    ...stage,
    silos,
    oneWindow,
    tag: async (actor, codeId, target) => {
      valueOf(await app.coding.tag(actor, study.slug, codeId, target));
    },
    file: async (actor) => valueOf(await app.coding.codingsFile(actor, study.slug)),
    receive: async (actor, bytes) => valueOf(await app.coding.receiveFile(actor, study.slug, bytes)),
    state: async (actor) => {
      const { codes } = valueOf(await app.coding.load(actor, study.slug, 'side'));
      const views = await Promise.all(
        codes.map(async ({ id }) => valueOf(await app.coding.loadCode(actor, study.slug, id)))
      );
      return views.flatMap(({ code: { label, definition, colour, parentId }, codings, memos }) => [
        JSON.stringify([label, definition, colour, parentId === null, memos.map(({ text }) => text)]),
        ...codings
          .map(({ kind, state, quote, isOwn, memos: own }) =>
            JSON.stringify([kind, state, quote, isOwn, own.map(({ text }) => text)])
          )
          .sort()
      ]);
    }
  };
}

const projectIn = (bytes: Uint8Array): QdaProject => {
  const read = readQda(bytes);
  if (read.kind !== 'project') throw new Error('This is a code book.');
  return read.project;
};
const textOf = (bytes: Uint8Array): string =>
  Object.entries(unzipSync(bytes))
    .map(([name, part]) => `${name}\n${strFromU8(part)}`)
    .join('\n');

describe.each(serviceEngines)('the codings of a study on %s', (engine) => {
  it('go out and come in again: what was removed is as it was, what is there stays', async () => {
    const { app, study, eu, cn, silos, oneWindow, tag, file, receive, state } = await qdaStage(engine);
    await tag(eu, silos, passage('b1', 'office keeps 𠮷'));
    await tag(eu, oneWindow, passage('b1', '👩‍👩‍👧 office'));
    await tag(eu, oneWindow, passage('z2'));
    await tag(eu, silos, { kind: 'answer', city: 'haidian', question: 'stakeholders.who' });
    await tag(cn, silos, passage('z1'));
    valueOf(
      await app.coding.addMemo(
        eu,
        study.slug,
        { aboutKind: 'code', aboutId: silos },
        { en: 'Narrow?', zh: '范围\r\n过窄？' }
      )
    );
    const [before, bytes] = [await state(eu), await file(eu)];
    expect(await receive(eu, bytes)).toEqual({
      codes: { added: 0, known: 2 },
      codings: { added: 0, known: 5 },
      left: [],
      losses: []
    });
    expect(await state(eu)).toEqual(before);

    const ids = await Promise.all(
      [silos, oneWindow].map(async (id) =>
        valueOf(await app.coding.loadCode(eu, study.slug, id)).codings.map((one) => one.id)
      )
    );
    valueOf(await app.coding.untag(eu, study.slug, ids.flat()));
    expect(await receive(eu, bytes)).toEqual({
      codes: { added: 0, known: 2 },
      codings: { added: 4, known: 0 },
      // Nobody brings in what another coder coded.
      left: [{ reason: 'other-coder', count: 1, texts: [expect.stringContaining('bristol')] }],
      losses: []
    });
    expect(await receive(cn, bytes)).toMatchObject({ codings: { added: 1, known: 4 }, left: [] });
    expect(await state(eu)).toEqual(before);
    const again = projectIn(await file(eu));
    const words = ({ sources, codes }: QdaProject) => [
      codes,
      sources.map(({ guid, name, text, selections }) => [
        guid,
        name,
        text,
        selections
          .map(({ name: marked, start, end, codings }) => [
            marked,
            start,
            end,
            codings[0]?.guid,
            codings[0]?.code
          ])
          .sort()
      ])
    ];
    expect(words(again)).toEqual(words(projectIn(bytes)));
  });

  it('are taken in as one act, which is undone at once', async () => {
    const { app, study, eu, receive, state } = await qdaStage(engine);
    const before = await state(eu);
    const bytes = qdpx(
      projectXml(
        `<CodeBook><Codes><Code guid="${guidFor(1)}" name="Mobility" isCodable="false"><Code guid="${guidFor(2)}" name="智慧交通" isCodable="true" color="#1f77b5"/></Code></Codes></CodeBook>`
      )
    );
    const receipt = {
      codes: { added: 2, known: 0 },
      codings: { added: 0, known: 0 },
      left: [],
      losses: [{ element: 'isCodable', count: 1, names: ['Mobility'] }]
    };
    expect(await receive(eu, bytes)).toEqual(receipt);
    expect(await receive(eu, bytes)).toEqual({ ...receipt, codes: { added: 0, known: 2 } });
    const { codes, acts } = valueOf(await app.coding.load(eu, study.slug, 'side'));
    expect(codes.map(({ label, colour, depth }) => [depth, label.en, label.zh, colour])).toEqual([
      [0, 'Data silos', '数据孤岛', 'teal'],
      [1, 'One desk', '一站式', 'teal'],
      [0, 'Mobility', '', 'grey'],
      [1, '', '智慧交通', 'blue']
    ]);
    // What came in goes out with the identifiers that it had.
    const out = readQda(valueOf(await app.coding.codeBookFile(eu, study.slug)));
    expect(out.kind === 'code-book' && out.book.codes.map(({ guid }) => guid)).toContain(guidFor(1));
    expect(acts[0]?.kind).toBe('imported');
    valueOf(await app.coding.undo(eu, study.slug, acts[0]?.id ?? ''));
    expect(await state(eu)).toEqual(before);
  });

  it('that a coder made in another program, in a text of the study, become that coder’s', async () => {
    const { eu, cn, silos, tag, file, receive, state } = await qdaStage(engine);
    await tag(cn, silos, passage('b2'));
    const project = projectIn(await file(eu));
    const [source] = project.sources;
    if (!source) throw new Error('There is no text.');
    const made = (number: number, start: number, end: number, codeGuid = guidFor(50)) => ({
      ...source.selections[0],
      guid: guidFor(number),
      name: '',
      description: '',
      start,
      end,
      creatingUser: guidFor(90),
      created: null,
      modifyingUser: null,
      modified: null,
      notes: [],
      codings: [{ guid: guidFor(number + 100), code: codeGuid, creatingUser: null, created: null, notes: [] }]
    });
    const elsewhere = { ...source, guid: guidFor(70), name: 'Interview 3', selections: [made(7, 0, 4)] };
    const changed = await receive(
      eu,
      writeQdpx({
        ...project,
        origin: 'Another Program',
        users: [{ guid: guidFor(90), name: 'default', id: '' }],
        codes: [
          ...project.codes,
          {
            guid: guidFor(50),
            name: 'Offices',
            description: '',
            color: null,
            isCodable: true,
            notes: [],
            children: []
          }
        ],
        // A selection over both lines is two passages of the study.
        sources: [{ ...source, selections: [made(1, 5, 17), made(2, 11, 45)] }, elsewhere]
      })
    );
    expect(changed).toMatchObject({
      codes: { added: 1, known: 2 },
      codings: { added: 3, known: 0 },
      left: [{ reason: 'other-text', count: 1, texts: ['Interview 3'] }]
    });
    expect((await state(eu)).slice(-3)).toEqual([
      expect.stringContaining('"One desk for"'),
      expect.stringContaining('"office keeps 𠮷 files."'),
      expect.stringContaining('👩‍👩‍👧 office')
    ]);
  });
});

describe('a file of codings', () => {
  it('brings codings of comments back, which name nobody that they mention', async () => {
    const { app, study, eu, silos, tag, file, receive, state, findings } = await qdaStage();
    valueOf(
      await app.threads.open(eu, findings('bristol'), {
        about: 'passage',
        section: 'stakeholders',
        targetId: null,
        anchor: null,
        audience: 'experts',
        body: `Ask @[${eu.userId}] about it.\nSoon.`,
        locale: 'en'
      })
    );
    const { id: comment } = await app.store.db.selectFrom('comment').select('id').executeTakeFirstOrThrow();
    await tag(eu, silos, { kind: 'comment', id: comment });
    const bytes = await file(eu);
    expect(textOf(bytes)).toContain('Ask @… about it. Soon.');
    expect(textOf(bytes)).not.toContain(eu.userId);
    const before = await state(eu);
    const { codings } = valueOf(await app.coding.loadCode(eu, study.slug, silos));
    valueOf(
      await app.coding.untag(
        eu,
        study.slug,
        codings.map(({ id }) => id)
      )
    );
    expect(await receive(eu, bytes)).toMatchObject({ codings: { added: 1, known: 0 }, left: [] });
    expect(await state(eu)).toEqual(before);
  });

  it('names words that have changed since, and takes them in no more', async () => {
    const { app, eu, cn, silos, tag, file, receive, findings } = await qdaStage();
    await tag(eu, silos, passage('b1', 'office keeps'));
    const bytes = await file(eu);
    await writeText(app, findings('bristol'), eu.userId, 'stakeholders', {
      en: [paragraph('b1', 'Nothing is the same.')]
    });
    const [source] = projectIn(await file(eu)).sources;
    expect([source?.name, source?.text]).toEqual([expect.stringContaining('earlier words'), 'office keeps']);
    // The same file in the hands of another coder: it holds nothing of hers.
    expect(await receive(cn, bytes)).toMatchObject({ codings: { added: 0, known: 1 }, left: [] });
  });

  it('holds no byte of an answer that a city holds back, not even by the time it was tagged', async () => {
    const { app, study, eu, cn, silos, tag, file, response, as } = await qdaStage();
    const answer = { kind: 'answer', city: 'haidian', question: 'stakeholders.who' } as const;
    await writeAnswers(app, response('haidian'), cn.userId, {
      'stakeholders.who/value.en@note': 'Confided words',
      'stakeholders.who/value.zh@note': '托付之言'
    });
    await tag(eu, silos, answer);
    expect(textOf(await file(cn))).toMatch(/Confided words[\s\S]*托付之言/);
    const city = await as({ role: 'city', city: 'haidian' });
    const setState = (state: 'collecting' | 'drafting') =>
      app.store.db
        .updateTable('assessment')
        .set({ state })
        .where('studyId', '=', study.id)
        .where('cityId', '=', 'haidian')
        .execute();
    await setState('collecting');
    valueOf(
      await app.confidential.holdBack(city, study.slug, 'haidian', {
        question: answer.question,
        topic: null
      })
    );
    for (const reader of [eu, cn, await as({ role: 'secretariat' }), await as({ role: 'chair', side: 'eu' })])
      for (const state of ['collecting', 'drafting'] as const) {
        await setState(state);
        expect(textOf(await file(reader))).not.toMatch(/Confided words|托付之言/);
        expect(outcomeOf(await app.coding.tag(reader, study.slug, silos, answer))).toMatch(
          /not-found|forbidden/
        );
      }
  });

  it('holds no byte of a comment that is not out yet, nor of those that a city’s staff keeps to itself', async () => {
    const { app, study, eu, cn, silos, tag, file, response, as } = await qdaStage();
    const city = await as({ role: 'city', city: 'haidian' });
    await app.store.db.updateTable('assessment').set({ state: 'collecting' }).execute();
    const open = async (actor: Actor, audience: 'shared' | 'staff', body: string): Promise<string> => {
      const subject = { about: 'passage', section: 'stakeholders', targetId: null, anchor: null } as const;
      const opening = { ...subject, audience, body, locale: 'en' } as const;
      return valueOf(await app.threads.open(actor, response('haidian'), opening)).threadId;
    };
    const threadId = await open(eu, 'shared', 'Please explain.');
    await app.store.db.updateTable('comment').set({ heldUntil: null }).execute();
    valueOf(await app.threads.reply(city, threadId, { body: 'Held for a minute', locale: 'en' }));
    await open(city, 'staff', 'Among ourselves');
    const comments = await app.store.db.selectFrom('comment').select(['id', 'body']).execute();
    const idOf = (body: string): string => comments.find((one) => one.body === body)?.id ?? '';
    await tag(eu, silos, { kind: 'comment', id: idOf('Please explain.') });
    const [own] = await app.store.db.selectFrom('coding').selectAll().execute();
    for (const body of ['Held for a minute', 'Among ourselves']) {
      const comment = { kind: 'comment', id: idOf(body) } as const;
      expect(outcomeOf(await app.coding.tag(eu, study.slug, silos, comment))).toBe('not-found');
      // Even where a row says that it was coded.
      if (own)
        await app.store.db
          .insertInto('coding')
          .values({
            ...own,
            id: app.newId(),
            key: `comment ${comment.id}`,
            wordsPrint: body,
            content: JSON.stringify({ ...comment, print: '0123456789abcdef' })
          })
          .execute();
    }
    for (const reader of [
      eu,
      cn,
      await as({ role: 'secretariat' }),
      await as({ role: 'chair', side: 'cn' })
    ]) {
      expect(textOf(await file(reader))).toContain('Please explain.');
      expect(textOf(await file(reader))).not.toMatch(/Held for a minute|Among ourselves/);
    }
  });

  it('holds no byte of what an open second pass hides', async () => {
    const { app, study, eu, cn, oneWindow, tag, file, as } = await qdaStage();
    valueOf(
      await app.coding.giveTask(eu, study.slug, {
        cityId: 'bristol',
        section: null,
        firstCoderId: eu.userId,
        secondCoderId: cn.userId
      })
    );
    const [before, secretariat] = [await file(cn), await as({ role: 'secretariat' })];
    await tag(eu, oneWindow, passage('b2', 'desk for'));
    const [coding] = valueOf(await app.coding.loadCode(eu, study.slug, oneWindow)).codings;
    valueOf(
      await app.coding.addMemo(
        eu,
        study.slug,
        { aboutKind: 'coding', aboutId: coding?.id ?? '' },
        { en: 'A blind memo', zh: '' }
      )
    );
    expect(textOf(await file(eu))).toMatch(/desk for[\s\S]*A blind memo/);
    expect(Buffer.compare(await file(cn), before)).toBe(0);
    expect(textOf(await file(secretariat))).not.toMatch(/desk for|A blind memo/);
  });

  it('is for those who read codings', async () => {
    const { app, study, as, file, eu } = await qdaStage();
    const bytes = await file(eu);
    for (const input of [{ role: 'observer' }, { role: 'city', city: 'bristol', senior: true }] as const) {
      const reader = await as(input);
      expect(outcomeOf(await app.coding.codeBookFile(reader, study.slug))).toBe('forbidden');
      expect(outcomeOf(await app.coding.codingsFile(reader, study.slug))).toBe('forbidden');
      expect(outcomeOf(await app.coding.receiveFile(reader, study.slug, bytes))).toBe('forbidden');
    }
    const chair = await as({ role: 'chair', side: 'eu' });
    expect(outcomeOf(await app.coding.codingsFile(chair, study.slug))).toBe('ok');
    expect(outcomeOf(await app.coding.receiveFile(chair, study.slug, bytes))).toBe('forbidden');
  });

  it.each([
    [
      'a code without a name',
      `<Code guid="${guidFor(1)}" name="First" isCodable="true"/><Code guid="${guidFor(2)}" name="  " isCodable="true"/>`,
      { fault: 'nameless-code', detail: guidFor(2) }
    ],
    [
      'a name that is too long',
      `<Code guid="${guidFor(1)}" name="${'n'.repeat(201)}" isCodable="true"/>`,
      { fault: 'name-too-long', detail: 'n'.repeat(60) }
    ],
    [
      'codes that are nested deeper than the code book is',
      Array.from({ length: 14 }).reduce<string>(
        (inner, _, index) =>
          `<Code guid="${guidFor(index)}" name="Level ${index}" isCodable="true">${inner}</Code>`,
        ''
      ),
      { fault: 'codes-too-deep', detail: 'Level 1' }
    ],
    ['broken XML', '<Code', { fault: 'broken', detail: expect.any(String) as string }]
  ])('with %s changes nothing', async (_, codes, unread) => {
    const { eu, receive, state } = await qdaStage();
    const before = await state(eu);
    const bytes = qdpx(projectXml(`<CodeBook><Codes>${codes}</Codes></CodeBook>`));
    expect(await receive(eu, bytes)).toEqual({ unread });
    expect(await state(eu)).toEqual(before);
  });
});
