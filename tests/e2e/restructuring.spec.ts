/** No word is lost or misplaced when a colleague restructures the paragraph in which one writes, on a line of 300 ms. */
import { findingsOf, openToWrite } from './editing-kit.ts';
import { test } from './kit.ts';
import { restructurings, slowLine, writeWhileRestructured } from './restructuring.ts';

test('a sentence stays whole and in its place whatever a colleague does to its paragraph', async ({
  person
}) => {
  test.setTimeout(180_000);
  const path = findingsOf('haidian', 'governance');
  const [zhou, marta] = await Promise.all(
    ['expert1.cn', 'expert1.eu'].map(async (name) => {
      const { page } = await person(name);
      await slowLine(page, 150);
      await openToWrite(page, path);
      return page;
    })
  );
  if (!zhou || !marta) throw new Error('Two people are needed');
  for (const restructuring of restructurings)
    await test.step(`while she ${restructuring.name}`, () =>
      writeWhileRestructured(zhou, marta, restructuring, ' the district opens its data'));
});
