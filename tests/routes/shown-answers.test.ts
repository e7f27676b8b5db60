/**
 * Tests that those who judge see what a city answered: its records, values, states, texts and evidence stand next to the
 * score and next to the findings, and nothing says that the city was silent.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import { cellsOfAnswer } from '#document/answers.ts';
import { emptyAnswer } from '#rules/answers/answer.ts';
import { signedInAs } from '#kit/actors.ts';
import { link, value } from '#kit/evidence.ts';
import { rubricText, testRubric } from '#kit/judged.ts';
import { servePages, type Pages } from '#kit/pages.ts';
import { cookieOf, makePerson, makeStudy, type TestStudy } from '#kit/people.ts';
import { paragraph, writeAnswers, writeText } from '#kit/texts.ts';
import { useDemoFramework } from '#kit/frameworks.ts';

const both = (en: string, zh: string) => ({ en, zh });
const silent = 'The city has written nothing on this characteristic';
let pages: Pages;
let study: TestStudy;

beforeAll(async () => {
  pages = await servePages({ schedulerMilliseconds: null });
  const { app } = pages;
  study = await makeStudy(app, { cities: [{ id: 'haidian', side: 'cn', state: 'collecting' }] });
  const framework = await useDemoFramework(app, study.id);
  const secretariat = await signedInAs(app, { role: 'secretariat', study });
  const published = await app.frameworks.publishRubric(
    secretariat,
    study.slug,
    rubricText({
      ...testRubric,
      characteristics: framework.characteristics.map(({ id }) => ({
        characteristic: id,
        levels: { basic: [both('On paper.', '纸质。')] },
        indicators: []
      }))
    })
  );
  if (!published.ok) throw new Error(JSON.stringify(published.refusal));
  const [city] = study.cities;
  const representative = await signedInAs(app, { role: 'city', city: 'haidian', study });
  const author = representative.userId;
  const responseId = city?.responseId ?? '';
  await writeAnswers(app, responseId, author, {
    ...cellsOfAnswer({
      ...emptyAnswer('stakeholders.decision-makers'),
      records: ['Leading group', 'City data office', 'Council of residents'].map((name, position) => ({
        id: `r${position}`,
        position,
        fields: { name: both(name, ''), type: 'gov-municipal' },
        sources: {},
        notes: {},
        source: 'Yearbook, p. 4'
      }))
    }),
    ...cellsOfAnswer({
      ...emptyAnswer('stakeholders.engagement-tech'),
      value: 'partly',
      measures: { kinds: ['crowdsourcing', both('Town hall line', '')] },
      source: 'Decree 12'
    }),
    ...cellsOfAnswer({ ...emptyAnswer('stakeholders.training'), withheld: 'no-data' })
  });
  await writeAnswers(app, responseId, author, {
    ...cellsOfAnswer({
      ...emptyAnswer('services.register'),
      records: Array.from({ length: 500 }, (_, position) => ({
        id: `r${position}`,
        position,
        fields: { name: both(`Service ${position}!`, '') },
        sources: {},
        notes: {},
        source: ''
      }))
    })
  });
  await writeText(app, responseId, author, 'answer:stakeholders.publicity', {
    en: [paragraph('a', 'Posters in every station.')]
  });
  const title = both('Minutes of the leading group', '');
  const { id: piece } = value(
    await app.evidence.add(representative, study.slug, 'haidian', 'link', { ...link, title }, null)
  );
  const use = { questionId: 'stakeholders.decision-makers', recordId: '' };
  value(await app.evidence.cite(representative, study.slug, 'haidian', piece, use));
  await app.store.db
    .updateTable('assessment')
    .set({ state: 'drafting' })
    .where('cityId', '=', 'haidian')
    .execute();
});

const pageFor = async (role: 'chair' | 'expert' | 'observer', path: string) => {
  const cookie = await cookieOf(
    pages.app,
    await makePerson(pages.app, { role, study, ...(role === 'observer' ? {} : { side: 'eu' }) })
  );
  const answer = await pages.sendRequest(`/studies/${study.slug}/assessments/haidian/${path}`, { cookie });
  return { status: answer.status, html: await answer.text() };
};

describe('the answers of a city', () => {
  it.each([
    ['a score', 'chair', 'stakeholders/panel'],
    ['the findings', 'expert', 'stakeholders?text=findings']
  ] as const)('are shown next to %s', async (_, role, path) => {
    const { status, html } = await pageFor(role, path);
    expect(status).toBe(200);
    expect(html).not.toContain(silent);
    for (const words of [
      'Leading group',
      'City data office',
      'Council of residents',
      'Yearbook, p. 4',
      'Town hall line',
      'Decree 12',
      'Minutes of the leading group',
      'No data held',
      'Posters in every station.'
    ])
      expect(html).toContain(words);
  });

  it.each([
    ['a score', 'smart-city-services/panel'],
    ['the findings', 'smart-city-services?text=findings'],
    ['the questions', 'smart-city-services?text=response'],
    ['what is open in them', '../completeness']
  ] as const)('are shown next to %s with fifty of 500 records, and their count', async (_, path) => {
    const { status, html } = await pageFor('expert', path);
    expect(status).toBe(200);
    const records = new Set(html.replace(/<script[^]*?<\/script>/g, '').match(/Service \d+!/g));
    expect(records.size).toBe(path === '../completeness' ? 0 : 50);
    if (path !== '../completeness') expect(html).toContain('50 of 500 shown');
    expect(html.length).toBeLessThan(2_000_000);
  });

  it('are records of which each is called something, though it has no name', async () => {
    const { db } = pages.app.store;
    await db
      .insertInto('record')
      .values({
        ...{ id: 'nameless', studyId: study.id, cityId: 'haidian', recordType: 'service', position: 0 },
        ...{ fields: '{"category":"health"}', source: '5.1' }
      })
      .execute();
    const { html } = await pageFor('expert', 'smart-city-services?text=response');
    const named = [...html.matchAll(/<summary[^>]*>([^]*?)<\/summary>/g)].map(([, inside = '']) =>
      inside.replace(/<[^>]*>/g, '').trim()
    );
    expect(named).toContain('unnamed');
    expect(named).not.toContain('');
  });

  it('are said to be none only where there are none', async () => {
    expect((await pageFor('expert', 'funding/panel')).html).toContain(silent);
  });
});
