/**
 * Defines the jobs on documents as plain functions without a thread: the worker calls them, and tests may.
 */
import * as Y from 'yjs';
import { findAnchors, type AnchorQuery, type FoundAnchor } from '#document/sequence/anchors.ts';
import { assemble, UnreadableDocumentError } from '#document/assemble.ts';
import {
  answeredSections,
  renderAnswers,
  measuredAnswers,
  type AnsweredSections,
  type RenderedAnswers,
  type MeasuredAnswers,
  type ShownAnswers
} from '#document/answered.ts';
import {
  holdBack,
  holdsContentOf,
  markedIn,
  takeBack,
  type ConfidentialAnswer
} from '#document/confidential-answers.ts';
import { cellsOf } from '#document/answers.ts';
import { sectionContent } from '#document/content.ts';
import { taggedPassages, type TaggedPassage } from '#rules/pairs/goal.ts';
import { unitsOfSection, type UnitsOfSection } from '#rules/pairs/section-units.ts';
import type { SectionContent } from '#base/content.ts';
import { renumber } from '#document/renumber.ts';
import { textsOf, type RenderedHtml, type Written } from '#document/texts.ts';
import { UnsoundDocumentError } from './errors.ts';
import { nextOf } from './next-job.ts';
import { ratingJobs, type RatingJobs } from './rating-jobs.ts';
import { sequenceOf, type MadeSequence, type SequenceInput } from './sequence-job.ts';
import { examined, settled, type Examined } from './settled.ts';
import { differingRepeat, type RepeatsInput } from './repeats.ts';
import { areSame, integratesAlike } from './soundness.ts';
import { versionJobs, type VersionJobs } from './version-jobs.ts';

export interface Compacted {
  /** Holds the whole document as one update (V1). */
  readonly bytes: Uint8Array;
  /** Holds the encoded state vector of these bytes. */
  readonly stateVector: Uint8Array;
  /** Gives the offset in the bytes at which the deletions begin. */
  readonly structsEnd: number;
}

/** Describes the move of an answer between a response and the confidential document of its city. */
export interface AnswerMove {
  readonly direction: 'hold-back' | 'take-back';
  readonly answer: ConfidentialAnswer;
  /** Lists the sections of both documents. */
  readonly sections: readonly string[];
  /** Counts the first parts, which make the response; the others make the confidential document. */
  readonly responseParts: number;
  /** Lists positions in the response that are stored elsewhere. */
  readonly positions: readonly Y.ID[];
}

/** Holds both documents whole, as updates (V1) that keep nothing of what was deleted. */
export interface MovedTexts {
  readonly response: Uint8Array;
  readonly confidential: Uint8Array;
}

/** Holds them after one answer was moved. A response from which it was taken is a renumbered copy. */
export interface MovedAnswer extends MovedTexts {
  /** Maps client ids of the response before to those of the copy; empty where the response has kept its ids. */
  readonly clients: ReadonlyMap<number, number>;
  /** Holds the given positions in their order, in the copy; null for those that were deleted. */
  readonly positions: readonly (Y.ID | null)[];
}

/** Describes the move of every answer that a response marks as confidential, and of some others. */
export interface MarkedMove extends Pick<AnswerMove, 'sections' | 'responseParts'> {
  readonly also: readonly ConfidentialAnswer[];
}

export interface MovedMarked {
  readonly marked: readonly ConfidentialAnswer[];
  /** Holds both documents; null where the response holds nothing of these answers but their marks. */
  readonly moved: MovedTexts | null;
}

/** Declares for each kind of job its input besides the parts of the document, and its result. */
export interface Jobs extends VersionJobs, RatingJobs {
  readonly compact: { input: null; made: Compacted };
  readonly merge: { input: null; made: Uint8Array };
  /** Makes what the next generation begins with: nothing of what was deleted. */
  readonly next: { input: null; made: Uint8Array };
  readonly integratesAlike: { input: Uint8Array; made: boolean };
  readonly differingRepeat: { input: RepeatsInput; made: number | null };
  readonly diff: { input: Uint8Array; made: Uint8Array };
  readonly html: { input: string; made: RenderedHtml };
  readonly settle: { input: null; made: Uint8Array };
  readonly examine: { input: null; made: Examined };
  readonly content: { input: readonly string[]; made: readonly SectionContent[] };
  readonly units: { input: readonly string[]; made: readonly UnitsOfSection[] };
  readonly taggedPassages: { input: readonly string[]; made: readonly TaggedPassage[] };
  readonly answered: { input: readonly string[]; made: AnsweredSections };
  readonly answers: { input: ShownAnswers; made: RenderedAnswers };
  readonly measured: { input: readonly string[]; made: MeasuredAnswers };
  readonly moveAnswer: { input: AnswerMove; made: MovedAnswer };
  readonly moveMarked: { input: MarkedMove; made: MovedMarked };
  readonly written: { input: readonly string[]; made: ReadonlyMap<string, Written> };
  readonly sequence: { input: SequenceInput; made: MadeSequence };
  readonly anchors: { input: readonly AnchorQuery[]; made: readonly (FoundAnchor | null)[] };
}

