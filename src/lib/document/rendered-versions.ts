/**
 * Renders versions and the changes between them for a page: plain values and HTML that is safe. A long text is
 * divided into parts, of which a page shows one. Runs in the document workers.
 */
import { compareSections, isChange, type ComparedBlock } from '#rules/documents/text-diff.ts';
import { locales, type Locale } from '#base/locale.ts';
import { cellId } from '#rules/panels/level-chip.ts';
import type { DocumentVersion, VersionContent } from '#rules/versions/version.ts';
import type { SectionContent } from '#base/content.ts';
import { markOf } from '#base/canonical.ts';
import type { ChangedAnswer } from './answer-changes.ts';
import {
  answersInRows,
  changesInRows,
  withAnswers,
  type AnswerInPart,
  type ChangedInPart,
  type ShownRecords
} from './answer-parts.ts';
import type { Cells } from './answers.ts';
import { cellsOfVersion } from './stored-answers.ts';
import { renderBlocks, type RenderedBlocks } from './html.ts';
import { inPart, rowsOf, type Divisible, type InPart, type WantedPart } from './text-parts.ts';
import type { RenderedHtml } from './texts.ts';
import { type RenderedBlock, renderComparedBlocks } from './rendered-comparison.ts';

export const lengthsOf = ({ blocks, lengthOf }: RenderedBlocks): number[] =>
  blocks.map((_, index) => lengthOf(index));

export interface RenderedSection {
  readonly id: string;
  readonly html: RenderedHtml;
}

export interface RenderedChanges {
  readonly id: string;
  /** Counts the blocks that differ, of both languages, in the part of the text. */
  readonly changes: number;
  readonly blocks: Readonly<Record<Locale, readonly RenderedBlock[]>>;
}

/** Describes what an approval covers besides the text, where it differs; by id, levels by `cellId`. */
export interface ChangedFact {
  readonly id: string;
  readonly before: string | null;
  readonly after: string | null;
}

/** Holds the sections of a part; of a response they include the passages of its questions. */
export interface RenderedTextDiff extends InPart<RenderedChanges> {
  /** Counts the blocks, and the values and records of answers, that differ in all parts. */
  readonly changes: number;
  /** Lists the answers that differ, each with those of its records that this part shows. */
  readonly answers: readonly ChangedAnswer[];
  /** Counts, by question, the changes of these answers that other parts show. */
  readonly elsewhere: Readonly<Record<string, number>>;
  readonly levels: readonly ChangedFact[];
  /** Lists the facts that both hold with other values: by city and field, with a fingerprint of each value. */
  readonly facts: readonly ChangedFact[];
  readonly evidence: readonly ChangedFact[];
  readonly framework: ChangedFact | null;
}

export const both = <T>(read: (language: Locale) => T): Readonly<Record<Locale, T>> =>
  Object.fromEntries(locales.map((language) => [language, read(language)])) as Record<Locale, T>;

const sectionsOf = (content: VersionContent): readonly SectionContent[] =>
  'sections' in content ? content.sections : [];

export interface RenderedVersion extends InPart<RenderedSection> {
  /** Null for a text without answers. */
  readonly answers: Cells | null;
  /** Says which records are shown of the questions of which this part does not show all. */
  readonly records: Readonly<Record<string, ShownRecords>>;
}

export function renderVersion(content: VersionContent, wanted: WantedPart): RenderedVersion {
  const sections = sectionsOf(content).map((section): [string, Divisible<RenderedSection>] => {
    const rendered = both((language) =>
      renderBlocks(section[language], { prefix: `${section.id}-${language}` })
    );
    return [
      section.id,
      {
        rows: rowsOf(both((language) => lengthsOf(rendered[language]))),
        show: (from, to) => ({
          id: section.id,
          html: both((language) => {
            const { blocks, notesOf } = rendered[language];
            return blocks.slice(from, to).join('') + notesOf(from, to);
          })
        })
      }
    ];
  });
  const cells = cellsIn(content);
  const { shown, part } = inPart(withAnswers(sections, answersInRows(cells ?? {})), wanted);
  const answers = shown.filter((one): one is AnswerInPart => 'cells' in one);
  return {
    sections: shown.filter((one): one is RenderedSection => 'html' in one),
    part,
    answers: cells && Object.fromEntries(answers.flatMap((one) => Object.entries(one.cells))),
    records: Object.fromEntries(
      answers
        .filter(({ records: { from, to, count } }) => from > 0 || to < count)
        .map(({ question, records }) => [question, records])
    )
  };
}

