/**
 * Tests that both sides agree on the terms of the glossary, that files bring terms in and out, where a term is
 * used, and that findings in texts are accepted with a reason.
 */
import { describe, expect, it } from 'vitest';
import { termMark, type GlossaryTerm } from '#rules/pairs/glossary.ts';
import type { Actor } from '#base/permissions.ts';
import type { Result } from '#base/refusal.ts';
import { findingsOfPair, prepareChecks, voiceFindings } from '#rules/pairs/parity/text-findings.ts';
import { textPairsOf } from '#rules/pairs/parity/text-pairs.ts';
import type { TextLocation } from '#server/areas/documents/text-access.ts';
import { signedInAs } from '#kit/actors.ts';
import { testApp } from '#kit/app.ts';
import { serviceEngines, type Engine } from '#kit/databases.ts';
import { makeStudy } from '#kit/people.ts';
import { paragraph, writeText } from '#kit/texts.ts';

const both = (en: string, zh: string) => ({ en, zh });
const none = both('', '');
const sponge = {
  term: both('sponge city', '海绵城市'),
  definition: both('A city that holds rain.', '能够吸纳雨水的城市。'),
  group: 'concepts',
  caution: none,
  variants: [
    {
      language: 'zh' as const,
      text: '吸水城市',
      use: 'forbidden' as const,
      reason: both('No such term.', '无此说法。')
    }
  ]
};
const findings: TextLocation = { kind: 'findings', city: 'haidian' };
const section = 'smart-city-strategy';

const must = <T>(result: Result<T>): T => {
  if (!result.ok) throw new Error(result.refusal.code);
  return result.value;
};
const codeOf = (result: Result<unknown>): string => (result.ok ? 'ok' : result.refusal.code);

async function open(engine: Engine) {
  const app = await testApp(engine);
  const study = await makeStudy(app);
  const person = (role: 'expert' | 'chair' | 'observer' | 'secretariat', side?: 'eu' | 'cn', name?: string) =>
    signedInAs(app, { role, study, ...(side ? { side } : {}), ...(name ? { name } : {}) });
  const [european, chinese] = [await person('expert', 'eu', 'Ada'), await person('expert', 'cn', 'Li')];
  const secretariat = await person('secretariat');
  const terms = async (): Promise<GlossaryTerm[]> => must(await app.glossary.terms(secretariat, study.slug));
  const proposed = async (reader: Actor = european) =>
    must(await app.glossary.proposals(reader, study.slug)).open;
  return { app, study, slug: study.slug, person, european, chinese, secretariat, terms, proposed };
}

