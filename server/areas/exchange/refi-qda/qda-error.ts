/** Reports why nothing of a REFI-QDA file is read, besides the faults that any file can have. */
import type { QdaFault } from '#rules/coding/qda-project.ts';

export class QdaError extends Error {
  override readonly name = 'QdaError';
  readonly fault: QdaFault;
  /** Names what is wrong in terms of the file: a name, an identifier. */
  readonly detail: string;

  constructor(fault: QdaFault, detail = '') {
    super(`The file cannot be read: ${fault}${detail ? ` (${detail})` : ''}`);
    this.fault = fault;
    this.detail = detail.length > 200 ? `${detail.slice(0, 199)}…` : detail;
  }
}