export type Kind = keyof Jobs;

type Parts = readonly Uint8Array[];

const making: { readonly [K in Kind]: (parts: Parts, input: Jobs[K]['input']) => Jobs[K]['made'] } = {
  compact,
  merge: (parts) => Y.encodeStateAsUpdate(assemble(null, parts)),
  next: nextOf,
  integratesAlike,
  differingRepeat,
  diff: (parts, stateVector) => Y.encodeStateAsUpdate(assemble(null, parts), stateVector),
  settle: settled,
  sequence: sequenceOf,
  ...versionJobs,
  ...ratingJobs,
  examine: examined,
  anchors: (parts, input) => findAnchors(assemble(null, parts), input),
  html: (parts, section) => textsOf(assemble(null, parts)).html(section),
  content: (parts, sections) => {
    const doc = assemble(null, parts);
    return sections.map((section) => sectionContent(doc, section));
  },
  units: (parts, sections) => {
    const doc = assemble(null, parts);
    return sections.map((section) => unitsOfSection(sectionContent(doc, section)));
  },
  taggedPassages: (parts, sections) => {
    const doc = assemble(null, parts);
    return taggedPassages(sections.map((section) => sectionContent(doc, section)));
  },
  answered: (parts, sections) => answeredSections(assemble(null, parts), sections),
  answers: (parts, shown) => renderAnswers(assemble(null, parts), shown),
  measured: (parts, passages) => measuredAnswers(assemble(null, parts), passages),
  moveAnswer,
  moveMarked,
  written: (parts, sections) => {
    const texts = textsOf(assemble(null, parts));
    return new Map(sections.map((section) => [section, texts.written(section)]));
  }
};

export const make = <K extends Kind>(kind: K, parts: Parts, input: Jobs[K]['input']): Jobs[K]['made'] =>
  making[kind](parts, input);

function moveAnswer(
  parts: Parts,
  { direction, answer, sections, responseParts, positions }: AnswerMove
): MovedAnswer {
  const response = assemble(null, parts.slice(0, responseParts));
  const confidential = assemble(null, parts.slice(responseParts));
  (direction === 'hold-back' ? holdBack : takeBack)(response, confidential, answer, sections);
  const moved = (doc: Y.Doc): MovedTexts => ({
    response: settled([Y.encodeStateAsUpdate(doc)]),
    confidential: settled([Y.encodeStateAsUpdate(confidential)])
  });
  if (direction === 'take-back') return { ...moved(response), clients: new Map(), positions };
  // Who may not read the answer is not to learn either how long it is.
  const { doc, clients, idOf } = renumber(response);
  return { ...moved(doc), clients, positions: positions.map((id) => idOf(id) ?? null) };
}

function moveMarked(parts: Parts, { sections, also, responseParts }: MarkedMove): MovedMarked {
  const response = assemble(null, parts.slice(0, responseParts));
  const confidential = assemble(null, parts.slice(responseParts));
  const marked = markedIn(cellsOf(response));
  const moving = [...marked, ...also].filter((answer) => holdsContentOf(response, answer, sections));
  if (moving.length === 0) return { marked, moved: null };
  for (const answer of moving) holdBack(response, confidential, answer, sections);
  return {
    marked,
    moved: {
      response: Y.encodeStateAsUpdate(response),
      confidential: Y.encodeStateAsUpdate(confidential)
    }
  };
}

/** Throws UnsoundDocumentError. */
export function compact(parts: Parts): Compacted {
  const live = whole(parts);
  const bytes = Y.encodeStateAsUpdate(live);
  if (!areSame(live, whole([bytes])))
    throw new UnsoundDocumentError('A document is not the same when it is loaded from its own bytes');
  const stateVector = Y.encodeStateVector(live);
  // A snapshot of Yjs is the deletions as they end an update, and then the state vector.
  const deletions = Y.encodeSnapshot(Y.snapshot(live)).subarray(0, -stateVector.length);
  const structsEnd = bytes.length - deletions.length;
  if (Buffer.compare(bytes.subarray(structsEnd), deletions) !== 0)
    throw new UnsoundDocumentError('A document does not end with its deletions');
  return { bytes, stateVector, structsEnd };
}

function whole(parts: Parts): Y.Doc {
  try {
    return assemble(null, parts);
  } catch (cause) {
    if (cause instanceof UnreadableDocumentError) throw new UnsoundDocumentError(cause.message, { cause });
    throw cause;
  }
}
