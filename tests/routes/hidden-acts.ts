/**
 * Lists what people do in the demo study that others may not see: who acts, what they do, and from whom it is
 * hidden.
 */
import { passageRoot } from '#document/sequence/shapes.ts';
import { findQuestion, seenOf } from '#rules/framework/framework-seen.ts';
import type { Actor } from '#base/permissions.ts';
import type { Result } from '#base/refusal.ts';
import type { ScoreDraft } from '#rules/panels/score.ts';
import type { EvidenceFacts } from '#rules/evidence/evidence.ts';
import type { App } from '#server/app.ts';
import { factColumns, insertEvidence } from '#server/areas/evidence/store/evidence.ts';
import { insertLateProposal, insertUpdates } from '#server/store/updates.ts';
import { emptyDraft } from '#kit/panel-stage.ts';
import { addParagraph } from '#kit/passages.ts';
import { expect } from 'vitest';
import * as Y from 'yjs';
import { dataSilosCode } from '#kit/themes.ts';
import { insertionOf } from '#kit/insertion.ts';

export const study = 'eu-china-2013';

/**
 * Maps each role to its account. The cities: one whose findings are being drafted, one that is consulted, one
 * that still answers.
 */
export const roles = {
  secretariat: 'secretariat@demo.local',
  chair: 'chair.eu@demo.local',
  expert: 'expert4.eu@demo.local',
  'drafted city': 'city.haidian@demo.local',
  'consulted city': 'city.yangzhou@demo.local',
  'answering city': 'city.bristol@demo.local',
  observer: 'observer@demo.local'
} as const;
export type Role = keyof typeof roles;

const cities: readonly Role[] = ['drafted city', 'consulted city', 'answering city'];
const outside: readonly Role[] = [...cities, 'observer'];
const everyone = Object.keys(roles) as Role[];
const allBut = (...seeing: Role[]): Role[] => everyone.filter((role) => !seeing.includes(role));

export interface HiddenAct {
  readonly what: string;
  readonly from: readonly Role[];
  readonly do: (app: App, as: (email: string) => Promise<Actor>) => Promise<unknown>;
  /** Is run in the other world instead, where a role may see that something is done, but not what. */
  readonly otherwise?: HiddenAct['do'];
}

const canary = '不可见 unseen-canary';
const documentOf = async (app: App, kind: 'response' | 'findings', cityId: string): Promise<string> =>
  (
    await app.store.db
      .selectFrom('document')
      .select('id')
      .where('kind', '=', kind)
      .where('cityId', '=', cityId)
      .executeTakeFirstOrThrow()
  ).id;

/** Opens a code book, and a second pass over a city whose second coder is the expert of `roles`. */
export async function openSecondPass(app: App, as: (email: string) => Promise<Actor>): Promise<void> {
  const [first, second] = [await as('expert2.eu@demo.local'), await as(roles.expert)];
  done(await app.coding.addCode(first, study, dataSilosCode));
  done(
    await app.coding.giveTask(first, study, {
      cityId: 'haidian',
      section: null,
      firstCoderId: first.userId,
      secondCoderId: second.userId
    })
  );
}

function done<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`refused: ${JSON.stringify(result.refusal)}`);
  return result.value;
}

const open = async (app: App, actor: Actor, documentId: string, audience: 'experts' | 'shared' | 'staff') =>
  done(
    await app.threads.open(actor, documentId, {
      about: 'passage',
      section: 'governance',
      targetId: null,
      anchor: null,
      audience,
      body: canary,
      locale: 'en'
    })
  );

/** The answering city writes an answer, and holds it back as confidential. */
async function holdBack(app: App, as: (email: string) => Promise<Actor>, text: string): Promise<void> {
  const question = 'governance.cross-department';
  const actor = await as('city.bristol@demo.local');
  const documentId = await documentOf(app, 'response', 'bristol');
  const { generation } = await app.store.db
    .selectFrom('document')
    .select('generation')
    .where('id', '=', documentId)
    .executeTakeFirstOrThrow();
  const doc = new Y.Doc();
  addParagraph(doc, passageRoot(`answer:${question}`, 'zh'), text);
  await insertUpdates(app.store.db, [
    {
      documentId,
      generation,
      seq: 1,
      userId: actor.userId,
      at: app.now().toISOString(),
      bytes: Y.encodeStateAsUpdate(doc)
    }
  ]);
  done(await app.confidential.holdBack(actor, study, 'bristol', { question, topic: null }));
}

