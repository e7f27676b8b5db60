/**
 * Counts the planted faults and wrong terms that are found, by the seeds of the tests and by others, and measures
 * the alignment of 400 blocks, and the parity checks of a text of 400 blocks, pair by pair as a browser does it and as one passage, and of bad input,
 * whose time has to grow no faster than its length: `node tests/bench/parity.ts`, with `--seed N` for other seeds and
 * `--figures` for the counts alone.
 */
import { parseArgs } from 'node:util';
import { align } from '#rules/pairs/pairing/align.ts';
import { checkParity } from '#rules/pairs/parity/check.ts';
import { indexNames } from '#rules/pairs/parity/names.ts';
import { indexTerms } from '#rules/pairs/parity/term-index.ts';
import { checkTerms } from '#rules/pairs/parity/terms.ts';
import { glossaryRows } from '#server/areas/demo/store/study-rows.ts';
import type { CheckedTerm, TermVariant } from '#rules/pairs/glossary.ts';
import { plantedKinds, plantedNames, plantedPair } from '#kit/planted-figures.ts';
import { plantedGlossary, plantedTermKinds, plantedTerms, type PlantedTerms } from '#kit/planted-terms.ts';

const { values: options } = parseArgs({
  options: { seed: { type: 'string', default: '0' }, figures: { type: 'boolean', default: false } }
});
const seed = Number(options.seed);

const blocks = 400;
const sentencesPerBlock = 4;
const runs = 15;
const names = indexNames(plantedNames);

const checkedTerm = (row: ReturnType<typeof glossaryRows>[number]): CheckedTerm => ({
  id: row.id,
  term: { en: row.termEn, zh: row.termZh },
  kind: row.kind,
  isChecked: row.isChecked === 1,
  variants: JSON.parse(row.variants) as TermVariant[]
});

type Place = { readonly from: number; readonly to: number } | null;
const overlap = (one: Place, other: Place): boolean =>
  one !== null && other !== null && one.from < other.to && other.from < one.to;
const thousand = Array.from({ length: 1000 }, (_, n) => n);
const share = (part: number, whole: number): string =>
  `${part} of ${whole}, ${((100 * part) / whole).toFixed(1)} %`;

function countFigures(): void {
  const cases = plantedKinds.flatMap((kind, index) =>
    Array.from({ length: 100 }, (_, n) => plantedPair(seed + 50_000 + index * 1000 + n, kind))
  );
  const found = cases.map(({ en, zh, fault }) =>
    checkParity({ text: en }, { text: zh }, names).filter(
      (finding) => fault && (overlap(finding.en, fault.en) || overlap(finding.zh, fault.zh))
    )
  );
  console.log(
    `planted faults found: ${share(found.filter(({ length }) => length > 0).length, cases.length)}`
  );
  const warnings = thousand.flatMap((n) => {
    const { en, zh } = plantedPair(seed + 950_000 + n, null);
    return checkParity({ text: en }, { text: zh }, names);
  });
  console.log(`warnings on 1,000 pairs without a fault: ${warnings.length}`);
}

function countTerms(): void {
  const index = indexTerms(plantedGlossary);
  const findings = ({ en, zh }: PlantedTerms) => checkTerms(en, zh, index);
  const cases = plantedTermKinds.flatMap((kind, index) =>
    Array.from({ length: 200 }, (_, n) => plantedTerms(seed + 70_000 + index * 1000 + n, kind))
  );
  for (const side of ['en', 'zh'] as const) {
    const said = cases
      .filter(({ fault }) => fault?.side === side)
      .map((one) =>
        findings(one).map(
          ({ en, zh }) => one.fault !== null && (overlap(en, one.fault.en) || overlap(zh, one.fault.zh))
        )
      );
    const all = said.flat();
    console.log(
      `wrong terms found, ${side}: ${share(said.filter((one) => one.includes(true)).length, said.length)}; ` +
        `findings that are right: ${share(all.filter(Boolean).length, all.length)}`
    );
  }
  const warned = thousand.filter((n) => findings(plantedTerms(seed + 970_000 + n, null)).length > 0);
  console.log(`pairs without a wrong term that have a finding: ${warned.length} of 1,000`);
}

