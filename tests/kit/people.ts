/** A small study and its people, for tests: two sides, a few cities with their assessments and documents, one chapter. */
import { hash } from '@node-rs/argon2';
import { presentTextModel } from '#rules/documents/text-models.ts';
import type { RapporteurAssignment } from '#rules/people/appointment.ts';
import type { CityId, SideId, StudyId, UserId } from '#base/ids.ts';
import { newQuestion } from '#rules/framework/framework-edit.ts';
import type { Framework, Question } from '#rules/framework/framework.ts';
import type { MeetingMinutes } from '#rules/meetings/meeting.ts';
import type { Role } from '#base/permissions.ts';
import type { AssessmentState } from '#base/states.ts';
import type { App } from '#server/app.ts';
import { insertGrant, listGrantsInStudy } from '#server/auth/grants.ts';
import { insertMeeting, meetingColumns } from '#server/areas/meetings/store/meetings.ts';
import { insertUser } from '#server/auth/users.ts';
import { studyRow } from './study-row.ts';

export const testPassword = 'correct horse 北京';

export interface TestStudy {
  readonly id: StudyId;
  readonly slug: string;
  readonly sides: { readonly eu: SideId; readonly cn: SideId };
  /** Lists the cities in the order in which they were requested. */
  readonly cities: readonly TestCity[];
  /** The id of the chapter document; its slug is `trends`. */
  readonly chapterId: string;
}

export interface TestCity {
  readonly id: CityId;
  readonly sideId: SideId;
  readonly assessmentId: string;
  readonly responseId: string;
  readonly findingsId: string;
}

export interface TestPerson {
  readonly id: UserId;
  readonly email: string;
  readonly password: string;
}

interface CityInput {
  readonly id: string;
  readonly side: 'eu' | 'cn';
  readonly state?: AssessmentState;
}

/** Returns Haidian and Bristol in one state. */
export const citiesIn = (state: AssessmentState): readonly CityInput[] => [
  { id: 'haidian', side: 'cn', state },
  { id: 'bristol', side: 'eu', state }
];

const twoCities: readonly CityInput[] = [
  { id: 'bristol', side: 'eu', state: 'drafting' },
  { id: 'haidian', side: 'cn', state: 'drafting' }
];

export async function makeStudy(
  app: App,
  { slug = 'small-study', cities = twoCities }: { slug?: string; cities?: readonly CityInput[] } = {}
): Promise<TestStudy> {
  const { db } = app.store;
  const id = app.newId() as StudyId;
  const at = app.now().toISOString();
  const sides = { eu: 'eu' as SideId, cn: 'cn' as SideId };
  await db
    .insertInto('study')
    .values({
      ...studyRow,
      id,
      slug,
      titleEn: `Study ${slug}`,
      titleZh: `研究 ${slug}`,
      shortTitleEn: slug,
      shortTitleZh: slug,
      createdAt: at
    })
    .execute();
  await db
    .insertInto('side')
    .values([
      {
        studyId: id,
        id: sides.eu,
        position: 0,
        code: 'EU',
        nameEn: 'European Union',
        nameZh: '欧盟',
        counterpartEn: '',
        counterpartZh: '',
        pilotTarget: 15
      },
      {
        studyId: id,
        id: sides.cn,
        position: 1,
        code: 'CN',
        nameEn: 'China',
        nameZh: '中国',
        counterpartEn: '',
        counterpartZh: '',
        pilotTarget: 15
      }
    ])
    .execute();
  await db
    .insertInto('body')
    .values([
      {
        studyId: id,
        id: 'steering-committee',
        position: 0,
        nameEn: 'Steering committee',
        nameZh: '指导委员会',
        descriptionEn: '',
        descriptionZh: ''
      },
      {
        studyId: id,
        id: 'technical-expert-group',
        position: 1,
        nameEn: 'Technical expert group',
        nameZh: '技术专家组',
        descriptionEn: '',
        descriptionZh: ''
      }
    ])
    .execute();
  await db
    .insertInto('framework')
    .values({
      studyId: id,
      id: testFramework.id,
      version: testFramework.version,
      content: JSON.stringify(testFramework)
    })
    .execute();
  const made: TestCity[] = [];
  for (const [index, city] of cities.entries()) made.push(await makeCity(app, id, city, index + 1));
  const chapterId = await makeDocument(app, {
    studyId: id,
    kind: 'chapter',
    slug: 'trends',
    titleEn: 'Trends',
    titleZh: '趋势'
  });
  return { id, slug, sides, cities: made, chapterId };
}

