/**
 * Promise: what a page lists of all cities is read with as many statements as it takes for few of them.
 */
import type { KyselyPlugin } from 'kysely';
import { expect, it } from 'vitest';
import type { Result } from '#base/refusal.ts';
import { signedInAs } from '#kit/actors.ts';
import { testApp } from '#kit/app.ts';
import { makeStudy } from '#kit/people.ts';
import { createAssessments } from '#server/areas/answers/assessments.ts';
import { createCompleteness } from '#server/areas/answers/completeness.ts';
import { listAwaited, listRegister } from '#server/areas/approval/approval-register.ts';

const few = ['aarhus', 'bristol'];
const many = [...few, 'cadiz', 'delft', 'essen', 'faro', 'gdansk', 'haarlem'];

it.each(['the register of approvals', 'what waits for a chair', 'what answers lack'] as const)(
  '%s takes as many statements for eight cities as for two',
  async (list) => {
    const app = await testApp('postgres');
    const statementsFor = async (slug: string, ids: readonly string[]) => {
      const cities = ids.map((id) => ({ id, side: 'eu', state: 'collecting' }) as const);
      const study = await makeStudy(app, { slug, cities });
      const chair = await signedInAs(app, { role: 'chair', side: 'eu', study });
      let count = 0;
      const counting: KyselyPlugin = {
        transformQuery: ({ node }) => {
          count += 1;
          return node;
        },
        transformResult: ({ result }) => Promise.resolve(result)
      };
      const store = { ...app.store, db: app.store.db.withPlugin(counting) };
      const assessments = createAssessments({ store });
      const completeness = createCompleteness({ store, workers: app.workers, assessments });
      const read: Readonly<Record<typeof list, () => Promise<Result<unknown>>>> = {
        'the register of approvals': () => listRegister.bindTo({ store })(chair, slug),
        'what waits for a chair': () => listAwaited.bindTo({ store })(chair, slug),
        'what answers lack': () => completeness.list(chair, slug)
      };
      // The first reading also reads the texts, whose gaps are remembered until something is written.
      expect(await read[list]()).toMatchObject({ ok: true });
      count = 0;
      await read[list]();
      return count;
    };
    const forFew = await statementsFor('few-cities', few);
    expect(forFew).toBeGreaterThan(0);
    expect(await statementsFor('many-cities', many)).toBe(forFew);
  }
);
