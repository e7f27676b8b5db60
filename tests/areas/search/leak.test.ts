/**
 * Shows that a search tells nothing of what its reader may not see: neither in a hit, nor in a count, nor in the
 * order. One thing after the other happens behind the backs of some readers; what they get for every query, from the
 * first byte to the last cursor, is the same before and after.
 */
import { expect, it } from 'vitest';
import type { Actor } from '#base/permissions.ts';
import { searchJson } from '#lib/server/api/search.ts';
import { engines, type Engine } from '#kit/databases.ts';
import { plain, value } from '#kit/evidence.ts';
import { emptyDraft, openPanelStage, question, section } from '#kit/panel-stage.ts';
import { makeStudy } from '#kit/people.ts';
import { idsOf, printsOf } from '#rules/pairs/pairs.ts';
import type { ContentNode } from '#base/content.ts';
import { card } from '#kit/practice-card.ts';
import { paragraph, writeAnswers, writeText } from '#kit/texts.ts';

const secret = 'zanzibar 秘而不宣';
/** Holds words that everyone finds something by, and those of what is hidden. */
const queries = [
  'zanzibar',
  '秘而不宣',
  '宣',
  'the',
  '港口',
  '城',
  'harbour',
  'strategy',
  '"the harbour"',
  'expert',
  'city'
];

type Stage = Awaited<ReturnType<typeof openPlaces>>;
type Reader = keyof Stage['readers'];

async function openPlaces(engine: Engine) {
  const stage = await openPanelStage(engine);
  const { app, study, people, assessors } = stage;
  const other = await makeStudy(app, { slug: 'other-study' });
  const readers = {
    observer: people.observer,
    city: people.city,
    'other city': people.otherCity,
    assessor: assessors[0] ?? people.expert,
    'other assessor': assessors[1] ?? people.expert,
    expert: people.expert,
    chair: people.chairEu,
    secretariat: people.secretariat,
    'other study': await stage.addPerson({ role: 'secretariat', ...({ study: other } as object) })
  };
  value(await stage.named());
  for (const name of ['assessor', 'other assessor'] as const) readers[name] = await stage.anew(readers[name]);
  const [haidian, bristol] = study.cities;
  const written = async (id: string, text: string): Promise<void> =>
    writeText(app, haidian?.findingsId ?? '', people.rapporteur.userId, section, {
      en: [
        ...Array.from({ length: 12 }, (_, index) => paragraph(`p${index}`, `The harbour, part ${index}`)),
        paragraph(id, text)
      ]
    });
  await written('last', 'The harbour is old.');
  await writeText(app, bristol?.findingsId ?? '', people.rapporteur.userId, section, {
    zh: [paragraph('z', '港口由办公厅治理。')]
  });
  value(
    await app.glossary.add(people.secretariat, study.slug, {
      term: { en: 'harbour', zh: '港口' },
      definition: { en: '', zh: '' },
      group: 'concepts',
      caution: { en: '', zh: '' },
      variants: []
    })
  );
  const [{ id: term } = { id: '' }] = value(await app.glossary.terms(people.secretariat, study.slug));
  // A pair that was confirmed is what others find when they translate the like.
  const said = (id: string, counterpart: string, text: string): ContentNode => ({
    ...paragraph(id, text),
    attrs: { id, counterpart }
  });
  await writeText(app, bristol?.findingsId ?? '', people.rapporteur.userId, section, {
    en: [said('p1', 'z', 'The harbour, part 1, is governed.')],
    zh: [said('z', 'p1', '港口由办公厅治理。')]
  });
  const texts = { kind: 'findings', city: 'bristol' } as const;
  const { sections } = value(await app.translationPairs.list(people.expert, study.slug, texts));
  const pairs = sections.flatMap((one) => (one.section === section ? one.pairs : []));
  value(
    await app.translationPairs.confirm(people.expert, study.slug, texts, {
      section,
      isMinor: false,
      byName: true,
      reason: 'The parts are numbered in one text alone.',
      pairs: pairs.map((pair) => ({ ids: idsOf(pair), prints: printsOf(pair) }))
    })
  );
  await app.searchIndexer.run();
  return { ...stage, other, readers, haidian, bristol, written, term };
}

/**
 * Returns all that a search and its API give to each reader, for every query; where a term is used; and how
 * passages like one of theirs were translated before.
 */
async function allGiven({ app, study, readers, term }: Stage): Promise<Map<string, string>> {
  await app.searchIndexer.run();
  const given = new Map<string, string>();
  for (const [name, actor] of Object.entries(readers) as [Reader, Actor][])
    for (const query of queries)
      for (const slug of [study.slug, 'other-study']) {
        const found = await app.search.search(actor, slug, { query, limit: 50 });
        const body = found.ok ? { ...found.value, api: searchJson(found.value) } : found;
        given.set(`${name}: ${query} in ${slug}`, JSON.stringify(body));
      }
  for (const [name, actor] of Object.entries(readers) as [Reader, Actor][]) {
    given.set(
      `${name}: where the term is used`,
      JSON.stringify(await app.textChecks.uses(actor, study.slug, term))
    );
    for (const kind of ['findings', 'response'] as const)
      for (const city of ['haidian', 'bristol']) {
        const passage = { section, language: 'en', block: 'p1' } as const;
        const matches = await app.translationMemory.matches(actor, study.slug, { kind, city }, passage);
        given.set(`${name}: how ${kind} of ${city} were translated`, JSON.stringify(matches));
      }
  }
  return given;
}

