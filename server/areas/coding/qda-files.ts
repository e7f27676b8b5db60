import type { ReceivedFile } from '#rules/coding/coding-import.ts';
import type { QdaCodeBook, QdaFault, QdaProject } from '#rules/coding/qda-project.ts';
import type { FileFault } from '#base/read-file.ts';
import type { Result } from '#base/refusal.ts';

export interface QdaUnread {
  readonly fault: FileFault | QdaFault;
  readonly detail: string;
}

export type ReadQdaFile = { readonly received: ReceivedFile } | { readonly unread: QdaUnread };

/** Writes and reads REFI-QDA files; all of these are `throttled` or `busy` where too many wait already. */
export interface QdaFiles {
  /** As QDC. */
  writeCodeBook(book: QdaCodeBook, requester: string): Promise<Result<Uint8Array>>;
  /** As QDPX. */
  writeProject(project: QdaProject, requester: string): Promise<Result<Uint8Array>>;
  /** Reads either; which it is follows from the bytes. */
  read(bytes: Uint8Array, requester: string): Promise<Result<ReadQdaFile>>;
}
