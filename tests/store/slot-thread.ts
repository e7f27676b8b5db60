/** A thread for tests: waits for one order, and says that it has come. */
import { parentPort, workerData } from 'node:worker_threads';
import { Slot, type SlotEnd } from '#server/store/sqlite-slot.ts';

new Slot(workerData as SlotEnd).awaitOrder();
parentPort?.postMessage('ordered');
