/** Shows that charts say their words and numbers as text, differ without colour, and are the same everywhere. */
import { describe, expect, it } from 'vitest';
import type { LevelBars } from '#rules/report/report-charts.ts';
import { linesOf } from '#server/areas/report/outputs/charts/drawing.ts';
import { levelBarsSvg } from '#server/areas/report/outputs/charts/level-bars.ts';
import { sharesSvg } from '#server/areas/report/outputs/charts/shares.ts';
import { timelineSvg } from '#server/areas/report/outputs/charts/timeline.ts';
import { loadFonts } from '#server/areas/report/outputs/fonts.ts';
import { renderedSvg, rasterSvg } from '#server/areas/report/outputs/pictures.ts';
import { pngOf } from '#server/areas/report/outputs/raster.ts';
import { writeReport } from '#server/areas/report/writing/write.ts';
import { mustBeXml } from '../../../files/office-files.ts';
import { pagesOf, typefacesOf } from '#kit/pdf-reading.ts';
import { figure, pair, part, sample } from '#kit/report-samples.ts';

const both = (en: string, zh: string) => ({ en, zh });
const levels: LevelBars = {
  title: both('Cities at each level', '各级别城市数'),
  sides: [both('EU', '欧方'), both('China', '中方')],
  levels: [1, 2, 3, 4, 5].map((level) => both(`Level ${level}`, `${level}级`)),
  without: both('No level', '未定级'),
  characteristics: [
    {
      name: both('Mobility & transport', '智慧交通'),
      counts: [
        [1, 3, 5, 4, 2, 1],
        [2, 2, 4, 5, 1, 0]
      ]
    },
    {
      name: both('Governance', '治理'),
      counts: [
        [0, 0, 0, 0, 0, 0],
        [4, 4, 4, 1, 1, 1]
      ]
    }
  ]
};
const textsOf = (svg: string): string[] =>
  [...svg.matchAll(/<text[^>]*>(.*?)<\/text>/g)].map(([, text = '']) => text);

describe('the chart of levels', () => {
  it('says every name and count, in the language of its reader', () => {
    const english = levelBarsSvg(levels, 'en');
    mustBeXml(english);
    expect(textsOf(english)).toEqual(
      expect.arrayContaining([
        'Mobility &amp; transport',
        'EU',
        'China',
        '5',
        '16',
        '0',
        'Level 3',
        'No level'
      ])
    );
    expect(textsOf(levelBarsSvg(levels, 'zh'))).toEqual(
      expect.arrayContaining(['智慧交通', '欧方', '3级', '未定级'])
    );
  });
  it('has a pattern of its own for each level', () => {
    const svg = levelBarsSvg(levels, 'en');
    expect(new Set([...svg.matchAll(/fill="url\(#(level-\d)\)"/g)].map(([, id]) => id)).size).toBe(5);
  });
  it('is the same text in PDF, with our typefaces alone', async () => {
    const shown = (locale: 'en' | 'zh') => figure(`f-${locale}`, locale, levelBarsSvg(levels, locale));
    const content = sample({ parts: [part('p', 'P', '部', { pairs: [pair(shown('en'), shown('zh'))] })] });
    const pdf = await writeReport(content, 'zh', 'pdf', new Map());
    expect(pagesOf(pdf).join('')).toContain('智慧交通');
    expect(typefacesOf(pdf).every((name) => /^(SourceSerif4|NotoSerifSC)/.test(name))).toBe(true);
  });
  it('is a picture of the same bytes each time', () => {
    const { svg } = renderedSvg(levelBarsSvg(levels, 'zh'), 'f', rasterSvg(loadFonts()));
    expect(Buffer.from(pngOf(svg, 400).bytes).equals(pngOf(svg, 400).bytes)).toBe(true);
  });
});

describe('the other charts', () => {
  it('show a share that is not known as a gap, never as zero', () => {
    const rows = [
      { name: both('Open data', '开放数据'), side: 0, count: 11, of: 16 },
      { name: both('Unknown', '未知'), side: 1, count: null, of: 14 }
    ] as const;
    const texts = textsOf(
      sharesSvg({ title: both('S', '比'), unknown: both('not known', '未知'), rows }, 'en')
    );
    expect(texts).toEqual(expect.arrayContaining(['69% (11/16)', 'not known']));
    expect(texts.filter((text) => text.startsWith('0% ('))).toEqual([]);
  });
  it('place steps on an axis of years, and list those without a date', () => {
    const svg = timelineSvg(
      {
        title: both('Roadmap', '路线图'),
        rows: [
          { name: both('First', '首先'), side: 0, from: '2026-03', to: '2027' },
          { name: both('Later', '以后'), side: null, from: null, to: null }
        ]
      },
      'en'
    );
    expect(textsOf(svg)).toEqual(expect.arrayContaining(['2026', '2027', 'First', 'Later', '–']));
    mustBeXml(timelineSvg({ title: both('T', '图'), rows: [] }, 'zh'));
  });
  it('break long names between words or Han characters', () => {
    expect(linesOf('one two three', 60, 3)).toEqual(['one two', 'three']);
    expect(linesOf('智慧城市比较研究', 52, 2)).toEqual(['智慧城市', '比较研究']);
    expect(linesOf('智慧城市比较研究', 52, 1)).toEqual(['智慧城市…']);
  });
});
