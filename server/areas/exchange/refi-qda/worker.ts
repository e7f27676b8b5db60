import type { ReceivedFile } from '#rules/coding/coding-import.ts';
import type { QdaCodeBook, QdaProject } from '#rules/coding/qda-project.ts';
import type { QdaUnread } from '#areas/coding';
import { answerTasks } from '#server/workers/answer-tasks.ts';
import { UnreadableFileError } from '#server/files/unreadable-file.ts';
import { QdaError } from './qda-error.ts';
import { receiveQda } from './receiving.ts';
import { writeQdc, writeQdpx } from './writing.ts';

export type QdaOrder =
  | { readonly kind: 'write-code-book'; readonly book: QdaCodeBook }
  | { readonly kind: 'write-project'; readonly project: QdaProject }
  | { readonly kind: 'read'; readonly bytes: Uint8Array };

export type QdaMade =
  | { readonly bytes: Uint8Array }
  | { readonly received: ReceivedFile }
  | { readonly unread: QdaUnread };

function make(order: QdaOrder): QdaMade {
  switch (order.kind) {
    case 'write-code-book':
      return { bytes: writeQdc(order.book) };
    case 'write-project':
      return { bytes: writeQdpx(order.project) };
    case 'read':
      try {
        return { received: receiveQda(order.bytes) };
      } catch (error) {
        if (error instanceof UnreadableFileError || error instanceof QdaError)
          return { unread: { fault: error.fault, detail: error.detail } };
        throw error;
      }
  }
}

answerTasks(make);
