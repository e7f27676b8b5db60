/** Promise: which passages say the same is decided once, equally for everybody, and a change of either side shows. */
import { describe, expect, it } from 'vitest';
import { idsOf, pairsOf, printsOf, proposedIn, type PairRecord } from '#rules/pairs/pairs.ts';
import { isUnitId, readUnits, unitsOf } from '#rules/pairs/units.ts';
import {
  languageToDo,
  noPairFacts,
  reuseStatuses,
  statesOf,
  type PairFacts,
  type PairStatus
} from '#rules/pairs/pair-states.ts';
import { countPairs, nextToDo, pairsToDo, sumPairCounts, changedUnits } from '#rules/pairs/pair-counts.ts';
import { fingerprintsOf, type ContentNode, type SectionContent } from '#base/content.ts';

const text = (words: string, ...marks: string[]): ContentNode => ({
  type: 'text',
  text: words,
  ...(marks.length > 0 ? { marks: marks.map((type) => ({ type })) } : {})
});
const block = (
  id: string | null,
  words: string | ContentNode[],
  counterpart?: string,
  type = 'paragraph'
): ContentNode => ({
  type,
  attrs: { ...(id === null ? {} : { id }), ...(counterpart === undefined ? {} : { counterpart }) },
  content: typeof words === 'string' ? [text(words)] : words
});
const section = (en: ContentNode[], zh: ContentNode[]): SectionContent => ({ id: 'governance', en, zh });
const list = (...items: ContentNode[]): ContentNode => ({
  type: 'bulletList',
  content: items.map((item) => ({ type: 'listItem', content: [item] }))
});
const table = (id: string, ...cells: string[]): ContentNode => ({
  type: 'table',
  attrs: { id },
  content: [
    {
      type: 'tableRow',
      content: cells.map((cell, index) => ({ type: 'tableCell', content: [block(`${id}${index}`, cell)] }))
    }
  ]
});
const names = (content: SectionContent, records: readonly PairRecord[] = []) =>
  pairsOf(readUnits(content), records).map(
    ({ en, zh, link }) => `${en?.id ?? ''}|${zh?.id ?? ''}${link ? ` ${link}` : ''}`
  );

describe('the units of a text', () => {
  it('are its blocks with words, each item for itself, tables and figures as a whole', () => {
    const nodes = [
      block('h', 'Title', undefined, 'heading'),
      block('p', 'Words'),
      block('empty', ' '),
      { type: 'horizontalRule', attrs: { id: 'r' } },
      list(block('i1', 'One'), block('i2', 'Two')),
      { type: 'blockquote', content: [block('q', 'Said')] },
      table('t', 'A', 'B'),
      { type: 'figure', attrs: { id: 'f', src: 'data:image/png;base64,AAAA' } },
      block('tag', [{ type: 'goal', attrs: { goal: 'g1' } }])
    ];
    expect(unitsOf(nodes, 'en').map(({ id, kind }) => `${id} ${kind}`)).toEqual([
      'h heading',
      'p paragraph',
      'i1 item',
      'i2 item',
      'q paragraph',
      't table',
      'f figure'
    ]);
    expect(unitsOf(nodes, 'en').find(({ id }) => id === 't')?.text).toBe('A | B');
  });
  it('have a name that cannot be linked where a block has no id, or has that of a block before it', () => {
    const units = unitsOf([block(null, 'One'), block('a', 'Two', 'x'), block('a', 'Three', 'x')], 'zh');
    expect(units.map(({ id, counterpart }) => [id, counterpart])).toEqual([
      ['.zh.0', null],
      ['a', 'x'],
      ['.zh.1', null]
    ]);
    expect(units.every(({ id }) => isUnitId(id))).toBe(true);
    expect(isUnitId('<script>')).toBe(false);
  });
  it('change with words, links, chips, and what is raised or struck, and with nothing else', () => {
    const printOf = (...content: ContentNode[]) => unitsOf([block('a', content)], 'en')[0]?.fingerprint;
    const plain = printOf(text('CO2 fell in 2020'));
    expect(printOf(text('CO2 '), text('fell', 'bold'), text(' in  2020 '))).toBe(plain);
    expect(unitsOf([block('b', 'CO2 fell in 2020', 'z', 'heading')], 'en')[0]?.fingerprint).toBe(plain);
    const others = [
      printOf(text('CO2 fell in 2021')),
      printOf(text('CO'), text('2', 'subscript'), text(' fell in 2020')),
      printOf(text('CO2 '), text('fell', 'strike'), text(' in 2020')),
      printOf(text('CO2 fell in 2020'), { type: 'grade', attrs: { characteristic: 'c1' } }),
      printOf(text('CO2 fell in 2020'), { type: 'footnote', content: [text('Source')] }),
      printOf({
        type: 'text',
        text: 'CO2 fell in 2020',
        marks: [{ type: 'link', attrs: { href: 'https://example.org/' } }]
      })
    ];
    expect(new Set([plain, ...others]).size).toBe(others.length + 1);
    const cells = (...words: string[]) => unitsOf([table('t', ...words)], 'en')[0]?.fingerprint;
    expect(cells('ab', 'c')).not.toBe(cells('a', 'bc'));
  });
});

