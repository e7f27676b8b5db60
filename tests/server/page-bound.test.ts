/** Tests that a page that grows beyond its bound is not sent, and how its reader is told. */
import { expect, it } from 'vitest';
import { languageTag } from '#base/locale.ts';
import { createLogger } from '#server/process/logger.ts';
import { answerTooLarge, openPageBound } from '#lib/server/page-too-large.ts';

it('a page is sent as it is up to its bound, and nothing of it above', () => {
  const bound = openPageBound(10);
  expect([bound.take('12345'), bound.take('67890'), bound.isExceeded()]).toEqual(['12345', '67890', false]);
  expect([bound.take('1'), bound.isExceeded()]).toEqual(['', true]);
});

it('its reader is told in a sentence of their language', async () => {
  const services = { logger: createLogger({ level: 'silent', now: () => new Date() }) };
  const locals = { services, locale: 'zh' } as unknown as App.Locals;
  const answer = answerTooLarge({ locals, route: { id: '/(app)/studies' } });
  expect([answer.status, answer.headers.get('content-language')]).toEqual([500, languageTag('zh')]);
  expect(await answer.text()).toMatch(/^此页面过大/);
});