describe.each(serviceEngines)('a term of the glossary, on %s', (engine) => {
  it('holds once somebody of each side agrees, and its history says so (R218)', async () => {
    const { app, slug, european, chinese, person, terms, proposed } = await open(engine);
    const id = must(
      await app.glossary.propose(european, slug, {
        act: 'add',
        term: null,
        wording: sponge,
        reason: 'Used in four cities'
      })
    );
    expect(await terms()).toEqual([]);
    const [proposal] = await proposed(chinese);
    expect(proposal).toMatchObject({
      act: 'add',
      awaits: ['cn'],
      isOwn: false,
      by: { name: { en: 'Ada' } },
      votes: [{ sideId: 'eu', vote: 'agree' }]
    });
    const vote = (actor: Actor) =>
      app.glossary.vote(actor, slug, proposal?.id ?? '', { vote: 'agree', reason: '' });
    // A second voice of the same side is no agreement, and an observer has none.
    expect(await vote(await person('chair', 'eu'))).toMatchObject({ value: { isAgreed: false } });
    expect(codeOf(await vote(await person('observer')))).toBe('forbidden');
    expect(await vote(chinese)).toMatchObject({ value: { isAgreed: true } });
    expect(codeOf(await vote(chinese))).toBe('wrong-state');
    const [term] = await terms();
    expect(term).toMatchObject({ id, term: sponge.term, variants: sponge.variants });
    expect(term?.agreedAt).not.toBeNull();
    expect(must(await app.glossary.page(european, slug, id)).history).toMatchObject([
      { act: 'add', state: 'agreed', reason: 'Used in four cities' }
    ]);
  });

  it('is not changed over an objection, nor by a proposal for an older wording', async () => {
    const { app, slug, european, chinese, secretariat, terms, proposed } = await open(engine);
    must(await app.glossary.add(secretariat, slug, sponge));
    const [term] = await terms();
    if (!term) throw new Error('none');
    const change = (wording: typeof sponge, seen = termMark(term)) =>
      app.glossary.propose(european, slug, {
        act: 'change',
        term: { id: term.id, seen },
        wording,
        reason: ''
      });
    must(await change({ ...sponge, definition: both('Another.', '另一个。') }));
    const [proposal] = await proposed();
    const vote = (vote: 'agree' | 'object', reason = '') =>
      app.glossary.vote(chinese, slug, proposal?.id ?? '', { vote, reason });
    expect(codeOf(await vote('object'))).toBe('reason-required');
    expect(await vote('object', 'Too short')).toMatchObject({ value: { isAgreed: false } });
    expect((await terms())[0]?.definition).toEqual(sponge.definition);
    // A direct change takes the ground from under the proposal, and from under an agreement.
    must(
      await app.glossary.change(
        secretariat,
        slug,
        { id: term.id, seen: termMark(term) },
        { ...sponge, caution: both('Rain only.', '仅指雨水。') }
      )
    );
    expect(await proposed()).toEqual([]);
    expect(codeOf(await vote('agree'))).toBe('wrong-state');
    expect(codeOf(await change(sponge))).toBe('stale');
    expect(
      must(await app.glossary.page(chinese, slug, term.id))
        .history.map(({ state }) => state)
        .toSorted()
    ).toEqual(['set', 'set', 'superseded']);
  });

  it('is removed with a reason by both sides, and a proposal is withdrawn by its proposer alone', async () => {
    const { app, slug, european, chinese, secretariat, terms, proposed } = await open(engine);
    must(await app.glossary.add(secretariat, slug, sponge));
    const [term] = await terms();
    if (!term) throw new Error('none');
    const remove = (reason: string) =>
      app.glossary.propose(chinese, slug, {
        act: 'remove',
        term: { id: term.id, seen: termMark(term) },
        wording: null,
        reason
      });
    expect(codeOf(await remove(' '))).toBe('reason-required');
    must(await remove('Nobody uses it'));
    const [first] = await proposed();
    expect(codeOf(await app.glossary.withdraw(european, slug, first?.id ?? ''))).toBe('forbidden');
    must(await app.glossary.withdraw(chinese, slug, first?.id ?? ''));
    must(await remove('Nobody uses it'));
    const [again] = await proposed();
    must(await app.glossary.vote(european, slug, again?.id ?? '', { vote: 'agree', reason: '' }));
    expect(await terms()).toEqual([]);
  });

  it('comes back from the files that it went out in, and a broken file changes nothing', async () => {
    const { app, slug, secretariat, chinese, terms } = await open(engine);
    must(await app.glossary.add(secretariat, slug, { ...sponge, caution: both('=1+1', '+2') }));
    must(
      await app.glossary.add(secretariat, slug, {
        term: both('Horizon 2020', '地平线2020'),
        definition: both('A <programme> & "more"', '计划'),
        group: 'funding and business',
        caution: none,
        kind: 'plan',
        isChecked: false
      })
    );
    const before = await terms();
    const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
    const tbx = new TextDecoder().decode(must(await app.glossary.file(chinese, slug, 'tbx')));
    expect(must(await app.glossary.import(secretariat, slug, encode(tbx)))).toEqual({
      added: 0,
      changed: 0,
      same: 2
    });
    for (const broken of [
      tbx.slice(0, -40),
      '<!DOCTYPE tbx [<!ENTITY x SYSTEM "file:///etc/passwd">]><tbx><conceptEntry>&x;</conceptEntry></tbx>',
      '<html></html>',
      'a,b\n1,2',
      '"open'
    ])
      expect([
        broken.slice(0, 20),
        codeOf(await app.glossary.import(secretariat, slug, encode(broken)))
      ]).toEqual([broken.slice(0, 20), 'glossary-file']);
    expect(codeOf(await app.glossary.import(chinese, slug, encode(tbx)))).toBe('forbidden');
    expect(await terms()).toEqual(before);
    for (const term of before)
      must(await app.glossary.remove(secretariat, slug, { id: term.id, seen: termMark(term) }));
    expect(must(await app.glossary.import(secretariat, slug, encode(tbx))).added).toBe(2);
    const plain = (of: readonly GlossaryTerm[]) => of.map(termMark).toSorted();
    expect(plain(await terms())).toEqual(plain(before));
  });

  it('is listed where it is used, in the texts that the reader may read', async () => {
    const { app, study, slug, european, secretariat, person, terms } = await open(engine);
    must(await app.glossary.add(secretariat, slug, sponge));
    const [term] = await terms();
    const findingsId = study.cities[1]?.findingsId ?? '';
    await writeText(app, findingsId, european.userId, section, {
      en: [paragraph('e1', 'Two sponge cities were built.')],
      zh: [paragraph('z1', '建成两座海绵城市。')]
    });
    await writeText(app, study.cities[0]?.responseId ?? '', european.userId, section, {
      en: [paragraph('r1', 'Our sponge city is a draft.')]
    });
    await writeText(app, study.cities[0]?.responseId ?? '', european.userId, 'answer:stakeholders.who', {
      zh: [paragraph('r2', '海绵城市。')]
    });
    await app.searchIndexer.run();
    const uses = async (reader: Actor) =>
      must(await app.textChecks.uses(reader, slug, term?.id ?? '')).uses.map(
        ({ kind, cityId, block, words }) => `${kind} ${cityId} ${block} ${words}`
      );
    const ofFindings = ['findings haidian e1 sponge cities', 'findings haidian z1 海绵城市'];
    const ofResponse = ['response bristol r1 sponge city', 'response bristol r2 海绵城市'];
    expect((await uses(european)).toSorted()).toEqual([...ofFindings, ...ofResponse]);
    const city = await signedInAs(app, { role: 'city', city: 'bristol', study });
    expect(await uses(city)).toEqual(ofResponse);
    expect((await uses(await person('observer'))).toSorted()).toEqual([...ofFindings, ...ofResponse]);
  });

  it('is found in other spellings, and once in a block that the index holds in pieces', async () => {
    const { app, study, slug, european, secretariat, terms } = await open(engine);
    const programme = both('organised programme analysis', '有组织的项目分析');
    must(await app.glossary.add(secretariat, slug, { ...sponge, term: programme }));
    const term = (await terms()).find(({ term: { en } }) => en === programme.en);
    const filled = 'Words that say nothing of it. '.repeat(47);
    await writeText(app, study.cities[1]?.findingsId ?? '', european.userId, section, {
      en: [
        paragraph('e1', 'Two organized program analyses.'),
        paragraph('e2', `${filled}An organised programme analysis. ${filled}`)
      ]
    });
    await app.searchIndexer.run();
    const { uses } = must(await app.textChecks.uses(european, slug, term?.id ?? ''));
    expect(uses.map(({ block, words }) => [block, words])).toEqual([
      ['e1', 'organized program analyses'],
      ['e2', 'organised programme analysis']
    ]);
  });
});

