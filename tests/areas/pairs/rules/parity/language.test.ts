/** Shows that a text in the other language is told from one that holds names of it. */
import { describe, expect, it } from 'vitest';
import { isInOtherLanguage } from '#rules/pairs/parity/language.ts';

describe('a text', () => {
  it.each([
    ['zh', 'All districts publish data since 2012.'],
    ['zh', 'Governance'],
    ['zh', 'All districts publish 数据 since 2012 under the programme of the city.'],
    ['en', '各区自2012年起公布数据。'],
    ['en', '治理体系'],
    ['en', '各区使用 Open Data 平台公布数据，并由市政府统一管理。']
  ] as const)('that should be in %s and is not is found: %s', (language, text) => {
    expect(isInOtherLanguage(text, language)).toBe(true);
  });

  it.each([
    ['zh', '各区自2012年起公布数据。'],
    ['zh', '该市加入了欧洲智慧城市和社区创新伙伴关系（European Innovation Partnership on Smart Cities）。'],
    ['zh', 'IoT平台，见 https://www.example.org/smart-city/platform'],
    ['zh', 'PM2.5'],
    ['zh', ''],
    ['en', 'The Haidian district (海淀区) publishes its data.'],
    ['en', 'Smart city (智慧城市)'],
    ['en', '2012']
  ] as const)('that is in %s as it should be is not: %s', (language, text) => {
    expect(isInOtherLanguage(text, language)).toBe(false);
  });
});
