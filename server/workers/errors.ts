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

/** Reports that too much waits already; the same job may be taken later. */
export class WorkersFullError extends Error {
  override readonly name = 'WorkersFullError';
}

export class WorkersClosedError extends Error {
  override readonly name = 'WorkersClosedError';
}