describe('the pairs of a section', () => {
  it('are made by blocks that name each other, or of which one names the other', () => {
    expect(
      names(section([block('a', 'A', 'x'), block('b', 'B')], [block('y', '乙', 'b'), block('x', '甲', 'a')]))
    ).toEqual(['a|x mutual', 'b|y one-sided']);
  });
  it('hold each unit once: who names each other comes first, then the order of the English text', () => {
    expect(
      names(
        section(
          [block('a', 'A', 'x'), block('b', 'B', 'x'), block('c', 'C', 'y'), block('d', 'D', 'y')],
          [block('x', '甲', 'b'), block('y', '乙')]
        )
      )
    ).toEqual(['a|', 'b|x mutual', 'c|y one-sided', 'd|']);
  });
  it('need a block that names the other or none: one that names another, or itself, has been paired or parted since', () => {
    expect(
      names(
        section(
          [block('a', 'A', 'x'), block('b', 'B', 'y'), block('c', 'C', 'z')],
          [block('x', '甲', 'gone'), block('y', '乙', 'y'), block('z', '丙', 'c')]
        )
      )
    ).toEqual(['a|x proposed', '|y', 'b|', 'c|z mutual']);
  });
  it('are not proposed again for what somebody has parted', () => {
    expect(names(section([block('a', 'A', 'a')], [block('x', '甲', 'x')]))).toEqual(['|x', 'a|']);
  });
  it('show a unit without a partner in its place; what stands alone on both sides between two pairs is proposed', () => {
    expect(
      names(
        section(
          [block('a', 'A', 'x'), block('b', 'B')],
          [block('w', '零'), block('x', '甲', 'a'), block('y', '乙')]
        )
      )
    ).toEqual(['|w', 'a|x mutual', 'b|y proposed']);
  });
  it('are proposed by place for texts of one shape in which nothing is linked', () => {
    expect(names(section([block('a', 'A'), block('b', 'B')], [block('x', '甲'), block('y', '乙')]))).toEqual([
      'a|x proposed',
      'b|y proposed'
    ]);
    expect(
      names(
        section(
          [block('a', 'A', undefined, 'heading'), block('b', 'B')],
          [block('x', '甲'), block('y', '乙')]
        )
      )
    ).toEqual(['a|', 'b|x proposed', '|y']);
  });
  it('are proposed between headings, by lengths and figures, where a paragraph is not translated yet', () => {
    const long = 'The council met in 2012 and decided on the plan of the whole city for the years to come.';
    const short = 'It is paid by the state.';
    const other = 'Citizens were heard 14 times, in all districts of the city, and each time in writing.';
    const heading = (id: string, words: string) => block(id, words, undefined, 'heading');
    const chinese = [
      heading('h1', '治理'),
      block('x', '市政府于2012年召开会议，决定了全市今后数年的规划。'),
      block('y', '经费由国家承担。'),
      heading('h2', '参与'),
      block('z', '在全市各区先后14次以书面形式听取市民意见。')
    ];
    const english = (...added: ContentNode[]) => [
      heading('g1', 'Governance'),
      block('a', long),
      ...added,
      block('b', short),
      heading('g2', 'Participation'),
      block('c', other)
    ];
    const all = ['g1|h1', 'a|x', 'b|y', 'g2|h2', 'c|z'].map((pair) => `${pair} proposed`);
    expect(names(section(english(), chinese))).toEqual(all);
    for (const words of ['/', 'New', 'A new paragraph that nobody has translated so far.'])
      expect(names(section(english(block('n', words)), chinese)), words).toEqual(all.toSpliced(2, 0, 'n|'));
    expect(names(section(english().toSpliced(1, 1), chinese))).toEqual(all.toSpliced(1, 1, '|x'));
  });
  it('are proposed from the beginning where the rest is not written yet', () => {
    const lines = ['One is done.', 'Two is done.', 'Three is done.'];
    const english = lines.map((words, index) => block(`e${index}`, words));
    expect(names(section(english, [block('x', '一')]))).toEqual(['e0|x proposed', 'e1|', 'e2|']);
  });
  it('are not proposed for a unit of which a note says that it stands alone', () => {
    const texts = section([block('a', 'A')], [block('x', '甲')]);
    const notes = [{ ids: { en: 'a', zh: '' }, prints: { en: '', zh: '' }, kind: 'divergence' as const }];
    expect(statesOf(texts, { ...noPairFacts, notes }).map(({ key }) => key)).toEqual([' x', 'a ']);
  });
  it('go on to be proposed as they were while one writes, until somebody pairs or parts them', () => {
    const lines = ['Line one.', 'Line two.', 'Line three.'];
    const english = lines.map((words, index) => block(`e${index}`, words));
    const chinese = ['第一行。', '第二行。', '第三行。'].map((words, index) => block(`z${index}`, words));
    const before = proposedIn(pairsOf(readUnits(section(english, chinese))));
    const kept = (en: ContentNode[], zh: ContentNode[]) =>
      pairsOf(readUnits(section(en, zh)), [], before).map((pair) => pair.key);
    const added = english.toSpliced(1, 0, block('n', 'Line new.'));
    expect(kept(added, chinese)).toEqual(['e0 z0', 'n ', 'e1 z1', 'e2 z2']);
    const parted = chinese.with(1, block('z1', '第二行。', 'z1'));
    expect(kept(added, parted)).toEqual(['e0 z0', ' z1', 'n ', 'e1 ', 'e2 z2']);
    const paired = chinese.with(1, block('z1', '第二行。', 'n'));
    expect(kept(added.with(1, block('n', 'Line new.', 'z1')), paired)).toEqual([
      'e0 z0',
      'n z1',
      'e1 ',
      'e2 z2'
    ]);
  });
  it('stay as they were confirmed when a paragraph is added to texts in which nothing is linked', () => {
    const before = section([block('a', 'A'), block('b', 'B')], [block('x', '甲'), block('y', '乙')]);
    const records = statesOf(before, noPairFacts).map((pair) => recordOf(pair));
    expect(
      names(section([block('a', 'A'), block('new', 'New'), block('b', 'B')], [...before.zh]), records)
    ).toEqual(['a|x recorded', 'new|', 'b|y recorded']);
  });
});