describe.each(serviceEngines)('a finding of the language checks, on %s', (engine) => {
  it('is accepted with a reason by who confirms translations, and asked about again when a text changes', async () => {
    const { app, study, slug, european, secretariat, person } = await open(engine);
    must(await app.glossary.add(secretariat, slug, sponge));
    const write = (en: string, zh: string) =>
      writeText(app, study.cities[1]?.findingsId ?? '', european.userId, section, {
        en: [paragraph('e1', en)],
        zh: [{ ...paragraph('z1', zh), attrs: { id: 'z1', counterpart: 'e1' } }]
      });
    const found = async (en: string, zh: string) => {
      const checks = prepareChecks(must(await app.textChecks.basis(european, slug)));
      return textPairsOf({ id: section, en: [paragraph('e1', en)], zh: [paragraph('z1', zh)] }).flatMap(
        (pair) => findingsOfPair(pair, checks)
      );
    };
    const openFindings = async () => must(await app.textChecks.open(european, slug, findings));
    const [en, zh] = ['A sponge city of 30 hectares', '30公顷的吸水城市'];
    await write(en, zh);
    expect(await openFindings()).toBe(1);
    const [finding] = await found(en, zh);
    if (!finding) throw new Error('none');
    expect(finding).toMatchObject({
      kind: 'forbidden',
      en: { text: 'sponge city', block: 'e1' },
      zh: { text: '吸水城市', block: 'z1' }
    });
    const accept = (actor: Actor, reason: string) =>
      app.textChecks.accept(actor, slug, findings, {
        section,
        key: finding.key,
        kind: finding.kind,
        saidEn: 'sponge city',
        saidZh: '吸水城市',
        reason
      });
    expect(codeOf(await accept(european, ' '))).toBe('reason-required');
    expect(codeOf(await accept(await person('observer'), 'A quotation'))).toBe('forbidden');
    must(await accept(european, 'A quotation'));
    expect(await openFindings()).toBe(0);
    expect(must(await app.textChecks.accepted(european, slug, findings, section))).toMatchObject({
      mayAccept: true,
      accepted: [{ key: finding.key, reason: 'A quotation', by: { name: { en: 'Ada' } } }]
    });
    await write(`${en}.`, zh);
    expect(await openFindings()).toBe(1);
    await write(en, zh);
    expect(await openFindings()).toBe(0);
    must(await app.textChecks.reopen(european, slug, findings, finding.key));
    expect(await openFindings()).toBe(1);
  });

  it('is found where experts speak as the city, also without a translation, and never in what a city wrote (R112)', async () => {
    const { app, study, slug, european } = await open(engine);
    const city = study.cities[1];
    const text = { en: [paragraph('v1', 'We have a plan, which the city calls “our plan”.')] };
    const openIn = async (kind: 'findings' | 'response') =>
      must(await app.textChecks.open(european, slug, { ...findings, kind }));
    await writeText(app, city?.findingsId ?? '', european.userId, section, text);
    await writeText(app, city?.responseId ?? '', european.userId, section, text);
    expect(await openIn('findings')).toBe(1);
    expect(await openIn('response')).toBe(0);
    const [found] = voiceFindings({ id: section, ...text, zh: [] });
    must(
      await app.textChecks.accept(european, slug, findings, {
        section,
        key: found?.key ?? '',
        kind: 'voice',
        saidEn: 'We',
        saidZh: '',
        reason: 'The authors speak for themselves.'
      })
    );
    expect(await openIn('findings')).toBe(0);
  });

  it('is found in the answers of a city as well, and what was accepted is listed for the whole response', async () => {
    const { app, study, slug, european } = await open(engine);
    const city = study.cities[1];
    const response = { ...findings, kind: 'response' } as const;
    const answer = 'answer:strategy.vision';
    const writes = await signedInAs(app, { role: 'city', city: 'haidian', study });
    const said = {
      en: [paragraph('a1', 'A fund of 30 million euro.')],
      zh: [paragraph('b1', '300万欧元的基金。')]
    };
    await writeText(app, city?.responseId ?? '', writes.userId, answer, said);
    await app.store.db
      .updateTable('assessment')
      .set({ state: 'collecting' })
      .where('studyId', '=', study.id)
      .execute();
    const openFindings = async () => must(await app.textChecks.open(european, slug, response));
    expect(await openFindings()).toBe(1);
    const checks = prepareChecks(must(await app.textChecks.basis(european, slug)));
    const [finding] = textPairsOf({ id: answer, ...said }).flatMap((pair) => findingsOfPair(pair, checks));
    const acceptance = {
      section: answer,
      key: finding?.key ?? '',
      kind: 'value',
      saidEn: '30 million euro',
      saidZh: '300万欧元',
      reason: 'The English text counts both phases.'
    };
    expect(codeOf(await app.textChecks.accept(european, slug, response, acceptance))).toBe('forbidden');
    expect(
      codeOf(await app.textChecks.accept(writes, slug, response, { ...acceptance, section: 'an answer' }))
    ).toBe('invalid');
    must(await app.textChecks.accept(writes, slug, response, acceptance));
    expect(await openFindings()).toBe(0);
    for (const [reader, mayAccept] of [
      [european, false],
      [writes, true]
    ] as const)
      expect(must(await app.textChecks.accepted(reader, slug, response, null))).toMatchObject({
        mayAccept,
        accepted: [{ key: finding?.key, reason: 'The English text counts both phases.' }]
      });
    expect(must(await app.textChecks.accepted(writes, slug, response, section))).toMatchObject({
      accepted: []
    });
    const stored = app.store.db.selectFrom('acceptedFinding').select(['saidEn', 'saidZh']);
    expect(await stored.execute()).toEqual([{ saidEn: '', saidZh: '' }]);

    // A reason may speak of what the city holds back later.
    must(
      await app.confidential.holdBack(writes, slug, 'haidian', { question: 'strategy.vision', topic: null })
    );
    expect(await stored.execute()).toEqual([]);
    expect(await openFindings()).toBe(0);
  });
});