interface Act {
  readonly what: string;
  readonly seenBy: readonly Reader[];
  readonly run: (stage: Stage) => Promise<unknown>;
}

const draft = {
  ...emptyDraft,
  judgement: 'level' as const,
  level: 'basic',
  rationale: secret,
  confidence: 'low' as const,
  cited: [{ kind: 'question' as const, id: question }],
  version: 0,
  round: 1,
  locale: 'en' as const
};

const acts: readonly Act[] = [
  {
    what: 'a word is written and deleted again',
    seenBy: [],
    run: async ({ app, written }) => {
      for (const text of [`The harbour of ${secret}.`, 'The harbour is old.']) {
        await written('last', text);
        await app.searchIndexer.run();
      }
    }
  },
  {
    what: 'findings are drafted',
    seenBy: ['observer', 'assessor', 'other assessor', 'expert', 'chair', 'secretariat'],
    run: ({ written }) => written('new', `The harbour of ${secret}.`)
  },
  {
    what: 'a good practice and a challenge are drafted',
    seenBy: ['assessor', 'other assessor', 'expert', 'chair', 'secretariat'],
    run: async ({ app, slug, readers }) => {
      const text = { en: `The harbour of ${secret}.`, zh: secret };
      value(
        await app.practices.add(readers.expert, slug, {
          ...card,
          cityId: 'haidian',
          characteristic: section,
          title: text
        })
      );
      value(
        await app.themes.add(readers.expert, slug, {
          kind: 'challenge',
          scope: 'common',
          origin: 'cities',
          answer: 'open',
          statement: text,
          explanation: text,
          characteristics: []
        })
      );
    }
  },
  {
    what: 'an assessor drafts a score',
    seenBy: [],
    run: async ({ app, slug, panelKey, readers, anew }) =>
      value(await app.panels.draft(await anew(readers.assessor), slug, panelKey, draft))
  },
  {
    what: 'another assessor seals a score',
    seenBy: [],
    run: async ({ seal, readers }) =>
      value(await seal(readers['other assessor'], 'basic', { rationale: secret }))
  },
  {
    what: 'experts talk among themselves',
    seenBy: ['assessor', 'other assessor', 'expert', 'chair', 'secretariat'],
    run: async ({ app, readers, haidian }) =>
      value(
        await app.threads.open(readers.expert, haidian?.findingsId ?? '', {
          about: 'passage',
          targetId: null,
          section,
          audience: 'experts',
          body: secret,
          locale: 'en',
          anchor: null
        })
      )
  },
  {
    what: 'an answer is held back, and another one written in its place',
    seenBy: ['city'],
    run: async ({ app, slug, city, people, study }) => {
      await app.store.db
        .updateTable('assessment')
        .set({ state: 'collecting' })
        .where('id', '=', city.assessmentId)
        .execute();
      value(await app.confidential.holdBack(people.city, slug, 'haidian', { question, topic: null }));
      const { id } = await app.store.db
        .selectFrom('document')
        .select('id')
        .where('studyId', '=', study.id)
        .where('kind', '=', 'confidential')
        .executeTakeFirstOrThrow();
      await writeAnswers(app, id, people.city.userId, { [`${question}/value@source`]: secret });
      await app.searchIndexer.run();
      await app.store.db
        .updateTable('assessment')
        .set({ state: 'drafting' })
        .where('id', '=', city.assessmentId)
        .execute();
    }
  },
  {
    what: 'evidence is shown in confidence',
    seenBy: ['city', 'assessor', 'other assessor', 'expert', 'chair', 'secretariat'],
    run: async ({ app, slug, city, people }) => {
      const { db } = app.store;
      const setState = (state: 'collecting' | 'drafting') =>
        db.updateTable('assessment').set({ state }).where('id', '=', city.assessmentId).execute();
      await setState('collecting');
      const facts = { ...plain, title: { en: secret, zh: secret }, isConfidential: true, citation: secret };
      value(await app.evidence.add(people.city, slug, 'haidian', 'citation', facts, null));
      await setState('drafting');
    }
  },
  {
    what: 'something is written in another study',
    seenBy: ['other study'],
    run: async ({ app, other, people }) =>
      writeText(app, other.cities[0]?.findingsId ?? '', people.rapporteur.userId, section, {
        en: [paragraph('o', `The harbour of ${secret}.`)]
      })
  }
];

it.each(engines)(
  'on %s, a search tells those who may not see it nothing, whatever happens next (R241)',
  async (engine) => {
    const stage = await openPlaces(engine);
    let before = await allGiven(stage);
    for (const { what, run, seenBy } of acts) {
      await run(stage);
      const after = await allGiven(stage);
      const different = [...after].filter(([key, bytes]) => bytes !== before.get(key)).map(([key]) => key);
      const noticed = new Set(different.map((key) => key.slice(0, key.indexOf(':'))));
      expect({ what, seenBy: [...noticed].sort() }).toEqual({ what, seenBy: [...seenBy].sort() });
      before = after;
    }
  }
);
