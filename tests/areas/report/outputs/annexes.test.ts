/** Shows that every output prints as an annex where both texts differ on purpose, and what was approved with a gap. */
import { strFromU8, unzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import type { ReportContent, ReportFormat } from '#rules/report/report-content.ts';
import type { LevelChipNames } from '#rules/panels/level-chip.ts';
import type { LiveTools, NotedText } from '#lib/areas/report/block-parts.ts';
import { liveBlock } from '#lib/areas/report/live-blocks.ts';
import { reportCharts } from '#server/areas/report/outputs/charts/charts.ts';
import { writeReport } from '#server/areas/report/writing/write.ts';
import { pagesOf } from '#kit/pdf-reading.ts';
import { part, sample } from '#kit/report-samples.ts';

const noted = (kind: 'divergence' | 'waiver', en: string, zh: string, why: string): NotedText => ({
  title: { en: 'Bristol', zh: '布里斯托尔' },
  note: {
    kind,
    section: 'strategy',
    state: 'current',
    en: { block: 'a', words: en },
    zh: { block: 'b', words: zh },
    note: { en: why, zh: '两种语言各有所指' }
  }
});
const notes = [
  noted('divergence', 'The mayor decides', '市长办公会决定', 'The offices differ'),
  noted('waiver', 'Left for later', '留待以后', 'Signed before it was translated')
];
/** Nothing of the annexes is cited, placed or drawn. */
const tools: Omit<LiveTools, 'part'> = {
  names: {} as LevelChipNames,
  notes,
  date: '2026-01-31',
  isBrief: false,
  charts: reportCharts,
  cite: () => null,
  citeAnswer: () => 0,
  passageAt: () => null,
  placeAt: () => null,
  thingAt: () => null,
  titleOfText: () => ({ en: '', zh: '' }),
  fault: (kind) => {
    throw new Error(`The annex has a fault: ${kind}`);
  }
};
const blockOf = (name: 'divergences' | 'waivers') => liveBlock(name, null, { ...tools, part: name });
const content: ReportContent = sample({
  parts: [
    part('opinions', 'Notes', '说明', {
      numbering: 'annex',
      parts: (['divergences', 'waivers'] as const).map((name) =>
        part(name, name, name, { pairs: blockOf(name) })
      )
    })
  ]
});

/** Returns the words of an output, with all white space left out. */
async function wordsIn(format: ReportFormat, edition: 'en' | 'zh' | 'facing'): Promise<string> {
  const bytes = await writeReport(content, edition, format, new Map());
  const all =
    format === 'pdf' || format === 'archive'
      ? pagesOf(bytes).join('')
      : format === 'docx' || format === 'csv' || format === 'xlsx'
        ? Object.values(unzipSync(bytes))
            .map((each) => strFromU8(each))
            .join('')
        : strFromU8(bytes);
  return all.replaceAll(/<[^>]*>|\s/g, '');
}

describe.each(['pdf', 'archive', 'docx', 'html', 'json', 'csv', 'xlsx'] as const)(
  'an output as %s',
  (format) => {
    it('has the notes and waivers, in both languages and with their reasons', async () => {
      const words = await wordsIn(format, 'facing');
      for (const wanted of [
        'Themayordecides',
        '市长办公会决定',
        'Theofficesdiffer',
        '两种语言各有所指',
        'Leftforlater',
        '留待以后',
        'Signedbeforeitwastranslated'
      ])
        expect(words, wanted).toContain(wanted);
    });
  }
);
