import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { UnreadableDocumentError } from '#document/assemble.ts';
import { rootName } from '#document/narrative.ts';
import { recordSession, roots } from '#kit/sessions-of-yjs.ts';
import { aWorkshop, crowd, letters } from '#kit/workshop.ts';
import {
  JobTookTooLongError,
  WorkerDiedError,
  WorkshopClosedError,
  WorkshopFullError
} from '#server/workshop/errors.ts';

const { updates, doc } = recordSession(3);

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

/** More than any machine puts in order within the limits below. */
const endless = crowd(150_000);
const laborious = crowd(2_000);

describe('the workshop', () => {
  it('answers what a document holds, as bytes and as text', async () => {
    const workshop = aWorkshop();
    const whole = new Y.Doc();
    Y.applyUpdate(whole, await workshop.merge(updates));
    expect(roots.map((root) => whole.getXmlFragment(root).toJSON())).toEqual(
      roots.map((root) => doc.getXmlFragment(root).toJSON())
    );

    const behind = new Y.Doc();
    for (const update of updates.slice(0, 10)) Y.applyUpdate(behind, update);
    const missing = await workshop.diff(updates, Y.encodeStateVector(behind));
    expect(missing).toEqual(Y.encodeStateAsUpdate(doc, Y.encodeStateVector(behind)));
    Y.applyUpdate(behind, missing);
    expect(Y.equalSnapshots(Y.snapshot(behind), Y.snapshot(doc))).toBe(true);

    const written = bytesOf((made) => {
      const paragraph = new Y.XmlElement('paragraph');
      paragraph.insert(0, [new Y.XmlText('<b>words</b>')]);
      made.getXmlFragment(rootName('strategy', 'zh')).insert(0, [paragraph]);
    });
    expect(await workshop.html([written], 'strategy')).toEqual({
      en: '',
      zh: '<p>&#60;b&#62;words&#60;/b&#62;</p>'
    });
    expect(await workshop.written([written], ['strategy', 'other'])).toEqual(
      new Map([
        ['strategy', { en: false, zh: true }],
        ['other', { en: false, zh: false }]
      ])
    );
    expect(await workshop.integratesAlike([written], new Uint8Array([0, 0]))).toBe(true);
    expect(workshop.threads).toHaveLength(1);
  });

  it('starts no thread before there is a job', async () => {
    const workshop = aWorkshop();
    expect(workshop.threads).toHaveLength(0);
    await workshop.close();
    expect(workshop.threads).toHaveLength(0);
  });

  it('says of a broken document that it is one, and goes on', async () => {
    const workshop = aWorkshop();
    const broken = [new Uint8Array([1, 2, 3])];
    await expect(workshop.merge(broken)).rejects.toThrow(UnreadableDocumentError);
    await expect(workshop.html(updates.slice(5), 'strategy')).rejects.toThrow(UnreadableDocumentError);
    await expect(workshop.diff(updates, new Uint8Array([200]))).rejects.toThrow();
    expect(await workshop.merge([])).toEqual(new Uint8Array([0, 0]));
    expect(workshop.threads).toHaveLength(1);
  });

  it('ends a job that takes too long, and does those behind it', async () => {
    const workshop = aWorkshop({ limits: { milliseconds: 2_500, threads: 1 } });
    const [late, after] = await Promise.allSettled([workshop.merge(endless), workshop.merge(updates)]);
    expect(late).toMatchObject({ status: 'rejected', reason: { name: JobTookTooLongError.name } });
    expect(after.status).toBe('fulfilled');
    expect(workshop.threads).toHaveLength(2);
    expect(workshop.said.join()).toContain('too long');
  });

  it('tries a job once more when its thread has died', async () => {
    const workshop = aWorkshop({ limits: { threads: 1 } });
    await workshop.merge([]);
    const jobs = [workshop.merge(laborious), workshop.merge(updates)];
    await workshop.threads[0]?.terminate();
    const [whole = new Uint8Array()] = await Promise.all(jobs);
    expect(lettersOf(whole)).toBe(laborious.length);
    expect(workshop.threads).toHaveLength(2);
  });

  it('starts anew when a thread has died without a job', async () => {
    const workshop = aWorkshop();
    await workshop.merge([]);
    await workshop.threads[0]?.terminate();
    expect(await workshop.merge([])).toEqual(new Uint8Array([0, 0]));
    expect(workshop.threads).toHaveLength(2);
  });

  it('gives up a document that finds no room in a thread, twice, and does those behind it', async () => {
    const workshop = aWorkshop({ heapMegabytes: 24, limits: { threads: 1 } });
    const [large, after] = await Promise.allSettled([
      workshop.merge([letters(1, 500_000)]),
      workshop.merge(updates)
    ]);
    expect(large).toMatchObject({ status: 'rejected', reason: { name: WorkerDiedError.name } });
    expect(after.status).toBe('fulfilled');
    expect(workshop.threads).toHaveLength(3);
  });

  it('takes no more than may wait', async () => {
    const workshop = aWorkshop({ limits: { jobs: 2 } });
    const taken = [workshop.merge(updates), workshop.merge(updates), workshop.compact(updates)];
    await expect(workshop.merge(updates)).rejects.toThrow(WorkshopFullError);
    await Promise.all(taken);
    await workshop.merge(updates);

    const narrow = aWorkshop({ limits: { bytes: 1_000 } });
    const some = [new Uint8Array([0, 0, ...Array.from({ length: 598 }, () => 0)])];
    const fits = [narrow.merge([]), narrow.merge(some)];
    await expect(narrow.merge(some)).rejects.toThrow(WorkshopFullError);
    await Promise.all(fits);
    expect(await narrow.merge(updates)).toBeInstanceOf(Uint8Array);
  });

  it('compacts when nobody waits for anything else', async () => {
    const workshop = aWorkshop({ limits: { threads: 1 } });
    const done: string[] = [];
    const first = workshop.merge([]).then(() => done.push('first'));
    const compacted = workshop.compact(updates).then(() => done.push('compacted'));
    const asked = workshop.html(updates, 'strategy').then(() => done.push('asked'));
    await Promise.all([first, compacted, asked]);
    expect(done).toEqual(['first', 'asked', 'compacted']);
  });

  it('does what others ask for beside a job that takes long, which only its asker hears of', async () => {
    const workshop = aWorkshop({ limits: { milliseconds: 60_000 } });
    let isLongDone = false;
    const long = workshop.merge(endless, 'anna').finally(() => (isLongDone = true));
    const told = expect(long).rejects.toThrow(WorkshopClosedError);
    // Anna's own wait for it, everybody else's do not.
    const hers = expect(workshop.merge(updates, 'anna')).rejects.toThrow(WorkshopClosedError);
    for (const asker of ['li', 'eva', 'li', undefined])
      expect(await workshop.html(updates, 'strategy', asker)).toHaveProperty('en');
    expect(isLongDone).toBe(false);
    await workshop.close();
    await Promise.all([told, hers]);
  });

  it('goes on with one thread when the long job is over', async () => {
    const workshop = aWorkshop({ limits: { patienceMilliseconds: 0 } });
    const [long] = await Promise.all([
      workshop.merge(laborious, 'anna'),
      workshop.merge(laborious, 'li'),
      workshop.merge(updates, 'eva')
    ]);
    expect(lettersOf(long)).toBe(laborious.length);
    const stood = workshop.threads.length;
    expect(stood).toBeLessThanOrEqual(3);
    for (let n = 0; n < 5; n++) await workshop.merge(updates, 'anna');
    expect(workshop.threads).toHaveLength(stood);
  });

  it('serves each asker in turn, and each in the order of asking', async () => {
    const workshop = aWorkshop({ limits: { threads: 1 } });
    const done: string[] = [];
    const ask = (asker: string, job: string) => workshop.merge(updates, asker).then(() => done.push(job));
    await Promise.all([
      ask('anna', 'anna 1'),
      ask('anna', 'anna 2'),
      ask('anna', 'anna 3'),
      ask('li', 'li 1'),
      ask('eva', 'eva 1'),
      ask('li', 'li 2')
    ]);
    expect(done).toEqual(['anna 1', 'anna 2', 'li 1', 'eva 1', 'anna 3', 'li 2']);
  });

  it('leaves room for others however much one asks for', async () => {
    const workshop = aWorkshop({ limits: { jobs: 8 } });
    const outcomes = await Promise.allSettled([
      ...Array.from({ length: 10 }, () => workshop.merge(updates, 'anna')),
      workshop.merge(updates, 'li')
    ]);
    expect(outcomes.map(({ status }) => status)).toEqual([
      ...Array.from({ length: 3 }, () => 'fulfilled'),
      ...Array.from({ length: 7 }, () => 'rejected'),
      'fulfilled'
    ]);
  });

  it('brings a document to the one form of its content, and knows that form', async () => {
    const workshop = aWorkshop();
    const settled = await workshop.settle(updates);
    expect(await workshop.settle([await workshop.merge(updates.toReversed())])).toEqual(settled);
    expect(await workshop.examine(settled)).toEqual({
      isSettled: true,
      roots: expect.arrayContaining(roots.slice(0, 1)) as string[]
    });
    await expect(workshop.examine(updates.at(-1) ?? new Uint8Array())).rejects.toThrow(
      UnreadableDocumentError
    );
  });

  it('refuses what is not done when it closes, and leaves no thread', async () => {
    const workshop = aWorkshop();
    await workshop.merge([]);
    const gone = workshop.threads.map((thread) => once(thread, 'exit'));
    const jobs = [workshop.merge(endless), workshop.merge(updates), workshop.compact(updates)].map((job) =>
      expect(job).rejects.toThrow(WorkshopClosedError)
    );
    await workshop.close();
    await Promise.all([...jobs, ...gone]);
    await expect(workshop.merge(updates)).rejects.toThrow(WorkshopClosedError);
    await workshop.close();
    expect(workshop.threads).toHaveLength(1);
  });

  it('keeps no process alive that has nothing else to do', async () => {
    const script = `
      import { openWorkshop } from ${JSON.stringify(new URL('../../server/workshop/workshop.ts', import.meta.url).href)};
      const workshop = openWorkshop({ journal: console });
      console.log(String(await workshop.merge([])));
    `;
    const { stdout } = await promisify(execFile)(process.execPath, ['-e', script]);
    expect(stdout).toBe('0,0\n');
  });
});
