/**
 * Shows that experts tag passages, answers and comments with codes, that a second coder works without a byte of the
 * first coder's codings until both have closed, and that what is done to the code book can be undone.
 */
import { strFromU8, unzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import type { CodeInput } from '#rules/coding/code-book.ts';
import type { CodingTarget } from '#rules/coding/coding.ts';
import type { Actor } from '#base/permissions.ts';
import { serviceEngines, type Engine } from '#kit/databases.ts';
import { challenge, outcomeOf, passageOf, themeStage, valueOf, type ThemeStage } from '#kit/themes.ts';
import { paragraph, writeText } from '#kit/texts.ts';

const code = (en: string, zh: string): CodeInput & { parentId: null } => ({
  label: { en, zh },
  definition: { en: '', zh: '' },
  colour: 'teal',
  parentId: null
});
const passage = (city: string, block: string, quote?: string): CodingTarget => ({
  kind: 'passage',
  place: { city, section: 'stakeholders' },
  block,
  ...(quote === undefined ? {} : { quote })
});

interface CodedStage extends ThemeStage {
  readonly silos: string;
  readonly counter: string;
  readonly tag: (actor: Actor, codeId: string, target: CodingTarget) => Promise<string>;
  readonly read: (actor: Actor, codeId: string) => Promise<string>;
  readonly onBristol: (actor: Actor) => Promise<string>;
}

/** Bristol's findings are in both languages, and the code book has two codes. */
async function codedStage(engine: Engine): Promise<CodedStage> {
  const stage = await themeStage(engine);
  const { app, study, eu, findings } = stage;
  await writeText(app, findings('bristol'), eu.userId, 'stakeholders', {
    en: [paragraph('b1', 'Each office keeps its own files.'), paragraph('b2', 'One desk for all.')],
    zh: [paragraph('z1', '各部门自存档案。'), paragraph('z2', '一个窗口受理。')]
  });
  const add = async (en: string, zh: string): Promise<string> =>
    valueOf(await app.coding.addCode(eu, study.slug, code(en, zh))).id;
  return {
    ...stage,
    silos: await add('Data silos', '数据孤岛'),
    counter: await add('One desk', '一站式'),
    tag: async (actor, codeId, target) => outcomeOf(await app.coding.tag(actor, study.slug, codeId, target)),
    read: async (actor, codeId) =>
      valueOf(await app.coding.loadCode(actor, study.slug, codeId))
        .codings.map(({ kind, state, quote }) => `${kind} ${state} ${quote?.text ?? ''}`.trim())
        .join('\n'),
    onBristol: async (actor) => {
      const text = { kind: 'findings', city: 'bristol', section: 'stakeholders' } as const;
      const shown = valueOf(await app.coding.onText(actor, study.slug, text));
      return (shown?.codings ?? [])
        .map(({ code: { label }, blocks, isOwn }) => `${label.en} ${blocks.en}/${blocks.zh} ${isOwn}`)
        .join('\n');
    }
  };
}

describe.each(serviceEngines)('codings on %s', (engine) => {
  it('tag the chosen words, stand at both languages of a pair, and say when the words have changed or are gone (R169)', async () => {
    const stage = await codedStage(engine);
    const { app, study, eu, cn, silos, tag, read, onBristol, findings } = stage;
    expect(await tag(eu, silos, passage('bristol', 'b1', 'keeps its own'))).toBe('ok');
    expect(await tag(eu, silos, passage('bristol', 'b1', 'keeps its own'))).toBe('conflict');
    expect(await tag(cn, silos, passage('haidian', 'h1', 'words that are not there'))).toBe('ok');
    expect(await tag(eu, silos, passage('bristol', 'none'))).toBe('not-found');
    expect(await tag(eu, 'none', passage('bristol', 'b1'))).toBe('not-found');
    expect(await read(cn, silos)).toBe('passage holds keeps its own\npassage holds 各部门数据未打通。');
    expect(await onBristol(cn)).toBe('Data silos b1/z1 false');
    await writeText(app, findings('bristol'), eu.userId, 'stakeholders', {
      en: [paragraph('b1', 'Each office shares.')]
    });
    await writeText(app, findings('haidian'), eu.userId, 'stakeholders', { zh: [paragraph('h2', '新')] });
    expect(await read(cn, silos)).toMatch(/^passage changed .*\npassage gone /);
    const { codes } = valueOf(await app.coding.load(eu, study.slug, 'side'));
    expect(codes.map(({ counts }) => counts.passages)).toEqual([1, 0]);
  });

  it('are shown in pages of fifty, and the one that a memo is linked at with its page', async () => {
    const { app, study, eu, silos, tag, findings } = await codedStage(engine);
    const ids = Array.from({ length: 51 }, (_, n) => `p${n}`);
    await writeText(app, findings('bristol'), eu.userId, 'stakeholders', {
      en: ids.map((id) => paragraph(id, `Each office keeps file ${id}.`))
    });
    for (const id of ids) expect(await tag(eu, silos, passage('bristol', id))).toBe('ok');
    const pageOf = async (shown: { page: number; memo: string | null }) => {
      const { codings, page, codingCount, counts } = valueOf(
        await app.coding.loadCode(eu, study.slug, silos, shown)
      );
      return [codings.length, page.page, codingCount, counts.passages, codings.at(-1)?.id] as const;
    };
    expect((await pageOf({ page: 1, memo: null })).slice(0, 4)).toEqual([50, 1, 51, 51]);
    const [length, , , , last = ''] = await pageOf({ page: 2, memo: null });
    expect(length).toBe(1);
    const about = { aboutKind: 'coding', aboutId: last } as const;
    valueOf(await app.coding.addMemo(eu, study.slug, about, { en: 'The last.', zh: '' }));
    const { id: memo } = await app.store.db.selectFrom('codingMemo').select('id').executeTakeFirstOrThrow();
    expect((await pageOf({ page: 1, memo }))[1]).toBe(2);
  });

  it('are compared by second passes, of which fifty are shown at a time with their number, as are their differences', async () => {
    const { app, study, eu, cn, as, silos, counter, tag, findings } = await codedStage(engine);
    const pass = { cityId: 'bristol', section: null, firstCoderId: eu.userId, secondCoderId: cn.userId };
    const give = async () => valueOf(await app.coding.giveTask(eu, study.slug, pass)).id;
    const secretariat = await as({ role: 'secretariat' });
    for (let n = 0; n < 51; n++) valueOf(await app.coding.cancelTask(secretariat, study.slug, await give()));
    const newest = await give();
    const tasks = async (page: number) => {
      const shown = valueOf(await app.coding.load(eu, study.slug, 'side', false, { page }));
      return { ids: shown.tasks.map(({ id }) => id), of: shown.taskCount, ...shown.taskPage };
    };
    const [first, last] = [await tasks(1), await tasks(2)];
    expect(first).toMatchObject({ of: 52, page: 1, pages: 2, from: 0, to: 50 });
    expect(last).toMatchObject({ of: 52, page: 2, pages: 2, from: 50, to: 52 });
    expect(first.ids[0]).toBe(newest);
    expect([first.ids.length, new Set([...first.ids, ...last.ids]).size]).toEqual([50, 52]);

    const blocks = Array.from({ length: 51 }, (_, n) => `p${n}`);
    await writeText(app, findings('bristol'), eu.userId, 'stakeholders', {
      en: blocks.map((id) => paragraph(id, `Each office keeps file ${id}.`))
    });
    for (const block of blocks) {
      expect(await tag(eu, silos, passage('bristol', block))).toBe('ok');
      expect(await tag(cn, counter, passage('bristol', block))).toBe('ok');
    }
    for (const coder of [eu, cn]) valueOf(await app.coding.closePass(coder, study.slug, newest));
    const differing = async (page: number) => {
      const {
        disagreements,
        task,
        page: shown
      } = valueOf(await app.coding.loadTask(cn, study.slug, newest, { page }));
      return {
        units: disagreements.map(({ unit }) => unit),
        of: task.disagreements?.all,
        pages: shown.pages
      };
    };
    const [some, rest] = [await differing(1), await differing(2)];
    expect([some.units.length, some.of, some.pages]).toEqual([50, 51, 2]);
    expect([rest.units.length, rest.of, rest.pages]).toEqual([1, 51, 2]);
    expect(new Set([...some.units, ...rest.units]).size).toBe(51);
  });

  it('count passages of a pair once, by side, region and characteristic, in the order of the book', async () => {
    const { app, study, eu, cn, silos, tag } = await codedStage(engine);
    for (const [actor, target] of [
      [eu, passage('bristol', 'b1')],
      [cn, passage('bristol', 'z1')],
      [cn, passage('haidian', 'h1')],
      [cn, { kind: 'answer', city: 'haidian', question: 'stakeholders.who' }]
    ] as const)
      expect(await tag(actor, silos, target)).toBe('ok');
    const counted = async (group: 'side' | 'region' | 'characteristic') => {
      const { groups, codes } = valueOf(await app.coding.load(eu, study.slug, group));
      const [first] = codes;
      return groups.map(({ en }, index) => [
        en,
        first?.byGroup[index]?.passages,
        first?.byGroup[index]?.cities
      ]);
    };
    const sides = await counted('side');
    expect(sides.map(([, passages, cities]) => [passages, cities])).toEqual([
      [1, 1],
      [2, 1]
    ]);
    expect((await counted('characteristic')).filter(([, passages]) => passages !== 0)).toEqual([
      [expect.any(String), 3, 2]
    ]);
    expect((await counted('region')).reduce((sum, [, passages]) => sum + Number(passages), 0)).toBe(3);
    const { codes } = valueOf(await app.coding.load(eu, study.slug, 'side'));
    expect(codes.map(({ label, counts }) => [label.en, counts])).toEqual([
      ['Data silos', { passages: 3, cities: 2 }],
      ['One desk', { passages: 0, cities: 0 }]
    ]);
  });

  it('count for the codes above as well where that is asked for, a passage once', async () => {
    const { app, study, eu, cn, silos, counter, tag, as } = await codedStage(engine);
    const below = async (en: string, zh: string, parentId: string): Promise<string> =>
      valueOf(await app.coding.addCode(eu, study.slug, { ...code(en, zh), parentId })).id;
    const offices = await below('Between offices', '部门之间', silos);
    const levels = await below('Between levels', '上下级之间', silos);
    const files = await below('Paper files', '纸质档案', offices);
    await tag(eu, files, passage('bristol', 'b1'));
    await tag(cn, levels, passage('bristol', 'z1'));
    await tag(cn, silos, passage('haidian', 'h1'));
    const counts = async (isWithBelow: boolean) => {
      const { codes } = valueOf(await app.coding.load(eu, study.slug, 'side', isWithBelow));
      return codes.map(({ label, counts: { passages, cities }, byGroup }) =>
        [label.en, passages, cities, byGroup.map((side) => side.passages).join('+')].join(' ')
      );
    };
    expect(await counts(false)).toEqual([
      'Data silos 1 1 0+1',
      'Between offices 0 0 0+0',
      'Paper files 1 1 1+0',
      'Between levels 1 1 1+0',
      'One desk 0 0 0+0'
    ]);
    expect(await counts(true)).toEqual([
      'Data silos 2 2 1+1',
      'Between offices 1 1 1+0',
      'Paper files 1 1 1+0',
      'Between levels 1 1 1+0',
      'One desk 0 0 0+0'
    ]);
    // A coding that an open second pass hides counts for no code above it either.
    const third = await as({ role: 'expert', side: 'eu' });
    const pass = { cityId: 'bristol', section: null, firstCoderId: eu.userId, secondCoderId: cn.userId };
    valueOf(await app.coding.giveTask(eu, study.slug, pass));
    await tag(eu, counter, passage('bristol', 'b2'));
    const { codes } = valueOf(await app.coding.load(third, study.slug, 'side', true));
    expect(codes.map(({ counts: { passages } }) => passages)).toEqual([1, 0, 0, 0, 0]);
  });

  it('tag with a new code, which is added to the book with it or not at all; each is undone by itself', async () => {
    const { app, study, eu, silos, read, onBristol } = await codedStage(engine);
    const brief = { label: { en: 'Paper files', zh: '纸质档案' }, parentId: silos };
    const add = (label: { en: string; zh: string }, block: string) =>
      app.coding.tagWithNew(eu, study.slug, { ...brief, label }, passage('bristol', block, 'its own files'));
    const book = async () =>
      valueOf(await app.coding.load(eu, study.slug, 'side')).codes.map(
        ({ label, depth, colour }) => `${'– '.repeat(depth)}${label.en} ${label.zh} ${colour}`
      );
    const before = await book();
    expect(outcomeOf(await add({ en: ' ', zh: '' }, 'b1'))).toBe('title-required');
    expect(outcomeOf(await add(brief.label, 'none'))).toBe('not-found');
    expect(await book()).toEqual(before);
    valueOf(await add(brief.label, 'b1'));
    // It has the colour of the code above it.
    expect(await book()).toEqual([before[0], '– Paper files 纸质档案 teal', ...before.slice(1)]);
    expect(await onBristol(eu)).toBe('Paper files b1/z1 true');
    const { codes, acts } = valueOf(await app.coding.load(eu, study.slug, 'side'));
    const id = codes[1]?.id ?? '';
    expect(await read(eu, id)).toBe('passage holds its own files');
    const [tagged, added] = acts;
    expect([tagged?.kind, added?.kind]).toEqual(['tagged', 'code-added']);
    expect(outcomeOf(await app.coding.undo(eu, study.slug, added?.id ?? ''))).toBe('in-use');
    for (const act of [tagged, added])
      expect(outcomeOf(await app.coding.undo(eu, study.slug, act?.id ?? ''))).toBe('ok');
    expect(await book()).toEqual(before);
  });

  it('are read by experts, chairs and the secretariat alone', async () => {
    const { app, study, eu, silos, tag, as } = await codedStage(engine);
    await tag(eu, silos, passage('bristol', 'b1'));
    for (const input of [
      { role: 'observer' },
      { role: 'city', city: 'bristol', senior: true },
      { role: 'city', city: 'haidian' }
    ] as const) {
      const reader = await as(input);
      expect(outcomeOf(await app.coding.load(reader, study.slug, 'side'))).toBe('forbidden');
      expect(outcomeOf(await app.coding.palette(reader, study.slug))).toBe('forbidden');
      const text = { kind: 'findings', city: 'bristol', section: 'stakeholders' } as const;
      expect(valueOf(await app.coding.onText(reader, study.slug, text))).toBeNull();
      expect(await tag(reader, silos, passage('bristol', 'b1'))).toBe('forbidden');
      const brief = { label: { en: 'New', zh: '' }, parentId: null };
      expect(
        outcomeOf(await app.coding.tagWithNew(reader, study.slug, brief, passage('bristol', 'b1')))
      ).toBe('forbidden');
      const log = valueOf(await app.events.list(reader, study.slug, 0));
      expect(JSON.stringify(log)).not.toMatch(/codes\.changed|codings\.changed/);
    }
    const chair = await as({ role: 'chair', side: 'eu' });
    expect(valueOf(await app.coding.load(chair, study.slug, 'side')).mayWrite).toBe(false);
    expect(await tag(chair, silos, passage('bristol', 'b1'))).toBe('forbidden');
  });

  it('show the trends and challenges that rest on the same passage', async () => {
    const { app, study, eu, silos, tag } = await codedStage(engine);
    await tag(eu, silos, passage('bristol', 'b1'));
    const { id } = valueOf(await app.themes.add(eu, study.slug, challenge));
    const owner = { kind: 'theme', id } as const;
    valueOf(
      await app.supports.cite(eu, study.slug, { owner, role: 'supports', target: passageOf('bristol', 'b1') })
    );
    const [coding] = valueOf(await app.coding.loadCode(eu, study.slug, silos)).codings;
    expect(coding?.themes.map((theme) => theme.id)).toEqual([id]);
  });

  it('are of a second coder without a byte of the first coder’s, until both have closed their pass', async () => {
    const { app, study, eu, cn, silos, counter, tag, read, onBristol, as } = await codedStage(engine);
    await tag(eu, silos, passage('bristol', 'b1', 'Each office'));
    const { id } = valueOf(
      await app.coding.giveTask(eu, study.slug, {
        cityId: 'bristol',
        section: null,
        firstCoderId: eu.userId,
        secondCoderId: cn.userId
      })
    );
    await tag(eu, counter, passage('bristol', 'b2'));
    const tasksOf = async (reader: Actor) =>
      valueOf(await app.inbox.load(reader, study.slug)).tasks.flatMap((task) =>
        task.kind === 'code-pass' ? [task.taskId] : []
      );
    expect(await tasksOf(cn)).toEqual([id]);
    const third = await as({ role: 'expert', side: 'eu' });
    const secretariat = await as({ role: 'secretariat' });
    const everything = async (reader: Actor): Promise<string> =>
      JSON.stringify([
        await app.coding.load(reader, study.slug, 'side'),
        await app.coding.loadCode(reader, study.slug, silos),
        await app.coding.loadCode(reader, study.slug, counter),
        await app.coding.loadTask(reader, study.slug, id),
        await onBristol(reader)
      ]);
    const seen = await Promise.all([cn, third, secretariat].map(everything));
    for (const text of seen) expect(text).not.toMatch(/Each office|One desk for all|#block-b/);
    expect(await read(eu, silos)).toBe('passage holds Each office');
    await tag(cn, silos, passage('bristol', 'z1'));
    await tag(cn, silos, passage('bristol', 'b2'));
    expect(await everything(eu)).not.toContain('各部门自存档案');
    // What one coder does in the part is in nobody else's history, and in no event.
    const acts = async (reader: Actor) =>
      valueOf(await app.coding.load(reader, study.slug, 'side')).acts.filter(({ kind }) => kind === 'tagged');
    expect([(await acts(eu)).length, (await acts(cn)).length, (await acts(third)).length]).toEqual([2, 2, 0]);
    const archived: Buffer[] = [];
    valueOf(
      await app.archives.export(secretariat, study.slug, (bytes) => {
        archived.push(Buffer.from(bytes));
        return Promise.resolve();
      })
    );
    const files = Object.entries(unzipSync(new Uint8Array(Buffer.concat(archived))));
    const rows = files.map(([name, bytes]) => `${name} ${strFromU8(bytes)}`).join('\n');
    expect(rows).toContain('Data silos');
    expect(rows).not.toMatch(/"codeId"|"secondCoderId"/);

    expect(outcomeOf(await app.coding.mergeCodes(eu, study.slug, silos, counter))).toBe('wrong-state');
    expect(outcomeOf(await app.coding.cancelTask(eu, study.slug, id))).toBe('forbidden');
    expect(outcomeOf(await app.coding.closePass(third, study.slug, id))).toBe('forbidden');
    valueOf(await app.coding.closePass(eu, study.slug, id));
    expect(await tag(eu, silos, passage('bristol', 'b2'))).toBe('wrong-state');
    expect(await everything(eu)).not.toContain('各部门自存档案');
    valueOf(await app.coding.closePass(cn, study.slug, id));

    const { disagreements, agreement } = valueOf(await app.coding.loadTask(third, study.slug, id));
    expect(agreement.map(({ units }) => units)).toContain(2);
    // The English words of one coder and their Chinese pair, tagged by the other, are the same unit.
    expect(disagreements.map(({ words, first, second }) => [words, first[0]?.en, second[0]?.en])).toEqual([
      [{ en: 'One desk for all.', zh: '一个窗口受理。' }, 'One desk', 'Data silos']
    ]);
    const settle = (verdict: 'first', reason: string) =>
      app.coding.settle(third, study.slug, id, {
        unit: disagreements[0]?.unit ?? '',
        verdict,
        reason,
        language: 'en'
      });
    expect(outcomeOf(await settle('first', ' '))).toBe('reason-required');
    valueOf(await settle('first', 'The desk is meant.'));
    expect(outcomeOf(await settle('first', 'Again.'))).toBe('conflict');
    expect(await onBristol(third)).toBe(
      ['Data silos b1/z1 false', 'One desk b2/z2 false', 'Data silos b1/z1 false'].join('\n')
    );
    const [last] = valueOf(await app.coding.load(third, study.slug, 'side')).acts;
    valueOf(await app.coding.undo(third, study.slug, last?.id ?? ''));
    expect((await onBristol(third)).split('\n')).toHaveLength(4);
    const { disagreements: open } = valueOf(await app.coding.loadTask(third, study.slug, id));
    expect(open[0]?.settled).toBeNull();
  });
});

describe.each(serviceEngines)('the code book on %s', (engine) => {
  it('is merged, split and recoded, and each of it undone and done again', async () => {
    const { app, study, eu, cn, silos, counter, tag, read } = await codedStage(engine);
    await tag(eu, silos, passage('bristol', 'b1'));
    await tag(cn, silos, passage('haidian', 'h1'));
    await tag(eu, counter, passage('bristol', 'b1'));
    const before = await read(eu, silos);
    const undoLast = async (): Promise<string> => {
      const { acts } = valueOf(await app.coding.load(eu, study.slug, 'side'));
      return outcomeOf(await app.coding.undo(eu, study.slug, acts[0]?.id ?? ''));
    };
    valueOf(await app.coding.mergeCodes(eu, study.slug, silos, counter));
    expect(outcomeOf(await app.coding.loadCode(eu, study.slug, silos))).toBe('not-found');
    expect(await read(eu, counter)).toBe(
      'passage holds 各部门数据未打通。\npassage holds Each office keeps its own files.'
    );
    expect(await undoLast()).toBe('ok');
    expect(await read(eu, silos)).toBe(before);
    expect(await undoLast()).toBe('ok');
    expect(outcomeOf(await app.coding.loadCode(eu, study.slug, silos))).toBe('not-found');
    expect(await undoLast()).toBe('ok');
    expect(await read(eu, silos)).toBe(before);

    const [coding] = valueOf(await app.coding.loadCode(eu, study.slug, silos)).codings;
    const split = valueOf(
      await app.coding.splitCode(eu, study.slug, silos, {
        ...code('Own files', '自存'),
        codingIds: [coding?.id ?? '']
      })
    );
    expect(await read(eu, split.id)).toBe('passage holds Each office keeps its own files.');
    valueOf(await app.coding.recode(eu, study.slug, [coding?.id ?? ''], silos));
    const { acts } = valueOf(await app.coding.load(eu, study.slug, 'side'));
    const splitAct = acts.find(({ kind }) => kind === 'code-split');
    expect(outcomeOf(await app.coding.undo(cn, study.slug, splitAct?.id ?? ''))).toBe('stale');
    expect(await undoLast()).toBe('ok');
    expect(outcomeOf(await app.coding.undo(cn, study.slug, splitAct?.id ?? ''))).toBe('stale');
    expect(await read(eu, split.id)).toBe('passage holds Each office keeps its own files.');
  });

  it('never leaves a coding without a code: adding a code is not undone while it is used', async () => {
    const { app, study, eu, silos, tag } = await codedStage(engine);
    await tag(eu, silos, passage('bristol', 'b1'));
    const { acts } = valueOf(await app.coding.load(eu, study.slug, 'side'));
    const adding = acts.find(({ kind, label }) => kind === 'code-added' && label.en === 'Data silos');
    expect(outcomeOf(await app.coding.undo(eu, study.slug, adding?.id ?? ''))).toBe('in-use');
    const { code: now } = valueOf(await app.coding.loadCode(eu, study.slug, silos));
    expect(outcomeOf(await app.coding.removeCode(eu, study.slug, now))).toBe('in-use');
  });

  it('has memos on codes and codings, which only their author changes', async () => {
    const { app, study, eu, cn, silos, tag } = await codedStage(engine);
    await tag(eu, silos, passage('bristol', 'b1'));
    const view = async () => valueOf(await app.coding.loadCode(cn, study.slug, silos));
    const about = (await view()).codings[0]?.id ?? '';
    const text = { en: 'Ask the office.', zh: '' };
    valueOf(await app.coding.addMemo(eu, study.slug, { aboutKind: 'code', aboutId: silos }, text));
    valueOf(await app.coding.addMemo(cn, study.slug, { aboutKind: 'coding', aboutId: about }, text));
    const { memos, codings } = await view();
    expect([memos[0]?.isOwn, codings[0]?.memos[0]?.isOwn]).toEqual([false, true]);
    const [memo] = memos;
    if (!memo) throw new Error('no memo');
    expect(outcomeOf(await app.coding.changeMemo(cn, study.slug, memo, text))).toBe('not-found');
    valueOf(await app.coding.changeMemo(eu, study.slug, memo, { en: '', zh: '' }));
    expect((await view()).memos).toEqual([]);
  });

  it('moves codes below others, and refuses what others have changed meanwhile', async () => {
    const { app, study, eu, cn, silos, counter } = await codedStage(engine);
    valueOf(await app.coding.moveCode(eu, study.slug, silos, { parentId: counter, beforeId: null }));
    const { codes } = valueOf(await app.coding.load(cn, study.slug, 'side'));
    expect(codes.map(({ label, depth }) => `${depth} ${label.zh}`)).toEqual(['0 一站式', '1 数据孤岛']);
    expect(
      outcomeOf(await app.coding.moveCode(eu, study.slug, counter, { parentId: silos, beforeId: null }))
    ).toBe('invalid');
    const input = code('Silos', '孤岛');
    const stale = { id: silos, version: 1 };
    expect(outcomeOf(await app.coding.changeCode(cn, study.slug, stale, input))).toBe('stale');
  });
});
