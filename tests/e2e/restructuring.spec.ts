/** No word is lost or misplaced when a colleague restructures the paragraph in which one writes, on a line of 300 ms. */
import { findingsOf, openToWrite } from './editing-kit.ts';
import { test } from './kit.ts';
import { restructurings, slowLine, writeWhileRestructured } from './restructuring.ts';

test('a sentence stays whole and in its place whatever a colleague does to its paragraph', async ({
  person
}) => {
  test.setTimeout(180_000);
  const path = findingsOf('haidian', 'governance');
  const [{ page: zhou }, { page: marta }] = [await person('expert1.cn'), await person('expert1.eu')];
  for (const page of [zhou, marta]) {
    await slowLine(page, 150);
    await openToWrite(page, path);
  }
  for (const restructuring of restructurings)
    await test.step(`while she ${restructuring.name}`, () =>
      writeWhileRestructured(zhou, marta, [restructuring], ' the district opens its data'));
});