async function makeCity(app: App, studyId: StudyId, input: CityInput, number: number): Promise<TestCity> {
  const { db } = app.store;
  const at = app.now().toISOString();
  await db
    .insertInto('city')
    .values({
      studyId,
      id: input.id,
      number,
      sideId: input.side,
      kind: 'city',
      nameEn: input.id,
      nameZh: `城市${number}`,
      shortNameEn: input.id,
      shortNameZh: `城市${number}`,
      parentEn: null,
      parentZh: null,
      countryEn: input.side === 'eu' ? 'Italy' : 'China',
      countryZh: input.side === 'eu' ? '意大利' : '中国',
      isoCountry: input.side === 'eu' ? 'IT' : 'CN',
      isoSubdivision: null,
      latitude: 40,
      longitude: 116,
      timeZone: input.side === 'eu' ? 'Europe/Rome' : 'Asia/Shanghai',
      selectionReasonEn: null,
      selectionReasonZh: null
    })
    .execute();
  const assessmentId = app.newId();
  await db
    .insertInto('assessment')
    .values({
      id: assessmentId,
      studyId,
      cityId: input.id,
      state: input.state ?? 'drafting',
      stateSince: at,
      invitedAt: null,
      startedAt: null,
      submittedAt: null,
      acceptedAt: null
    })
    .execute();
  return {
    id: input.id as CityId,
    sideId: input.side as SideId,
    assessmentId,
    responseId: await makeDocument(app, { studyId, kind: 'response', cityId: input.id }),
    findingsId: await makeDocument(app, { studyId, kind: 'findings', cityId: input.id })
  };
}

interface DocumentInput {
  readonly studyId: StudyId;
  readonly kind: 'response' | 'findings' | 'chapter';
  readonly cityId?: string;
  readonly slug?: string;
  readonly titleEn?: string;
  readonly titleZh?: string;
}

/** An empty document in its first generation. */
async function makeDocument(app: App, input: DocumentInput): Promise<string> {
  const { db } = app.store;
  const documentId = app.newId();
  const at = app.now().toISOString();
  const { studyId, kind, cityId = null, slug = null, titleEn = null, titleZh = null } = input;
  const state = kind === 'chapter' ? ('drafting' as const) : null;
  await db
    .insertInto('document')
    .values({
      id: documentId,
      studyId,
      kind,
      cityId,
      slug,
      position: 0,
      titleEn,
      titleZh,
      state,
      generation: 1
    })
    .execute();
  await db
    .insertInto('generation')
    .values({ documentId, n: 1, openedAt: at, endedAt: null, textModel: presentTextModel })
    .execute();
  const emptyUpdate = new Uint8Array([0, 0]);
  await db
    .insertInto('documentSnapshot')
    .values({ documentId, generation: 1, throughSeq: 0, bytes: emptyUpdate, createdAt: at })
    .execute();
  return documentId;
}

export async function makeMeeting(app: App, study: TestStudy, id: string): Promise<void> {
  const nothing = { en: '', zh: '' };
  const record: MeetingMinutes = {
    kind: 'meeting',
    title: { en: 'First meeting', zh: '第一次会议' },
    place: nothing,
    fromOn: '2013-05',
    toOn: null,
    agenda: nothing,
    decisions: nothing,
    attendance: {},
    cities: [],
    advances: [],
    learned: nothing
  };
  await insertMeeting(app.store.db, {
    studyId: study.id,
    id,
    ...meetingColumns(record),
    userId: 'nobody',
    at: app.now().toISOString(),
    version: 1
  });
}

export interface PersonInput {
  /** Gives the person a role; without one they are signed up, but in no study. */
  readonly role?: Role;
  readonly study?: TestStudy;
  readonly side?: 'eu' | 'cn';
  /** Sets for the role `city` the id of the city, to whose side the person then belongs. */
  readonly city?: string;
  /**
   * Sets for the role `city` whether the person speaks for it. By default the city's first representative
   * does.
   */
  readonly senior?: boolean;
  /** Sets for the role `city` the characteristics to which their writing is limited. */
  readonly characteristics?: readonly string[];
  /**
   * Sets for the role `expert` the id of the city that the person is rapporteur of, in this duty or as its
   * lead.
   */
  readonly rapporteurOf?: string;
  readonly duty?: RapporteurAssignment;
  readonly administrator?: boolean;
  readonly suspended?: boolean;
  readonly name?: string;
  readonly email?: string;
}

