/** What people do in the demo study that others may not see: who acts, what they do, and from whom it is hidden. */
import { passage } from '#document/narrative.ts';
import type { Actor } from '#domain/permissions.ts';
import type { Result } from '#domain/refusal.ts';
import type { House } from '#server/house.ts';
import { insertLateProposal, insertUpdates } from '#server/store/updates.ts';
import * as Y from 'yjs';

export const study = 'eu-china-2013';

/** Each with the account that stands for it. The cities: one that drafts are written about, one that is consulted, one that still answers. */
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
  readonly do: (house: House, as: (email: string) => Promise<Actor>) => Promise<unknown>;
}

const canary = '不可见 unseen-canary';
const documentOf = async (house: House, kind: 'response' | 'findings', cityId: string): Promise<string> =>
  (await house.store.db.selectFrom('document').select('id').where('kind', '=', kind).where('cityId', '=', cityId).executeTakeFirstOrThrow()).id;

function done<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`refused: ${JSON.stringify(result.refusal)}`);
  return result.value;
}

const open = async (house: House, actor: Actor, documentId: string, audience: 'experts' | 'shared' | 'staff') =>
  done(
    await house.threads.open(actor, documentId, {
      about: 'passage', section: 'governance', targetId: null, anchor: null, audience, body: canary, locale: 'en'
    })
  );

