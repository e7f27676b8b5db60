/** Tests that all pages of a city say the same of how far it is with its answers. */
import { expect, it } from 'vitest';
import { cellsOfAnswer } from '#document/answers.ts';
import { emptyAnswer } from '#rules/answers/answer.ts';
import { activeQuestions } from '#rules/framework/framework.ts';
import { servePages } from '#kit/pages.ts';
import { cookieOf, makePerson, makeStudy } from '#kit/people.ts';
import { writeAnswers } from '#kit/texts.ts';
import { useDemoFramework } from '#kit/frameworks.ts';

it('one number stands in the header, the contents, on the progress page, the overview and the list of what is open', async () => {
  const pages = await servePages({ schedulerMilliseconds: null });
  const { app } = pages;
  const study = await makeStudy(app, { cities: [{ id: 'haidian', side: 'cn', state: 'collecting' }] });
  const framework = await useDemoFramework(app, study.id);
  const person = await makePerson(app, { role: 'city', city: 'haidian', study });
  const requiredIn = (one: (typeof framework.characteristics)[number]) =>
    activeQuestions(one).filter((question) => question.required && question.showIf === null);
  const part = framework.characteristics.find((one) => requiredIn(one).length > 1);
  const asked = part ? requiredIn(part) : [];
  await writeAnswers(app, study.cities[0]?.responseId ?? '', person.id, {
    ...cellsOfAnswer({ ...emptyAnswer(asked[0]?.id ?? ''), withheld: 'no-data' })
  });
  const cookie = await cookieOf(app, person);
  const html = async (path: string): Promise<string> => {
    const answer = await pages.sendRequest(`/studies/${study.slug}${path}`, { cookie });
    return (await answer.text()).replace(/<script[^]*?<\/script>/g, '');
  };
  const all = framework.characteristics.flatMap(requiredIn).length;
  const total = `1 of ${all} required questions answered`;
  const own = `1 of ${asked.length} required questions answered`;
  const page = await html(`/assessments/haidian/${part?.id}?text=response`);
  expect(page.split(total).length - 1).toBe(1);
  // The contents say it twice, for eyes and for screen readers, the head of the questions once.
  expect(page.split(own).length - 1).toBe(3);
  expect(page).not.toContain('nothing written yet');
  expect(page).not.toContain('Nothing is written yet');
  for (const path of ['/assessments/haidian/progress', '', '/assessments/completeness'])
    expect([path, (await html(path)).includes(total)]).toEqual([path, true]);
  const progress = await html('/assessments/haidian/progress');
  expect(progress).toContain('Check and submit');
  expect(progress).toContain(`${all - 1} are not answered`);
});