countFigures();
countTerms();
if (options.figures) process.exit();

const pairs = Array.from({ length: blocks }, (_, block) => {
  const sentences = Array.from({ length: sentencesPerBlock }, (__, index) =>
    plantedPair(7_000_000 + block * sentencesPerBlock + index, null)
  );
  return {
    en: sentences.map(({ en }) => en).join(' '),
    zh: sentences.map(({ zh }) => zh).join('')
  };
});

/** Returns the median of the time of this thread, which other programs of the machine do not lengthen. */
function median(work: () => void): number {
  const times = Array.from({ length: runs }, () => {
    const start = process.threadCpuUsage();
    work();
    const { user, system } = process.threadCpuUsage(start);
    return (user + system) / 1000;
  });
  return times.sort((one, other) => one - other)[Math.floor(runs / 2)] ?? Number.NaN;
}

const print = (what: string, milliseconds: number): void =>
  console.log(`${what.padEnd(44)} ${milliseconds.toFixed(1).padStart(8)} ms`);

const letters = pairs.reduce((sum, { en, zh }) => sum + en.length + zh.length, 0);
console.log(`${blocks} blocks of ${sentencesPerBlock} sentences, ${letters} letters; median of ${runs} runs`);
const eachPair = (): void => {
  for (const { en, zh } of pairs) checkParity({ text: en }, { text: zh }, names);
};
const first = process.threadCpuUsage();
eachPair();
print('the first time, pair by pair', process.threadCpuUsage(first).user / 1000);
print('pair by pair', median(eachPair));
const whole = { en: pairs.map(({ en }) => en).join('\n'), zh: pairs.map(({ zh }) => zh).join('\n') };
print(
  'as one passage',
  median(() => {
    checkParity({ text: whole.en }, { text: whole.zh }, names);
  })
);

const terms = indexTerms(glossaryRows('a').map(checkedTerm));
print(
  `terms of a glossary of ${terms.terms.length}, pair by pair`,
  median(() => {
    for (const { en, zh } of pairs) checkTerms(en, zh, terms);
  })
);

const unpaired = Array.from({ length: blocks }, (_, n) => plantedPair(seed + 700_000 + n, null));
const blockOf = (text: string) => ({ text, kind: 'paragraph' as const });
const alignments = Array.from({ length: runs }, () => {
  const begun = performance.now();
  align(
    unpaired.map(({ en }) => blockOf(en)),
    unpaired.slice(20).map(({ zh }) => blockOf(zh))
  );
  return performance.now() - begun;
});
console.log(`alignment of ${blocks} blocks: best of ${runs} ${Math.min(...alignments).toFixed(0)} ms`);

const shapes: Readonly<Record<string, string>> = {
  digits: '7',
  'digits and commas': '1,234',
  'digits and points': '1.',
  numbers: '12 ',
  'Han numerals': '三十五万',
  'units of multiplication': '万亿',
  百分之: '百分之',
  'number words': 'twenty-one ',
  'million million': 'one million ',
  '“more than”': 'more than ',
  brackets: '（1）(1) ',
  'lines with bullets': '- 1\n',
  spaces: ' ',
  'lone surrogates': '\ud800',
  addresses: 'a.b@',
  'announced lists': '三项：、'
};
for (const [what, shape] of Object.entries(shapes)) {
  const time = (length: number): number => {
    const text = shape.repeat(Math.ceil(length / shape.length));
    const start = performance.now();
    checkParity({ text: `${text}a` }, { text: `${text}中` }, names);
    return performance.now() - start;
  };
  const [half, full] = [time(500_000), time(1_000_000)];
  console.log(
    `${what.padEnd(28)} 0.5 MB ${half.toFixed(0).padStart(6)} ms, 1 MB ${full.toFixed(0).padStart(6)} ms`
  );
}
