/**
 * Shows R169: a code book of another program comes in on its page, goes out as it came, and a malformed file is
 * refused with a sentence in the reader's language.
 */
import { readFileSync } from 'node:fs';
import { expectNoBarrier } from './axe.ts';
import { expect, goAndSettle, test } from './kit.ts';
import { guidFor, projectXml, qdpx } from '#kit/qda-projects.ts';
import { readQda } from '#server/exchange/refi-qda/reading.ts';

const page = '/studies/eu-china-2013/coding/files';
const book = `<CodeBook><Codes><Code guid="${guidFor(1)}" name="Data silos" isCodable="true" color="#d62728"><Description>Offices keep their own.\n[中文] 数据孤岛</Description><Code guid="${guidFor(2)}" name="一站式" isCodable="true"/></Code></Codes></CodeBook>`;
const fileOf = (content: string) => ({
  name: 'interviews.qdpx',
  mimeType: 'application/zip',
  buffer: Buffer.from(qdpx(projectXml(content)))
});

test('a project of another program comes in once, and its code book goes out as it came', async ({
  person
}) => {
  const { page: expert } = await person('expert1.eu', { locale: 'en' });
  await goAndSettle(expert, page);
  await expectNoBarrier(expert);
  const receive = async (content: string): Promise<void> => {
    await expert.getByLabel('File (.qdc or .qdpx)').setInputFiles(fileOf(content));
    await expert.getByRole('button', { name: 'Bring in' }).click();
  };
  await receive(`${book}<Graphs><Graph guid="${guidFor(9)}" name="Network"/></Graphs>`);
  await expect(expert.getByText('Codes: 2 added, 0 there already.')).toBeVisible();
  await expect(expert.getByRole('listitem').filter({ hasText: 'Graphs: 1' })).toContainText('Network');
  await receive(book);
  await expect(expert.getByText('Codes: 0 added, 2 there already.')).toBeVisible();

  const download = expert.waitForEvent('download');
  await expert.getByRole('link', { name: 'Code book (QDC)' }).click();
  const file = await download;
  expect(file.suggestedFilename()).toBe('eu-china-2013-code-book.qdc');
  const read = readQda(readFileSync(await file.path()));
  expect(read.kind === 'code-book' && read.book.codes[0]).toMatchObject({
    guid: guidFor(1),
    name: 'Data silos',
    description: 'Offices keep their own.\n[中文] 数据孤岛',
    color: '#d62728',
    children: [{ guid: guidFor(2), name: '一站式' }]
  });
});

test('a malformed project says what is wrong, in Chinese on a Chinese page, and changes nothing', async ({
  person
}) => {
  const { page: expert } = await person('expert1.cn', { locale: 'zh' });
  await goAndSettle(expert, page);
  const sources = `<Sources><TextSource guid="${guidFor(3)}" name="访谈" plainTextPath="internal://t.txt"/></Sources>`;
  await expert
    .getByLabel('文件（.qdc 或 .qdpx）')
    .setInputFiles(fileOf(book.replace('silos', 'wells') + sources));
  await expert.getByRole('button', { name: '导入' }).click();
  await expect(expert.getByText('压缩包中没有“访谈”的文本。未导入任何内容。')).toBeVisible();
  await goAndSettle(expert, '/studies/eu-china-2013/coding');
  await expect(expert.getByText('Data wells')).toHaveCount(0);
});