export const hiddenActs: readonly HiddenAct[] = [
  {
    what: 'an expert records a talk with a solution provider, and the permission of an image',
    from: outside,
    do: async (app, as) => {
      const actor = await as('expert1.eu@demo.local');
      const text = { en: canary, zh: canary };
      const talk = { party: text, heldOn: '2013-06', summary: text };
      done(await app.context.talks.add(actor, study, talk));
      const image = { title: text, owner: text, terms: text, decidedBy: canary, document: canary, hash: '' };
      done(await app.context.images.add(actor, study, { ...image, state: 'asked', decidedOn: null }));
    }
  },
  {
    what: 'a city holds back an answer as confidential',
    from: allBut('answering city'),
    do: (app, as) => holdBack(app, as, canary),
    otherwise: (app, as) => holdBack(app, as, 'Something else, and longer. '.repeat(9))
  },
  {
    what: 'a city names who reads its confidential answers',
    from: allBut('answering city', 'secretariat', 'expert'),
    do: async (app, as) => {
      const actor = await as('city.bristol@demo.local');
      const { userId } = await as('expert4.eu@demo.local');
      done(await app.confidential.name(actor, study, 'bristol', userId));
    }
  },
  {
    what: 'experts talk about findings, name each other, and settle it',
    from: outside,
    do: async (app, as) => {
      const expert = await as('expert1.eu@demo.local');
      const colleague = await as('expert1.cn@demo.local');
      const findings = await documentOf(app, 'findings', 'haidian');
      const { threadId } = await open(app, expert, findings, 'experts');
      done(
        await app.threads.reply(colleague, threadId, {
          body: `@[${expert.userId}] ${canary}`,
          locale: 'zh'
        })
      );
      const { version } = await app.store.db
        .selectFrom('thread')
        .select('version')
        .where('id', '=', threadId)
        .executeTakeFirstOrThrow();
      done(await app.threads.resolve(expert, { id: threadId, version }));
    }
  },
  {
    what: 'experts suggest changes of findings, change one, and decide about another',
    from: outside,
    do: async (app, as) => {
      const location = {
        studySlug: study,
        text: { kind: 'findings', city: 'haidian' },
        section: 'governance'
      } as const;
      const expert = await as('expert1.eu@demo.local');
      const suggestion = (id: string, text: string) => ({
        id,
        language: 'zh' as const,
        ...insertionOf(text),
        blockId: null
      });
      const [one, other] = [app.newId(), app.newId()];
      const save = async (...saved: ReturnType<typeof suggestion>[]) =>
        done(await app.suggestions.save(expert, location, { saved, withdrawn: [] }));
      await save(suggestion(one, canary), suggestion(other, canary));
      await save(suggestion(one, `${canary} anew`));
      done(
        await app.suggestions.decide(await as('expert1.cn@demo.local'), location, 'reject', {
          id: other,
          version: 1
        })
      );
    }
  },
  {
    what: 'a coder tags answers in a second pass that is open, and notes something on it',
    from: everyone,
    do: async (app, as) => {
      const coder = await as('expert2.eu@demo.local');
      const { id: codeId } = await app.store.db
        .selectFrom('code')
        .select('id')
        .orderBy('position')
        .executeTakeFirstOrThrow();
      for (const question of ['governance.cross-department', 'governance.lead'])
        await app.coding.tag(coder, study, codeId, { kind: 'answer', city: 'haidian', question });
      const { codings } = done(await app.coding.loadCode(coder, study, codeId));
      expect(codings.length).toBeGreaterThan(0);
      const about = { aboutKind: 'coding', aboutId: codings[0]?.id ?? '' } as const;
      done(await app.coding.addMemo(coder, study, about, { en: canary, zh: canary }));
    }
  },
  {
    what: 'a city gives its questions to its departments',
    from: allBut('drafted city'),
    do: async (app, as) => {
      const actor = await as('city.haidian@demo.local');
      const id = done(await app.departments.add(actor, study, 'haidian', { en: canary, zh: canary })).id;
      done(
        await app.departments.assign(actor, study, 'haidian', {
          departmentId: id,
          items: ['governance'],
          dueOn: null
        })
      );
    }
  },
  {
    what: 'an expert asks a city about one question, and the city writes to it',
    from: ['consulted city', 'answering city', 'observer'],
    do: async (app, as) => {
      const expert = await as('expert1.eu@demo.local');
      const id =
        done(await app.assessments.load(expert, study, 'haidian')).framework.characteristics[0]?.questions[0]
          ?.id ?? '';
      done(
        await app.clarifications.ask(expert, study, 'haidian', {
          question: id,
          text: canary,
          language: 'zh'
        })
      );
      const doc = new Y.Doc();
      addParagraph(doc, passageRoot(`answer:${id}`, 'zh'), canary);
      const documentId = await documentOf(app, 'response', 'haidian');
      const { generation } = await app.store.db
        .selectFrom('document')
        .select('generation')
        .where('id', '=', documentId)
        .executeTakeFirstOrThrow();
      const { userId } = await as('city.haidian@demo.local');
      await insertUpdates(app.store.db, [
        {
          documentId,
          generation,
          seq: 1,
          userId,
          at: app.now().toISOString(),
          bytes: Y.encodeStateAsUpdate(doc)
        }
      ]);
    }
  },
  {
    what: 'the staff of a city confer',
    from: allBut('consulted city'),
    do: async (app, as) => {
      await open(
        app,
        await as('city.yangzhou@demo.local'),
        await documentOf(app, 'response', 'yangzhou'),
        'staff'
      );
    }
  },
  {
    what: 'a city drafts its comments',
    from: allBut('consulted city'),
    do: async (app, as) => {
      done(
        await app.consultations.draft(await as('city.yangzhou@demo.local'), study, 'yangzhou', {
          stance: 'comment',
          kind: 'fact',
          body: canary,
          proposal: '',
          section: 'governance',
          language: 'zh',
          blockId: null,
          quote: ''
        })
      );
    }
  },
  {
    what: 'a question to a city is called back within the minute',
    from: everyone.filter((role) => role !== 'expert'),
    do: async (app, as) => {
      const expert = await as('expert1.eu@demo.local');
      const { commentId } = await open(app, expert, await documentOf(app, 'response', 'bristol'), 'shared');
      done(await app.threads.recall(expert, commentId));
    }
  },
  {
    what: 'a version of live findings is kept under a name',
    from: outside,
    do: async (app, as) => {
      done(
        await app.versions.keep(
          await as('expert1.eu@demo.local'),
          study,
          { kind: 'findings', city: 'haidian' },
          { en: canary, zh: canary }
        )
      );
    }
  },
  {
    what: 'somebody types in findings that the city does not read yet, and tags it with a goal',
    from: cities,
    do: async (app, as) => {
      const { userId } = await as('expert1.eu@demo.local');
      const documentId = await documentOf(app, 'findings', 'haidian');
      const doc = new Y.Doc();
      const before = await app.documents.contentOf(documentId);
      Y.applyUpdate(doc, before ?? new Uint8Array());
      const state = Y.encodeStateVector(doc);
      const text = addParagraph(doc, passageRoot('governance', 'en'), canary);
      text.insertEmbed(text.length, { goal: 'good-practice' });
      const { last } = await app.store.db
        .selectFrom('documentUpdate')
        .select((eb) => eb.fn.max('seq').as('last'))
        .where('documentId', '=', documentId)
        .executeTakeFirstOrThrow();
      await insertUpdates(app.store.db, [
        {
          documentId,
          generation: 1,
          seq: last + 1,
          userId,
          at: app.now().toISOString(),
          bytes: Y.encodeStateAsUpdate(doc, state)
        }
      ]);
    }
  },
  {
    what: 'an edit comes after the freeze',
    from: outside,
    do: async (app, as) => {
      const { userId } = await as('expert1.eu@demo.local');
      const documentId = await documentOf(app, 'findings', 'ningbo');
      await insertLateProposal(app.store.db, {
        id: app.newId(),
        documentId,
        generation: 1,
        userId,
        receivedAt: app.now().toISOString(),
        bytes: new Uint8Array([0, 0])
      });
    }
  },
  {
    what: 'a city that answers shows evidence, cites it and changes it',
    from: ['drafted city', 'consulted city', 'observer'],
    do: async (app, as) => {
      const city = await as('city.bristol@demo.local');
      const bytes = new TextEncoder().encode(`%PDF-1.7 ${canary}`);
      const { id } = done(
        await app.evidence.add(city, study, 'bristol', 'file', evidence(false, canary), {
          name: `${canary}.pdf`,
          bytes
        })
      );
      const { questions } = done(await app.evidence.load(city, study, 'bristol', id));
      done(
        await app.evidence.cite(city, study, 'bristol', id, {
          questionId: questions[0]?.id ?? '',
          recordId: ''
        })
      );
      done(await app.evidence.edit(city, study, 'bristol', { id, version: 1 }, evidence(true, canary)));
    }
  },
  {
    what: 'evidence that is held back is one thing rather than another, and is tried or withdrawn',
    from: ['consulted city', 'answering city', 'observer'],
    do: async (app, as) => {
      const id = await hold(app, as, canary);
      const attesting = { n: null, opens: false, on: '2026-08-31', note: canary };
      done(
        await app.evidence.attest(await as('expert1.eu@demo.local'), study, 'haidian', id, attesting, 'en')
      );
    },
    otherwise: async (app, as) => {
      await hold(app, as, 'Something else, and longer. '.repeat(9));
    }
  },
  {
    what: 'a meeting is recorded',
    from: cities,
    do: async (app, as) => {
      const both = { en: canary, zh: canary };
      done(
        await app.meetings.add(await as('secretariat@demo.local'), study, {
          kind: 'meeting',
          title: both,
          place: both,
          fromOn: '2026-09',
          toOn: null,
          agenda: both,
          decisions: both,
          attendance: {},
          cities: [],
          advances: [],
          learned: both
        })
      );
    }
  },
  {
    what: 'somebody is invited',
    from: allBut('secretariat'),
    do: async (app, as) => {
      done(
        await app.invitations.send(await as('secretariat@demo.local'), study, {
          email: 'newcomer@unseen-canary.test',
          role: 'observer',
          sideId: null,
          cityId: null,
          locale: 'en'
        })
      );
    }
  },
  {
    what: 'a comment that came on paper is entered for one city',
    from: ['drafted city', 'answering city', 'observer'],
    do: async (app, as) => {
      done(
        await app.consultations.record(
          await as('expert1.cn@demo.local'),
          study,
          'yangzhou',
          { origin: 'paper', name: canary, sideId: 'cn', on: '2026-08', meetingId: null },
          [
            {
              stance: 'comment',
              kind: 'judgement',
              language: 'zh',
              body: canary,
              proposal: '',
              section: null,
              blockId: null,
              quote: ''
            }
          ]
        )
      );
    }
  },
  {
    what: 'a draft is given to somebody outside, and taken back',
    from: outside,
    do: async (app, as) => {
      const secretariat = await as('secretariat@demo.local');
      const deadline = {
        at: new Date(app.now().getTime() + 86_400_000).toISOString(),
        zone: 'Asia/Shanghai'
      };
      done(
        await app.externalReviews.give(
          secretariat,
          study,
          'yangzhou',
          { name: canary, organisation: canary, sideId: null, email: '', deadline },
          'en'
        )
      );
      const [given] = done(await app.externalReviews.list(secretariat, study, 'yangzhou'));
      done(await app.externalReviews.revoke(secretariat, study, 'yangzhou', given?.id ?? ''));
    }
  },
  {
    what: 'somebody outside comments on a draft that was given to them',
    from: ['drafted city', 'answering city', 'observer'],
    do: async (app, as) => {
      const secretariat = await as('secretariat@demo.local');
      const deadline = {
        at: new Date(app.now().getTime() + 86_400_000).toISOString(),
        zone: 'Asia/Shanghai'
      };
      const { link } = done(
        await app.externalReviews.give(
          secretariat,
          study,
          'yangzhou',
          { name: canary, organisation: canary, sideId: 'eu', email: '', deadline },
          'en'
        )
      );
      done(
        await app.externalReviews.comment(
          link.split('/').at(-1) ?? '',
          { kind: 'fact', language: 'en', body: canary, section: null },
          '127.0.0.1'
        )
      );
    }
  },
  {
    what: 'a chair signs what a city does not see yet',
    from: cities,
    do: async (app, as) => {
      const chair = await as('chair.eu@demo.local');
      const { shown } = done(await app.approvals.load(chair, study, 'findings:ningbo'));
      if (!shown) throw new Error('Nothing is put before the chairs');
      done(
        await app.approvals.sign(
          chair,
          study,
          { subject: 'findings:ningbo', versionId: shown.id, hash: shown.hash },
          'meridian'
        )
      );
    }
  },
  {
    what: 'an assessor seals one score rather than another',
    from: everyone,
    do: (app, as) => sealScore(app, as, { level: 'basic', rationale: canary, confidence: 'low' }),
    otherwise: (app, as) =>
      sealScore(app, as, {
        level: 'more-advanced',
        rationale: 'Another reason, at greater length. '.repeat(20),
        confidence: 'high'
      })
  },
  {
    what: 'an assessor drafts a score',
    from: everyone,
    do: async (app, as) => {
      const score = { ...emptyDraft, rationale: canary, version: 0, round: 1, locale: 'en' as const };
      done(
        await app.panels.draft(
          await as('expert2.eu@demo.local'),
          study,
          { cityId: 'nantong', characteristic: 'business-models' },
          score
        )
      );
    }
  },
  {
    what: 'a panel is revealed, talks, judges again, comes to a result and closes',
    from: outside,
    do: async (app, as) => {
      const chair = await as('chair.eu@demo.local');
      const panelKey = { cityId: 'yangzhou', characteristic: 'business-models' };
      const seen = async () => ({
        ...panelKey,
        version: done(await app.panels.load(chair, study, panelKey)).panel?.version ?? 0
      });
      const both = { en: canary, zh: canary };
      const dissent = [{ sideId: 'cn', level: 'more-advanced', opinion: both }];
      done(
        await app.panels.record(chair, study, await seen(), {
          outcome: 'level',
          level: 'basic',
          reason: both,
          dissent,
          meetingId: null
        })
      );
      done(await app.panels.close(chair, study, await seen()));
      done(
        await app.threads.open(
          await as('expert1.cn@demo.local'),
          await documentOf(app, 'findings', 'yangzhou'),
          {
            about: 'score',
            section: panelKey.characteristic,
            targetId: panelKey.characteristic,
            anchor: null,
            audience: 'panel',
            body: canary,
            locale: 'en'
          }
        )
      );
      const open = { cityId: 'nantong', characteristic: 'value-assessment' };
      const version = done(await app.panels.load(chair, study, open)).panel?.version ?? 0;
      done(await app.panels.reveal(chair, study, { ...open, version }));
      done(await app.panels.again(chair, study, { ...open, version: version + 1 }, both));
    }
  },
  {
    what: 'assessors are named for a city, and a tie is noted',
    from: outside,
    do: async (app, as) => {
      const secretariat = await as('secretariat@demo.local');
      const chosen = await Promise.all(['expert1.eu@demo.local', 'expert1.cn@demo.local'].map(as));
      done(
        await app.panels.name(
          secretariat,
          study,
          'jiaxing',
          chosen.map(({ userId }) => userId)
        )
      );
      done(
        await app.panels.tie(secretariat, study, 'jiaxing', {
          userId: (await as('expert2.cn@demo.local')).userId,
          kind: 'works-for'
        })
      );
    }
  },
  {
    what: 'levels are released to one city, which comments on one',
    from: ['drafted city', 'consulted city', 'answering city'],
    do: async (app, as) => {
      done(await app.panels.release(await as('secretariat@demo.local'), study, 'nantong'));
      const { commentId } = done(
        await app.threads.open(
          await as('city.nantong@demo.local'),
          await documentOf(app, 'response', 'nantong'),
          {
            about: 'score',
            section: 'governance',
            targetId: 'governance',
            anchor: null,
            audience: 'hearing',
            body: canary,
            locale: 'zh'
          }
        )
      );
      if (!commentId) throw new Error('no comment');
    }
  },
  {
    what: 'an expert words a question of the next framework in another way',
    from: outside,
    do: async (app, as) => {
      const expert = await as('expert1.cn@demo.local');
      done(await app.frameworkDrafts.begin(await as('secretariat@demo.local'), study));
      const { draft } = done(await app.frameworkDrafts.load(expert, study));
      const question = draft && findQuestion(draft.framework, 'ict.sharing');
      if (!question) throw new Error('there is no question');
      const command = {
        kind: 'question',
        id: question.id,
        edit: { ...question, text: { en: canary, zh: canary } }
      } as const;
      done(await app.frameworkDrafts.change(expert, study, seenOf(draft.framework, command), command));
    }
  },
  {
    what: 'a chair leads a meeting',
    from: cities,
    do: async (app, as) =>
      done(
        await app.leading.start(
          await as('chair.eu@demo.local'),
          study,
          '/assessments/nantong/governance/panel',
          null
        )
      )
  },
  {
    what: 'a colleague reads their notices and turns the digest off',
    from: everyone,
    do: async (app, as) => {
      const colleague = await as('expert1.cn@demo.local');
      done(await app.inbox.see(colleague, study, app.now().getTime()));
      done(await app.inbox.setDigest(colleague, study, 'none'));
    }
  }
];

