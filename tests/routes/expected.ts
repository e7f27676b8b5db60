/**
 * What every way into the pages answers to whom: one row each, written by hand. A way that is not declared here fails the
 * test. Columns, in order: anonymous, suspended, administrator, secretariat, chair, expert, own city, other city, observer.
 * `own` is the study in which they hold their roles (the city: Haidian); `foreign` one in which nobody of them does.
 */
export const principals = [
  'anonymous', 'suspended', 'administrator', 'secretariat', 'chair', 'expert', 'own city', 'other city', 'observer'
] as const;
export type Principal = (typeof principals)[number];

export interface Way {
  /** One status for each principal. */
  readonly own: string;
  /** For ways that name a study. */
  readonly foreign?: string;
  /** What a well-formed request sends; permitted people are then refused by the matter itself, or it is harmless. */
  readonly form?: Readonly<Record<string, string>>;
}

const all = (status: number): string => Array(9).fill(status).join(' ');

//                  anon susp admin secr chair exp  own  other obs
const members = {
  own: /*      */ '303  303  404   200  200   200  200  200   200',
  foreign: /*  */ '303  303  404   404  404   404  404  404   404'
};
const noCities = { own: '303  303  404   200  200   200  404  404   200', foreign: members.foreign };
const ofTheCity = { own: '303  303  404   200  200   200  200  404   200', foreign: members.foreign };
const secretariatPage = { own: '303  303  404   200  403   403  403  403   403', foreign: members.foreign };
const apiMembers = { own: '401  401  404   200  200   200  200  200   200', foreign: '401  401  404   404  404   404  404  404   404' };
const apiOfTheCity = { own: '401  401  404   200  200   200  200  404   200', foreign: apiMembers.foreign };
const signedIn = { own: '303  303  200   200  200   200  200  200   200' };
const administrators = { own: '303  303  200   404  404   404  404  404   404' };
/** An action of the secretariat, and what it says to the secretariat itself about the form that the row sends. */
const secretariatAct = (status: number) => ({ own: `303 303 404 ${status} 403 403 403 403 403`, foreign: members.foreign });
const administratorAct = (status: number) => ({ own: `303 303 ${status} 404 404 404 404 404 404` });
const signedInAct = (status: number) => ({ own: `303 303 ${Array(7).fill(status).join(' ')}` });

const texts = { titleEn: '', titleZh: '', version: '0' };