const cellsIn = (content: VersionContent): Cells | null =>
  'sections' in content && content.answers ? cellsOfVersion(content.answers) : null;

export interface WantedChanges {
  readonly part: WantedPart;
  /** Leaves out the blocks that are the same. */
  readonly isChangesOnly?: boolean;
}

/** `changes` counts those of all parts. */
export function renderChanges(
  before: readonly SectionContent[],
  after: readonly SectionContent[],
  wanted: WantedChanges
): InPart<RenderedChanges> & { readonly changes: number } {
  const { sections, changes } = comparedSections(before, after, wanted);
  const { shown, part } = inPart(
    sections.map(([, divided]) => divided),
    wanted.part
  );
  return { sections: shown, part, changes };
}

function comparedSections(
  before: readonly SectionContent[],
  after: readonly SectionContent[],
  { isChangesOnly = false }: WantedChanges
): {
  readonly sections: readonly (readonly [id: string, divided: Divisible<RenderedChanges>])[];
  readonly changes: number;
} {
  const compared = compareSections(before, after);
  return {
    sections: compared.map((section) => {
      const rendered = both((language) =>
        renderComparedBlocks(section[language], `${section.id}-${language}`, isChangesOnly)
      );
      return [
        section.id,
        {
          rows: rowsOf(both((language) => rendered[language].lengths)),
          show: (from, to) => ({
            id: section.id,
            changes: locales.reduce(
              (sum, language) => sum + countChanges(section[language].slice(from, to)),
              0
            ),
            blocks: both((language) => rendered[language].show(from, to))
          })
        }
      ];
    }),
    changes: compared.reduce(
      (sum, section) => sum + locales.reduce((own, language) => own + countChanges(section[language]), 0),
      0
    )
  };
}

const countChanges = (blocks: readonly ComparedBlock[]): number =>
  blocks.filter((block) => isChange(block) && block.moved !== 'from').length;

export function renderTextDiff(
  before: VersionContent,
  after: VersionContent,
  wanted: WantedChanges
): RenderedTextDiff {
  const compared = comparedSections(sectionsOf(before), sectionsOf(after), wanted);
  const answers = changesInRows(cellsIn(before) ?? {}, cellsIn(after) ?? {});
  const { shown, part } = inPart(withAnswers(compared.sections, answers.answers), wanted.part);
  const changed = shown.filter((one): one is ChangedInPart => 'answer' in one);
  const texts = {
    sections: shown.filter((one): one is RenderedChanges => 'blocks' in one),
    part,
    changes: compared.changes + answers.changes,
    answers: changed.map(({ answer }) => answer),
    elsewhere: Object.fromEntries(
      changed
        .filter(({ elsewhere }) => elsewhere > 0)
        .map(({ answer, elsewhere }) => [answer.question, elsewhere])
    )
  };
  if (!('sections' in before) || !('sections' in after))
    return { ...texts, levels: [], facts: [], evidence: [], framework: null };
  const framework = ({ framework: one }: typeof before): string | null =>
    one ? `${one.version} ${one.sha256}` : null;
  const [was, is] = [framework(before), framework(after)];
  return {
    ...texts,
    levels: changedFacts(heldFacts(before), heldFacts(after)),
    facts: changedFacts(heldFigures(before), heldFigures(after)).filter(
      (fact) => fact.before !== null && fact.after !== null
    ),
    evidence: changedFacts(
      before.evidence.map(({ id, sha256 }) => [id, sha256]),
      after.evidence.map(({ id, sha256 }) => [id, sha256])
    ),
    framework: was === is ? null : { id: 'framework', before: was, after: is }
  };
}

const heldFacts = ({ levels }: DocumentVersion): Facts => levels.map((held) => [cellId(held), held.level]);

const heldFigures = ({ facts = [] }: DocumentVersion): Facts =>
  facts.map(({ city = '', fact, figure }) => [`${city} ${fact}`, markOf(figure)]);

type Facts = readonly (readonly [id: string, value: string | null])[];

function changedFacts(before: Facts, after: Facts): ChangedFact[] {
  const [olds, news] = [new Map(before), new Map(after)];
  return [...new Set([...olds.keys(), ...news.keys()])].flatMap((id) => {
    const [was, is] = [olds.get(id) ?? null, news.get(id) ?? null];
    return was === is ? [] : [{ id, before: was, after: is }];
  });
}
