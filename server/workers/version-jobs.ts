/**
 * Defines the jobs on versions: rendering, comparison, and authorship. Bytes of a version are its canonical
 * text in UTF-8.
 */
import * as Y from 'yjs';
import { assemble } from '#document/assemble.ts';
import { cellItems, cellWrites, type CellItems, type CellWrites } from '#document/answer-history.ts';
import {
  countByAuthor,
  laidAuthors,
  joinTimes,
  presentAuthors,
  type Writer,
  type WritingTime
} from '#document/authorship.ts';
import { sectionContent } from '#document/content.ts';
import {
  renderChanges,
  renderTextDiff,
  renderVersion,
  type RenderedTextDiff,
  type RenderedVersion,
  type WantedChanges
} from '#document/rendered-versions.ts';
import { renderAuthors, type AuthoredSection } from '#document/rendered-authors.ts';
import { cellsOfVersion, documentFrom } from '#document/stored-answers.ts';
import type { InPart, WantedPart } from '#document/text-parts.ts';
import { laidOnPresent } from '#document/tree/late-edit.ts';
import type { Locale } from '#base/locale.ts';
import type { VersionContent } from '#rules/versions/version.ts';
import { fingerprintsOf } from '#base/content.ts';

type Parts = readonly Uint8Array[];

export interface AuthorsInput {
  readonly version: Uint8Array;
  /** Maps client ids to the users who write under them. */
  readonly owners: ReadonlyMap<number, string>;
  readonly part: WantedPart;
}
export interface MadeAuthors extends InPart<AuthoredSection> {
  /** Ids of people; null for what came with the text. */
  readonly authors: readonly (string | null)[];
}

export interface PresentAuthorsInput {
  readonly sections: readonly string[];
  readonly part: WantedPart;
  /** Maps client ids to those who write under them. */
  readonly writers: ReadonlyMap<number, Writer>;
}
export interface MadePresentAuthors extends MadeAuthors {
  readonly times: readonly WritingTime[];
  /** The number of characters of each author, in all sections together. */
  readonly characters: Readonly<Record<Locale, readonly number[]>>;
  /** Fingerprints of the blocks, by section: a page that has the text open knows whether it has changed since. */
  readonly fingerprints: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

export interface ProposalInput {
  readonly sections: readonly string[];
  readonly part: WantedPart;
}
export type ComparedProposal = Pick<RenderedTextDiff, 'sections' | 'part' | 'changes'>;

export interface VersionJobs {
  readonly renderVersion: { input: WantedPart; made: RenderedVersion };
  /** The parts are the bytes of the older and of the newer version. */
  readonly compareVersions: { input: WantedChanges; made: RenderedTextDiff };
  /**
   * Compares the text that the other parts make with the proposal in the last part; sections that it leaves
   * alone are omitted.
   */
  readonly compareProposal: { input: ProposalInput; made: ComparedProposal };
  /**
   * The first parts, as many as the input says, make the text of the tree model for which the proposal was made,
   * the next is the proposal, and the others make the present text. The result is what the proposal changes in
   * that, as one update (V1).
   */
  readonly proposalForPresent: { input: number; made: Uint8Array };
  /** The part is the bytes of a version of a text; the result is a document of it as one update (V1). */
  readonly documentOfVersion: { input: null; made: Uint8Array };
  /** The parts make the text, at the version or later. */
  readonly authors: { input: AuthorsInput; made: MadeAuthors };
  readonly presentAuthors: { input: PresentAuthorsInput; made: MadePresentAuthors };
  /** Lists the items of the cells of these questions. */
  readonly cellItems: { input: readonly string[]; made: readonly CellItems[] };
  /** The parts are single updates of the log. */
  readonly cellWrites: { input: readonly CellItems[]; made: readonly CellWrites[] };
}

const contentIn = (bytes: Uint8Array | undefined): VersionContent =>
  JSON.parse(new TextDecoder().decode(bytes)) as VersionContent;

export const versionJobs: {
  readonly [K in keyof VersionJobs]: (parts: Parts, input: VersionJobs[K]['input']) => VersionJobs[K]['made'];
} = {
  renderVersion: ([bytes], part) => renderVersion(contentIn(bytes), part),
  compareVersions: ([before, after], wanted) => renderTextDiff(contentIn(before), contentIn(after), wanted),
  documentOfVersion: ([bytes]) => {
    const content = contentIn(bytes);
    if (!('sections' in content)) throw new Error('This version is not of a text');
    return Y.encodeStateAsUpdate(documentFrom(content));
  },
  compareProposal: (parts, { sections, part }) => {
    const [frozen, proposed] = [assemble(null, parts.slice(0, -1)), assemble(null, parts)];
    const read = (doc: typeof frozen) => sections.map((section) => sectionContent(doc, section));
    const [before, after] = [read(frozen), read(proposed)];
    const isSame = (at: number): boolean => JSON.stringify(before[at]) === JSON.stringify(after[at]);
    const differing = <T>(all: readonly T[]): T[] => all.filter((_, index) => !isSame(index));
    return renderChanges(differing(before), differing(after), { part });
  },
  proposalForPresent: (parts, frozen) =>
    laidOnPresent(
      assemble(null, parts.slice(0, frozen)),
      assemble(null, parts.slice(0, frozen + 1)),
      assemble(null, parts.slice(frozen + 1))
    ),
  authors: (parts, { version, owners, part }) => {
    const content = contentIn(version);
    const { sections, authors } = laidAuthors(
      assemble(null, parts),
      'sections' in content ? content.sections : [],
      (client) => owners.get(client)
    );
    const answers = 'sections' in content ? cellsOfVersion(content.answers) : {};
    return { ...renderAuthors(sections, part, answers), authors };
  },
  cellItems: (parts, questions) => cellItems(assemble(null, parts), new Set(questions)),
  cellWrites: (updates, items) => cellWrites(updates, items),
  presentAuthors: (parts, input) => {
    const doc = assemble(null, parts);
    const writers = joinTimes(input.writers);
    const { sections, authors, times } = presentAuthors(doc, input.sections, (client) => writers.get(client));
    const countIn = (language: Locale): number[] =>
      countByAuthor(
        sections.flatMap((section) => section[language]),
        authors.length
      );
    return {
      ...renderAuthors(sections, input.part),
      authors,
      times,
      characters: { en: countIn('en'), zh: countIn('zh') },
      fingerprints: Object.fromEntries(
        input.sections.map((section) => [section, fingerprintsOf(sectionContent(doc, section))])
      )
    };
  }
};