export const ways: Readonly<Record<string, Way>> = {
  'GET /': { own: '200  200  303   303  303   303  303  303   303' },
  'GET /login': { own: '200  200  303   303  303   303  303  303   303' },
  'GET /connection': { own: all(200) },
  'POST /login?/default': { own: '401  401  303   303  303   303  303  303   303', form: { email: 'nobody@test.local', password: 'not the password' } },
  'POST /logout': { own: all(303) },
  'POST /locale': { own: all(303), form: { locale: 'en', next: '/' } },
  'POST /theme': { own: all(303), form: { theme: 'dark', next: '/' } },

  'GET /account': signedIn,
  'POST /account?/name': { ...signedInAct(400), form: { nameEn: '', nameZh: '' } },
  'POST /account?/locale': { ...signedInAct(303), form: { locale: 'en' } },
  'POST /account?/password': { ...signedInAct(400), form: { present: '', wanted: 'short' } },
  'POST /account?/endSession': { ...signedInAct(404), form: { session: 'somebody-elses' } },
  'POST /account?/endOtherSessions': signedInAct(200),

  'GET /admin/users': administrators,
  'POST /admin/users?/create': { ...administratorAct(400), form: { email: 'no address', nameEn: 'N', nameZh: '' } },
  'POST /admin/users?/resetPassword': { ...administratorAct(404), form: { user: 'nobody' } },
  'POST /admin/users?/suspend': { ...administratorAct(404), form: { user: 'nobody' } },
  'POST /admin/users?/restore': { ...administratorAct(404), form: { user: 'nobody' } },
  'POST /admin/users?/makeAdministrator': { ...administratorAct(404), form: { user: 'nobody' } },
  'POST /admin/users?/unmakeAdministrator': { ...administratorAct(404), form: { user: 'nobody' } },
  'POST /admin/users?/endSessions': { ...administratorAct(404), form: { user: 'nobody' } },

  'GET /studies': signedIn,
  'GET /studies/new': administrators,
  'POST /studies/new?/default': { ...administratorAct(400), form: { slug: 'Not A Slug' } },
  'GET /studies/[study]': members,
  'GET /studies/[study]/activity': members,
  'GET /studies/[study]/cities': members,
  'POST /studies/[study]/cities?/add': { ...secretariatAct(400), form: { id: 'No slug' } },
  'GET /studies/[study]/cities/[city]': members,
  'POST /studies/[study]/cities/[city]?/edit': { ...secretariatAct(409), form: { kind: 'city', nameEn: 'N', shortNameEn: 'N', version: '0' } },
  'POST /studies/[study]/cities/[city]?/check': { ...secretariatAct(404), form: { criterionId: 'none', result: 'met', version: '0' } },
  'GET /studies/[study]/criteria': members,
  'GET /studies/[study]/framework': members,
  'POST /studies/[study]/framework?/publish': { ...secretariatAct(400), form: { file: 'no JSON' } },
  'GET /studies/[study]/glossary': members,
  'GET /studies/[study]/people': members,
  'POST /studies/[study]/people?/give': { ...secretariatAct(400), form: { email: 'nobody@test.local', role: 'observer', side: '', city: '' } },
  'POST /studies/[study]/people?/withdraw': { ...secretariatAct(404), form: { grant: 'none' } },
  'POST /studies/[study]/people?/join': { ...secretariatAct(404), form: { body: 'none', user: 'nobody' } },
  'POST /studies/[study]/people?/leave': { ...secretariatAct(404), form: { body: 'none', user: 'nobody' } },
  'POST /studies/[study]/people?/rapporteurs': { ...secretariatAct(404), form: { city: 'none', lead: '', reviewer: '' } },
  'GET /studies/[study]/plan': members,
  'POST /studies/[study]/plan?/phase': { ...secretariatAct(404), form: { id: 'none', version: '0' } },
  'POST /studies/[study]/plan?/add': { ...secretariatAct(400), form: { titleEn: '', titleZh: '', state: 'planned' } },
  'POST /studies/[study]/plan?/change': { ...secretariatAct(404), form: { id: 'none', titleEn: 'T', titleZh: '', version: '0', state: 'planned' } },
  'GET /studies/[study]/settings': secretariatPage,
  'POST /studies/[study]/settings?/default': { ...secretariatAct(409), form: texts },
  'GET /studies/[study]/assessments/[city]': { ...ofTheCity, own: ofTheCity.own.replaceAll('200', '307') },
  'GET /studies/[study]/assessments/[city]/[characteristic]': ofTheCity,
  'GET /studies/[study]/chapters': members,
  'GET /studies/[study]/chapters/[chapter]': noCities,

  'GET /api/v1/openapi.json': { own: all(200) },
  'fallback /api/v1/openapi.json': { own: all(405) },
  'GET /api/v1/ping': { own: all(200) },
  'fallback /api/v1/ping': { own: all(405) },
  'GET /api/v1/studies': { own: '401  401  200   200  200   200  200  200   200' },
  'fallback /api/v1/studies': { own: all(405) },
  'GET /api/v1/studies/[study]': apiMembers,
  'fallback /api/v1/studies/[study]': { own: all(405), foreign: all(405) },
  'GET /api/v1/studies/[study]/assessments': apiMembers,
  'fallback /api/v1/studies/[study]/assessments': { own: all(405), foreign: all(405) },
  'GET /api/v1/studies/[study]/assessments/[city]': apiOfTheCity,
  'fallback /api/v1/studies/[study]/assessments/[city]': { own: all(405), foreign: all(405) },
  'GET /api/v1/studies/[study]/events': apiMembers,
  'fallback /api/v1/studies/[study]/events': { own: all(405), foreign: all(405) },
  'fallback /api/[...path]': { own: all(404) }
};
