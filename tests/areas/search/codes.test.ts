/**
 * Shows that codes are found by words of either language, by pinyin and by initials, with the memos on them; and that
 * nobody finds what they may not know: not who reads no codes, and not what an open second pass hides.
 */
import { describe, expect, it } from 'vitest';
import type { Actor } from '#base/permissions.ts';
import { quickEngines, type Engine } from '#kit/databases.ts';
import { passageOf, themeStage, valueOf } from '#kit/themes.ts';

async function codedStage(engine: Engine) {
  const stage = await themeStage(engine);
  const { app, study, eu } = stage;
  const { id } = valueOf(
    await app.coding.addCode(eu, study.slug, {
      label: { en: 'Data silos', zh: '数据孤岛' },
      definition: { en: 'Registers that nobody else reads.', zh: '各自为政的台账。' },
      colour: 'teal',
      parentId: null
    })
  );
  const tag = async (actor: Actor, city: string, block: string): Promise<string> =>
    valueOf(
      await app.coding.tag(
        actor,
        study.slug,
        id,
        passageOf(city, block) as Parameters<typeof app.coding.tag>[3]
      )
    ).id;
  const memo = async (actor: Actor, aboutKind: 'code' | 'coding', aboutId: string, en: string) =>
    valueOf(await app.coding.addMemo(actor, study.slug, { aboutKind, aboutId }, { en, zh: '' }));
  const found = async (actor: Actor, query: string): Promise<string[]> => {
    await app.searchIndexer.run();
    const { hits } = valueOf(await app.search.search(actor, study.slug, { query }));
    return hits
      .filter(({ kind }) => kind === 'code' || kind === 'memo')
      .map(({ kind, title, href, snippet }) =>
        [kind, title.en, href.replace(`/studies/${study.slug}`, ''), snippet].join(' | ')
      );
  };
  return { ...stage, id, tag, memo, found };
}

describe.each(quickEngines)('a code on %s', (engine) => {
  it('is found by its names, pinyin, initials, definition and memos, and opens (R169)', async () => {
    const { id, eu, cn, as, memo, found } = await codedStage(engine);
    await memo(eu, 'code', id, 'Narrower than interoperability?');
    for (const query of [
      'silos',
      '孤岛',
      'shujugudao',
      'sjgd',
      'ds',
      'registers',
      '各自为政',
      'interoperability'
    ])
      expect([query, await found(cn, query)]).toEqual([
        query,
        [expect.stringContaining(`code | Data silos | /coding/${id} |`)]
      ]);
    expect(await found(await as({ role: 'chair', side: 'cn' }), 'silos')).toHaveLength(1);
    for (const reader of [
      await as({ role: 'observer' }),
      await as({ role: 'city', city: 'bristol', senior: true })
    ])
      for (const query of ['silos', '孤岛', 'sjgd', 'interoperability'])
        expect(await found(reader, query)).toEqual([]);
  });

  it('leads to the memos on its codings, of which none is found that an open second pass hides', async () => {
    const { app, study, id, eu, cn, as, tag, memo, found } = await codedStage(engine);
    await memo(eu, 'coding', await tag(eu, 'haidian', 'h1'), 'The ledger is the cause.');
    expect(await found(cn, 'ledger')).toEqual([
      expect.stringMatching(
        new RegExp(
          `^memo \\| Data silos \\| /coding/${id}\\?memo=(.*)#memo-\\1 \\| The ledger is the cause.$`
        )
      )
    ]);
    expect(await found(cn, 'silos')).toHaveLength(1);
    const pass = { cityId: 'bristol', section: null, firstCoderId: eu.userId, secondCoderId: cn.userId };
    valueOf(await app.coding.giveTask(eu, study.slug, pass));
    await memo(eu, 'coding', await tag(eu, 'bristol', 'b1'), 'The ledger, blind.');
    // An act that everyone learns of has the index read everything again.
    await memo(eu, 'code', id, 'Seen by all.');
    expect((await found(eu, 'ledger')).join()).toMatch(/blind/);
    const others = [cn, await as({ role: 'secretariat' }), await as({ role: 'expert', side: 'eu' })];
    for (const reader of others) expect((await found(reader, 'ledger')).join()).not.toMatch(/blind/);
  });
});
