/**
 * Shows R169: a code book of another program comes in on its page, goes out as it came, and a malformed file is
 * refused with a sentence in the reader's language.
 */
import { readFileSync } from 'node:fs';
import { expectNoBarrier } from '../axe.ts';
import { expect, goAndSettle, test } from '../kit.ts';
import { guidFor, projectXml, qdpx } from '#kit/qda-projects.ts';
import { readQda } from '#server/areas/exchange/refi-qda/reading.ts';

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
    await expert.getByRole('button', { name: 'Import' }).click();
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

test('a file that is too large is refused where it is chosen, and nothing is sent', async ({ person }) => {
  const study = '/studies/eu-china-2013';
  for (const [name, path, opened, megabytes] of [
    ['expert1.eu', page, null, 20],
    ['secretariat', `${study}/glossary`, 'Import a glossary', 4],
    ['secretariat', `${study}/framework/edit`, null, 3]
  ] as const) {
    const { page: uploader } = await person(name, { locale: 'en' });
    await goAndSettle(uploader, path);
    if (opened) await uploader.getByText(opened, { exact: true }).click();
    const input = uploader.locator('input[type=file]');
    const form = uploader.locator('form').filter({ has: input });
    await input.setInputFiles({
      name: 'large.xml',
      mimeType: 'application/xml',
      buffer: Buffer.alloc(megabytes * 2 ** 20 + 1)
    });
    const sentence = form.getByText(`The file is too large: at most ${megabytes} MB.`);
    await expect(sentence).toBeVisible();
    let isSent = false;
    uploader.on('request', (request) => (isSent ||= request.method() === 'POST'));
    await form.getByRole('button').last().click();
    await expect(sentence).toBeInViewport();
    expect(isSent).toBe(false);
    await input.setInputFiles({
      name: 'small.xml',
      mimeType: 'application/xml',
      buffer: Buffer.from('<a/>')
    });
    await expect(sentence).toHaveCount(0);
  }
});

test('a malformed project says what is wrong, in Chinese on a Chinese page, and changes nothing', async ({
  person
}) => {
  const { page: expert } = await person('expert1.cn', { locale: 'zh', width: 360, height: 640 });
  await goAndSettle(expert, page);
  const chosen = expert.getByLabel('文件（.qdc 或 .qdpx）');
  for (const [content, sentence] of [
    ['', '文件为空。未导入任何内容。'],
    [
      '<!DOCTYPE a [<!ENTITY b "c">]><a/>',
      '文件含有文档类型声明（DOCTYPE），系统不予读取。请删除该声明。未导入任何内容。'
    ],
    ['<CodeBook>', '文件已损坏，无法打开。详细信息：unclosed tag: CodeBook。未导入任何内容。']
  ] as const) {
    await chosen.setInputFiles({ name: 'a.qdc', mimeType: 'application/xml', buffer: Buffer.from(content) });
    await expert.getByRole('button', { name: '导入' }).click();
    // It is said by the button that was pressed.
    await expect(expert.getByText(sentence)).toBeInViewport();
  }
  const sources = `<Sources><TextSource guid="${guidFor(3)}" name="访谈" plainTextPath="internal://t.txt"/></Sources>`;
  await chosen.setInputFiles(fileOf(book.replace('silos', 'wells') + sources));
  await expert.getByRole('button', { name: '导入' }).click();
  await expect(expert.getByText('压缩包中没有“访谈”的文本。未导入任何内容。')).toBeVisible();
  await goAndSettle(expert, '/studies/eu-china-2013/coding');
  await expect(expert.getByText('Data wells')).toHaveCount(0);
});
