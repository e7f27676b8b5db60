/**
 * Tests evidence for a question that is reopened to the city: who adds it, for which answer, and who sees it
 * before the answer is returned.
 */
import { describe, expect, it } from 'vitest';
import { serviceEngines, type Engine } from '#kit/databases.ts';
import { link, openEvidenceStage, plain, value } from '#kit/evidence.ts';
import { pdf } from '#kit/evidence-files.ts';

const city = 'haidian';
const vision = 'strategy.vision';
const who = 'stakeholders.who';

/**
 * Prepares a response submitted with one piece of evidence that the answer cites; an hour later an expert
 * raises a question about that answer.
 */
async function openReopened(engine: Engine) {
  const stage = await openEvidenceStage(engine);
  const { app, slug, people, clock, addFile, move, study } = stage;
  const submitted = await addFile();
  value(await app.evidence.cite(people.city, slug, city, submitted, { questionId: vision, recordId: '' }));
  value(await app.documents.freeze(null, study.cities.find(({ id }) => id === city)?.responseId ?? ''));
  await move('drafting');
  clock.advance(3_600_000);
  const { id } = value(
    await app.clarifications.ask(people.eu, slug, city, {
      question: vision,
      text: 'What shows it?',
      language: 'en'
    })
  );
  clock.advance(3_600_000);
  const addFor = (question: string, actor = people.city) =>
    app.evidence.addFor(actor, slug, city, question, 'link', link, null);
  return { ...stage, submitted, id, addFor };
}

describe.each(serviceEngines)('evidence for a question that is reopened, on %s', (engine) => {
  it('is added and cited for that answer by those who write it, and for no other', async () => {
    const { app, slug, people, addFor, submitted, addPerson } = await openReopened(engine);
    const limited = await addPerson({ role: 'city', city, senior: false, characteristics: ['stakeholders'] });
    expect(await addFor(who)).toMatchObject({ refusal: { code: 'wrong-state' } });
    expect(await addFor(vision, limited)).toMatchObject({ refusal: { code: 'forbidden' } });
    expect(await addFor(vision, people.eu)).toMatchObject({ refusal: { code: 'forbidden' } });
    expect(await app.evidence.answer(limited, slug, city, vision)).toMatchObject({
      refusal: { code: 'forbidden' }
    });
    const { id } = value(await addFor(vision));
    const answer = value(await app.evidence.answer(people.city, slug, city, vision));
    expect([answer.id, answer.cited.toSorted(), answer.submitted]).toEqual([
      vision,
      [id, submitted].toSorted(),
      [submitted]
    ]);
    // What was submitted stays; what has been added since may be taken out again.
    const location = { questionId: vision, recordId: '' };
    expect(await app.evidence.uncite(people.city, slug, city, submitted, location)).toMatchObject({
      refusal: { code: 'wrong-state' }
    });
    value(await app.evidence.uncite(people.city, slug, city, id, location));
    value(await app.evidence.cite(people.city, slug, city, id, location));
    // Adding without an answer, and changing, are for the time in which the city answers everything.
    expect(
      await app.evidence.add(people.city, slug, city, 'file', plain, { name: 'b.pdf', bytes: pdf('b') })
    ).toMatchObject({ refusal: { code: 'wrong-state' } });
    expect(await app.evidence.edit(people.city, slug, city, { id, version: 1 }, link)).toMatchObject({
      refusal: { code: 'wrong-state' }
    });
  });

  it('is known to experts at once, and to observers when the answer is returned, which then counts as changed', async () => {
    const { app, slug, people, addFor, submitted, id } = await openReopened(engine);
    const logged = async () => JSON.stringify(value(await app.events.list(people.observer, slug, 0)));
    const before = await logged();
    const added = value(await addFor(vision)).id;
    expect(
      value(await app.evidence.citedBy(people.eu, slug, city))
        .get(vision)
        ?.map((piece) => piece.id)
    ).toContain(added);
    const seen = async () =>
      value(await app.evidence.list(people.observer, slug, city)).pieces.map((piece) => piece.id);
    expect(await seen()).toEqual([submitted]);
    expect(
      value(await app.evidence.citedBy(people.observer, slug, city))
        .get(vision)
        ?.map((piece) => piece.id)
    ).toEqual([submitted]);
    expect(await app.evidence.load(people.observer, slug, city, added)).toMatchObject({
      refusal: { code: 'not-found' }
    });
    expect(await logged()).toBe(before);
    value(
      await app.clarifications.giveBack(people.city, slug, city, {
        ids: [id],
        note: { text: '', language: 'en' }
      })
    );
    expect(await seen()).toEqual([added, submitted]);
    expect(value(await app.clarifications.list(people.eu, slug, city)).clarifications).toMatchObject([
      { awaitsReview: true, answer: { isChanged: true } }
    ]);
    expect(await addFor(vision)).toMatchObject({ refusal: { code: 'wrong-state' } });
  });
});
