/**
 * Shows that an installation with 5 GiB of evidence is backed up and restored, and its study exported and
 * imported, in memory that does not grow with it.
 */
import { createHash, randomFillSync } from 'node:crypto';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { readConfig } from '#server/process/config.ts';
import { createApp, type App } from '../../../server/app.ts';
import { backUp } from '#server/areas/operations/backup.ts';
import { restore } from '#server/areas/operations/restore.ts';
import { writeWhole } from '#server/areas/answers/synced-file.ts';
import { openZipFile } from '#server/files/zip.ts';
import { insertEvidence } from '#server/areas/evidence/store/evidence.ts';
import { findFile, insertFile, listFilesInStudy } from '#server/areas/evidence/store/evidence-files.ts';
import { makePerson, makeStudy } from '#kit/people.ts';

const gibibytes = Number(process.env['GIB'] ?? 5);
const fileBytes = 20 * 2 ** 20;
const files = Math.ceil((gibibytes * 2 ** 30) / fileBytes);
const mostMegabytes = 1_500;

async function openApp(folder: string, name: string): Promise<App> {
  const app = await createApp(readConfig({ DATA_DIR: join(folder, name), DEMO: '0', LOG_LEVEL: 'silent' }), {
    servesNobody: true
  });
  onTestFinished(() => app.close());
  return app;
}

const facts = {
  kind: 'file',
  titleEn: 'A plan',
  titleZh: '',
  language: 'en',
  datedOn: '',
  url: '',
  accessedOn: '',
  citation: '',
  noteEn: '',
  noteZh: '',
  isConfidential: 0,
  withdrawnAt: null,
  withdrawnBy: null,
  withdrawnReasonEn: '',
  withdrawnReasonZh: '',
  version: 1
} as const;

async function fill(app: App): Promise<{ readonly studyId: string; readonly slug: string }> {
  const study = await makeStudy(app, { cities: [{ id: 'haidian', side: 'cn', state: 'collecting' }] });
  const person = await makePerson(app, { role: 'city', city: 'haidian', study });
  const at = '2026-03-02T10:00:00.000Z';
  for (let n = 0; n < files; n += 1) {
    const id = `evidence-${String(n).padStart(5, '0')}`;
    const bytes = randomFillSync(Buffer.alloc(fileBytes));
    const where = { studyId: study.id, userId: person.id, at };
    await insertEvidence(app.store.db, { ...facts, ...where, id, cityId: 'haidian' });
    await insertFile(app.store.db, {
      ...where,
      evidenceId: id,
      n: 1,
      fileName: 'plan.pdf',
      isRenamed: 0,
      mediaType: 'application/pdf',
      size: bytes.length,
      sha256: createHash('sha256').update(bytes).digest('hex'),
      bytes
    });
  }
  return { studyId: study.id, slug: study.slug };
}

async function mustHoldAll(app: App, studyId: string): Promise<void> {
  const held = await listFilesInStudy(app.store.db, studyId);
  expect(held).toHaveLength(files);
  for (const { evidenceId, n, sha256 } of held) {
    const file = await findFile(app.store.db, evidenceId, n);
    expect(
      createHash('sha256')
        .update(file?.bytes ?? '')
        .digest('hex')
    ).toBe(sha256);
  }
}

describe(`${gibibytes} GiB of evidence`, () => {
  it('are backed up and restored, exported and imported', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'meridian-large-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    let most = 0;
    const look = setInterval(() => (most = Math.max(most, process.memoryUsage().rss / 2 ** 20)), 50);
    onTestFinished(() => clearInterval(look));
    const app = await openApp(folder, 'one');
    const { studyId, slug } = await fill(app);
    const say = (what: string): void =>
      console.log(`${new Date().toISOString()} ${what}; most memory so far ${most.toFixed(0)} MB`);
    say('filled');

    const backup = join(folder, 'backup.zip');
    await backUp(app, backup);
    say(`backed up: ${statSync(backup).size} bytes`);
    const restored = await openApp(folder, 'restored');
    expect(await restore(restored, backup)).toMatchObject({ ok: true });
    say('restored');
    await mustHoldAll(restored, studyId);
    rmSync(backup);

    const archive = join(folder, 'study.zip');
    await writeWhole(archive, async (write) => {
      expect(await app.archives.export('operator', slug, write)).toMatchObject({ ok: true });
    });
    say(`exported: ${statSync(archive).size} bytes`);
    const imported = await openApp(folder, 'imported');
    const source = openZipFile(archive);
    expect(await imported.archives.import('operator', source)).toMatchObject({ ok: true });
    source.close();
    say('imported');
    await mustHoldAll(imported, studyId);
    expect(most).toBeLessThan(mostMegabytes);
  });
});
