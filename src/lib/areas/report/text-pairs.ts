/** Writes the pairs of a part that shows a text: its sections below the headings of the report. */
import { textFor, type Bilingual, type Locale } from '#base/locale.ts';
import type { ReportBlock, ReportPair } from '#rules/report/report-content.ts';
import type { InputText, ManifestPart } from '#rules/report/report-inputs.ts';
import { underHeadings } from '#rules/framework/synopsis-headings.ts';
import type { SectionContent } from '#base/content.ts';
import { citeAnswer, citedSource, citeSource } from './cited-sources.ts';
import { levelChipsOf, type Composing, type Fault } from './composing.ts';
import { blockIdIn, pairsOfSection } from './passage-blocks.ts';
import type { PassageFault } from './passage-inline.ts';
import { words } from '#document/nodes/report-words.ts';
import { targetOf } from './places.ts';

/** Lists what an approval need not wait for, where somebody has said why. */
const waivable: readonly PassageFault[] = ['language-missing', 'machine-text'];

export function pairsOfText(
  part: ManifestPart,
  text: InputText,
  composing: Composing,
  fault: Fault
): ReportPair[] {
  const { content, city } = text;
  const { inputs, tools, pictures } = composing;
  const levelChips = levelChipsOf(text, composing);
  const machine = new Set(inputs.machineBlocks[text.subject] ?? []);
  const waived = new Set(
    (content.notes ?? []).flatMap(({ kind, en, zh }) =>
      kind === 'waiver' ? [en?.words, zh?.words].filter((one) => one !== undefined) : []
    )
  );
  const below = (section: SectionContent, depth: 0 | 1 | 2): ReportPair[] => {
    const pairs = pairsOfSection(section, {
      part: part.id,
      levelChips,
      picture: (base64, type) => {
        const hash = tools.hashOfBase64(base64);
        if (inputs.barred.includes(hash)) return null;
        pictures.set(hash, { base64, type });
        return hash;
      },
      cite: (question) => (city === null ? null : citeAnswer(city, question, composing)),
      citation: (href) => {
        const source = citedSource(href, inputs);
        return source === undefined ? undefined : citeSource(source, composing);
      },
      targetOf: (href) => targetOf(href, composing),
      isMachine: (block) => machine.has(block),
      isRegistered: (hash) => inputs.registered?.includes(hash) ?? true,
      fault: (kind, about) =>
        fault(
          kind,
          about,
          !waivable.includes(kind) || ![...waived].some((one) => about.startsWith(one.slice(0, 40)))
        )
    });
    const name =
      city === null
        ? text.sections?.[section.id]
        : inputs.names.characteristics.find(({ id }) => id === section.id)?.name;
    if (pairs.length === 0 || !name || depth === 0) return pairs;
    const own =
      city === null
        ? withoutBareHeadings(pairs).map(withoutHeadings)
        : pairs.map((pair) => lowered(pair, depth - 1));
    return [headingOf(blockIdIn(part.id, section.id), name, depth), ...own];
  };
  const parts = (city !== null && inputs.headings[city]) || [];
  return underHeadings(content.sections, parts).flatMap(({ part: above, sections }): ReportPair[] => {
    // A part that holds one characteristic stands for it; one that holds several has their headings below its own.
    const [only, ...others] = above?.characteristics ?? [];
    const depth = above === null ? 1 : others.length > 0 ? 2 : 0;
    const pairs = sections.flatMap((section) => below(section, depth));
    const id = depth === 0 && only !== undefined ? only : above?.id;
    return above === null || id === undefined || pairs.length === 0
      ? pairs
      : [headingOf(blockIdIn(part.id, id), above.name, 1), ...pairs];
  });
}

const headingOf = (id: string, name: Bilingual, level: 1 | 2): ReportPair => {
  const heading = (language: Locale): ReportBlock => ({
    kind: 'heading',
    id,
    level,
    text: words(textFor(name, language).text)
  });
  return { en: [heading('en')], zh: [heading('zh')] };
};

/** Puts the headings of a text below one that stands so much deeper. */
function lowered({ en, zh }: ReportPair, by: number): ReportPair {
  if (by === 0) return { en, zh };
  const of = (blocks: readonly ReportBlock[]): ReportBlock[] =>
    blocks.map((one) =>
      one.kind === 'heading' ? { ...one, level: Math.min(4, one.level + by) as 1 | 2 | 3 | 4 } : one
    );
  return { en: of(en), zh: of(zh) };
}

/** Leaves out the headings of a step below which nothing is written. */
const withoutBareHeadings = (pairs: readonly ReportPair[]): ReportPair[] =>
  pairs.filter((pair, index) => !isHeading(pair) || !isBare(pairs.slice(index + 1)));

const isHeading = ({ en, zh }: ReportPair): boolean => [...en, ...zh].every(({ kind }) => kind === 'heading');
const isBare = ([next]: readonly ReportPair[]): boolean => next === undefined || isHeading(next);

/**
 * Makes lines in bold of headings: the steps of a roadmap all have the same ones, which would say nothing in the contents
 * and bookmarks.
 */
function withoutHeadings({ en, zh }: ReportPair): ReportPair {
  const of = (blocks: readonly ReportBlock[]): ReportBlock[] =>
    blocks.map((one) =>
      one.kind === 'heading'
        ? {
            kind: 'paragraph',
            id: one.id,
            text: one.text.map((inline) =>
              inline.kind === 'text' && !inline.marks.includes('bold')
                ? { ...inline, marks: [...inline.marks, 'bold'] }
                : inline
            )
          }
        : one
    );
  return { en: of(en), zh: of(zh) };
}
