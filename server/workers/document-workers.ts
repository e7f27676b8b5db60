/**
 * Builds documents off the event loop, so that a large or hostile one does not block other users. A caller
 * passes the parts of a document (a snapshot, the updates after it) and gets bytes, an answer or a text.
 */
import type { RepeatsInput } from './repeats.ts';
import type { MadeSequence, SequenceInput } from './sequence-job.ts';
import { Worker } from 'node:worker_threads';
import type { Agreement } from '#rules/panels/agreement.ts';
import type { CodeAgreement } from '#rules/coding/coding-agreement.ts';
import type { HouseEffect } from '#rules/panels/house-effect.ts';
import type { TaggedPassage } from '#rules/pairs/goal.ts';
import { quotas } from '#rules/study/quota.ts';
import type { UnitsOfSection } from '#rules/pairs/section-units.ts';
import type { SectionContent } from '#base/content.ts';
import type { CellItems, CellWrites } from '#document/answer-history.ts';
import type { AnchorQuery, FoundAnchor } from '#document/sequence/anchors.ts';
import type { RenderedTextDiff, RenderedVersion, WantedChanges } from '#document/rendered-versions.ts';
import type { WantedPart } from '#document/text-parts.ts';
import type { AnsweredSections, RenderedAnswers, MeasuredAnswers, ShownAnswers } from '#document/answered.ts';
import type { RenderedHtml, Written } from '#document/texts.ts';
import type { Logger } from '#server/process/logger.ts';
import { WorkerPool, type Limits } from './worker-pool.ts';
import type { Thread } from './worker-slot.ts';
import type { AnswerMove, Compacted, MarkedMove, MovedAnswer, MovedMarked } from './jobs.ts';
import type { AgreementInput, HouseEffectInput, PassesInput } from './rating-jobs.ts';
import type { Examined } from './settled.ts';
import type {
  AuthorsInput,
  ComparedProposal,
  MadeAuthors,
  MadePresentAuthors,
  PresentAuthorsInput,
  ProposalInput
} from './version-jobs.ts';

/**
 * Runs jobs on documents. Every job rejects with UnreadableDocumentError when the parts cannot be read whole,
 * with JobTookTooLongError, WorkerDiedError or WorkersFullError when it could not be done now, with
 * TextTooLargeError when it never can for a text above the bound, and with
 * WorkersClosedError. Parts are only read, and must not be changed before. `requester` is the one that the
 * job is done for, such as a person's id: requesters are served in turn, so that many or long jobs of one do
 * not delay another's.
 */
