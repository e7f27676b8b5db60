/** Says why a file that somebody sent cannot be read. */
import type { FileFault } from '#base/read-file.ts';

export class UnreadableFileError extends Error {
  override readonly name = 'UnreadableFileError';
  readonly fault: FileFault;
  /** Holds details for a reader: which part of the file, how many rows. */
  readonly detail: string;

  constructor(fault: FileFault, detail = '') {
    super(`The file cannot be read: ${fault}${detail ? ` (${detail})` : ''}`);
    this.fault = fault;
    this.detail = detail;
  }
}
