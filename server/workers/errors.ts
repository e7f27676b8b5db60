/**
 * Defines the reasons why a job of the document workers failed. Those about the document stay the same
 * however often the job is repeated.
 */

/**
 * Reports that a document misses something, or differs from a reload of its own bytes: its log has to stay as
 * it is.
 */
export class UnsoundDocumentError extends Error {
  override readonly name = 'UnsoundDocumentError';
}

/** Reports that the job was ended at its time limit. */
export class JobTookTooLongError extends Error {
  override readonly name = 'JobTookTooLongError';
}

/** Reports that the worker died twice during the job. */
export class WorkerDiedError extends Error {
  override readonly name = 'WorkerDiedError';
}

/**
 * Reports that the job failed on a document above the bound of a text: it is older than the bound, and fails
 * whenever it is tried. `cause` is how.
 */
export class TextTooLargeError extends Error {
  override readonly name = 'TextTooLargeError';
  readonly bytes: number;
  constructor(bytes: number, cause: unknown) {
    super(`The document has ${bytes} bytes, more than a text may have, and could not be built`, { cause });
    this.bytes = bytes;
  }
}

/** Reports that too much waits already; the same job may be taken later. */
export class WorkersFullError extends Error {
  override readonly name = 'WorkersFullError';
}

export class WorkersClosedError extends Error {
  override readonly name = 'WorkersClosedError';
}
