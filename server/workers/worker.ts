/** Runs in the worker thread: one job after another, as the pool sends them. */
import { parentPort } from 'node:worker_threads';
import { make, type Jobs, type Kind } from './jobs.ts';
import { unpack } from './packing.ts';
import type { FromWorker, ToWorker } from './worker-messages.ts';

const port = parentPort;
if (!port) throw new Error('This is a thread of the server');

const say = (message: FromWorker, given: readonly ArrayBuffer[] = []): void =>
  port.postMessage(message, [...given]);

port.on('message', ({ kind, input, packed }: ToWorker) => {
  try {
    const made = make(kind, unpack(packed), input);
    say({ kind: 'made', made }, buffersOf(made));
  } catch (error) {
    const { name, message, stack } = error instanceof Error ? error : new Error(String(error));
    say({ kind: 'failed', name, message, stack: stack ?? '' });
  }
});
say({ kind: 'ready' });

/**
 * Lists the buffers to transfer: those that a result fills whole; a partial view would take the rest of its
 * buffer along.
 */
function buffersOf(made: Jobs[Kind]['made']): ArrayBuffer[] {
  const arrays =
    made instanceof Uint8Array
      ? [made]
      : typeof made === 'object' && made !== null && 'bytes' in made
        ? [made.bytes, ...('stateVector' in made ? [made.stateVector] : [])]
        : [];
  return arrays.flatMap(({ buffer, byteLength }) =>
    buffer instanceof ArrayBuffer && buffer.byteLength === byteLength ? buffer : []
  );
}