export interface DocumentWorkers {
  /** Counts the jobs that wait for a thread, for the metrics. */
  waitingJobs(): number;
  /**
   * Makes one snapshot out of a snapshot and the updates after it: replayed, encoded, loaded again and
   * compared before it is returned. Rejects with UnsoundDocumentError when the result is another document or
   * something is missing: then the log must stay as it is. In the background it runs when no other job waits.
   */
  compact(parts: readonly Uint8Array[], when?: 'soon' | 'background', requester?: string): Promise<Compacted>;
  /** The whole document as one update (V1). */
  merge(parts: readonly Uint8Array[], requester?: string): Promise<Uint8Array>;
  /** Makes what the next generation begins with: nothing of what was deleted, of which notes and cells stay until then. */
  next(parts: readonly Uint8Array[], requester?: string): Promise<Uint8Array>;
  /**
   * Checks whether the update, applied to the state that the parts make, gives a document that a fresh load
   * from its own bytes gives again.
   */
  integratesAlike(parts: readonly Uint8Array[], update: Uint8Array, requester?: string): Promise<boolean>;
  /**
   * Returns the first of some client ids under which an update repeats what the parts hold with other content, or in another
   * place; null where there is none.
   */
  differingRepeat(
    parts: readonly Uint8Array[],
    input: RepeatsInput,
    requester?: string
  ): Promise<number | null>;
  /** Computes the answer of sync step 2 to this state vector. */
  diff(parts: readonly Uint8Array[], stateVector: Uint8Array, requester?: string): Promise<Uint8Array>;
  /** Renders a section as HTML that is safe to show. */
  html(parts: readonly Uint8Array[], section: string, requester?: string): Promise<RenderedHtml>;
  /** Returns these sections as the nodes that a version is made of. */
  content(
    parts: readonly Uint8Array[],
    sections: readonly string[],
    requester?: string
  ): Promise<readonly SectionContent[]>;
  /** Reads the units of these sections, with an excerpt of their words. */
  units(
    parts: readonly Uint8Array[],
    sections: readonly string[],
    requester?: string
  ): Promise<readonly UnitsOfSection[]>;
  /** The passages of these sections that are tagged with a goal. */
  taggedPassages(
    parts: readonly Uint8Array[],
    sections: readonly string[],
    requester?: string
  ): Promise<readonly TaggedPassage[]>;
  /** Returns a response's sections, the passages of its questions that hold anything, and its cells. */
  answered(
    parts: readonly Uint8Array[],
    sections: readonly string[],
    requester?: string
  ): Promise<AnsweredSections>;
  /** Returns what a page shows of a response: the beginning of its cells, and passages as HTML that is safe to show. */
  answers(parts: readonly Uint8Array[], shown: ShownAnswers, requester?: string): Promise<RenderedAnswers>;
  /** Returns the cells of a response, and how much text these of its passages hold. */
  measured(
    parts: readonly Uint8Array[],
    passages: readonly string[],
    requester?: string
  ): Promise<MeasuredAnswers>;
  /** Moves an answer between a response and the confidential document; the parts are of both, in this order. */
  moveAnswer(parts: readonly Uint8Array[], input: AnswerMove, requester?: string): Promise<MovedAnswer>;
  /** Moves what a response marks as confidential, and some other answers; the parts are as for `moveAnswer`. */
  moveMarked(parts: readonly Uint8Array[], input: MarkedMove, requester?: string): Promise<MovedMarked>;
  /** Lists in which languages each of these sections holds anything. */
  written(
    parts: readonly Uint8Array[],
    sections: readonly string[],
    requester?: string
  ): Promise<ReadonlyMap<string, Written>>;
  /** Makes a sequence of each passage of a text of the tree model, with the same words, ids and authors. */
  sequence(parts: readonly Uint8Array[], input: SequenceInput, requester?: string): Promise<MadeSequence>;
  /** Finds where the text of anchors is now; null for those that are gone. */
  anchors(
    parts: readonly Uint8Array[],
    input: readonly AnchorQuery[],
    requester?: string
  ): Promise<readonly (FoundAnchor | null)[]>;
  /** By its bytes, as HTML that is safe to show. */
  renderVersion(version: Uint8Array, part: WantedPart, requester?: string): Promise<RenderedVersion>;
  /** Makes a document of a version of a text, by its bytes, as one update (V1). */
  documentOfVersion(version: Uint8Array, requester?: string): Promise<Uint8Array>;
  /** Compares two versions, by their bytes; of their texts it returns the part. */
  compareVersions(
    before: Uint8Array,
    after: Uint8Array,
    wanted: WantedChanges,
    requester?: string
  ): Promise<RenderedTextDiff>;
  /**
   * Computes what a late proposal would change in the frozen text that it was made for; omits sections that
   * it leaves alone.
   */
  compareProposal(
    frozen: readonly Uint8Array[],
    proposal: Uint8Array,
    input: ProposalInput,
    requester?: string
  ): Promise<ComparedProposal>;
  /**
   * Returns what a late proposal for a frozen text of the tree model changes in the present text, as one update
   * (V1) of that.
   */
  proposalForPresent(
    frozen: readonly Uint8Array[],
    proposal: Uint8Array,
    present: readonly Uint8Array[],
    requester?: string
  ): Promise<Uint8Array>;
  /** Attributes the text of a version to its authors, by its text as it was then or is now. */
  authors(parts: readonly Uint8Array[], input: AuthorsInput, requester?: string): Promise<MadeAuthors>;
  /** Renders sections as they are now, with their authors and when each piece was written. */
  presentAuthors(
    parts: readonly Uint8Array[],
    input: PresentAuthorsInput,
    requester?: string
  ): Promise<MadePresentAuthors>;
  /** Lists the items of the cells of these questions, of values that are overwritten as well. */
  cellItems(
    parts: readonly Uint8Array[],
    questions: readonly string[],
    requester?: string
  ): Promise<readonly CellItems[]>;
  /** Reads what single updates did to these cells. */
  cellWrites(
    updates: readonly Uint8Array[],
    items: readonly CellItems[],
    requester?: string
  ): Promise<readonly CellWrites[]>;
  /**
   * Returns the whole in the one form that the same content has in every installation, however it came about.
   * Rejects with UnsoundDocumentError where it has none.
   */
  settle(parts: readonly Uint8Array[], requester?: string): Promise<Uint8Array>;
  /** Checks whether bytes from elsewhere are a document in that form, and lists its roots. */
  examine(bytes: Uint8Array, requester?: string): Promise<Examined>;
  /** Computes how far panels agree, one answer for each input: a thousand resamples each take 20 ms. */
  agreements(input: readonly AgreementInput[], requester?: string): Promise<readonly Agreement[]>;
  /** Computes one answer for each input; over a whole study its exact test can take a second or two. */
  houseEffects(input: readonly HouseEffectInput[], requester?: string): Promise<readonly HouseEffect[]>;
  /** Computes how far two coders agree on each code; with hundreds of codes it takes a second or two. */
  agreementOfPasses(input: PassesInput, requester?: string): Promise<readonly CodeAgreement[]>;
  /** Rejects the jobs that are not done yet. Settles when no thread is left. */
  close(): Promise<void>;
}

export interface DocumentWorkersTools {
  readonly logger: Pick<Logger, 'warn' | 'error'>;
  readonly limits?: Partial<Limits>;
  /** `startDocumentThread` by default. */
  readonly spawn?: (() => Thread) | undefined;
}