/** The cost stands in the hash: this one is compared in no time, where a real one takes 35 ms at each sign-in. */
const leastCost = { memoryCost: 8, timeCost: 1, parallelism: 1 };
let passwordHash: Promise<string> | undefined;

export async function makePerson(app: App, input: PersonInput = {}): Promise<TestPerson> {
  const id = app.newId() as UserId;
  const email = input.email ?? `${input.role ?? 'person'}.${id.slice(0, 8)}@test.local`;
  passwordHash ??= hash(testPassword.normalize('NFC'), leastCost);
  const isNew = await insertUser(app.store.db, {
    id,
    email,
    passwordHash: await passwordHash,
    nameEn: input.name ?? `Person ${id.slice(0, 4)}`,
    nameZh: '',
    locale: null,
    isAdministrator: input.administrator ? 1 : 0,
    suspendedAt: input.suspended ? app.now().toISOString() : null,
    createdAt: app.now().toISOString()
  });
  if (!isNew) throw new Error(`There is a ${email} already`);
  if (input.role !== undefined) {
    if (!input.study) throw new Error('A role is held in a study');
    const city = input.study.cities.find((known) => known.id === input.city);
    if (input.role === 'city' && !city) throw new Error('A representative speaks for a city of the study');
    const sideId =
      city?.sideId ?? input.side ?? (input.role === 'chair' || input.role === 'expert' ? 'eu' : null);
    await insertGrant(app.store.db, {
      id: app.newId(),
      studyId: input.study.id,
      userId: id,
      role: input.role,
      sideId,
      cityId: input.role === 'city' ? (city?.id ?? null) : null,
      isSenior:
        input.role === 'city' && city && (input.senior ?? !(await hasSenior(app, input.study.id, city.id)))
          ? 1
          : 0,
      characteristics: input.characteristics ? JSON.stringify(input.characteristics) : null,
      createdAt: app.now().toISOString()
    });
    if (input.rapporteurOf !== undefined) {
      const named = {
        studyId: input.study.id,
        cityId: input.rapporteurOf,
        userId: id,
        duty: input.duty ?? 'lead'
      };
      await app.store.db.insertInto('rapporteur').values(named).execute();
    }
  }
  return { id, email, password: testPassword };
}

async function hasSenior({ store }: App, studyId: string, cityId: string): Promise<boolean> {
  const grants = await listGrantsInStudy(store.db, studyId);
  return grants.some((grant) => grant.cityId === cityId && grant.isSenior === 1);
}

/** Signs the person in and gives the value for a `Cookie` header. */
export async function cookieOf(app: App, person: Pick<TestPerson, 'email' | 'password'>): Promise<string> {
  const signedIn = await app.sessions.signIn({
    email: person.email,
    password: person.password,
    address: '127.0.0.1'
  });
  if (!signedIn.ok) throw new Error(`${person.email} could not sign in: ${signedIn.refusal.code}`);
  return signedIn.value.cookie.split(';')[0] ?? '';
}

const question = (id: string, code: string, en: string, zh: string): Question => ({
  id,
  code,
  text: { en, zh },
  kind: 'rich-text',
  ...newQuestion,
  required: true
});

/** Defines two characteristics of one question each, in the shape of every framework. */
export const testFramework: Framework = {
  id: 'test-framework',
  version: '1',
  title: { en: 'Test framework', zh: '测试框架' },
  goals: [],
  rankingNotice: { en: 'The framework compares; it does not rank.', zh: '本框架用于比较，不用于排名。' },
  filledBy: { en: '', zh: '' },
  answerKinds: [],
  answerStates: [],
  optionSets: {},
  recordTypes: [],
  characteristics: [
    {
      number: 1,
      id: 'smart-city-strategy',
      name: { en: 'Smart City Strategy', zh: '智慧城市战略' },
      purpose: { en: '', zh: '' },
      questions: [question('strategy.vision', '1.1', 'Which vision guides the city?', '城市的愿景是什么？')]
    },
    {
      number: 2,
      id: 'stakeholders',
      name: { en: 'Stakeholders', zh: '利益相关方' },
      purpose: { en: '', zh: '' },
      questions: [question('stakeholders.who', '2.1', 'Who takes part?', '哪些方面参与？')]
    }
  ],
  references: []
};
