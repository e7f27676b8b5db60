/** A small study and its people, for tests: two sides, a few cities with their assessments and documents, one chapter. */
import type { Duty } from '#domain/appointment.ts';
import type { CityId, SideId, StudyId, UserId } from '#domain/ids.ts';
import type { Framework, Question } from '#domain/framework.ts';
import type { MeetingRecord } from '#domain/meeting.ts';
import type { Role } from '#domain/permissions.ts';
import type { AssessmentState } from '#domain/workflow.ts';
import { hashPassword } from '#server/auth/password.ts';
import type { House } from '#server/house.ts';
import { insertGrant, listGrantsInStudy } from '#server/store/grants.ts';
import { insertMeeting, meetingColumns } from '#server/store/meetings.ts';
import { insertUser } from '#server/store/users.ts';

/** The password of everyone whom a test makes. */
export const testPassword = 'correct horse 北京';

export interface TestStudy {
  readonly id: StudyId;
  readonly slug: string;
  readonly sides: { readonly eu: SideId; readonly cn: SideId };
  /** In the order in which they were asked for. */
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

interface CityWish {
  readonly id: string;
  readonly side: 'eu' | 'cn';
  readonly state?: AssessmentState;
}

const twoCities: readonly CityWish[] = [
  { id: 'bristol', side: 'eu', state: 'drafting' },
  { id: 'haidian', side: 'cn', state: 'drafting' }
];

export async function makeStudy(
  house: House,
  { slug = 'small-study', cities = twoCities }: { slug?: string; cities?: readonly CityWish[] } = {}
): Promise<TestStudy> {
  const { db } = house.store;
  const id = house.newId() as StudyId;
  const at = house.now().toISOString();
  const sides = { eu: 'eu' as SideId, cn: 'cn' as SideId };
  await db
    .insertInto('study')
    .values({
      id,
      slug,
      titleEn: `Study ${slug}`,
      titleZh: `研究 ${slug}`,
      shortTitleEn: slug,
      shortTitleZh: slug,
      programmeEn: '',
      programmeZh: '',
      purposeEn: '',
      purposeZh: '',
      scopeEn: '',
      scopeZh: '',
      isBench: 0,
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
  for (const [index, city] of cities.entries()) made.push(await makeCity(house, id, city, index + 1));
  const chapterId = await makeDocument(house, {
    studyId: id,
    kind: 'chapter',
    slug: 'trends',
    titleEn: 'Trends',
    titleZh: '趋势'
  });
  return { id, slug, sides, cities: made, chapterId };
}

async function makeCity(house: House, studyId: StudyId, wish: CityWish, number: number): Promise<TestCity> {
  const { db } = house.store;
  const at = house.now().toISOString();
  await db
    .insertInto('city')
    .values({
      studyId,
      id: wish.id,
      number,
      sideId: wish.side,
      kind: 'city',
      nameEn: wish.id,
      nameZh: `城市${number}`,
      shortNameEn: wish.id,
      shortNameZh: `城市${number}`,
      parentEn: null,
      parentZh: null,
      countryEn: wish.side === 'eu' ? 'Italy' : 'China',
      countryZh: wish.side === 'eu' ? '意大利' : '中国',
      isoCountry: wish.side === 'eu' ? 'IT' : 'CN',
      isoSubdivision: null,
      latitude: 40,
      longitude: 116,
      timeZone: wish.side === 'eu' ? 'Europe/Rome' : 'Asia/Shanghai',
      selectionReasonEn: null,
      selectionReasonZh: null
    })
    .execute();
  const assessmentId = house.newId();
  await db
    .insertInto('assessment')
    .values({
      id: assessmentId,
      studyId,
      cityId: wish.id,
      state: wish.state ?? 'drafting',
      stateSince: at,
      invitedAt: null,
      startedAt: null,
      submittedAt: null,
      acceptedAt: null
    })
    .execute();
  return {
    id: wish.id as CityId,
    sideId: wish.side as SideId,
    assessmentId,
    responseId: await makeDocument(house, { studyId, kind: 'response', cityId: wish.id }),
    findingsId: await makeDocument(house, { studyId, kind: 'findings', cityId: wish.id })
  };
}

interface DocumentWish {
  readonly studyId: StudyId;
  readonly kind: 'response' | 'findings' | 'chapter';
  readonly cityId?: string;
  readonly slug?: string;
  readonly titleEn?: string;
  readonly titleZh?: string;
}

/** An empty document in its first generation. */
async function makeDocument(house: House, wish: DocumentWish): Promise<string> {
  const { db } = house.store;
  const documentId = house.newId();
  const at = house.now().toISOString();
  const { studyId, kind, cityId = null, slug = null, titleEn = null, titleZh = null } = wish;
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
  await db.insertInto('generation').values({ documentId, n: 1, openedAt: at, endedAt: null }).execute();
  const emptyUpdate = new Uint8Array([0, 0]);
  await db
    .insertInto('documentSnapshot')
    .values({ documentId, generation: 1, throughSeq: 0, bytes: emptyUpdate, createdAt: at })
    .execute();
  return documentId;
}

export async function makeMeeting(house: House, study: TestStudy, id: string): Promise<void> {
  const nothing = { en: '', zh: '' };
  const record: MeetingRecord = {
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
  await insertMeeting(house.store.db, {
    studyId: study.id,
    id,
    ...meetingColumns(record),
    userId: 'nobody',
    at: house.now().toISOString(),
    version: 1
  });
}

export interface PersonWish {
  /** Without a role the person is signed up, but in no study. */
  readonly role?: Role;
  readonly study?: TestStudy;
  readonly side?: 'eu' | 'cn';
  /** For the role `city`: the id of the city, whose side the person then is of. */
  readonly city?: string;
  /** For the role `city`: whether the person speaks for it. Without a word the city's first representative does. */
  readonly senior?: boolean;
  /** For the role `city`: the characteristics to which their writing is limited. */
  readonly characteristics?: readonly string[];
  /** For the role `expert`: the id of the city that the person is rapporteur of, in this duty or as its lead. */
  readonly rapporteurOf?: string;
  readonly duty?: Duty;
  readonly administrator?: boolean;
  readonly suspended?: boolean;
  readonly name?: string;
  readonly email?: string;
}

let passwordHash: Promise<string> | undefined;

export async function makePerson(house: House, wish: PersonWish = {}): Promise<TestPerson> {
  const id = house.newId() as UserId;
  const email = wish.email ?? `${wish.role ?? 'person'}.${id.slice(0, 8)}@test.local`;
  passwordHash ??= hashPassword(testPassword);
  const isNew = await insertUser(house.store.db, {
    id,
    email,
    passwordHash: await passwordHash,
    nameEn: wish.name ?? `Person ${id.slice(0, 4)}`,
    nameZh: '',
    locale: null,
    isAdministrator: wish.administrator ? 1 : 0,
    suspendedAt: wish.suspended ? house.now().toISOString() : null,
    createdAt: house.now().toISOString()
  });
  if (!isNew) throw new Error(`There is a ${email} already`);
  if (wish.role !== undefined) {
    if (!wish.study) throw new Error('A role is held in a study');
    const city = wish.study.cities.find((known) => known.id === wish.city);
    if (wish.role === 'city' && !city) throw new Error('A representative speaks for a city of the study');
    const sideId =
      city?.sideId ?? wish.side ?? (wish.role === 'chair' || wish.role === 'expert' ? 'eu' : null);
    await insertGrant(house.store.db, {
      id: house.newId(),
      studyId: wish.study.id,
      userId: id,
      role: wish.role,
      sideId,
      cityId: wish.role === 'city' ? (city?.id ?? null) : null,
      isSenior:
        wish.role === 'city' && city && (wish.senior ?? !(await hasSenior(house, wish.study.id, city.id)))
          ? 1
          : 0,
      characteristics: wish.characteristics ? JSON.stringify(wish.characteristics) : null,
      createdAt: house.now().toISOString()
    });
    if (wish.rapporteurOf !== undefined) {
      const named = {
        studyId: wish.study.id,
        cityId: wish.rapporteurOf,
        userId: id,
        duty: wish.duty ?? 'lead'
      };
      await house.store.db.insertInto('rapporteur').values(named).execute();
    }
  }
  return { id, email, password: testPassword };
}

async function hasSenior({ store }: House, studyId: string, cityId: string): Promise<boolean> {
  const grants = await listGrantsInStudy(store.db, studyId);
  return grants.some((grant) => grant.cityId === cityId && grant.isSenior === 1);
}

/** Signs the person in and gives the value for a `Cookie` header. */
export async function cookieOf(
  house: House,
  person: Pick<TestPerson, 'email' | 'password'>
): Promise<string> {
  const signedIn = await house.sessions.signIn({
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
  required: true,
  parentId: null,
  facets: [],
  measures: [],
  recordType: null,
  optionsRef: null,
  options: [],
  exampleRequired: false,
  showIf: null,
  alsoAccepts: null,
  withMoney: false,
  linkedField: null,
  guidance: null,
  example: null,
  retired: false
});

/** Two characteristics of one question each, in the shape of every framework. */
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
