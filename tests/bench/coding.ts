/**
 * Measures the pages and files of coding in a study of thirty cities with 10,000 codings under 300 codes: the time of
 * each, the work of the thread that serves, and the longest work without a turn for others. Run by itself: `node tests/bench/coding.ts [codings]`.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { codedKey, type CodedThing } from '#rules/coding/coding.ts';
import { codeColours } from '#rules/coding/code-book.ts';
import type { CodeRow, CodingRow } from '#rules/coding/coding-rows.ts';
import type { Actor } from '#base/permissions.ts';
import { createApp, type App } from '#server/app.ts';
import { readConfig } from '#server/process/config.ts';
import { openCodedReader } from '#server/areas/coding/coded-things.ts';
import { wordsPrintOf } from '#server/areas/coding/tagging.ts';
import { openCitedContent } from '#server/areas/practices/supports/cited-content.ts';
import { authorizedInStudy, studySubject } from '#server/areas/study/study-subject.ts';
import { signedInAs } from '#kit/actors.ts';
import { makeStudy, type TestStudy } from '#kit/people.ts';
import { paragraph, writeAnswers, writeText } from '#kit/texts.ts';
import { valueOf } from '#kit/themes.ts';

const count = Number(process.argv[2] ?? 10_000);
const sections = ['smart-city-strategy', 'stakeholders'];
const questions = ['strategy.vision', 'stakeholders.who'];
const blocks = 12;
const folder = mkdtempSync(join(tmpdir(), 'meridian-coding-'));

/** In milliseconds; other programs do not lengthen it. */
function worked(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1_000;
}

/** Runs something and prints its time, the work of this thread, and the longest work before others had a turn. */
async function measured<T>(title: string, work: () => Promise<T> | T): Promise<T> {
  let [last, longest, isOver] = [worked(), 0, false];
  const look = (): void => {
    const now = worked();
    longest = Math.max(longest, now - last);
    last = now;
    if (!isOver) setImmediate(look);
  };
  look();
  const [began, before] = [performance.now(), worked()];
  const result = await work();
  const [took, own] = [performance.now() - began, worked() - before];
  isOver = true;
  look();
  console.log(`| ${title} | ${took.toFixed(0)} | ${own.toFixed(0)} | ${longest.toFixed(0)} |`);
  return result;
}

async function writeCities(app: App, study: TestStudy, { userId }: Actor): Promise<void> {
  for (const city of study.cities) {
    for (const section of sections)
      await writeText(app, city.findingsId, userId, section, {
        en: Array.from({ length: blocks }, (_, index) =>
          paragraph(
            `${city.id}-${section}-e${index}`,
            `Office ${index} of ${city.id} keeps its own files of ${section}.`
          )
        ),
        zh: Array.from({ length: blocks }, (_, index) =>
          paragraph(`${city.id}-${section}-z${index}`, `${city.id}第${index}个部门自存${section}档案。`)
        )
      });
    await writeAnswers(app, city.responseId, userId, {
      'stakeholders.who/value': 'yes',
      'strategy.vision/note': { en: `What ${city.id} hopes for.`, zh: '愿景。' }
    });
  }
}

/** Ten codes, each with five below it, each of which has five below it. */
function codesOf(study: TestStudy, { userId }: Actor): CodeRow[] {
  const made: CodeRow[] = [];
  const add = (parentId: string | null, position: number, depth: number): void => {
    const number = made.length;
    const id = `code-${number}`;
    made.push({
      id,
      studyId: study.id,
      parentId,
      position,
      labelEn: `Code ${number} of offices`,
      labelZh: `部门编码${number}`,
      definitionEn: `When an office does what code ${number} says.`,
      definitionZh: '',
      colour: codeColours[number % codeColours.length] ?? 'blue',
      userId,
      at: '2013-05-01T08:00:00.000Z',
      version: 1
    });
    if (depth < 2) for (let index = 0; index < 5; index++) add(id, index, depth + 1);
  };
  for (let index = 0; index < 10; index++) add(null, index, 0);
  return made;
}

