/**
 * Where documents are built: away from the event loop, so that a large or hostile one holds up nobody's typing.
 * Whoever needs a document hands in its parts (a snapshot, the updates after it) and gets bytes, an answer or a text.
 */
import { Worker } from 'node:worker_threads';
import type { Agreement } from '#domain/agreement.ts';
import type { HouseEffect } from '#domain/house-effect.ts';
import type { TaggedPassage } from '#domain/goal.ts';
import type { SectionContent } from '#domain/version.ts';
import type { AskedAnchor, FoundAnchor } from '#document/anchors.ts';
import type { DrawnChanges, DrawnComparison, DrawnSection } from '#document/drawn-versions.ts';
import type { AnsweredSections, DrawnAnswers, MeasuredAnswers } from '#document/answered.ts';
import type { Drawn, Written } from '#document/texts.ts';
import type { Journal } from '../journal.ts';
import { Foreman, type Limits } from './foreman.ts';
import type { Compacted } from './jobs.ts';
import type { AskedAgreement, AskedHouseEffect } from './rating-jobs.ts';
import type { Examined } from './settled.ts';
import type { AskedAuthors, MadeAuthors } from './version-jobs.ts';

/**
 * Every job rejects with UnreadableDocumentError when the parts cannot be read whole, with JobTookTooLongError, WorkerDiedError
 * or WorkshopFullError when it could not be done now, and with WorkshopClosedError. Parts are only read, and not to be changed before.
 * `asker` is whoever it is done for, such as a person's id: what many ask for is done in turn, and nobody's many or long jobs
 * hold up another's.
 */
export interface Workshop {
  /**
   * One snapshot out of a snapshot and the updates after it: replayed, encoded, loaded again and compared before it is given out.
   * Rejects with UnsoundDocumentError when that is another document or something is missing: then the log must stay as it is.
   * Made when nobody waits for anything else.
   */
  compact(parts: readonly Uint8Array[]): Promise<Compacted>;
  /** The whole as one update (V1). */
  merge(parts: readonly Uint8Array[], asker?: string): Promise<Uint8Array>;
  /** Whether the update, laid on the state that the parts make, gives a document that a fresh load from its own bytes gives again. */
  integratesAlike(parts: readonly Uint8Array[], update: Uint8Array, asker?: string): Promise<boolean>;
  /** What step 2 answers to this state vector. */
  diff(parts: readonly Uint8Array[], stateVector: Uint8Array, asker?: string): Promise<Uint8Array>;
  /** A section as HTML that is safe to show. */
  html(parts: readonly Uint8Array[], section: string, asker?: string): Promise<Drawn>;
  /** These sections as the nodes that a version is made of. */
  content(
    parts: readonly Uint8Array[],
    sections: readonly string[],
    asker?: string
  ): Promise<readonly SectionContent[]>;
  /** The passages of these sections that are tagged with a goal. */
  taggedPassages(
    parts: readonly Uint8Array[],
    sections: readonly string[],
    asker?: string
  ): Promise<readonly TaggedPassage[]>;
  /** A response's sections, the passages of its questions that hold anything, and its cells. */
  answered(
    parts: readonly Uint8Array[],
    sections: readonly string[],
    asker?: string
  ): Promise<AnsweredSections>;
  /** A response's cells, and these of its passages as HTML that is safe to show. */
  answers(parts: readonly Uint8Array[], passages: readonly string[], asker?: string): Promise<DrawnAnswers>;
  /** The cells of a response, and how much stands in these of its passages. */
  measured(
    parts: readonly Uint8Array[],
    passages: readonly string[],
    asker?: string
  ): Promise<MeasuredAnswers>;
  /** In which languages each of these sections holds anything. */
  written(
    parts: readonly Uint8Array[],
    sections: readonly string[],
    asker?: string
  ): Promise<ReadonlyMap<string, Written>>;
  /** Where the words of anchors stand now; null for those that are gone. */
  anchors(
    parts: readonly Uint8Array[],
    asked: readonly AskedAnchor[],
    asker?: string
  ): Promise<readonly (FoundAnchor | null)[]>;
  /** A version, by its bytes, as HTML that is safe to show. */
  drawVersion(version: Uint8Array, asker?: string): Promise<readonly DrawnSection[]>;
  /** What changed from one version to another, by their bytes. */
  compareVersions(before: Uint8Array, after: Uint8Array, asker?: string): Promise<DrawnComparison>;
  /** What a late proposal would change in the frozen text beside which it was made; nothing of sections that it leaves alone. */
  compareProposal(
    frozen: readonly Uint8Array[],
    proposal: Uint8Array,
    sections: readonly string[],
    asker?: string
  ): Promise<readonly DrawnChanges[]>;
  /** Whose words a version is made of, told from its text as it was then or is now. */
  authors(parts: readonly Uint8Array[], asked: AskedAuthors, asker?: string): Promise<MadeAuthors>;
  /** The whole in the one form that the same content has in every installation, however it came about. Rejects with UnsoundDocumentError where it has none. */
  settle(parts: readonly Uint8Array[], asker?: string): Promise<Uint8Array>;
  /** Whether bytes from elsewhere are a document in that form, and which roots it has. */
  examine(bytes: Uint8Array, asker?: string): Promise<Examined>;
  /** How far panels agree, one answer for each that is asked: a thousand resamples each take 20 ms. */
  agreements(asked: readonly AskedAgreement[], asker?: string): Promise<readonly Agreement[]>;
  /** One answer for each that is asked; over a whole study its exact test can take a second or two. */
  houseEffects(asked: readonly AskedHouseEffect[], asker?: string): Promise<readonly HouseEffect[]>;
  /** What is not done yet is refused. Settles when no thread is left. */
  close(): Promise<void>;
}

