import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { UnreadableDocumentError } from '#document/assemble.ts';
import { openText } from '#document/sequence/roots.ts';
import { write } from '#kit/doc-passages.ts';
import { recordSequenceSession, textRoots } from '#kit/sequence-sessions.ts';
import { openTestWorkers, crowd, letters } from '#kit/workers.ts';
import {
  JobTookTooLongError,
  TextTooLargeError,
  WorkerDiedError,
  WorkersClosedError,
  WorkersFullError
} from '#server/workers/errors.ts';

const { updates, doc } = recordSequenceSession(3);

const bytesOf = (build: (doc: Y.Doc) => void): Uint8Array => {
  const made = new Y.Doc();
  build(made);
  return Y.encodeStateAsUpdate(made);
};

const lettersOf = (update: Uint8Array): number => {
  const made = new Y.Doc();
  Y.applyUpdate(made, update);
  return made.getText('crowd').length;
};

/** More than any machine can order within the limits below. */
const endless = crowd(150_000);
const laborious = crowd(2_000);

describe('the document workers', () => {
  it('answers what a document holds, as bytes and as text', async () => {
    const workers = openTestWorkers();
    const whole = new Y.Doc();
    Y.applyUpdate(whole, await workers.merge(updates));
    expect(textRoots.map((root) => openText(whole, root).toDelta() as unknown)).toEqual(
      textRoots.map((root) => openText(doc, root).toDelta() as unknown)
    );

    const behind = new Y.Doc();
    for (const update of updates.slice(0, 10)) Y.applyUpdate(behind, update);
    const missing = await workers.diff(updates, Y.encodeStateVector(behind));
    expect(missing).toEqual(Y.encodeStateAsUpdate(doc, Y.encodeStateVector(behind)));
    Y.applyUpdate(behind, missing);
    expect(Y.equalSnapshots(Y.snapshot(behind), Y.snapshot(doc))).toBe(true);

    const written = bytesOf((made) =>
      write(
        made,
        [{ type: 'paragraph', attrs: { id: 'p' }, content: [{ type: 'text', text: '<b>words</b>' }] }],
        'strategy',
        'zh'
      )
    );
    expect(await workers.html([written], 'strategy')).toEqual({
      en: '',
      zh: '<p data-id="p">&#60;b&#62;words&#60;/b&#62;</p>'
    });
    expect(await workers.written([written], ['strategy', 'other'])).toEqual(
      new Map([
        ['strategy', { en: false, zh: true }],
        ['other', { en: false, zh: false }]
      ])
    );
    expect(await workers.integratesAlike([written], new Uint8Array([0, 0]))).toBe(true);
    expect(workers.threads).toHaveLength(1);
  });

  it('starts no thread before there is a job', async () => {
    const workers = openTestWorkers();
    expect(workers.threads).toHaveLength(0);
    await workers.close();
    expect(workers.threads).toHaveLength(0);
  });

  it('says of a broken document that it is one, and goes on', async () => {
    const workers = openTestWorkers();
    const broken = [new Uint8Array([1, 2, 3])];
    await expect(workers.merge(broken)).rejects.toThrow(UnreadableDocumentError);
    await expect(workers.html(updates.slice(5), 'strategy')).rejects.toThrow(UnreadableDocumentError);
    await expect(workers.diff(updates, new Uint8Array([200]))).rejects.toThrow();
    expect(await workers.merge([])).toEqual(new Uint8Array([0, 0]));
    expect(workers.threads).toHaveLength(1);
  });

  it('ends a job that takes too long, and does those behind it', async () => {
    const workers = openTestWorkers({ limits: { milliseconds: 2_500, threads: 1 } });
    const [late, after] = await Promise.allSettled([workers.merge(endless), workers.merge(updates)]);
    expect(late).toMatchObject({ status: 'rejected', reason: { name: JobTookTooLongError.name } });
    expect(after.status).toBe('fulfilled');
    expect(workers.threads).toHaveLength(2);
    expect(workers.output.join()).toContain('too long');
  });

  it('tries a job once more when its thread has died', async () => {
    const workers = openTestWorkers({ limits: { threads: 1 } });
    await workers.merge([]);
    const jobs = [workers.merge(laborious), workers.merge(updates)];
    await workers.threads[0]?.terminate();
    const [whole = new Uint8Array()] = await Promise.all(jobs);
    expect(lettersOf(whole)).toBe(laborious.length);
    expect(workers.threads).toHaveLength(2);
  });

  it('starts anew when a thread has died without a job', async () => {
    const workers = openTestWorkers();
    await workers.merge([]);
    await workers.threads[0]?.terminate();
    expect(await workers.merge([])).toEqual(new Uint8Array([0, 0]));
    expect(workers.threads).toHaveLength(2);
  });

  it('gives up a document that finds no room in a thread, twice, and does those behind it', async () => {
    const workers = openTestWorkers({ heapMegabytes: 24, limits: { threads: 1 } });
    const [large, after] = await Promise.allSettled([
      workers.merge([letters(1, 500_000)]),
      workers.merge(updates)
    ]);
    expect(large).toMatchObject({ status: 'rejected', reason: { name: WorkerDiedError.name } });
    expect(after.status).toBe('fulfilled');
    expect(workers.threads).toHaveLength(3);
  });

  it('says of a text above the bound that it is given up for good, whether it takes too long or finds no room', async () => {
    const limits = { threads: 1, textBytes: 1_000 };
    const slow = openTestWorkers({ limits: { ...limits, milliseconds: 300, millisecondsPerMegabyte: 0 } });
    const small = openTestWorkers({ heapMegabytes: 24, limits });
    const many = [letters(1, 500_000)];
    for (const give of [() => slow.merge(endless), () => small.merge(many)]) {
      await expect(give()).rejects.toMatchObject({ name: TextTooLargeError.name });
      // Asked again it fails at once, for the same reason.
      await expect(give()).rejects.toMatchObject({ name: TextTooLargeError.name });
    }
  });

  it('takes no more than may wait', async () => {
    const workers = openTestWorkers({ limits: { jobs: 2 } });
    const taken = [workers.merge(updates), workers.merge(updates), workers.compact(updates)];
    await expect(workers.merge(updates)).rejects.toThrow(WorkersFullError);
    await Promise.all(taken);
    await workers.merge(updates);

    const narrow = openTestWorkers({ limits: { bytes: 1_000 } });
    const some = [new Uint8Array([0, 0, ...Array.from({ length: 598 }, () => 0)])];
    const fits = [narrow.merge([]), narrow.merge(some)];
    await expect(narrow.merge(some)).rejects.toThrow(WorkersFullError);
    await Promise.all(fits);
    expect(await narrow.merge(updates)).toBeInstanceOf(Uint8Array);
  });

  it('compacts when nobody waits for anything else', async () => {
    const workers = openTestWorkers({ limits: { threads: 1 } });
    const done: string[] = [];
    const first = workers.merge([]).then(() => done.push('first'));
    const compacted = workers.compact(updates).then(() => done.push('compacted'));
    const rendering = workers.html(updates, 'strategy').then(() => done.push('asked'));
    await Promise.all([first, compacted, rendering]);
    expect(done).toEqual(['first', 'asked', 'compacted']);
  });

  it('does the jobs of others next to one that takes long, whose result only its requester gets', async () => {
    const workers = openTestWorkers({ limits: { milliseconds: 60_000 } });
    let isLongDone = false;
    const long = workers.merge(endless, 'anna').finally(() => (isLongDone = true));
    const rejection = expect(long).rejects.toThrow(WorkersClosedError);
    // Anna's own jobs wait for it, those of the others do not.
    const hers = expect(workers.merge(updates, 'anna')).rejects.toThrow(WorkersClosedError);
    for (const requester of ['li', 'eva', 'li', undefined])
      expect(await workers.html(updates, 'strategy', requester)).toHaveProperty('en');
    expect(isLongDone).toBe(false);
    await workers.close();
    await Promise.all([rejection, hers]);
  });

  it('goes on with one thread when the long job is over', async () => {
    const workers = openTestWorkers({ limits: { patienceMilliseconds: 0 } });
    const [long] = await Promise.all([
      workers.merge(laborious, 'anna'),
      workers.merge(laborious, 'li'),
      workers.merge(updates, 'eva')
    ]);
    expect(lettersOf(long)).toBe(laborious.length);
    const stood = workers.threads.length;
    expect(stood).toBeLessThanOrEqual(3);
    for (let n = 0; n < 5; n++) await workers.merge(updates, 'anna');
    expect(workers.threads).toHaveLength(stood);
  });

  it('serves each requester in turn, and the jobs of each in their order', async () => {
    const workers = openTestWorkers({ limits: { threads: 1 } });
    const done: string[] = [];
    const submitJob = (requester: string, job: string) =>
      workers.merge(updates, requester).then(() => done.push(job));
    await Promise.all([
      submitJob('anna', 'anna 1'),
      submitJob('anna', 'anna 2'),
      submitJob('anna', 'anna 3'),
      submitJob('li', 'li 1'),
      submitJob('eva', 'eva 1'),
      submitJob('li', 'li 2')
    ]);
    expect(done).toEqual(['anna 1', 'anna 2', 'li 1', 'eva 1', 'anna 3', 'li 2']);
  });

  it('leaves room for others however much one asks for', async () => {
    const workers = openTestWorkers({ limits: { jobs: 8 } });
    const outcomes = await Promise.allSettled([
      ...Array.from({ length: 10 }, () => workers.merge(updates, 'anna')),
      workers.merge(updates, 'li')
    ]);
    expect(outcomes.map(({ status }) => status)).toEqual([
      ...Array.from({ length: 3 }, () => 'fulfilled'),
      ...Array.from({ length: 7 }, () => 'rejected'),
      'fulfilled'
    ]);
  });

  it('brings a document to the one form of its content, and knows that form', async () => {
    const workers = openTestWorkers();
    const settled = await workers.settle(updates);
    expect(await workers.settle([await workers.merge(updates.toReversed())])).toEqual(settled);
    expect(await workers.examine(settled)).toEqual({
      isSettled: true,
      roots: expect.arrayContaining(textRoots.slice(0, 1)) as string[]
    });
    await expect(workers.examine(updates.at(-1) ?? new Uint8Array())).rejects.toThrow(
      UnreadableDocumentError
    );
  });

  it('refuses what is not done when it closes, and leaves no thread', async () => {
    const workers = openTestWorkers();
    await workers.merge([]);
    const gone = workers.threads.map((thread) => once(thread, 'exit'));
    const jobs = [workers.merge(endless), workers.merge(updates), workers.compact(updates)].map((job) =>
      expect(job).rejects.toThrow(WorkersClosedError)
    );
    await workers.close();
    await Promise.all([...jobs, ...gone]);
    await expect(workers.merge(updates)).rejects.toThrow(WorkersClosedError);
    await workers.close();
    expect(workers.threads).toHaveLength(1);
  });

  it('keeps no process alive that has nothing else to do', async () => {
    const script = `
      import { openDocumentWorkers } from ${JSON.stringify(new URL('../../server/workers/document-workers.ts', import.meta.url).href)};
      const workers = openDocumentWorkers({ logger: console });
      console.log(String(await workers.merge([])));
    `;
    const { stdout } = await promisify(execFile)(process.execPath, ['-e', script]);
    expect(stdout).toBe('0,0\n');
  });
});