/**
 * A history of 260,000 single edits is compacted in half a second; a job that takes twenty times that is not
 * about a text. The most structs that fit into the 8 MB of a text are compacted in 12 to 25 seconds, on a
 * machine with other work.
 */
const usualLimits: Limits = {
  milliseconds: 10_000,
  millisecondsPerMegabyte: 4_000,
  jobs: 1_000,
  bytes: 256 * 1024 * 1024,
  textBytes: quotas.bytesOfText,
  threads: 2,
  patienceMilliseconds: 250
};

/**
 * Limits the heap in which a document must find room, in megabytes; one that does not is given up, and the
 * process stays. It holds the most structs that fit into the limit of a text, twice, as a compaction has
 * them; half of it is too little for that.
 */
export const heapMegabytes = 1024;

/** Limits what a thread allots between two collections of its garbage; the usual limit is three times as much. */
const youngMegabytes = 16;

export const startDocumentThread = (): Worker =>
  new Worker(new URL('./worker.ts', import.meta.url), {
    name: 'workers',
    resourceLimits: { maxOldGenerationSizeMb: heapMegabytes, maxYoungGenerationSizeMb: youngMegabytes }
  });

/** Costs nothing until the first job. */
export function openDocumentWorkers(tools: DocumentWorkersTools): DocumentWorkers {
  const pool = new WorkerPool({
    logger: tools.logger,
    limits: { ...usualLimits, ...tools.limits },
    spawn: tools.spawn ?? startDocumentThread
  });
  return {
    compact: (parts, when = 'background', requester) =>
      pool.order('compact', parts, null, { when, requester }),
    merge: (parts, requester) => pool.order('merge', parts, null, { requester }),
    next: (parts, requester) => pool.order('next', parts, null, { requester }),
    // A copy: what crosses takes the whole buffer along that it is a view of.
    integratesAlike: (parts, update, requester) =>
      pool.order('integratesAlike', parts, new Uint8Array(update), { requester }),
    differingRepeat: (parts, { update, clients }, requester) =>
      pool.order('differingRepeat', parts, { update: new Uint8Array(update), clients }, { requester }),
    diff: (parts, stateVector, requester) =>
      pool.order('diff', parts, new Uint8Array(stateVector), { requester }),
    html: (parts, section, requester) => pool.order('html', parts, section, { requester }),
    content: (parts, sections, requester) => pool.order('content', parts, sections, { requester }),
    units: (parts, sections, requester) => pool.order('units', parts, sections, { requester }),
    taggedPassages: (parts, sections, requester) =>
      pool.order('taggedPassages', parts, sections, { requester }),
    answered: (parts, sections, requester) => pool.order('answered', parts, sections, { requester }),
    answers: (parts, shown, requester) => pool.order('answers', parts, shown, { requester }),
    measured: (parts, passages, requester) => pool.order('measured', parts, passages, { requester }),
    moveAnswer: (parts, input, requester) => pool.order('moveAnswer', parts, input, { requester }),
    moveMarked: (parts, input, requester) => pool.order('moveMarked', parts, input, { requester }),
    written: (parts, sections, requester) => pool.order('written', parts, sections, { requester }),
    sequence: (parts, input, requester) => pool.order('sequence', parts, input, { requester }),
    anchors: (parts, input, requester) => pool.order('anchors', parts, input, { requester }),
    renderVersion: (version, part, requester) => pool.order('renderVersion', [version], part, { requester }),
    documentOfVersion: (version, requester) =>
      pool.order('documentOfVersion', [version], null, { requester }),
    compareVersions: (before, after, wanted, requester) =>
      pool.order('compareVersions', [before, after], wanted, { requester }),
    compareProposal: (frozen, proposal, input, requester) =>
      pool.order('compareProposal', [...frozen, proposal], input, { requester }),
    proposalForPresent: (frozen, proposal, present, requester) =>
      pool.order('proposalForPresent', [...frozen, proposal, ...present], frozen.length, { requester }),
    authors: (parts, input, requester) =>
      pool.order('authors', parts, { ...input, version: new Uint8Array(input.version) }, { requester }),
    presentAuthors: (parts, input, requester) => pool.order('presentAuthors', parts, input, { requester }),
    cellItems: (parts, questions, requester) => pool.order('cellItems', parts, questions, { requester }),
    cellWrites: (updates, items, requester) => pool.order('cellWrites', updates, items, { requester }),
    settle: (parts, requester) => pool.order('settle', parts, null, { requester }),
    examine: (bytes, requester) => pool.order('examine', [bytes], null, { requester }),
    agreements: (input, requester) => pool.order('agreements', [], input, { requester }),
    houseEffects: (input, requester) => pool.order('houseEffects', [], input, { requester }),
    agreementOfPasses: (input, requester) => pool.order('agreementOfPasses', [], input, { requester }),
    waitingJobs: () => pool.waitingJobs,
    close: () => pool.close()
  };
}
