/**
 * Tests that a room that is open while a version of the framework is published accepts the questions of that
 * version, and all those of the one before.
 */
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { answerSection, cellKey } from '#document/answer-cells.ts';
import { rootName } from '#document/narrative.ts';
import type { CityId } from '#base/ids.ts';
import { rootsOf } from '#server/areas/documents/access.ts';
import { openAllowedTargets } from '#server/sync/handshake/allowed-targets.ts';
import { signedInAs } from '#kit/actors.ts';
import { quickEngines } from '#kit/databases.ts';
import { testApp } from '#kit/app.ts';
import { makeStudy, testFramework } from '#kit/people.ts';

describe.each(quickEngines)('the places of a response on %s', (engine) => {
  it('grow with the framework while the room stays open, and lose nothing', async () => {
    const app = await testApp(engine);
    const study = await makeStudy(app, { cities: [{ id: 'turin', side: 'eu', state: 'collecting' }] });
    const secretariat = await signedInAs(app, { role: 'secretariat', study });
    const targets = openAllowedTargets(
      app.signals,
      (found) => rootsOf(app.store.db, found),
      (error) => expect(error).toBeUndefined()
    );
    onTestFinished(() => targets.stop());
    const found = {
      isBench: false,
      quotaFactor: 1,
      studyId: study.id,
      documentId: study.cities[0]?.responseId ?? '',
      facts: { kind: 'response', cityId: 'turin' as CityId, state: 'collecting' }
    } as const;
    const rules = await targets.of(found);
    const [old, fresh] = ['strategy.vision', 'stakeholders.forum'].map((id) =>
      rootName(answerSection(id), 'en')
    );
    const cell = cellKey({ question: 'stakeholders.forum', name: 'value' });
    expect([rules.allowsRoot(old ?? ''), rules.allowsRoot(fresh ?? ''), rules.allowsCell?.(cell)]).toEqual([
      true,
      false,
      false
    ]);

    const [vision] = testFramework.characteristics[0]?.questions ?? [];
    if (!vision) throw new Error('there is no question');
    const characteristics = testFramework.characteristics.map((one, index) => ({
      ...one,
      questions:
        index === 0
          ? [{ ...vision, retired: true }]
          : [...one.questions, { ...vision, id: 'stakeholders.forum', code: '2.2' }]
    }));
    const draft = { ...testFramework, version: '2', characteristics };
    expect(
      await app.frameworkDrafts.take(secretariat, study.slug, null, JSON.stringify(draft))
    ).toMatchObject({ ok: true });
    expect(await app.frameworkDrafts.publish(secretariat, study.slug, 1)).toMatchObject({ ok: true });
    await vi.waitFor(() =>
      expect([rules.allowsRoot(old ?? ''), rules.allowsRoot(fresh ?? ''), rules.allowsCell?.(cell)]).toEqual([
        true,
        true,
        true
      ])
    );
    expect(rules.partsAt?.(fresh ?? '', null)).toContain('stakeholders');
  });
});
