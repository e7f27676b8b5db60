/**
 * V01, documents alone: five people's documents, and between them a log whose every write passes the scanner,
 * over deliveries that are late, doubled, out of order, or lost with their connection: node
 * tests/reliability/documents-alone.ts --minutes 5 --seed 1
 */
import * as Y from 'yjs';
import { chanceOf, type Chance } from '#base/chance.ts';
import { edit, roots } from '#kit/sessions-of-yjs.ts';
import { integratesAlike, sequencesOf } from '#kit/scratch.ts';
import { untidiedDoc } from '#kit/struct-order.ts';
import { checkUpdate } from '#server/sync/rooms/update-check.ts';
import { StructIndex } from '#server/sync/scan/struct-index.ts';
import { readOptions } from './options.ts';

const people = 5;
const stepsEach = 25;
const rules = { allowsRoot: (name: string) => (roots as readonly string[]).includes(name), narrative: false };

interface Person {
  readonly doc: Y.Doc;
  /** Updates in flight to the log (`up`) and from it (`down`). */
  up: Uint8Array[];
  down: Uint8Array[];
}

class Log {
  readonly entries: Uint8Array[] = [];
  readonly #structIndex = StructIndex.from([]);

  /**
   * Returns what is broadcast to the others; null for what is not accepted, `gap` where missing updates must
   * be requested.
   */
  take(update: Uint8Array): Uint8Array | 'gap' | null {
    const verdict = checkUpdate(this.#structIndex, update, rules, { userId: 'anna', ownerOf: () => 'anna' });
    if (verdict.kind === 'gap') return 'gap';
    if (verdict.kind === 'nothing-new') return null;
    if (verdict.kind !== 'accepted') throw new Error(`an honest update is ${verdict.kind}`);
    if (verdict.orderUnsure && !integratesAlike(this.state(), verdict.bytes))
      throw new Error('an honest update fails its trial');
    this.#structIndex.integrate(verdict.resolved);
    this.entries.push(verdict.bytes);
    return verdict.bytes;
  }

  state(): Uint8Array {
    const doc = untidiedDoc();
    for (const entry of this.entries) Y.applyUpdate(doc, entry);
    return Y.encodeStateAsUpdate(doc);
  }
}

const below = (chance: Chance, limit: number): number => Math.floor(chance() * limit);

/** Throws where the documents do not come together. Resolves to how many writes the log took. */
function runSchedule(chance: Chance): number {
  const log = new Log();
  const here: Person[] = Array.from({ length: people }, (_, n) => {
    const doc = untidiedDoc();
    doc.clientID = 1 + n * 100_000 + below(chance, 90_000);
    const person: Person = { doc, up: [], down: [] };
    doc.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin !== 'line') person.up.push(update);
    });
    return person;
  });
  const arrive = (person: Person, update: Uint8Array): void => {
    const taken = log.take(update);
    if (taken === 'gap') return meet(person);
    if (taken) for (const other of here) if (other !== person) other.down.push(taken);
  };
  /** Syncs both sides completely, as after a reconnection. */
  const meet = (person: Person): void => {
    const state = log.state();
    person.up = [];
    person.down = [];
    const taken = log.take(Y.encodeStateAsUpdate(person.doc, Y.encodeStateVectorFromUpdate(state)));
    if (taken === 'gap') throw new Error('a whole answer leaves a gap');
    if (taken) for (const other of here) if (other !== person) other.down.push(taken);
    Y.applyUpdate(person.doc, state, 'line');
  };
  for (let step = 0; step < people * stepsEach; step++) {
    const person = here[below(chance, people)];
    if (!person) continue;
    const choice = chance();
    if (choice < 0.5) edit(person.doc, chance);
    else if (choice < 0.9) {
      const isUp = chance() < 0.5;
      const queue = isUp ? person.up : person.down;
      if (queue.length === 0) continue;
      // Mostly the oldest; now and then a later one first, or one twice.
      const at = chance() < 0.85 ? 0 : below(chance, queue.length);
      const update = queue[at] ?? new Uint8Array([0, 0]);
      if (chance() > 0.05) queue.splice(at, 1);
      if (isUp) arrive(person, update);
      else Y.applyUpdate(person.doc, update, 'line');
    } else if (choice < 0.95) {
      // The connection breaks with everything in flight.
      person.up = [];
      person.down = [];
    } else meet(person);
  }
  for (let round = 0; round < 2; round++) for (const person of here) meet(person);
  const loaded = untidiedDoc();
  Y.applyUpdate(loaded, log.state());
  const sequences = sequencesOf(loaded);
  for (const { doc } of here) {
    if (doc.store.pendingStructs !== null || doc.store.pendingDs !== null)
      throw new Error('a document waits for missing structs');
    if (sequencesOf(doc) !== sequences) throw new Error('two do not hold the same');
  }
  const compacted = untidiedDoc();
  Y.applyUpdate(compacted, Y.encodeStateAsUpdate(loaded));
  if (sequencesOf(compacted) !== sequences) throw new Error('what is laid together has another order');
  return log.entries.length;
}

const { minutes, seed, schedules } = readOptions({ minutes: 5, seed: 1, schedules: Number.MAX_SAFE_INTEGER });
const end = performance.now() + minutes * 60_000;
let done = 0;
let failed = 0;
let writes = 0;
for (; done < schedules && performance.now() < end; done++) {
  try {
    writes += runSchedule(chanceOf((seed + done) * 7919));
  } catch (error) {
    failed += 1;
    console.log(`seed ${seed + done}: ${error instanceof Error ? error.message : String(error)}`);
  }
}
console.log(`${done} schedules from seed ${seed}, ${writes} writes taken, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