const evidence = (isConfidential: boolean, text: string): EvidenceFacts => ({
  title: { en: text, zh: text },
  language: 'zh',
  datedOn: '2013',
  url: null,
  accessedOn: null,
  citation: '',
  isConfidential,
  note: { en: text, zh: '' }
});

/**
 * Stores something confidential of a city that has submitted its answers, as if it had been submitted with
 * them.
 */
async function hold(app: App, as: (email: string) => Promise<Actor>, text: string): Promise<string> {
  const { userId } = await as('city.haidian@demo.local');
  const { id: studyId } = await app.store.db
    .selectFrom('study')
    .select('id')
    .where('slug', '=', study)
    .executeTakeFirstOrThrow();
  const id = app.newId();
  await insertEvidence(app.store.db, {
    id,
    studyId,
    cityId: 'haidian',
    kind: 'link',
    ...factColumns({
      ...evidence(true, text),
      url: 'https://example.org/unseen-canary',
      accessedOn: '2026-08-01'
    }),
    userId,
    at: '2013-09-02T08:00:00.000Z',
    withdrawnAt: null,
    withdrawnBy: null,
    withdrawnReasonEn: '',
    withdrawnReasonZh: '',
    version: 1
  });
  return id;
}

async function sealScore(
  app: App,
  as: (email: string) => Promise<Actor>,
  judged: Pick<ScoreDraft, 'level' | 'rationale' | 'confidence'>
): Promise<void> {
  const panelKey = { cityId: 'nantong', characteristic: 'value-assessment' };
  const assessor = await as('expert2.eu@demo.local');
  const { citable } = done(await app.panels.load(assessor, study, panelKey));
  const cited = citable.slice(0, judged.level === 'basic' ? 1 : 3).map(({ kind, id }) => ({ kind, id }));
  done(
    await app.panels.seal(assessor, study, panelKey, {
      ...emptyDraft,
      ...judged,
      judgement: 'level',
      cited,
      version: 0,
      round: 1,
      locale: 'en'
    })
  );
}