async function insertCodings(
  app: App,
  study: TestStudy,
  coders: readonly Actor[],
  codes: readonly CodeRow[]
) {
  const { db } = app.store;
  const [coder] = coders;
  if (!coder) throw new Error('There is no coder');
  const subject = await studySubject.find(db, study.slug);
  if (!subject) throw new Error('There is no study');
  const authorized = authorizedInStudy({
    subject,
    grants: coder.grants,
    abilities: studySubject.abilities(coder, subject)
  });
  const reader = await openCodedReader(db, openCitedContent(app), { actor: coder, ...authorized });
  const things: {
    readonly thing: CodedThing;
    readonly cityId: string | null;
    readonly section: string | null;
  }[] = [];
  for (const { id: city } of study.cities) {
    for (const section of sections)
      for (let index = 0; index < blocks; index++)
        for (const language of ['e', 'z'])
          things.push(
            valueOf(
              await reader.made({
                kind: 'passage',
                place: { city, section },
                block: `${city}-${section}-${language}${index}`
              })
            )
          );
    for (const question of questions)
      things.push(valueOf(await reader.made({ kind: 'answer', city, question })));
  }
  const rows: CodingRow[] = [];
  for (let round = 0; rows.length < count; round++)
    for (const [index, { thing, cityId, section }] of things.entries()) {
      if (rows.length === count) break;
      // The second coder made one of ten codings.
      const by = coders[rows.length % 10 === 0 ? 1 : 0] ?? coder;
      rows.push({
        id: app.newId(),
        studyId: study.id,
        codeId: codes[(index * 7 + round * 31) % codes.length]?.id ?? '',
        kind: thing.kind,
        key: codedKey(thing),
        wordsPrint: `${wordsPrintOf(thing)}${round}`,
        content: JSON.stringify(thing),
        cityId,
        section,
        userId: by.userId,
        at: '2013-05-02T08:00:00.000Z',
        version: 1
      });
    }
  for (let index = 0; index < rows.length; index += 500)
    await db
      .insertInto('coding')
      .values(rows.slice(index, index + 500))
      .execute();
}

const config = readConfig({ DATA_DIR: folder, LOG_LEVEL: 'silent', DEMO: '0' });
const app = await createApp(config, { schedulerMilliseconds: null });
try {
  const study = await makeStudy(app, {
    cities: Array.from({ length: 30 }, (_, index) => ({
      id: `city${index}`,
      side: index % 2 === 0 ? 'eu' : 'cn'
    }))
  });
  const first = await signedInAs(app, { role: 'expert', side: 'eu', study });
  const second = await signedInAs(app, { role: 'expert', side: 'cn', study });
  await writeCities(app, study, first);
  const codes = codesOf(study, first);
  await app.store.db.insertInto('code').values(codes).execute();
  await insertCodings(app, study, [first, second], codes);
  const { coding } = app;
  const { slug } = study;
  console.log(`${count} codings, ${codes.length} codes, ${study.cities.length} cities; milliseconds`);
  console.log('| what | time | own work | longest turn |');
  console.log('| --- | --- | --- | --- |');
  await measured('code book, first time', () => coding.load(first, slug, 'side'));
  await measured('code book', () => coding.load(first, slug, 'side'));
  await measured('code book by region, with the codes below', () => coding.load(first, slug, 'region', true));
  await measured('one code', () => coding.loadCode(first, slug, 'code-0'));
  await measured('codings next to a text', () =>
    coding.onText(first, slug, { kind: 'findings', city: 'city0', section: 'stakeholders' })
  );
  await measured('palette', () => coding.palette(first, slug));
  const target = {
    kind: 'passage',
    place: { city: 'city1', section: 'stakeholders' },
    block: 'city1-stakeholders-e3'
  };
  await measured('tag', async () =>
    valueOf(await coding.tag(first, slug, 'code-9', { ...target, quote: 'Office' } as never))
  );
  await measured('merge two codes', async () =>
    valueOf(await coding.mergeCodes(first, slug, 'code-4', 'code-3'))
  );
  const { id } = valueOf(
    await coding.giveTask(first, slug, {
      cityId: null,
      section: 'stakeholders',
      firstCoderId: first.userId,
      secondCoderId: second.userId
    })
  );
  await measured('close a pass', async () => valueOf(await coding.closePass(first, slug, id)));
  await measured('close the second pass', async () => valueOf(await coding.closePass(second, slug, id)));
  await measured('agreement and disagreements', () => coding.loadTask(first, slug, id));
  await measured('code book, with closed passes', () => coding.load(first, slug, 'side'));
  const file = valueOf(await measured('QDPX out', () => coding.codingsFile(first, slug)));
  await measured('QDPX in, everything known', () => coding.receiveFile(first, slug, file));
  await app.store.db.deleteFrom('coding').where('studyId', '=', study.id).execute();
  const receipt = await measured('QDPX in, codings anew', () => coding.receiveFile(first, slug, file));
  console.log(`${(file.length / 1024).toFixed(0)} KB; ${JSON.stringify(receipt).slice(0, 200)}`);
  const { acts } = valueOf(await coding.load(first, slug, 'side'));
  await measured('undo of the import', () => coding.undo(first, slug, acts[0]?.id ?? ''));
} finally {
  await app.close();
  rmSync(folder, { recursive: true, force: true });
}
