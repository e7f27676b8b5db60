/**
 * Runs a writer in a process of its own that appends to one generation and compacts it again and again, so
 * that a test can kill it anywhere.
 */
import { readConfig } from '#server/process/config.ts';
import { openStore } from '#server/store/open.ts';
import { listLastSeqs } from '#server/store/updates.ts';

const [documentId = '', userId = ''] = process.argv.slice(2);
const store = openStore(readConfig(process.env).database);
const roomKey = { documentId, generation: 1 };
let last = (await listLastSeqs(store.db, store.engine, [roomKey])).get(`${documentId}@1`) ?? 0;
console.log('writing');
for (;;) {
  const entries = Array.from({ length: 40 }, (_, n) => ({
    userId,
    at: String(last + n + 1),
    bytes: new Uint8Array([(last + n + 1) % 256])
  }));
  const [outcome] = await store.appender.append([{ ...roomKey, after: last, entries, newOwners: new Map() }]);
  if (outcome?.kind !== 'committed') throw new Error(`It is ${outcome?.kind ?? 'nothing'}`);
  last += entries.length;
  console.log(last);
  const throughSeq = last - 7;
  await store.appender.saveSnapshot(roomKey, {
    throughSeq,
    bytes: new Uint8Array([0, 0]),
    stateVector: new Uint8Array([0]),
    structsEnd: 1,
    createdAt: ''
  });
}
