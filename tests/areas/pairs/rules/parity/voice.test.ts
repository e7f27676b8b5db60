/** Shows R112: the voice of experts' text is checked. */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { Locale } from '#base/locale.ts';
import { voiceFindings } from '#rules/pairs/parity/text-findings.ts';
import { voicePlaces } from '#rules/pairs/parity/voice.ts';

const found = (language: Locale, text: string): string[] =>
  voicePlaces(text, language).map(({ from, to }) => text.slice(from, to));

describe('a text of experts that speaks as the city is found', () => {
  it.each<[Locale, string, string[]]>([
    ['en', 'We have set up an office, and our plan ends in 2015.', ['We', 'our']],
    ['en', 'The plan lets us share data (ours and theirs) by ourselves.', ['us', 'ours', 'ourselves']],
    ['en', 'In 2013 we’ve begun; we’re on schedule. It is up to us.', ['we', 'we', 'us']],
    ['en', 'Our Municipality runs it.', ['Our']],
    ['en', 'The cities\' plans are good, but our 5" screens are not.', ['our']],
    ['en', '“The plan” is what we call it, and “our', ['we', 'our']],
    ['zh', '我们已建成平台，我市将推广。', ['我们', '我市']],
    ['zh', '本市于2013年开始，我区和本区均已参与。', ['本市', '我区', '本区']],
    ['zh', '经验来自我市，也源自我国。', ['我市', '我国']],
    ['zh', '建成本市首条线路，投资本市企业，今日本市发布。', ['本市', '本市', '本市']],
    ['zh', '咱们的系统由我局和我委维护，我方出资。', ['咱们', '我局', '我委', '我方']],
    ['zh', '为本市场馆供电', ['本市']]
  ])('%s: %s', (language, text, words) => {
    expect(found(language, text)).toEqual(words);
  });
});

describe('a text of experts that speaks of the city is not found', () => {
  it.each<[Locale, string]>([
    ['en', 'The city states: “We have set up an office, and our plan is ours.”'],
    ['en', 'The response says "we are ahead of our plan" and ‘it’s up to us’.'],
    ['en', "It calls this 'our city, our data'."],
    ['en', 'The US and the EU, in US$, and U.S. cities; the WE programme.'],
    ['en', 'The report Our Common Future and the plan We Are Bristol.'],
    ['en', 'Hours, power, focus, bus, tour, ourselfish, weekly; see about-us, www.data.us and us-east-1.'],
    ['en', 'The city and its residents use their own data.'],
    ['zh', '该市称：“我们已建成平台，本市将推广。”'],
    ['zh', '《我们共同的未来》和「我市」'],
    ['zh', '自我评估、自我市场化、自我区分、忘我、自我国际化'],
    ['zh', '日本市场、基本市政、根本区别、样本市、资本市值、成本市场化、成本区间、版本区分'],
    ['zh', '本区域、本办法、本地企业、本国法律、本次调查、本文、本院校以外'],
    ['zh', '该市及其居民使用自己的数据，我的、我说']
  ])('%s: %s', (language, text) => {
    expect(found(language, text)).toEqual([]);
  });

  it('in the findings and chapters of the demo study', () => {
    const seeds = fileURLToPath(new URL('../../../../../server/seeds/', import.meta.url));
    const files = readdirSync(`${seeds}findings`).map((name) => `findings/${name}`);
    const said: string[] = [];
    const walk = (value: unknown): void => {
      if (typeof value !== 'object' || value === null) return;
      for (const [language, inner] of Object.entries(value))
        if (typeof inner === 'string' && (language === 'en' || language === 'zh'))
          said.push(...found(language, inner).map((words) => `${words}: ${inner}`));
        else walk(inner);
    };
    for (const file of [...files, 'chapters.json']) walk(JSON.parse(readFileSync(seeds + file, 'utf8')));
    expect(said).toEqual([]);
  });
});

describe('a finding of the voice', () => {
  const paragraph = (id: string, text: string) => ({
    type: 'paragraph',
    attrs: { id },
    content: [{ type: 'text', text }]
  });
  const find = (en: readonly object[], zh: readonly object[] = []) =>
    voiceFindings({ id: 'governance', en, zh } as Parameters<typeof voiceFindings>[0]);

  it('names its passage, also where the other language has none', () => {
    expect(find([paragraph('a', 'The plan is ours, and ours it stays.')])).toMatchObject([
      { kind: 'voice', en: { text: 'ours', block: 'a', before: 0 }, zh: null },
      { kind: 'voice', en: { text: 'ours', block: 'a', before: 1 }, zh: null }
    ]);
    expect(find([], [paragraph('x', '我市')])).toMatchObject([
      { kind: 'voice', en: null, zh: { block: 'x' } }
    ]);
  });

  it('is none of a block that quotes, nor of a text in quotation marks', () => {
    const quote = { type: 'blockquote', content: [paragraph('q', 'We are ahead of our plan.')] };
    const list = {
      type: 'bulletList',
      content: [{ type: 'listItem', content: [paragraph('i', 'our plan')] }]
    };
    expect(find([quote, list])).toMatchObject([{ en: { text: 'our', block: 'i' } }]);
  });

  it('has a key of its own, which stays while its passage stays', () => {
    const keys = (...texts: string[]) =>
      find(texts.map((text, index) => paragraph(`p${index}`, text))).map((one) => one.key);
    const [we, our] = keys('we and our');
    expect(new Set(keys('we and our', 'we and our')).size).toBe(4);
    expect(keys('Another passage', 'we and our')).toEqual([we, our]);
    expect(keys('we and our.')).not.toContain(we);
  });

  // A search that goes back over the text at each mark would not end within the limit of a test.
  it('is listed in a long text of bad shapes', () => {
    for (const text of [
      '“'.repeat(50_000),
      "'we ".repeat(50_000),
      '"we'.repeat(50_000),
      '我'.repeat(200_000),
      '本市'.repeat(99_999)
    ])
      for (const language of ['en', 'zh'] as const)
        expect(voicePlaces(text, language).every(({ from, to }) => from < to)).toBe(true);
  });
});
