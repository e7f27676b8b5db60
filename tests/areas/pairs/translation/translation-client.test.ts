/** Promise: whatever a translation service answers, a person gets a plain text or a sentence, in time. */
import { describe, expect, it, onTestFinished } from 'vitest';
import type { CheckedTerm } from '#rules/pairs/glossary.ts';
import { refusalSentence } from '#lib/i18n/refusal.ts';
import { indexTerms } from '#rules/pairs/parity/term-index.ts';
import { withoutMarkup } from '#server/areas/pairs/translation/markup.ts';
import { protectTerms } from '#server/areas/pairs/translation/protected-terms.ts';
import { openTranslationClient } from '#server/areas/pairs/translation/translation-client.ts';
import { openTranslationServer, type Misbehaviour } from '#kit/translation-server.ts';

async function openBoth(kind: 'libretranslate' | 'deepl' = 'libretranslate', milliseconds = 5_000) {
  const server = await openTranslationServer();
  onTestFinished(() => server.close());
  const faults: string[] = [];
  const client = openTranslationClient({
    address: { kind, url: server.url, key: 'the-key' },
    milliseconds,
    onFault: (reason) => faults.push(reason)
  });
  return { server, client, faults };
}

describe('the client of the translation service', () => {
  it('speaks LibreTranslate and DeepL, in both directions, with the key', async () => {
    const libre = await openBoth();
    expect(await libre.client.translate('en', 'Ten sensors')).toEqual({
      ok: true,
      value: '译文：Ten sensors'
    });
    expect(libre.server.received[0]).toMatch(/^POST \/translate\n/);
    expect(libre.server.received[0]).toContain(
      '{"q":"Ten sensors","source":"en","target":"zh","format":"text","api_key":"the-key"}'
    );
    const deepl = await openBoth('deepl');
    deepl.server.translate = () => 'Ten sensors';
    expect(await deepl.client.translate('zh', '十个传感器')).toEqual({ ok: true, value: 'Ten sensors' });
    expect(deepl.server.received[0]).toMatch(/^POST \/v2\/translate\n/);
    expect(deepl.server.received[0]).toContain('"authorization":"DeepL-Auth-Key the-key"');
    expect(deepl.server.received[0]).toContain('"source_lang":"ZH","target_lang":"EN-GB"');
  });

  it.each<[Misbehaviour, string]>([
    ['hangs', 'translation-unavailable'],
    ['fails', 'translation-unavailable'],
    ['redirects', 'translation-unavailable'],
    ['is huge', 'translation-unusable'],
    ['is no JSON', 'translation-unusable'],
    ['is empty', 'translation-unusable']
  ])('answers with a sentence in both languages when the service %s', async (misbehaviour, code) => {
    const { server, client, faults } = await openBoth(
      'libretranslate',
      misbehaviour === 'hangs' ? 50 : 5_000
    );
    server.misbehaviour = misbehaviour;
    const result = await client.translate('en', 'Ten sensors');
    expect(result).toMatchObject({ ok: false, refusal: { code } });
    if (result.ok) return;
    expect(refusalSentence(result.refusal, 'en')).toMatch(/^The translation service .+\.$/);
    expect(refusalSentence(result.refusal, 'zh')).toMatch(/^翻译服务.+。$/);
    // What was sent is in no log line, and no redirect was followed.
    expect(faults.join()).not.toContain('sensors');
    expect(server.received.length).toBeLessThanOrEqual(1);
  });

  it('ends with the request of the person', async () => {
    const { server, client } = await openBoth();
    server.misbehaviour = 'hangs';
    const cancel = new AbortController();
    const result = client.translate('en', 'Ten sensors', cancel.signal);
    cancel.abort();
    expect(await result).toMatchObject({ refusal: { code: 'translation-unavailable' } });
  });

  it('refuses what is absurdly long for the passage, and sends nothing that is too long', async () => {
    const { server, client } = await openBoth();
    server.translate = () => '很'.repeat(1_000);
    expect(await client.translate('en', 'Ten')).toMatchObject({ refusal: { code: 'translation-unusable' } });
    expect(await client.translate('en', 'x'.repeat(10_001))).toMatchObject({
      refusal: { code: 'too-large' }
    });
    expect(server.received).toHaveLength(1);
  });
});

describe('markup in an answer', () => {
  it.each([
    ['<p>十个<b>传感器</b></p>', 'Ten sensors', '十个传感器'],
    ['<script>alert("1")</script>十个', 'Ten', '十个'],
    ['&lt;img src=x onerror=alert(1)&gt;十个', 'Ten', '十个'],
    ['A &amp; B', 'A & B', 'A & B'],
    ['PM2.5 < 35 and > 10', 'PM2.5 < 35', 'PM2.5 < 35 and > 10'],
    ['一\u0000二\u202e三\n四', 'x', '一 二三 四']
  ])('%j becomes plain text', (answer, source, plain) => {
    expect(withoutMarkup(answer, source)).toBe(plain);
  });
});

describe('agreed terms', () => {
  const agreed = (en: string, zh: string, isChecked = true): CheckedTerm => ({
    id: en,
    term: { en, zh },
    kind: 'term',
    isChecked,
    variants: []
  });
  const terms = [
    agreed('smart city', '智慧城市'),
    agreed('city', '城市'),
    agreed('data', '数据'),
    agreed('day', '日', false)
  ];
  const glossary = indexTerms(terms);

  it('are replaced by signs, the longest first, and by their equivalents in the answer', () => {
    const held = protectTerms('A Smart City is a city with databases and data.', 'en', glossary);
    expect(held.text).toBe('A [[T1]] is a [[T2]] with databases and [[T3]].');
    expect(held.restore('【【T1】】是有 [[ t2 ]] 和[T3]的。')).toEqual({
      text: '智慧城市是有 城市 和数据的。',
      lost: [],
      lostChips: []
    });
    expect(protectTerms('智慧城市的数据', 'zh', glossary).text).toBe('[[T1]]的[[T2]]');
  });

  it('are named where the service has lost them, and signs that nobody sent leave nothing', () => {
    const held = protectTerms('A smart city with data', 'en', glossary);
    expect(held.restore('有[[T2]]的[[T77]]地方')).toMatchObject({
      text: '有数据的地方',
      lost: [terms[0]?.term]
    });
  });

  it('are protected in the plural, and left to the service where they are everyday words', () => {
    expect(protectTerms('Two smart cities in one day', 'en', glossary).text).toBe('Two [[T1]] in one day');
  });

  it('go next to chips, which come back as they were, and are named where the service has lost them', () => {
    const chips = ['[figures/gdp/value]', '[bristol: governance]', '[figures/gdp/value]'];
    const held = protectTerms(`City: ${chips.join(', ')}`, 'en', glossary, chips);
    expect(held.text).toBe('[[T1]]: [[T2]], [[T3]], [[T4]]');
    expect(held.restore('[[T1]]：[[T2]]、[[T3]]、[[T4]]')).toEqual({
      text: `城市：${chips.join('、')}`,
      lost: [],
      lostChips: []
    });
    expect(held.restore('城市：[[T4]]、[[T4]]')).toEqual({
      text: '城市：[figures/gdp/value]、',
      lost: [{ en: 'city', zh: '城市' }],
      lostChips: ['[bristol: governance]', '[figures/gdp/value]']
    });
  });

  it('leave a passage alone that holds such signs itself', () => {
    expect(protectTerms('See [T1], a city', 'en', glossary).text).toBe('See [T1], a city');
  });
});
