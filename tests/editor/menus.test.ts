import { pinyin } from 'pinyin-pro';
import { describe, expect, it } from 'vitest';
import { blockChoices, findBlocks, namesOf } from '#lib/editor/block-menu.ts';
import { findSlash } from '#lib/editor/slash.ts';

describe('the slash menu', () => {
  it.each(blockChoices)('knows the pinyin of %s', (choice) => {
    const { zh, pinyin: written } = namesOf(choice);
    expect(written).toBe(pinyin(zh, { toneType: 'none' }));
  });

  it.each([
    ['table', 'table'],
    ['Tab', 'table'],
    ['表格', 'table'],
    ['biaoge', 'table'],
    ["biao'ge", 'table'],
    ['bg', 'table'],
    ['脚注', 'footnote'],
    ['jiaozhu', 'footnote'],
    ['jz', 'footnote'],
    ['foot', 'footnote'],
    ['引用', 'blockquote'],
    ['yinyong', 'blockquote'],
    ['ｔａｂｌｅ', 'table'],
    ['图', 'figure'],
    ['figure', 'fact'],
    ['Figure of', 'fact'],
    ['indicator', 'fact'],
    ['data', 'fact'],
    ['指标', 'fact'],
    ['picture', 'figure']
  ] as const)('finds by "%s" the %s', (query, choice) => {
    expect(findBlocks(query)[0]).toBe(choice);
  });

  it('finds all headings by their common word in either language', () => {
    for (const query of ['heading', '标题', 'biaoti']) {
      expect(findBlocks(query).slice(0, 4)).toEqual(['h2', 'h3', 'h4', 'h5']);
    }
  });

  it('finds nothing for what nothing is called', () => expect(findBlocks('zzz')).toEqual([]));
});

describe('the call of the slash menu', () => {
  it.each([
    ['/', { at: 0, query: '' }],
    ['／表', { at: 0, query: '表' }],
    ['、biao', { at: 0, query: 'biao' }],
    ['See /tab', { at: 4, query: 'tab' }],
    ['地区生产总值为/GDP', { at: 7, query: 'GDP' }],
    ['见下表。／表', { at: 4, query: '表' }],
    ['/figure of', { at: 0, query: 'figure of' }],
    ['See /numbered ', { at: 4, query: 'numbered ' }]
  ])('is heard in "%s"', (text, call) => expect(findSlash(text)).toEqual(call));

  it.each(['and/or', '北京、上海', '1/2', 'See / it', 'a /figure on page 2', 'https://', ''])(
    'is not heard in "%s"',
    (text) => expect(findSlash(text)).toBeNull()
  );
});
