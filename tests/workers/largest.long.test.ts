/** Tests that the worst text that fits into the limit of a text can still be compacted by a worker. */
import { expect, it } from 'vitest';
import * as Y from 'yjs';
import { heapMegabytes } from '#server/workers/document-workers.ts';
import { openTestWorkers } from '#kit/workers.ts';
import { usualMaxTextBytes } from '#server/sync/rooms/text-bound.ts';

it('the most single letters that a text may hold are compacted in the memory and the time of a worker', async () => {
  const doc = new Y.Doc();
  // Of all client ids, small ones take the fewest bytes.
  doc.clientID = 1;
  const text = doc.getText('strategy.zh');
  // Each stands before the last, so that none of them merge.
  doc.transact(() => {
    for (let n = 0; n < usualMaxTextBytes / 8; n++) text.insert(0, 'x');
  });
  const update = Y.encodeStateAsUpdate(doc);
  expect(update.length).toBeGreaterThan(usualMaxTextBytes * 0.8);
  expect(update.length).toBeLessThan(usualMaxTextBytes);
  const { bytes } = await openTestWorkers({ heapMegabytes }).compact([update]);
  expect(bytes.length).toBe(update.length);
}, 300_000);
