/// <reference lib="es2024.sharedmemory" />
/**
 * Implements the memory that the event loop shares with the thread that commits: an order is written into it,
 * and the answer overwrites it, one at a time. Without an order the thread sleeps in Atomics.wait, and the
 * event loop is woken by Atomics.waitAsync: a message would cost a turn of the event loop on either side.
 */
import { MessageChannel, receiveMessageOnPort, type MessagePort } from 'node:worker_threads';
import * as encoding from 'lib0/encoding';

/** Holds what one side needs for its view; the port has to be transferred to the thread. */
export interface SlotEnd {
  readonly turn: SharedArrayBuffer;
  readonly bytes: SharedArrayBuffer;
  /**
   * Carries the frames that are too large for `bytes`. It has no listener: a message is received only where
   * `turn` says that there is one.
   */
  readonly port: MessagePort;
}

const roomForFrame = 128 * 1024;
const atPort = -1;

/**
 * Holds an index in `turn`, as the two constants below. Each side waits on an index of its own, or it would
 * wake itself.
 */
const thread = 0;
const eventLoop = 1;
const length = 2;
const waits = 0;
const goes = 1;

export function newSlot(): { readonly eventLoop: Slot; readonly ofThread: SlotEnd } {
  const [turn, bytes] = [new SharedArrayBuffer(3 * 4), new SharedArrayBuffer(roomForFrame)];
  const { port1, port2 } = new MessageChannel();
  return { eventLoop: new Slot({ turn, bytes, port: port1 }), ofThread: { turn, bytes, port: port2 } };
}

/** Implements one side's view of the slot. */
export class Slot {
  readonly #turn: Int32Array;
  readonly #bytes: Uint8Array;
  readonly #port: MessagePort;
  readonly #encoder = encoding.createEncoder();
  readonly #copy = new Uint8Array(roomForFrame);

  constructor({ turn, bytes, port }: SlotEnd) {
    this.#turn = new Int32Array(turn);
    this.#bytes = new Uint8Array(bytes);
    this.#port = port;
  }

  /** Writes what the other side is to read once it has the turn. */
  write(frame: (encoder: encoding.Encoder) => void): void {
    const encoder = this.#encoder;
    // lib0's types do not include shared memory, but it writes to it as to any other.
    encoder.cbuf = this.#bytes as Uint8Array<ArrayBuffer>;
    encoder.cpos = 0;
    encoder.bufs = [];
    frame(encoder);
    // The encoder continues in buffers of its own as soon as this one is full.
    const fits = encoder.bufs.length === 0;
    this.#turn[length] = fits ? encoder.cpos : atPort;
    if (fits) return;
    const large = encoding.toUint8Array(encoder);
    this.#port.postMessage(large, [large.buffer]);
  }

  /** Valid until the next read. */
  read(): Uint8Array {
    const size = this.#turn[length] ?? atPort;
    if (size === atPort) return (receiveMessageOnPort(this.#port) as { message: Uint8Array }).message;
    // SQLite never gets shared memory.
    this.#copy.set(this.#bytes.subarray(0, size));
    return this.#copy.subarray(0, size);
  }

  /** Called by the event loop; resolves when the answer is written. */
  async giveOrder(): Promise<void> {
    Atomics.store(this.#turn, eventLoop, waits);
    this.#wake(thread);
    while (this.#waits(eventLoop)) await Atomics.waitAsync(this.#turn, eventLoop, waits).value;
  }

  /** Blocks the thread until there is an order. Called by the thread. */
  awaitOrder(): void {
    while (this.#waits(thread)) Atomics.wait(this.#turn, thread, waits);
    Atomics.store(this.#turn, thread, waits);
  }

  /** Called by the thread. */
  giveAnswer(): void {
    this.#wake(eventLoop);
  }

  /**
   * It may be woken without one: the other side stores the turn and then notifies. A side that has seen the
   * turn in between waits again already when the notification comes.
   */
  #waits(side: number): boolean {
    return Atomics.load(this.#turn, side) === waits;
  }

  #wake(side: number): void {
    Atomics.store(this.#turn, side, goes);
    Atomics.notify(this.#turn, side);
  }
}