export const hiddenActs: readonly HiddenAct[] = [
  {
    what: 'experts talk about findings, name each other, and settle it',
    from: outside,
    do: async (house, as) => {
      const expert = await as('expert1.eu@demo.local');
      const colleague = await as('expert1.cn@demo.local');
      const findings = await documentOf(house, 'findings', 'haidian');
      const { threadId } = await open(house, expert, findings, 'experts');
      done(await house.threads.reply(colleague, threadId, { body: `@[${expert.userId}] ${canary}`, locale: 'zh' }));
      const { version } = await house.store.db.selectFrom('thread').select('version').where('id', '=', threadId).executeTakeFirstOrThrow();
      done(await house.threads.resolve(expert, { id: threadId, version }));
    }
  },
  {
    what: 'the staff of a city confer',
    from: allBut('consulted city'),
    do: async (house, as) => {
      await open(house, await as('city.yangzhou@demo.local'), await documentOf(house, 'response', 'yangzhou'), 'staff');
    }
  },
  {
    what: 'a city drafts its comments',
    from: allBut('consulted city'),
    do: async (house, as) => {
      done(
        await house.consultations.draft(await as('city.yangzhou@demo.local'), study, 'yangzhou', {
          stance: 'comment', kind: 'fact', body: canary, proposal: '', section: 'governance', language: 'zh', blockId: null, quote: ''
        })
      );
    }
  },
  {
    what: 'a question to a city is called back within the minute',
    from: everyone.filter((role) => role !== 'expert'),
    do: async (house, as) => {
      const expert = await as('expert1.eu@demo.local');
      const { commentId } = await open(house, expert, await documentOf(house, 'response', 'bristol'), 'shared');
      done(await house.threads.recall(expert, commentId));
    }
  },
  {
    what: 'a version of live findings is kept under a name',
    from: outside,
    do: async (house, as) => {
      done(await house.versions.keep(await as('expert1.eu@demo.local'), study, { kind: 'findings', city: 'haidian' }, { en: canary, zh: canary }));
    }
  },
  {
    what: 'somebody types in findings that the city does not read yet',
    from: cities,
    do: async (house, as) => {
      const { userId } = await as('expert1.eu@demo.local');
      const documentId = await documentOf(house, 'findings', 'haidian');
      const doc = new Y.Doc();
      const before = await house.documents.contentOf(documentId);
      Y.applyUpdate(doc, before ?? new Uint8Array());
      const state = Y.encodeStateVector(doc);
      passage(doc, 'governance', 'en').insert(0, [paragraph(canary)]);
      const { last } = await house.store.db
        .selectFrom('documentUpdate')
        .select((eb) => eb.fn.max('seq').as('last'))
        .where('documentId', '=', documentId)
        .executeTakeFirstOrThrow();
      await insertUpdates(house.store.db, [
        { documentId, generation: 1, seq: last + 1, userId, at: house.now().toISOString(), bytes: Y.encodeStateAsUpdate(doc, state) }
      ]);
    }
  },
  {
    what: 'an edit comes after the freeze',
    from: outside,
    do: async (house, as) => {
      const { userId } = await as('expert1.eu@demo.local');
      const documentId = await documentOf(house, 'findings', 'ningbo');
      await insertLateProposal(house.store.db, {
        id: house.newId(), documentId, generation: 1, userId, receivedAt: house.now().toISOString(), bytes: new Uint8Array([0, 0])
      });
    }
  },
  {
    what: 'a meeting is recorded',
    from: cities,
    do: async (house, as) => {
      const both = { en: canary, zh: canary };
      done(
        await house.meetings.add(await as('secretariat@demo.local'), study, {
          kind: 'meeting', title: both, place: both, fromOn: '2026-09', toOn: null, agenda: both, decisions: both, attendance: {}, cities: [], advances: [], learned: both
        })
      );
    }
  },
  {
    what: 'somebody is invited',
    from: allBut('secretariat'),
    do: async (house, as) => {
      done(
        await house.invitations.send(await as('secretariat@demo.local'), study, {
          email: 'newcomer@unseen-canary.test', role: 'observer', sideId: null, cityId: null, locale: 'en'
        })
      );
    }
  },
  {
    what: 'a comment that came on paper is entered for one city',
    from: ['drafted city', 'answering city', 'observer'],
    do: async (house, as) => {
      done(
        await house.consultations.record(
          await as('expert1.cn@demo.local'), study, 'yangzhou',
          { origin: 'paper', name: canary, sideId: 'cn', on: '2026-08', meetingId: null },
          [{ stance: 'comment', kind: 'judgement', language: 'zh', body: canary, proposal: '', section: null, blockId: null, quote: '' }]
        )
      );
    }
  },
  {
    what: 'a draft is given to somebody outside, and taken back',
    from: outside,
    do: async (house, as) => {
      const secretariat = await as('secretariat@demo.local');
      const deadline = { at: new Date(house.now().getTime() + 86_400_000).toISOString(), zone: 'Asia/Shanghai' };
      done(await house.readings.give(secretariat, study, 'yangzhou', { name: canary, organisation: canary, sideId: null, email: '', deadline }, 'en'));
      const [given] = done(await house.readings.list(secretariat, study, 'yangzhou'));
      done(await house.readings.revoke(secretariat, study, 'yangzhou', given?.id ?? ''));
    }
  },
  {
    what: 'somebody outside comments on a draft that was given to them',
    from: ['drafted city', 'answering city', 'observer'],
    do: async (house, as) => {
      const secretariat = await as('secretariat@demo.local');
      const deadline = { at: new Date(house.now().getTime() + 86_400_000).toISOString(), zone: 'Asia/Shanghai' };
      const { link } = done(await house.readings.give(secretariat, study, 'yangzhou', { name: canary, organisation: canary, sideId: 'eu', email: '', deadline }, 'en'));
      done(await house.readings.comment(link.split('/').at(-1) ?? '', { kind: 'fact', language: 'en', body: canary, section: null }, '127.0.0.1'));
    }
  },
  {
    what: 'a chair signs what a city does not see yet',
    from: cities,
    do: async (house, as) => {
      const chair = await as('chair.eu@demo.local');
      const { shown } = done(await house.approvals.load(chair, study, 'findings:ningbo'));
      if (!shown) throw new Error('Nothing is put before the chairs');
      done(await house.approvals.sign(chair, study, { subject: 'findings:ningbo', versionId: shown.id, hash: shown.hash }, 'meridian'));
    }
  },
  {
    what: 'a colleague reads their notices and turns the digest off',
    from: everyone,
    do: async (house, as) => {
      const colleague = await as('expert1.cn@demo.local');
      done(await house.inbox.see(colleague, study, house.now().toISOString()));
      done(await house.inbox.setDigest(colleague, study, 'none'));
    }
  }
];

function paragraph(words: string): Y.XmlElement {
  const element = new Y.XmlElement('paragraph');
  element.setAttribute('id', 'unseen');
  element.insert(0, [new Y.XmlText(words)]);
  return element;
}
