/**
 * Sends mutated updates through the scanner into a StructIndex and a real document, and checks that the two
 * stay the same: `npm run fuzz:scanner -- --count 10000000 --seed 1 --text sequence`. What fails is printed with its seed and
 * its bytes, and makes the exit code 1.
 */
import { parseArgs } from 'node:util';
import * as Y from 'yjs';
import { craft } from '#kit/crafted-updates.ts';
import { mutateStructs } from '#kit/mutated-structs.ts';
import { letterIdOf, structureIdOf } from '#document/client-ids.ts';
import { chanceOf, type Chance } from '#base/chance.ts';
import {
  editSequence,
  openTexts,
  recordSequenceSession,
  sequenceContents,
  sequenceNames,
  tables
} from '#kit/sequence-sessions.ts';
import { edit, mutate, recordSession, roots } from '#kit/sessions-of-yjs.ts';
import { countsOf, countsOfStructIndex, untidiedDoc } from '#kit/struct-order.ts';
import { isSameInEveryOrder, sequencesOfStructIndex } from '#server/sync/scan/load-orders.ts';
import { Instalments } from '#server/sync/rooms/instalments.ts';
import { checkUpdate } from '#server/sync/rooms/update-check.ts';
import type { Instalment, Write } from '#server/sync/rooms/work.ts';
import type { Rules } from '#server/sync/scan/document-rules.ts';
import { StructIndex } from '#server/sync/scan/struct-index.ts';
import { integratesAlike, sequencesOf } from '#kit/scratch.ts';

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '100000' },
    seed: { type: 'string', default: '1' },
    every: { type: 'string', default: '10' },
    text: { type: 'string', default: 'tree' }
  }
});
const count = Number(values.count);
const firstSeed = Number(values.seed);
/** How many accepted updates there are between two checks of the whole document. */
const every = Number(values.every);
const mutationsOfEach = 40;
const shownFailures = 20;

const isSequence = values.text === 'sequence';
const rules: Rules = {
  allowsRoot: (name) => (roots as readonly string[]).includes(name),
  narrative: true,
  text: isSequence ? 'sequence' : 'tree'
};
const editOne = isSequence ? editSequence : edit;
const record = isSequence ? recordSequenceSession : recordSession;
const names = isSequence ? sequenceNames : undefined;
const contents = isSequence ? sequenceContents : undefined;
/** These rules also accept what the schema does not know. */
const bench: Rules = {
  allowsRoot: (name) => rules.allowsRoot(name) || (isSequence && sequenceNames.roots.includes(name)),
  narrative: false
};

const counts = new Map<string, number>();
const tally = (what: string): void => void counts.set(what, (counts.get(what) ?? 0) + 1);
let failures = 0;

/** A room as index and as document, which mutated updates change further and further. */
class Branch {
  readonly structIndex: StructIndex;
  readonly doc = untidiedDoc();
  readonly #log: Uint8Array[];
  #accepted = 0;

  constructor(state: Uint8Array) {
    this.#log = [state];
    this.structIndex = StructIndex.from([state]);
    Y.applyUpdate(this.doc, state);
  }

  /**
   * Takes a long write in instalments as a room does, with updates of others in between. Throws where the
   * scanner was wrong.
   */
  takeInTurns(update: Uint8Array, chance: Chance, between: () => Uint8Array): void {
    const write: Write = {
      connection: null as never,
      frame: { kind: 'write', isAnswer: false, update },
      arrived: 0
    };
    const instalments = Instalments.of(write, () => this.structIndex, 1 + Math.floor(chance() * 6));
    if (!instalments) return this.take(update, chance);
    while (!instalments.prepare());
    for (let next = instalments.next(); next; next = instalments.next()) {
      tally('instalments');
      this.take(next.frame.update, chance, next.instalment);
      if (chance() < 0.5) this.take(between(), chance);
    }
  }

