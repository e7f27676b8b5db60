/**
 * Measures how long the server needs for what a person wrote offline in an editor, letters and structure, in
 * instalments and as one piece with a trial: `node tests/bench/offline.ts [LETTERS] [ENTERS]`.
 */
import * as Y from 'yjs';
import { chanceOf } from '#base/chance.ts';
import { openEditor, writeLong } from '#kit/offline-writing.ts';
import { integratesAlike } from '#kit/scratch.ts';
import { Instalments } from '#server/sync/rooms/instalments.ts';
import { checkUpdate, type AcceptedUpdate } from '#server/sync/rooms/update-check.ts';
import type { Write } from '#server/sync/rooms/work.ts';
import type { Rules } from '#server/sync/scan/document-rules.ts';
import { StructIndex } from '#server/sync/scan/struct-index.ts';
import { median } from './figures.ts';

const [letters = 50_000, enters = 500] = process.argv.slice(2).map(Number);
const rules: Rules = { allowsRoot: () => true, narrative: true, text: 'sequence' };
const runs = 5;

const chance = chanceOf(1);
const author = openEditor(8);
const habits = { letters: 2_000, lettersOfEnter: 200, lettersOfJump: 100, lettersOfOther: Infinity };
writeLong(author, chance, habits);
const state = Y.encodeStateAsUpdate(author.doc);
const known = Y.encodeStateVector(author.doc);
writeLong(author, chance, { ...habits, letters, lettersOfEnter: letters / enters });
const update = Y.encodeStateAsUpdate(author.doc, known);
console.log(`${Y.decodeUpdate(update).structs.length} structs, ${update.length} bytes`);

const timed = <T>(act: () => T): [T, number] => {
  const from = performance.now();
  return [act(), performance.now() - from];
};

function check(structIndex: StructIndex, write: Write): AcceptedUpdate {
  const author = { userId: 'anna', ownerOf: () => 'anna', reader: write.instalment?.reader };
  const verdict = checkUpdate(structIndex, write.frame.update, rules, author);
  if (verdict.kind !== 'accepted') throw new Error(`An honest write was ${verdict.kind}`);
  return verdict;
}

/** Returns the longest and the whole time on the event loop, and how many instalments there were. */
function inInstalments(): { longest: number; whole: number; parts: number; trials: number } {
  const structIndex = StructIndex.from([state]);
  const frame = { kind: 'write', isAnswer: false, update } as const;
  const write: Write = { connection: null as never, frame, arrived: 0 };
  const times: number[] = [];
  let trials = 0;
  const take = (part: Write): void => {
    const verdict = check(structIndex, part);
    const before = verdict.unsureAt && part.instalment?.before(verdict.unsureAt);
    if (before) return take(before);
    if (verdict.orderUnsure) trials++;
    structIndex.integrate(verdict.resolved);
  };
  const [instalments, first] = timed(() => Instalments.of(write, () => structIndex));
  times.push(first);
  for (let isReady = false; instalments && !isReady;) {
    const [done, time] = timed(() => instalments.prepare());
    isReady = done;
    times.push(time);
  }
  let parts = 0;
  for (let isLast = !instalments; !isLast;) {
    const [taken, time] = timed(() => {
      const part = instalments?.next();
      if (part) take(part);
      return part;
    });
    isLast = !taken;
    if (taken) parts++;
    times.push(time);
  }
  return { longest: Math.max(...times), whole: times.reduce((a, b) => a + b, 0), parts, trials };
}

/** Returns the time on the event loop and that of a trial in a worker for the write in one piece. */
function asOnePiece(): { loop: number; trial: number } {
  const structIndex = StructIndex.from([state]);
  const frame = { kind: 'write', isAnswer: false, update } as const;
  const [verdict, checking] = timed(() =>
    check(structIndex, { connection: null as never, frame, arrived: 0 })
  );
  const [, trial] = timed(() => integratesAlike(state, update));
  const [, integrating] = timed(() => structIndex.integrate(verdict.resolved));
  return { loop: checking + integrating, trial };
}

const cut = Array.from({ length: runs }, inInstalments);
const whole = Array.from({ length: runs }, asOnePiece);
const of = <R>(results: readonly R[], figure: (result: R) => number): number => median(results.map(figure));
const print = (name: string, after: number, before: number): void =>
  console.log(
    `${name}: ${after.toFixed(1)} ms against ${before.toFixed(1)} (${(after / before).toFixed(2)} ×)`
  );
console.log(`${cut[0]?.parts} instalments, ${cut[0]?.trials} trials`);
print(
  'longest on the event loop',
  of(cut, ({ longest }) => longest),
  of(whole, ({ loop }) => loop)
);
print(
  'the whole, commits apart',
  of(cut, (result) => result.whole),
  of(whole, ({ loop, trial }) => loop + trial)
);
