/** Why a job of the workshop came to nothing. What of these is about the document stays so however often one asks again. */

/** A document misses something, or what its own bytes make is not what it was: its log has to stay as it is. */
export class UnsoundDocumentError extends Error {
  override readonly name = 'UnsoundDocumentError';
}

/** The job was ended at its time limit. */
export class JobTookTooLongError extends Error {
  override readonly name = 'JobTookTooLongError';
}

/** The worker died of the job, twice. */
export class WorkerDiedError extends Error {
  override readonly name = 'WorkerDiedError';
}

/** Too much waits already; the same job may be taken later. */
export class WorkersFullError extends Error {
  override readonly name = 'WorkersFullError';
}

export class WorkersClosedError extends Error {
  override readonly name = 'WorkersClosedError';
}