  /** Throws where the scanner was wrong. */
  take(update: Uint8Array, chance: Chance, instalment?: Instalment): void {
    const author = { userId: 'anna', ownerOf: () => 'anna', reader: instalment?.reader };
    const verdict = checkUpdate(this.structIndex, update, chance() < 0.8 ? rules : bench, author);
    const before = verdict.kind === 'accepted' && verdict.unsureAt && instalment?.before(verdict.unsureAt);
    if (before) {
      tally('instalments that end before a doubt');
      return this.take(before.frame.update, chance, before.instalment);
    }
    // What is left of a long write is tried at once.
    if (verdict.kind === 'accepted' && verdict.orderUnsure && instalment?.isLast === false)
      return this.take(instalment.rest().frame.update, chance);
    tally(verdict.kind);
    if (verdict.kind === 'malformed') tally(`malformed: ${verdict.reason}`);
    if (verdict.kind !== 'accepted') return;
    if (verdict.orderUnsure && !integratesAlike(Y.encodeStateAsUpdate(this.doc), verdict.bytes))
      return tally('accepted, then refused by a trial');
    Y.applyUpdate(this.doc, verdict.bytes);
    this.#log.push(verdict.bytes);
    this.structIndex.integrate(verdict.resolved);
    if (this.doc.store.pendingStructs !== null || this.doc.store.pendingDs !== null)
      throw new Error('something is left waiting');
    for (const [client, clock] of verdict.clocks) {
      if (Y.getState(this.doc.store, client) !== clock)
        throw new Error(`client ${client} has come to ${Y.getState(this.doc.store, client)}, not ${clock}`);
    }
    tally(verdict.orderUnsure ? 'taken after a trial' : 'taken');
    if (++this.#accepted % every === 0) this.compare();
  }

  compare(): void {
    tally('compared as a whole');
    const text = sequencesOf(this.doc);
    if (sequencesOfStructIndex(this.structIndex) !== text)
      throw new Error('the struct index has another order than the document');
    if (
      isSequence &&
      countsOfStructIndex(this.structIndex, tables) !== countsOf(this.doc, this.structIndex, tables)
    )
      throw new Error('the struct index counts otherwise than the document');
    if (!Buffer.from(this.structIndex.stateVector()).equals(Y.encodeStateVector(this.doc)))
      throw new Error('the state vectors differ');
    const bytes = Y.encodeStateAsUpdate(this.doc);
    const reloaded = untidiedDoc();
    Y.applyUpdate(reloaded, bytes);
    if (reloaded.store.pendingStructs !== null || reloaded.store.pendingDs !== null)
      throw new Error('a reload is left waiting');
    if (sequencesOf(reloaded) !== text) throw new Error('a reload has another order');
    const clients = [...this.doc.store.clients.keys()];
    const first = clients[this.#accepted % clients.length];
    if (!isSameInEveryOrder(bytes, first === undefined ? [] : [first]))
      throw new Error('a load in another order of client ids has another order');
    // Not what a room does: it loads updates one by one, and its snapshots come from a document.
    try {
      const merged = untidiedDoc();
      Y.applyUpdate(merged, Y.mergeUpdates(this.#log));
      if (sequencesOf(merged) !== text) tally('in another order when merged by mergeUpdates');
    } catch {
      tally('not to be merged by mergeUpdates');
    }
    if (sequencesOfStructIndex(StructIndex.from(this.#log)) !== text)
      throw new Error('a struct index of the updates has another order');
    if (sequencesOfStructIndex(StructIndex.from([bytes])) !== text)
      throw new Error('a struct index of the bytes has another order');
  }
}

/** Makes an update with what a user wrote while away since a state, next to one another under both ids. */
function writeAway(since: Uint8Array, chance: Chance): Uint8Array {
  const doc = untidiedDoc();
  const random = Math.floor(chance() * 2 ** 32);
  // An author has two ids, or one of either kind.
  const ids = chance() < 0.6 ? [letterIdOf(random), structureIdOf(random)] : [random || 1];
  doc.clientID = ids[0] ?? 1;
  if (isSequence) openTexts(doc);
  Y.applyUpdate(doc, since);
  const known = Y.encodeStateVector(doc);
  for (let edits = 2 + Math.floor(chance() * 20); edits > 0; edits--) {
    doc.clientID = ids[Math.floor(chance() * ids.length)] ?? 1;
    editOne(doc, chance);
  }
  return Y.encodeStateAsUpdate(doc, known);
}

function makerFor(
  chance: Chance,
  since: Uint8Array
): (update: Uint8Array, base: Y.Doc, known: ReadonlyMap<number, number>) => Uint8Array {
  const choice = chance();
  if (choice < 0.04) return () => writeAway(since, chance);
  if (choice < 0.1) return (_, __, known) => mutateStructs(writeAway(since, chance), known, chance, names);
  if (choice < 0.3) return (update) => mutate(update, chance);
  if (choice < 0.65) return (update, _, known) => mutateStructs(update, known, chance, names);
  if (choice < 0.75) return (update, _, known) => mutate(mutateStructs(update, known, chance, names), chance);
  if (choice < 0.9) return (_, base) => craft(base, chance, contents);
  return (_, base) => mutate(craft(base, chance, contents), chance);
}

const megabytes = (bytes: number): string => `${Math.round(bytes / 2 ** 20)} MB`;
const before = process.memoryUsage.rss();
const started = performance.now();
let done = 0;
let slowest = 0;
for (let seed = firstSeed; done < count; seed++) {
  const chance = chanceOf(seed * 7919);
  const { updates } = record(seed, 30);
  const base = untidiedDoc();
  const states: Uint8Array[] = [];
  for (const update of updates) {
    const state = Y.encodeStateAsUpdate(base);
    states.push(state);
    let branch = new Branch(state);
    for (let i = 0; i < mutationsOfEach && done < count; i++, done++) {
      const known = Y.decodeStateVector(Y.encodeStateVector(branch.doc));
      const since = states[Math.floor(chance() * states.length)] ?? state;
      const bytes = makerFor(chance, since)(update, branch.doc, known);
      const from = performance.now();
      try {
        if (chance() < 0.3)
          branch.takeInTurns(bytes, chance, () => makerFor(chance, since)(update, branch.doc, known));
        else branch.take(bytes, chance);
      } catch (error) {
        failures++;
        tally('FAILED');
        if (failures <= shownFailures) {
          const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
          console.error(
            `seed ${seed}, number ${done}: ${text}\n  bytes ${Buffer.from(bytes).toString('hex')}\n  on ${Buffer.from(state).toString('hex')}`
          );
        }
        branch = new Branch(state);
      }
      slowest = Math.max(slowest, performance.now() - from);
    }
    try {
      branch.compare();
    } catch (error) {
      failures++;
      console.error(`seed ${seed}, number ${done}, at the end of a branch:`, error);
    }
    Y.applyUpdate(base, update);
    if (done >= count) break;
  }
}
const seconds = (performance.now() - started) / 1000;
for (const [what, times] of [...counts].sort(([, a], [, b]) => b - a))
  console.log(`${String(times).padStart(10)}  ${what}`);
console.log(
  `${done} updates from seed ${firstSeed} on in ${seconds.toFixed(0)} s, ${failures} failures; the slowest took ${slowest.toFixed(0)} ms, trials included`
);
console.log(`memory ${megabytes(before)} before, ${megabytes(process.memoryUsage.rss())} after`);
process.exitCode = failures > 0 ? 1 : 0;
