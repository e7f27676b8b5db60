/** Statements know that the answer to which they were linked has changed, and nobody learns of answers by it. Shows R108. */
import { describe, expect, it } from 'vitest';
import { hasChanged } from '#rules/pairs/source.ts';
import type { TextLocation } from '#server/areas/documents/text-access.ts';
import { answerSection } from '#document/answer-cells.ts';
import { signedInAs } from '#kit/actors.ts';
import { testApp } from '#kit/app.ts';
import { serviceEngines, type Engine } from '#kit/databases.ts';
import { makeStudy } from '#kit/people.ts';
import { paragraph, writeAnswers, writeText } from '#kit/texts.ts';

const findings: TextLocation = { kind: 'findings', city: 'haidian' };
const question = 'strategy.vision';

const must = <T>(result: { ok: true; value: T } | { ok: false; refusal: { code: string } }): T => {
  if (!result.ok) throw new Error(result.refusal.code);
  return result.value;
};

async function stage(engine: Engine) {
  const app = await testApp(engine);
  const study = await makeStudy(app);
  const expert = await signedInAs(app, { role: 'expert', side: 'eu', study });
  const responseId = study.cities[1]?.responseId ?? '';
  const write = (en: string) =>
    writeText(app, responseId, expert.userId, answerSection(question), { en: [paragraph('a1', en)] });
  const prints = async () => must(await app.levelChips.answerPrints(expert, study.slug, findings)) ?? {};
  return { app, study, slug: study.slug, expert, responseId, write, prints };
}

describe.each(serviceEngines)('the answer on which a statement rests, on %s', (engine) => {
  it('has changed once its words or its values have, and not when another answer does', async () => {
    const { app, expert, responseId, write, prints } = await stage(engine);
    const empty = await prints();
    expect(Object.keys(empty)).toContain(question);
    await write('A city for all.');
    const seen = (await prints())[question] ?? null;
    expect(hasChanged({ source: question, seen: empty[question] ?? null }, await prints())).toBe(true);
    expect(hasChanged({ source: question, seen }, await prints())).toBe(false);
    const others = Object.entries(await prints()).filter(([id]) => id !== question);
    await write('A city for everybody.');
    expect(hasChanged({ source: question, seen }, await prints())).toBe(true);
    expect(Object.entries(await prints()).filter(([id]) => id !== question)).toEqual(others);
    await write('A city for all.');
    expect(hasChanged({ source: question, seen }, await prints())).toBe(false);
    await writeAnswers(app, responseId, expert.userId, { [`${question}/value@source`]: 'Plan of 2013' });
    expect(hasChanged({ source: question, seen }, await prints())).toBe(true);
  });

  it('is known of by those who may read the answers and the synopsis, and by nobody else', async () => {
    const { app, study, slug } = await stage(engine);
    const city = await signedInAs(app, { role: 'city', city: 'haidian', study });
    expect(await app.levelChips.answerPrints(city, slug, findings)).toMatchObject({
      ok: false,
      refusal: { code: 'not-found' }
    });
    const observer = await signedInAs(app, { role: 'observer', study });
    expect(must(await app.levelChips.answerPrints(observer, slug, findings))).not.toBeNull();
    await app.store.db.updateTable('assessment').set({ state: 'collecting' }).execute();
    expect(must(await app.levelChips.answerPrints(observer, slug, findings))).toBeNull();
    const chapter: TextLocation = { kind: 'chapter', slug: 'trends' };
    expect(must(await app.levelChips.answerPrints(observer, slug, chapter))).toBeNull();
  });
});