const recordOf = (pair: PairStatus, changes: Partial<PairRecord> = {}): PairRecord => ({
  ids: idsOf(pair),
  prints: printsOf(pair),
  kind: 'confirmed',
  isChecked: false,
  wasProposed: pair.link === 'proposed',
  ...changes
});
const pairOf = (en: string, zh: string) => section([block('a', en, 'x')], [block('x', zh, 'a')]);
const stateOf = (content: SectionContent, facts: Partial<PairFacts>) =>
  statesOf(content, { ...noPairFacts, ...facts }).map(({ state, source, settledBy }) => ({
    state,
    source,
    settledBy
  }))[0];
const seen = (changes: Partial<PairRecord> = {}): PairRecord => {
  const [pair] = statesOf(pairOf('Old', '旧'), noPairFacts);
  if (!pair) throw new Error('there is a pair');
  return recordOf(pair, changes);
};

describe('the state of a pair', () => {
  it('is draft until somebody confirms it, and current as long as both sides are as confirmed', () => {
    expect(stateOf(pairOf('Old', '旧'), {})).toEqual({ state: 'draft', source: null, settledBy: null });
    expect(stateOf(pairOf('Old', '旧'), { records: [seen()] })).toEqual({
      state: 'current',
      source: null,
      settledBy: 'state'
    });
    expect(stateOf(pairOf('Old', '旧'), { records: [seen({ isChecked: true })] })?.state).toBe('checked');
    expect(stateOf(pairOf('Old', '旧'), { records: [seen({ kind: 'machine' })] })).toEqual({
      state: 'machine',
      source: null,
      settledBy: null
    });
  });
  it('is stale where one side changed, whichever leads, and says which; both-changed where both did', () => {
    const records = [seen({ isChecked: true })];
    expect(stateOf(pairOf('New', '旧'), { records })).toMatchObject({ state: 'stale', source: 'en' });
    expect(stateOf(pairOf('Old', '新'), { records })).toMatchObject({ state: 'stale', source: 'zh' });
    expect(stateOf(pairOf('New', '新'), { records })).toMatchObject({ state: 'both-changed', source: null });
    const [stale] = statesOf(pairOf('New', '旧'), { ...noPairFacts, records });
    expect(stale && languageToDo(stale)).toBe('zh');
  });
  it('is current again when the words are as they were: content counts, not time', () => {
    expect(stateOf(pairOf(' Old ', '旧'), { records: [seen()] })?.state).toBe('current');
  });
  it('is missing where a unit has no partner, also if it had one', () => {
    expect(stateOf(section([block('a', 'Old')], [block('x', ' ')]), { records: [seen()] })).toEqual({
      state: 'missing',
      source: 'en',
      settledBy: null
    });
  });
  it('is settled by a note for exactly the content that the note speaks of', () => {
    const notes = (kind: 'divergence' | 'waiver') => [{ ids: seen().ids, prints: seen().prints, kind }];
    expect(stateOf(pairOf('Old', '旧'), { notes: notes('waiver') })).toMatchObject({
      state: 'draft',
      settledBy: 'waiver'
    });
    expect(stateOf(pairOf('Old', '旧'), { notes: notes('divergence') })?.settledBy).toBe('divergence');
    expect(stateOf(pairOf('Old!', '旧'), { notes: notes('waiver') })?.settledBy).toBeNull();
  });
  it('follows from the section for pairs that were confirmed with it before they had records', () => {
    const before = section(
      [block('a', 'A', 'x'), block('b', 'B', 'y')],
      [block('x', '甲', 'a'), block('y', '乙', 'b')]
    );
    const confirmed = fingerprintsOf(before);
    const states = (content: SectionContent) =>
      statesOf(content, { ...noPairFacts, confirmed }).map(({ state, source }) => [state, source]);
    expect(states(before)).toEqual([
      ['current', null],
      ['current', null]
    ]);
    expect(states({ ...before, en: [block('a', 'A', 'x'), block('b', 'B2', 'y'), block('c', 'C')] })).toEqual(
      [
        ['current', null],
        ['stale', 'en'],
        ['missing', 'en']
      ]
    );
    // One paragraph for two: a person has said that the whole says the same.
    const uneven = section([block('a', 'A B', 'x')], [block('x', '甲', 'a'), block('y', '乙')]);
    expect(
      statesOf(uneven, { ...noPairFacts, confirmed: fingerprintsOf(uneven) }).map(({ state }) => state)
    ).toEqual(['current', 'current']);
  });
});

