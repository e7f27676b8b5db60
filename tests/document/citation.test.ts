/** Tests citations: links to sources of the bibliography show the short name of their source behind their words. */
import { describe, expect, it } from 'vitest';
import { namedBibliography, type Source } from '#rules/bibliography/bibliography.ts';
import type { LevelChips } from '#rules/panels/level-chip.ts';
import type { ContentNode } from '#base/content.ts';
import { nodesHtml } from '#document/html.ts';
import { withLevelChips } from '#lib/level-chips/rendered-level-chips.ts';

const source: Source = {
  id: 'atlas',
  version: 1,
  kind: 'report',
  title: { en: 'Atlas of "smart" cities', zh: '智慧城市图集' },
  author: '',
  publisher: { en: 'European Commission', zh: '欧盟委员会' },
  date: '2013-04',
  address: ''
};
const chips: LevelChips = {
  names: {
    ...{ characteristics: [], cities: [], levels: [], outOfLevel: [], goals: [] },
    bibliography: namedBibliography('study', [source])
  },
  city: null,
  known: []
};
const at = (path: string): string => `https://meridian.example/studies/${path}`;
const link = (href: string, text: string, more: readonly string[] = []): ContentNode => ({
  type: 'text',
  text,
  marks: [{ type: 'link', attrs: { href } }, ...more.map((type) => ({ type }))]
});
const shown = (content: readonly ContentNode[], language: 'en' | 'zh' = 'en'): string =>
  withLevelChips(nodesHtml([{ type: 'paragraph', content }], { prefix: 'p' }), language, chips);
const labelsIn = (html: string): string[] =>
  [...html.matchAll(/data-label="([^"]*)"/g)].map(([, label = '']) => label);

describe('a citation in a text', () => {
  it('names who published the source, and when, in the language of the text', () => {
    const words = [link(at('study/context/sources/atlas'), 'the atlas')];
    expect(labelsIn(shown(words))).toEqual(['European Commission, 2013']);
    expect(labelsIn(shown(words, 'zh'))).toEqual(['欧盟委员会，2013']);
    expect(shown(words)).toContain('title="Atlas of &#34;smart&#34; cities"');
    expect(shown(words)).toContain('>the atlas</a>');
  });

  it('is labelled once where its words are formatted in pieces', () => {
    const href = at('study/context/sources/atlas');
    expect(labelsIn(shown([link(href, 'the '), link(href, 'atlas', ['bold'])]))).toHaveLength(1);
    expect(
      labelsIn(shown([link(href, 'one'), { type: 'text', text: ' and ' }, link(href, 'two')]))
    ).toHaveLength(2);
  });

  it('says that its source is gone, and is silent about other studies and other links', () => {
    expect(labelsIn(shown([link(at('study/context/sources/none'), 'gone')]))).toEqual(['?']);
    expect(labelsIn(shown([link(at('other/context/sources/atlas'), 'theirs')]))).toEqual([]);
    expect(shown([link('https://example.org/', 'elsewhere')])).not.toContain('citation');
    expect(shown([link(at('study/context/sources/%22%3E'), 'bad')])).not.toContain('citation');
  });

  it('cannot be imitated by words', () => {
    const words =
      '<a class="citation" data-cites="atlas" href="https://meridian.example/studies/study/context/sources/atlas">x</a>';
    expect(labelsIn(shown([{ type: 'text', text: words }]))).toEqual([]);
  });
});
