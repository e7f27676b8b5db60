/** Lists the ends of the words that comments on a text are about: when the text is renumbered, they move with it. */
import { parseAnchorEnd, withPosition } from '#document/sequence/anchor-end.ts';
import { listThreads, updateAnchorEnd } from './store/threads.ts';
import type { ListAnchored } from '#areas/answers';

export const listThreadEnds: ListAnchored = async (db, documentId) =>
  (await listThreads(db, documentId)).flatMap((thread) =>
    (['anchorFrom', 'anchorTo'] as const).flatMap((column) => {
      const json = thread[column];
      const end = json === null ? null : parseAnchorEnd(json);
      return json === null || end === null
        ? []
        : [
            {
              position: end.id,
              moveTo: (trx, position) => updateAnchorEnd(trx, thread.id, column, withPosition(json, position))
            }
          ];
    })
  );