describe('what is to do', () => {
  const content = section(
    [block('a', 'Old', 'x'), block('b', 'B', 'y'), block('c', 'C')],
    [block('x', '旧', 'a'), block('y', '乙', 'b'), block('z', '丙')]
  );
  const statuses = statesOf(content, { ...noPairFacts, records: [seen()] });

  it('is counted by state and summed', () => {
    const counts = countPairs(statuses);
    expect(counts).toMatchObject({ missing: 0, draft: 2, current: 1, toDo: 2, changed: 0, waived: 0 });
    expect(sumPairCounts([counts, counts])).toMatchObject({ missing: 0, draft: 4, current: 2, toDo: 4 });
    expect(pairsToDo(statuses)).toHaveLength(2);
  });
  it('is walked through in the order of the text and from the beginning again', () => {
    expect(nextToDo(statuses, null)?.key).toBe('b y');
    expect(nextToDo(statuses, 'b y')?.key).toBe('c z');
    expect(nextToDo(statuses, 'c z')?.key).toBe('b y');
    expect(nextToDo([], null)).toBeNull();
  });
});

describe('the passages to look at', () => {
  const items = (second: string): SectionContent =>
    section(
      [block('a', 'A', 'x'), list(block('b', 'B', 'y'), block('c', second, 'z'))],
      [block('x', '甲', 'a'), list(block('y', '乙', 'b'), block('z', '丙', 'c'))]
    );
  const records = statesOf(items('C'), noPairFacts).map((pair) => ({
    ...seen(),
    ids: idsOf(pair),
    prints: printsOf(pair)
  }));
  const toDo = (content: SectionContent) => changedUnits(statesOf(content, { ...noPairFacts, records }));

  it('are none in a text that is as confirmed', () => {
    expect(toDo(items('C'))).toEqual([]);
  });
  it('are the item of a list that changed, and not the whole list', () => {
    expect(toDo(items('C2'))).toEqual(['c']);
  });
  it('are both sides where both changed, and none of what nobody has ever confirmed', () => {
    const changed = section(
      [block('a', 'A2', 'x'), block('n', 'New', 'm'), block('alone', 'Alone')],
      [block('x', '甲二', 'a'), block('m', '新', 'n')]
    );
    expect(toDo(changed)).toEqual(['a', 'x']);
  });
});

describe('what has not changed stays the same object', () => {
  const two = (first: string) =>
    section(
      [block('a', first, 'c'), block('b', 'Second', 'd')],
      [block('c', '第一', 'a'), block('d', '第二', 'b')]
    );
  const before = statesOf(two('First'), noPairFacts);

  it('of two pairs, of which one is written in, the other stays', () => {
    const [first, second] = reuseStatuses(before, statesOf(two('First, and more'), noPairFacts));
    expect(first?.en?.text).toBe('First, and more');
    expect(second).toBe(before[1]);
  });

  it('the whole list stays where nothing has changed', () => {
    expect(reuseStatuses(before, statesOf(two('First'), noPairFacts))).toBe(before);
  });

  it('a list that became shorter is another one', () => {
    const shorter = statesOf({ ...two('First'), zh: [] }, noPairFacts);
    expect(reuseStatuses(before, shorter)).toEqual(shorter);
  });
});
