/** Describes what the sync server asks of texts; the app hands in who knows it. */
import type { RoomName } from '#document/rooms.ts';
import type { StudyId } from '#base/ids.ts';
import type { ReopenedQuestion } from '#base/parts.ts';
import type { DocumentFacts } from '#base/document-rights.ts';
import type { TextModel } from '#rules/documents/text-models.ts';

/** Describes one generation of one document, with everything that rights depend on. */
export interface FoundRoom {
  readonly documentId: string;
  readonly studyId: StudyId;
  readonly isBench: boolean;
  /** Says by how much the personal quotas of its study are raised. */
  readonly quotaFactor: number;
  readonly generation: number;
  readonly ended: boolean;
  readonly textModel: TextModel;
  /**
   * Says whether every reader of the text is shown this generation: it is the current one, except for a
   * response with reopened questions.
   */
  readonly isShown: boolean;
  /** Holds the generation that is shown, where that is not the current one for everyone. */
  readonly base: number | null;
  readonly facts: DocumentFacts;
  /** Lists the questions for which the generation was open, where it was not open for all of the text. */
  readonly reopenedQuestions: readonly ReopenedQuestion[];
}

/**
 * Returns the parts any of which allow writing at a root, or at a key of the map of cells; none where no one
 * is admitted by parts.
 */
export type PartsAt = (root: string, key: string | null) => readonly string[];

/** Describes which roots, and which cells, a document may have. */
export interface AllowedTargets {
  readonly allowsRoot: (name: string) => boolean;
  readonly allowsCell?: (key: string) => boolean;
  /**
   * Maps each location of the document to the parts that it belongs to; set for a document that may be
   * written in parts.
   */
  readonly partsAt?: PartsAt;
}

export interface RoomSource {
  /** Undefined for one that does not exist. */
  readonly find: (name: RoomName) => Promise<FoundRoom | undefined>;
  /** Loads the rooms of all generations of these texts, by `documentId@generation`. */
  readonly list: (
    texts: readonly { readonly documentId: string }[]
  ) => Promise<ReadonlyMap<string, FoundRoom>>;
  readonly targetsOf: (
    room: Pick<FoundRoom, 'isBench' | 'studyId' | 'documentId' | 'facts'>
  ) => Promise<AllowedTargets>;
  /**
   * Returns the check whether a root, or a key of the map of cells, belongs to a confidential answer, which
   * nobody writes in the response; undefined where none is.
   */
  readonly confidentialAt: (
    room: FoundRoom
  ) => Promise<((root: string, key: string | null) => boolean) | undefined>;
}