export interface WorkshopTools {
  readonly journal: Pick<Journal, 'warn' | 'error'>;
  readonly limits?: Partial<Limits>;
  /** Starts a thread of worker.ts. */
  readonly hire?: () => Worker;
}

/** A history of 260,000 single edits is compacted in half a second; whatever takes twenty times that is not a text. */
const usualLimits: Limits = {
  milliseconds: 10_000,
  jobs: 1_000,
  bytes: 256 * 1024 * 1024,
  threads: 2,
  patienceMilliseconds: 250
};

/** Megabytes of heap in which a document must find room; one that does not is given up, and the process stays. */
const heapMegabytes = 512;

const hire = (): Worker =>
  new Worker(new URL('./worker.ts', import.meta.url), {
    name: 'workshop',
    resourceLimits: { maxOldGenerationSizeMb: heapMegabytes }
  });

/** Costs nothing until the first job. */
export function openWorkshop(tools: WorkshopTools): Workshop {
  const foreman = new Foreman({
    journal: tools.journal,
    limits: { ...usualLimits, ...tools.limits },
    hire: tools.hire ?? hire
  });
  return {
    compact: (parts) => foreman.order('compact', parts, null, { when: 'background' }),
    merge: (parts, asker) => foreman.order('merge', parts, null, { asker }),
    // A copy: what crosses takes the whole buffer along that it is a view of.
    integratesAlike: (parts, update, asker) =>
      foreman.order('integratesAlike', parts, new Uint8Array(update), { asker }),
    diff: (parts, stateVector, asker) => foreman.order('diff', parts, new Uint8Array(stateVector), { asker }),
    html: (parts, section, asker) => foreman.order('html', parts, section, { asker }),
    content: (parts, sections, asker) => foreman.order('content', parts, sections, { asker }),
    taggedPassages: (parts, sections, asker) => foreman.order('taggedPassages', parts, sections, { asker }),
    answered: (parts, sections, asker) => foreman.order('answered', parts, sections, { asker }),
    answers: (parts, passages, asker) => foreman.order('answers', parts, passages, { asker }),
    measured: (parts, passages, asker) => foreman.order('measured', parts, passages, { asker }),
    written: (parts, sections, asker) => foreman.order('written', parts, sections, { asker }),
    anchors: (parts, asked, asker) => foreman.order('anchors', parts, asked, { asker }),
    drawVersion: (version, asker) => foreman.order('drawVersion', [version], null, { asker }),
    compareVersions: (before, after, asker) =>
      foreman.order('compareVersions', [before, after], null, { asker }),
    compareProposal: (frozen, proposal, sections, asker) =>
      foreman.order('compareProposal', [...frozen, proposal], sections, { asker }),
    authors: (parts, asked, asker) =>
      foreman.order('authors', parts, { ...asked, version: new Uint8Array(asked.version) }, { asker }),
    settle: (parts, asker) => foreman.order('settle', parts, null, { asker }),
    examine: (bytes, asker) => foreman.order('examine', [bytes], null, { asker }),
    agreements: (asked, asker) => foreman.order('agreements', [], asked, { asker }),
    houseEffects: (asked, asker) => foreman.order('houseEffects', [], asked, { asker }),
    close: () => foreman.close()
  };
}
