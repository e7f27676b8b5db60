/** The scoring panel from its first assessor to the released level: who may do what, when, and what each learns. */
import { describe, expect, it } from 'vitest';
import { serviceEngines } from '#kit/databases.ts';
import { because, openPanelStage, rubricAsStored, section, testRubric } from '#kit/panel-stage.ts';

const codeOf = (result: { readonly ok: boolean; readonly refusal?: { readonly code: string } }): string =>
  result.ok ? 'ok' : (result.refusal?.code ?? '');

describe.each(serviceEngines)('a scoring panel on %s', (engine) => {
  it('is named from both sides, by secretariat or chair (R137)', async () => {
    const { app, slug, people, assessors, named } = await openPanelStage(engine);
    const [eu] = assessors;
    expect(codeOf(await named(eu ? [eu] : []))).toBe('assessors-of-both-sides');
    expect(
      codeOf(
        await app.panels.name(
          people.rapporteur,
          slug,
          'haidian',
          assessors.map(({ userId }) => userId)
        )
      )
    ).toBe('forbidden');
    expect(
      codeOf(
        await app.panels.name(people.secretariat, slug, 'haidian', [
          people.chairEu.userId,
          people.chairCn.userId
        ])
      )
    ).toBe('expert-required');
    expect(codeOf(await named())).toBe('ok');
    expect(codeOf(await app.panels.ofCity(people.city, slug, 'haidian'))).toBe('not-found');
    const found = await app.panels.ofCity(people.secretariat, slug, 'haidian');
    expect(found.ok && found.value.panels.map(({ state, progress }) => [state, progress])).toEqual(
      testRubric.characteristics.map(() => ['open', { sealed: 0, of: 8 }])
    );
  });

  it('keeps out who represents or works for the city, and who comes from it where the study says so (R138)', async () => {
    const { app, slug, people, assessors, named } = await openPanelStage(engine);
    const [eu] = assessors;
    const tie = (kind: 'works-for' | 'comes-from' | null) =>
      app.panels.tie(people.chairEu, slug, 'haidian', { userId: eu?.userId ?? '', kind });
    await tie('works-for');
    expect(codeOf(await named())).toBe('conflict-of-interest');
    await tie('comes-from');
    expect(codeOf(await named())).toBe('conflict-of-interest');
    expect(
      codeOf(await app.panels.rules(people.secretariat, slug, { usesIndicators: true, barsOrigin: false }))
    ).toBe('ok');
    expect(codeOf(await named())).toBe('ok');
    // An assessor who turns out to work for the city leaves its panel.
    await tie('works-for');
    const found = await app.panels.ofCity(people.secretariat, slug, 'haidian');
    expect(found.ok && found.value.assessors.find(({ id }) => id === eu?.userId)?.isRecused).toBe(true);
  });

  it('takes no score from who is not of it, nor for another round, nor a second one', async () => {
    const { named, seal, assessors, people } = await openPanelStage(engine);
    await named();
    const [one] = assessors;
    if (!one) throw new Error('no assessor');
    expect(codeOf(await seal(people.rapporteur, 'basic'))).toBe('forbidden');
    expect(codeOf(await seal(people.chairEu, 'basic'))).toBe('forbidden');
    expect(codeOf(await seal(people.city, 'basic'))).toBe('not-found');
    expect(codeOf(await seal(one, 'basic', { round: 2 }))).toBe('wrong-state');
    expect(codeOf(await seal(one, 'basic'))).toBe('ok');
    expect(codeOf(await seal(one, 'advanced', { version: 1 }))).toBe('already-sealed');
  });

  it('needs of a level its reason, its confidence and something that the city said (R134)', async () => {
    const { app, slug, named, seal, assessors, people } = await openPanelStage(engine);
    await named();
    const [one, two, three, four] = assessors;
    if (!one || !two || !three || !four) throw new Error('no assessor');
    expect(codeOf(await seal(one, null))).toBe('level-required');
    expect(codeOf(await seal(one, 'basic', { rationale: ' \n ' }))).toBe('reason-required');
    expect(codeOf(await seal(one, 'basic', { confidence: null }))).toBe('confidence-required');
    expect(codeOf(await seal(one, 'basic', { cited: [] }))).toBe('citation-required');
    expect(codeOf(await seal(one, 'basic', { cited: [{ kind: 'record', id: 'of-another-city' }] }))).toBe(
      'invalid'
    );
    expect(codeOf(await seal(one, 'excellent'))).toBe('invalid');
    expect(codeOf(await seal(one, 'basic', { ratings: { [`${section}-i2`]: 5 } }))).toBe('invalid');
    expect(codeOf(await seal(one, 'basic', { ratings: { [`${section}-i2`]: 4 } }))).toBe('ok');
    // Not assessed, not applicable and an abstention rest on nothing; an abstention is neither sure nor unsure.
    expect(codeOf(await seal(two, null, { judgement: 'not-assessed', cited: [] }))).toBe('ok');
    expect(codeOf(await seal(three, null, { judgement: 'not-applicable', cited: [] }))).toBe('ok');
    expect(codeOf(await seal(four, null, { judgement: 'abstain', cited: [], confidence: null }))).toBe('ok');
    // Where the city has said nothing there is nothing to cite, and so no level.
    const silent = { cityId: 'haidian', characteristic: testRubric.characteristics[1]?.characteristic ?? '' };
    const view = await app.panels.load(people.chairEu, slug, silent);
    expect(view.ok && view.value.citable).toEqual([]);
  });

  it('shows nobody another score before the reveal, and everybody of the panel all of them after it (R136, R243)', async () => {
    const { named, seal, panelOf, reveal, assessors, people } = await openPanelStage(engine);
    await named();
    for (const [index, assessor] of assessors.entries())
      await seal(assessor, index % 2 === 0 ? 'basic' : 'advanced');
    for (const actor of [...assessors, people.chairEu, people.secretariat, people.rapporteur]) {
      const panel = await panelOf(actor);
      expect(panel).toMatchObject({ rounds: [], results: [], progress: { sealed: 8, of: 8 } });
      expect(JSON.stringify(panel?.own?.current ?? null).includes('Because of')).toBe(
        assessors.includes(actor)
      );
      expect(JSON.stringify(panel)).not.toContain(
        `Because of ${assessors.find((one) => one !== actor)?.userId ?? ''}`
      );
    }
    expect(codeOf(await reveal(people.secretariat))).toBe('forbidden');
    expect(codeOf(await reveal())).toBe('ok');
    expect((await panelOf(people.chairCn))?.rounds[0]?.scores).toHaveLength(8);
    expect((await panelOf(assessors[3] ?? people.expert))?.rounds[0]?.scores).toHaveLength(8);
    // An expert who is not of the panel learns of its levels when they are released.
    expect(await panelOf(people.rapporteur)).toMatchObject({ state: 'revealed', rounds: [], results: [] });
    expect(codeOf(await reveal())).toBe('wrong-state');
  });

  it('is not revealed on one side’s scores alone, nor scored in once it is', async () => {
    const { named, seal, reveal, assessors } = await openPanelStage(engine);
    await named();
    const [eu, cn, late] = assessors;
    if (!eu || !cn || !late) throw new Error('no assessor');
    await seal(eu, 'basic');
    expect(codeOf(await reveal())).toBe('scores-of-both-sides');
    await seal(cn, 'basic');
    expect(codeOf(await reveal())).toBe('ok');
    expect(codeOf(await seal(late, 'basic'))).toBe('wrong-state');
  });

  it('judges again with the earlier round in sight and the new one blind (R149)', async () => {
    const { named, seal, reveal, again, panelOf, assessors } = await openPanelStage(engine);
    await named();
    const [eu, cn] = assessors;
    if (!eu || !cn) throw new Error('no assessor');
    await seal(eu, 'basic');
    await seal(cn, 'advanced');
    await reveal();
    expect(codeOf(await again())).toBe('ok');
    await seal(cn, 'basic', { round: 2, rationale: 'moved by the talk' });
    const panel = await panelOf(eu);
    expect(panel).toMatchObject({ state: 'open', round: 2, progress: { sealed: 1, of: 8 } });
    expect(panel?.rounds.map(({ round }) => round)).toEqual([1]);
    expect(panel?.own?.earlier.map(({ level }) => level)).toEqual(['basic']);
    expect(JSON.stringify(panel)).not.toContain('moved by the talk');
    // Who is asked to score again reads why.
    expect(panel?.roundReason?.en).toMatch(/./);
    expect(panel?.roundReason?.zh).toMatch(/./);
    await seal(eu, 'basic', { round: 2 });
    await reveal();
    expect(
      (await panelOf(eu))?.rounds.map(({ round, scores }) => [round, scores.map(({ level }) => level).sort()])
    ).toEqual([
      [2, ['basic', 'basic']],
      [1, ['advanced', 'basic']]
    ]);
  });

  it('keeps a draft for its assessor alone and lets no second tab write over it', async () => {
    const { app, slug, panelKey, named, panelOf, reveal, seal, assessors, anew } =
      await openPanelStage(engine);
    await named();
    const [eu, cn, other] = assessors;
    if (!eu || !cn || !other) throw new Error('no assessor');
    const draft = async (version: number, rationale: string) =>
      app.panels.draft(await anew(eu), slug, panelKey, {
        judgement: 'level',
        level: 'advanced',
        rationale,
        confidence: null,
        cited: [],
        ratings: {},
        usesOutside: false,
        version,
        round: 1,
        locale: 'en'
      });
    expect(await draft(0, 'first thoughts')).toEqual({ ok: true, value: { version: 1 } });
    expect(codeOf(await draft(0, 'of another tab'))).toBe('stale');
    expect(await draft(1, 'second thoughts')).toEqual({ ok: true, value: { version: 2 } });
    expect((await panelOf(eu))?.own?.current).toMatchObject({ rationale: 'second thoughts', sealedAt: null });
    expect((await panelOf(cn))?.progress).toEqual({ sealed: 0, of: 8 });
    await seal(cn, 'basic');
    await seal(other, 'basic');
    await reveal();
    // What was never sealed stays its assessor's own, also after the reveal.
    expect(JSON.stringify((await panelOf(cn))?.rounds)).not.toContain('thoughts');
  });

  it('records a result with its dissent in both languages, and keeps what stood before (R139, R147, R240)', async () => {
    const { app, slug, study, named, seal, reveal, record, panelOf, seen, result, assessors, people } =
      await openPanelStage(engine);
    await named();
    const [eu, cn] = assessors;
    if (!eu || !cn) throw new Error('no assessor');
    expect(codeOf(await record())).toBe('wrong-state');
    await seal(eu, 'basic');
    await seal(cn, 'advanced');
    await reveal();
    expect(codeOf(await record({ reason: { en: 'Only here', zh: '' } }))).toBe('both-languages-required');
    expect(codeOf(await record({ outcome: 'split' }))).toBe('level-required');
    expect(codeOf(await record({ level: 'excellent' }))).toBe('invalid');
    expect(codeOf(await app.panels.record(people.secretariat, slug, await seen(), result))).toBe('forbidden');
    const dissent = [
      { sideId: study.sides.cn, level: 'advanced', opinion: { en: '', zh: '证据充分。' } },
      { sideId: study.sides.eu, level: null, opinion: { en: 'Too early.', zh: '' } }
    ];
    expect(
      codeOf(await record({ dissent: [{ sideId: 'nowhere', level: null, opinion: { en: 'No.', zh: '' } }] }))
    ).toBe('invalid');
    expect(codeOf(await record({ dissent }))).toBe('ok');
    expect(codeOf(await record({ level: 'advanced' }))).toBe('ok');
    const panel = await panelOf(cn);
    expect(panel?.results.map(({ n, level, dissent: voices }) => [n, level, voices.length])).toEqual([
      [2, 'advanced', 0],
      [1, 'basic', 2]
    ]);
    // Each is told with its author, the role and the time; the earlier one stays.
    expect(
      panel?.results.map(({ person, roles, at }) => [person?.id, roles, at <= app.now().toISOString()])
    ).toEqual([
      [people.chairEu.userId, ['chair'], true],
      [people.chairEu.userId, ['chair'], true]
    ]);
    expect(panel?.results[1]?.dissent.map(({ sideId, level }) => [sideId, level])).toEqual([
      ['cn', 'advanced'],
      ['eu', null]
    ]);
  });

  it('names the side of a dissent, and the assessor only by their own hand', async () => {
    const { app, slug, study, named, seal, reveal, record, panelOf, seen, assessors, people } =
      await openPanelStage(engine);
    await named();
    const [eu, cn] = assessors;
    if (!eu || !cn) throw new Error('no assessor');
    await seal(eu, 'basic');
    await seal(cn, 'advanced');
    await reveal();
    const opinion = { en: 'The evidence is enough.', zh: '' };
    await record({ dissent: [{ sideId: study.sides.cn, level: 'advanced', opinion }] });
    const voices = async (reader: typeof cn) => {
      const [result] = (await panelOf(reader))?.results ?? [];
      return { id: result?.id ?? '', shown: result?.dissent.map(({ name, signature }) => [name, signature]) };
    };
    const sign = async (by: typeof cn, isSigned: boolean) =>
      codeOf(
        await app.panels.sign(by, slug, await seen(), { resultId: (await voices(cn)).id, n: 1, isSigned })
      );
    expect((await voices(people.chairEu)).shown).toEqual([[null, null]]);
    expect((await voices(cn)).shown).toEqual([[null, 'offered']]);
    for (const other of [people.chairEu, eu]) expect(await sign(other, true)).toBe('forbidden');
    expect(await sign(cn, true)).toBe('ok');
    expect((await voices(cn)).shown).toEqual([[cn.name, 'own']]);
    expect((await voices(people.chairEu)).shown).toEqual([[cn.name, null]]);
    expect(await sign(cn, false)).toBe('ok');
    expect((await voices(eu)).shown).toEqual([[null, null]]);
  });

  it('leaves a split to both chairs: one proposes, the other side agrees (R154)', async () => {
    const { app, slug, named, seal, reveal, record, seen, panelOf, assessors, people } =
      await openPanelStage(engine);
    await named();
    await seal(assessors[0] ?? people.expert, 'basic');
    await seal(assessors[1] ?? people.expert, 'advanced');
    await reveal();
    await record({ outcome: 'split', level: null });
    const propose = async () =>
      app.panels.propose(people.chairEu, slug, await seen(), { level: 'basic', reason: because });
    expect(codeOf(await propose())).toBe('ok');
    expect(codeOf(await propose())).toBe('conflict');
    expect(codeOf(await app.panels.agree(people.chairEu, slug, await seen()))).toBe('forbidden');
    expect(codeOf(await app.panels.withdraw(people.chairCn, slug, await seen()))).toBe('forbidden');
    expect(codeOf(await app.panels.agree(people.chairCn, slug, await seen()))).toBe('ok');
    expect((await panelOf(people.chairEu))?.results[0]).toMatchObject({
      outcome: 'level',
      level: 'basic',
      isSettled: true,
      reason: because
    });
  });

  it('gives the city its level once it is closed and released, and no other city ever (R122, R146, R243)', async () => {
    const { app, slug, named, seal, reveal, record, close, release, assessors, people } =
      await openPanelStage(engine);
    const levelsOf = async (actor: typeof people.city) => {
      const list = await app.levels.list(actor, slug);
      return list.ok
        ? list.value.map(({ cityId, characteristic, level }) => `${cityId} ${characteristic} ${level}`)
        : list.refusal.code;
    };
    await named();
    await seal(assessors[0] ?? people.expert, 'basic');
    await seal(assessors[1] ?? people.expert, 'basic');
    await reveal();
    await record();
    expect(codeOf(await release())).toBe('wrong-state');
    expect(codeOf(await close())).toBe('ok');
    for (const actor of [people.city, people.expert, people.chairEu, people.secretariat, people.observer])
      expect(await levelsOf(actor)).toEqual([]);
    expect(codeOf(await app.panels.release(people.chairEu, slug, 'haidian'))).toBe('forbidden');
    expect(await release()).toEqual({ ok: true, value: { released: 1 } });
    expect(codeOf(await release())).toBe('wrong-state');
    for (const actor of [
      people.city,
      people.staff,
      people.expert,
      people.chairEu,
      people.secretariat,
      people.observer
    ])
      expect(await levelsOf(actor)).toEqual([`haidian ${section} basic`]);
    expect(await levelsOf(people.otherCity)).toEqual([]);
  });

  it('marks what was judged by an earlier rubric and asks for a further round (R143)', async () => {
    const {
      app,
      slug,
      study,
      named,
      seal,
      reveal,
      record,
      close,
      release,
      again,
      panelOf,
      assessors,
      people
    } = await openPanelStage(engine);
    await named();
    const [eu, cn, more] = assessors;
    if (!eu || !cn || !more) throw new Error('no assessor');
    await seal(eu, 'basic');
    await seal(cn, 'basic');
    await reveal();
    await record();
    await close();
    await release();
    const changed = {
      ...testRubric,
      characteristics: testRubric.characteristics.map((one) => ({
        ...one,
        levels: { ...one.levels, basic: [because] }
      }))
    };
    await app.store.db
      .updateTable('rubric')
      .set({ content: rubricAsStored(changed) })
      .where('studyId', '=', study.id)
      .execute();
    const list = await app.levels.list(people.city, slug);
    expect(list.ok && list.value[0]?.isOfOlderRubric).toBe(true);
    expect(await panelOf(people.chairEu)).toMatchObject({ isOfOlderRubric: true });
    expect(codeOf(await again())).toBe('ok');
    expect(await panelOf(people.chairEu)).toMatchObject({ isOfOlderRubric: false, round: 2 });
    // What was released stays with the city meanwhile.
    expect((await app.levels.list(people.city, slug)).ok).toBe(true);
    await seal(eu, 'advanced', { round: 2 });
    await app.store.db
      .updateTable('rubric')
      .set({ content: rubricAsStored(testRubric) })
      .where('studyId', '=', study.id)
      .execute();
    expect(codeOf(await seal(cn, 'advanced', { round: 2 }))).toBe('older-rubric');
    // No one can seal in that round any more: the next round replaces it.
    expect(codeOf(await again())).toBe('ok');
    expect(codeOf(await seal(cn, 'advanced', { round: 3 }))).toBe('ok');
    expect(codeOf(await again())).toBe('wrong-state');
  });

  it('withholds scores from who withdraws, and keeps what was sealed with its round', async () => {
    const { app, slug, named, seal, reveal, panelOf, assessors, people, anew } = await openPanelStage(engine);
    await named();
    const [eu, cn] = assessors;
    if (!eu || !cn) throw new Error('no assessor');
    await seal(eu, 'basic');
    await seal(cn, 'basic');
    expect(codeOf(await app.panels.recuse(await anew(eu), slug, 'haidian', ' '))).toBe('reason-required');
    expect(codeOf(await app.panels.recuse(await anew(eu), slug, 'haidian', 'My brother works there'))).toBe(
      'ok'
    );
    await reveal();
    expect(await panelOf(eu)).toMatchObject({ rounds: [], results: [] });
    expect((await panelOf(people.chairEu))?.rounds[0]?.scores).toHaveLength(2);
    expect(codeOf(await app.panels.recuse(await anew(eu), slug, 'haidian', 'Again'))).toBe('forbidden');
  });

  it('tells the log how many have scored, not who, nor what', async () => {
    const { app, slug, named, seal, assessors, people } = await openPanelStage(engine);
    await named();
    await seal(assessors[0] ?? people.expert, 'advanced');
    const events = await app.events.list(people.chairEu, slug, 0, 500);
    const logged = events.ok ? events.value.filter(({ kind }) => kind === 'score.sealed') : [];
    expect(logged.map(({ actorId, payload }) => [actorId, payload])).toEqual([
      [null, { characteristic: section, round: 1, sealed: 1, of: 8 }]
    ]);
    const ofCity = await app.events.list(people.city, slug, 0, 500);
    expect(
      ofCity.ok &&
        ofCity.value.filter(
          ({ kind }) => kind.startsWith('score') || kind.startsWith('assessor') || kind.startsWith('panel')
        )
    ).toEqual([]);
  });

  it('has to be closed and released before the text goes to the chairs', async () => {
    const stage = await openPanelStage(engine, 'revision');
    const { status, named, seal, reveal, record, close, release, assessors, people } = stage;
    const missing = async () =>
      ((await status()).missing ?? [])
        .filter(({ kind }) => kind === 'open-panel' || kind === 'unreleased-level')
        .map((one) => [one.kind, 'section' in one ? one.section : '']);
    expect(await missing()).toEqual([]);
    await named();
    expect(await missing()).toEqual(
      testRubric.characteristics.map(({ characteristic }) => ['open-panel', characteristic])
    );
    await seal(assessors[0] ?? people.expert, 'basic');
    await seal(assessors[1] ?? people.expert, 'basic');
    await reveal();
    await record();
    await close();
    expect(await missing()).toContainEqual(['unreleased-level', section]);
    await release();
    expect(await missing()).toEqual(
      testRubric.characteristics.slice(1).map(({ characteristic }) => ['open-panel', characteristic])
    );
  });

  it('is talked about by the panel once revealed, and by the city once released (R139, R146)', async () => {
    const { app, city, named, seal, reveal, record, close, release, assessors, people, anew } =
      await openPanelStage(engine);
    await named();
    const [eu, cn] = assessors;
    if (!eu || !cn) throw new Error('no assessor');
    const addComment = async (actor: typeof eu, documentId: string, audience: 'panel' | 'hearing') =>
      app.threads.open(await anew(actor), documentId, {
        about: 'score',
        section,
        targetId: section,
        anchor: null,
        audience,
        body: 'A word',
        locale: 'en'
      });
    expect(codeOf(await addComment(eu, city.findingsId, 'panel'))).toBe('wrong-state');
    await seal(eu, 'basic');
    await seal(cn, 'advanced');
    await reveal();
    expect(codeOf(await addComment(eu, city.findingsId, 'panel'))).toBe('ok');
    expect(codeOf(await addComment(people.rapporteur, city.findingsId, 'panel'))).toBe('forbidden');
    expect(codeOf(await addComment(people.city, city.responseId, 'hearing'))).toBe('wrong-state');
    const heard = async (actor: typeof eu, onLevels: boolean) => {
      const list = await app.threads.list(await anew(actor), city.findingsId, { section, onLevels });
      return list.ok ? list.value.threads.length : list.refusal.code;
    };
    expect([await heard(cn, true), await heard(people.rapporteur, true), await heard(cn, false)]).toEqual([
      1, 0, 0
    ]);
    await record();
    await close();
    await release();
    expect(codeOf(await addComment(people.city, city.responseId, 'hearing'))).toBe('ok');
    expect(codeOf(await addComment(people.otherCity, city.responseId, 'hearing'))).toBe('not-found');
  });
});
