/** A time is stored once, and each reader sees it in their own time zone. */
import { expect, origin, test } from '../kit.ts';

test('one moment stands in each reader’s own zone, with Brussels and Beijing next to it (R248)', async ({
  person,
  browser
}) => {
  const { page, context } = await person('secretariat');
  await page.goto('/account');
  const moment = page.locator('time').first();
  const at = await moment.getAttribute('datetime');
  expect(at).toMatch(/^\d{4}-\d\d-\d\dT.*Z$/);
  const inZone = (timeZone: string): string =>
    new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short', timeZone }).format(
      new Date(at ?? '')
    );
  const both = `Brussels ${inZone('Europe/Brussels')} · Beijing ${inZone('Asia/Shanghai')}`;
  await expect(moment).toHaveText(inZone('Europe/Brussels'));
  await expect(moment).toHaveAttribute('title', both);

  const away = await browser.newContext({
    baseURL: origin(),
    timezoneId: 'Asia/Urumqi',
    storageState: await context.storageState()
  });
  const there = await away.newPage();
  await there.goto('/account');
  const same = there.locator(`time[datetime="${at ?? ''}"]`).first();
  await expect(same).toHaveText(inZone('Asia/Urumqi'));
  await expect(same).toHaveAttribute('title', both);
  await away.close();
});
