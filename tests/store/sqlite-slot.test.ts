/**
 * Tests that neither side of the slot takes a late notification for its turn: an order would be read as its own
 * answer, and told to people as saved.
 */
import { once } from 'node:events';
import { setImmediate } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { expect, it, onTestFinished } from 'vitest';
import { newSlot, Slot } from '#server/store/sqlite-slot.ts';

const [thread, eventLoop] = [0, 1];

/** Notifies a side without giving it the turn, once it waits. */
async function notifyInVain(turn: SharedArrayBuffer, side: number): Promise<void> {
  while (Atomics.notify(new Int32Array(turn), side) === 0) await setImmediate();
}

it('the event loop waits on when it is notified without an answer', async () => {
  const slot = newSlot();
  let isAnswered = false;
  const answered = slot.eventLoop.giveOrder().then(() => {
    isAnswered = true;
  });
  await notifyInVain(slot.ofThread.turn, eventLoop);
  // It waits again, which it would not with an answer.
  await notifyInVain(slot.ofThread.turn, eventLoop);
  expect(isAnswered).toBe(false);
  new Slot(slot.ofThread).giveAnswer();
  await answered;
});

it('the thread waits on when it is notified without an order', async () => {
  const slot = newSlot();
  const worker = new Worker(new URL('./slot-thread.ts', import.meta.url), {
    workerData: slot.ofThread,
    transferList: [slot.ofThread.port]
  });
  onTestFinished(async () => void (await worker.terminate()));
  const ordered = once(worker, 'message');
  await notifyInVain(slot.ofThread.turn, thread);
  await notifyInVain(slot.ofThread.turn, thread);
  void slot.eventLoop.giveOrder();
  expect(await ordered).toEqual(['ordered']);
});
