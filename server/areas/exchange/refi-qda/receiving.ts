/** Reads of a REFI-QDA file what concerns the code book and the codings of a study. */
import {
  mostReceived,
  receivedCodeBook,
  receivedProject,
  type ReceivedFile
} from '#rules/coding/coding-import.ts';
import { QdaError } from './qda-error.ts';
import { readQda } from './reading.ts';

/** Throws as `readQda` does. */
export function receiveQda(bytes: Uint8Array): ReceivedFile {
  const read = readQda(bytes);
  if (read.kind === 'code-book') return receivedCodeBook(read.book, read.losses);
  const received = receivedProject(read.project, read.losses);
  if (!received) throw new QdaError('too-many-selections', String(mostReceived));
  return received;
}
