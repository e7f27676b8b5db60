import { chapterSection } from '#document/narrative.ts';

/**
 * Declares the status of every route for every principal: one row each, written by hand. A route that is not
 * declared here fails the test. Columns, in order: anonymous, suspended, administrator, secretariat, chair,
 * expert, own city, other city, observer. `own` is the study in which they hold their roles (the city:
 * Haidian); `foreign` one in which none of them does. A refusal comes before the body of the request is read, but for
 * one with `*`: there the sender may begin the command, which then says no, or the form itself names what it is about.
 */
export const principals = [
  'anonymous',
  'suspended',
  'administrator',
  'secretariat',
  'chair',
  'expert',
  'own city',
  'other city',
  'observer'
] as const;
export type Principal = (typeof principals)[number];

export interface Route {
  /** One status for each principal. */
  readonly own: string;
  /** The statuses of the foreign study, for routes that name a study. */
  readonly foreign?: string;
  /**
   * A well-formed request; permitted people are then refused by the state of the subject, or it is harmless.
   */
  readonly form?: Readonly<Record<string, string>>;
}

const all = (status: number | string): string => Array(9).fill(status).join(' ');
/** The statuses of an action whose form names its subject, one that is not there. */
const inForm = '303  303  404   404* 404*  404* 404* 404*  404*';

//                  anon susp admin secr chair exp  own  other obs
const members = {
  own: /*      */ '303  303  404   200  200   200  200  200   200',
  foreign: /*  */ '303  303  404   404  404   404  404  404   404'
};
const noCities = { own: '303  303  404   200  200   200  404  404   200', foreign: members.foreign };
const ofTheCity = { own: '303  303  404   200  200   200  200  404   200', foreign: members.foreign };
const approvalReaders = { own: '303  303  404   200  200   200  403  403  200', foreign: members.foreign };
const secretariatPage = { own: '303  303  404   200  403   403  403  403   403', foreign: members.foreign };
const drafts = { own: '303  303  404   200  200   200  403  403   403', foreign: members.foreign };
const record = { own: '303  303  404   200  200   200  403  403   200', foreign: members.foreign };
/** An action of those who write the minutes, and its status for them with the form of the row. */
const minutesAct = (status: number) => ({
  own: `303 303 404 ${status}* ${status}* ${status}* 403 403 403`,
  foreign: members.foreign
});
/** An action of those who write good practices, trends and challenges: the secretariat and experts. */
const themesAct = (status: number) => ({
  own: `303 303 404 ${status}* 403 ${status}* 403 403 403`,
  foreign: members.foreign
});
/** An action by which experts validate what is not there. */
const validatingAct = { own: '303 303 404 403 403 404* 403 403 403', foreign: members.foreign };
/** An action of those who write the framework's draft together. */
const draftAct = (status: number) => ({
  own: `303 303 404 ${status}* ${status}* ${status}* 403 403 403`,
  foreign: members.foreign
});
/** An action of those who write the facts of the roadmap's steps. */
const roadmapAct = (status: number) => ({
  own: `303 303 404 ${status}* 403 ${status}* 403 403 403`,
  foreign: members.foreign
});
/** A city's own way through the roadmap, which nobody else reads. */
const ownRoadmap = (status: number) => ({
  own: `303 303 404 403 403 403 ${status} 404 403`,
  foreign: members.foreign
});
/** An action of those who write the research, and its status for them with the form of the row. */
const researchAct = (status: number) => ({
  own: `303 303 404 ${status}* 403 ${status}* 403 403 403`,
  foreign: members.foreign
});
/** A code or a second pass that is not there, for those who read codings. */
const codingThing = { own: '303  303  404   404  404   404  403  403   403', foreign: members.foreign };
/** The internal notes of the research are read by the secretariat, chairs and experts. */
const researchNotes = { own: '303  303  404   200  200   200  403  403   403', foreign: members.foreign };
const apiRecord = {
  own: '401  401  404   200  200   200  403  403   200',
  foreign: '401  401  404   404  404   404  404  404   404'
};
const apiMembers = {
  own: '401  401  404   200  200   200  200  200   200',
  foreign: '401  401  404   404  404   404  404  404   404'
};
const apiOfTheCity = { own: '401  401  404   200  200   200  200  404   200', foreign: apiMembers.foreign };
const signedIn = { own: '303  303  200   200  200   200  200  200   200' };
const administrators = { own: '303  303  200   404  404   404  404  404   404' };
/** An action of the secretariat, and its status for the secretariat with the form of the row. */
const secretariatAct = (status: number) => ({
  own: `303 303 404 ${status}* 403 403 403 403 403`,
  foreign: members.foreign
});
/**
 * An action of the users who steer a city: the secretariat and its rapporteurs; the expert here is not one of
 * them; for the other city it does not exist.
 */
const steererAct = (status: number) => ({
  own: `303 303 404 ${status} 403 403 403 404 403`,
  foreign: members.foreign
});
/** The same for a chapter, which every expert steers and no city sees. */
const chapterAct = (status: number) => ({
  own: `303 303 404 ${status}* 403 ${status}* 404 404 403`,
  foreign: members.foreign
});
const administratorAct = (status: number) => ({ own: `303 303 ${status}* 404 404 404 404 404 404` });
const signedInAct = (status: number) => ({ own: `303 303 ${Array(7).fill(`${status}*`).join(' ')}` });

/**
 * Expects an action of the users who write Haidian's findings, or the chapter; the city does not see that
 * text yet.
 */
const ofWriters = (status: number) => ({
  own: `303 303 404 403 403 ${status}* 404 404 403`,
  foreign: members.foreign
});
/** Expects a request without the query that names a passage: members learn that, and nobody else anything. */
const badQuery = { own: '303  303  404   400  400   400  400  400   400', foreign: members.foreign };
const noSuch = { own: '303  303  404   404  404   404  404  404   404', foreign: members.foreign };
/** An action of those who read all versions, on a form that names nothing. */
const keepers = { own: '303  303  404   400  400   400  404  404   403', foreign: members.foreign };
/** Expects the pages of a city that has not been consulted yet. */
const consultation = { own: '303  303  404   200  200   200  200  404   404', foreign: members.foreign };
const consultations = { own: '303  303  404   200  200   200  403  403   403', foreign: members.foreign };
/**
 * Expects these statuses for secretariat, chair, expert and the city's senior representative, in a state in
 * which none of it can be done.
 */
const consultationAct = (statuses: string) => ({
  own: `303 303 404 ${statuses} 404 404`,
  foreign: members.foreign
});

/** The composition of the report, and an action of those who compose it, with its status for them. */
const reportPage = drafts;
const composeAct = (status: number) => ({
  own: `303 303 404 ${status}* 403 ${status}* 403 403 403`,
  foreign: members.foreign
});
/** Nothing is published in these studies; anybody learns so. */
const unpublished = { own: all(404), foreign: all(404) };

/** The departments are visible to the city alone. */
const departments = { own: '303  303  404   404  404   404  200  404   404', foreign: members.foreign };
const departmentsAct = (status: number) => ({
  own: `303 303 404 404 404 404 ${status}* 404 404`,
  foreign: members.foreign
});

/** The confidential answers are the city's; the secretariat sees who may read them, and names people. */
const confidential = { own: '303  303  404   200  404   404  200  404   404', foreign: members.foreign };
/**
 * An action of those who write a city's confidential answers, and its status for the city. Others than the
 * secretariat do not see the page.
 */
const confidentialAct = (status: number) => ({
  own: `303 303 404 403 404 404 ${status}* 404 404`,
  foreign: members.foreign
});
/** An action of those who name the readers of a city's confidential answers. */
const namingAct = (status: number) => ({
  own: `303 303 404 ${status}* 404 404 ${status}* 404 404`,
  foreign: members.foreign
});

/**
 * A panel's page, and the statuses for secretariat, chair and expert: the expert here is no assessor of the
 * city, and for everyone else there are no panels.
 */
const panels = { own: '303  303  404   200  200   200  404  404   404', foreign: members.foreign };
const panelAct = (statuses: string) => ({
  own: `303 303 404 ${statuses} 404 404 404`,
  foreign: members.foreign
});

/**
 * Expects 404 for every action on comments of a text, whose form names a document, thread or comment that
 * does not exist.
 */
const threadActs = (page: string): Record<string, Route> => {
  const nobodys = { own: inForm, foreign: members.foreign };
  const forms = {
    openThread: { document: 'none', section: 'body', body: 'Why?' },
    reply: { id: 'none', body: 'So.' },
    editComment: { id: 'none', version: '1', body: 'So.' },
    withdrawComment: { id: 'none' },
    recallComment: { id: 'none' },
    resolveThread: { id: 'none', version: '1' },
    reopenThread: { id: 'none', version: '1' }
  };
  return Object.fromEntries(
    Object.entries(forms).map(([action, form]) => [`POST ${page}?/${action}`, { ...nobodys, form }])
  );
};

/** The actions about pairs of passages of a section, on a pair that it does not hold; `waives` is the status of an expert's waiver. */
const pairActs = (page: string, section: string, waives: number): Record<string, Route> => {
  const pairs = '[{"ids":{"en":"e1","zh":"z1"},"prints":{"en":"00","zh":"00"}}]';
  const pair = { section, enBlock: 'e1', zhBlock: 'z1' };
  return {
    [`POST ${page}?/confirmPairs`]: { ...ofWriters(409), form: { section, pairs } },
    [`POST ${page}?/checkPairs`]: { ...ofWriters(409), form: { section, pairs } },
    [`POST ${page}?/divergePairs`]: {
      ...ofWriters(409),
      form: { section, pairs, noteEn: 'On purpose', noteZh: '有意' }
    },
    [`POST ${page}?/waivePairs`]: {
      own: `303 303 404 409 403 ${waives} 404 404 403`,
      foreign: members.foreign,
      form: { section, pairs, reasonEn: 'Later', reasonZh: '' }
    },
    [`POST ${page}?/takeBackPair`]: {
      // The secretariat takes back waivers, and nothing else.
      own: '303 303 404 403* 403 404* 404 404 403',
      foreign: members.foreign,
      form: { ...pair, kind: 'confirmation' }
    },
    [`POST ${page}?/pairChanges`]: {
      own: '303 303 404 404* 404* 404* 404 404 403',
      foreign: members.foreign,
      form: pair
    }
  };
};

/** The actions of suggestions about a section of open findings or of a chapter: the chair and the secretariat only suggest. */
const suggestionActs = (page: string, savedBy: number): Record<string, Route> => ({
  [`POST ${page}?/saveSuggestions`]: {
    own: `303 303 404 ${savedBy} ${savedBy} ${savedBy} 404 404 404`,
    foreign: members.foreign,
    form: { changes: '{"saved":[]}' }
  },
  [`POST ${page}?/decideSuggestion`]: {
    own: '303 303 404 403 403 404* 404 404 404',
    foreign: members.foreign,
    form: { act: 'reject', id: 'none', version: '1' }
  }
});

const texts = { titleEn: '', titleZh: '', version: '0' };

export const routes: Readonly<Record<string, Route>> = {
  'GET /': { own: '200  200  303   303  303   303  303  303   303' },
  'GET /login': { own: '200  200  303   303  303   303  303  303   303' },
  'GET /connection': { own: all(200) },
  // A link that never was; one that is good: tests/routes/invitation.test.ts.
  'GET /invitation/[token]': { own: all(404) },
  'POST /invitation/[token]?/accept': {
    own: all('404*'),
    form: { nameEn: 'N', nameZh: '', password: 'long enough' }
  },
  // The same for a draft in external review: tests/routes/external-review.test.ts.
  'GET /external-review/[token]': { own: all(404) },
  'POST /external-review/[token]?/comment': {
    own: all('404*'),
    form: { kind: 'fact', body: 'B', section: '', language: 'en' }
  },
  'POST /login?/default': {
    own: '401* 401* 303   303  303   303  303  303   303',
    form: { email: 'nobody@test.local', password: 'not the password' }
  },
  'POST /logout': { own: all(303) },
  'POST /locale': { own: all('303*'), form: { locale: 'en', next: '/' } },
  'POST /theme': { own: all('303*'), form: { theme: 'dark', next: '/' } },

  'GET /account': signedIn,
  'POST /account?/name': { ...signedInAct(400), form: { nameEn: '', nameZh: '' } },
  'POST /account?/locale': { ...signedInAct(303), form: { locale: 'en' } },
  'POST /account?/password': { ...signedInAct(400), form: { present: '', wanted: 'short' } },
  'GET /account/password': signedIn,
  'POST /account/password?/default': { ...signedInAct(400), form: { present: '', wanted: 'short' } },
  'GET /confirm': signedIn,
  'POST /confirm?/default': { ...signedInAct(403), form: { password: 'not the password' } },
  'GET /forgot': { own: all(200) },
  'POST /forgot?/default': { own: all(200), form: { email: 'nobody@test.local' } },
  'GET /reset/[token]': { own: all(200) },
  'POST /reset/[token]?/default': { own: all(409), form: { password: 'lanterns over the harbour' } },
  'POST /account?/endSession': { ...signedInAct(404), form: { session: 'somebody-elses' } },
  'POST /account?/endOtherSessions': signedInAct(200),

  'GET /admin/users': administrators,
  'POST /admin/users?/create': {
    ...administratorAct(400),
    form: { email: 'no address', nameEn: 'N', nameZh: '' }
  },
  // The installation of the test sends no e-mail.
  'POST /admin/users?/sendReset': { ...administratorAct(409), form: { user: 'nobody' } },
  'POST /admin/users?/changeAddress': {
    ...administratorAct(404),
    form: { user: 'nobody', email: 'new@test.local' }
  },
  'POST /admin/users?/confirm': { ...administratorAct(400), form: { user: 'nobody' } },
  'POST /admin/users?/suspend': { ...administratorAct(404), form: { user: 'nobody' } },
  'POST /admin/users?/restore': { ...administratorAct(404), form: { user: 'nobody' } },
  'POST /admin/users?/makeAdministrator': { ...administratorAct(404), form: { user: 'nobody' } },
  'POST /admin/users?/unmakeAdministrator': { ...administratorAct(404), form: { user: 'nobody' } },
  'POST /admin/users?/endSessions': { ...administratorAct(404), form: { user: 'nobody' } },

  'GET /admin/mail': administrators,
  'POST /admin/mail?/again': { ...administratorAct(200), form: { letter: 'none' } },

  'GET /studies': signedIn,
  'GET /studies/new': administrators,
  'POST /studies/new?/default': { ...administratorAct(400), form: { slug: 'Not A Slug' } },
  'GET /studies/[study]': members,
  'GET /studies/[study]/activity': members,
  'GET /studies/[study]/inbox': members,
  'POST /studies/[study]/inbox?/read': {
    own: inForm,
    foreign: members.foreign,
    form: { comment: 'none' }
  },
  'POST /studies/[study]/inbox?/unread': {
    own: inForm,
    foreign: members.foreign,
    form: { comment: 'none' }
  },
  'POST /studies/[study]/inbox?/readAll': members,
  'POST /studies/[study]/inbox?/see': {
    own: '303 303 404 400 400 400 400 400 400',
    foreign: members.foreign,
    form: { through: 'never' }
  },
  'POST /studies/[study]/inbox?/digest': { ...members, form: { digest: 'daily' } },
  'GET /studies/[study]/inbox/while-you-slept': members,
  'GET /studies/[study]/audit': {
    own: '303  303  404   200  200   403  403  403  403',
    foreign: members.foreign
  },
  'GET /studies/[study]/cities': members,
  'POST /studies/[study]/cities?/add': { ...secretariatAct(400), form: { id: 'No slug' } },
  'GET /studies/[study]/cities/[city]': members,
  'POST /studies/[study]/cities/[city]?/edit': {
    ...secretariatAct(409),
    form: { kind: 'city', nameEn: 'N', shortNameEn: 'N', version: '0' }
  },
  'POST /studies/[study]/cities/[city]?/withdraw': {
    ...secretariatAct(409),
    form: {
      withdrawnOn: '2013-09',
      withdrawnReasonEn: 'R',
      withdrawnReasonZh: '由',
      substituteId: '',
      version: '0'
    }
  },
  'POST /studies/[study]/cities/[city]?/check': {
    ...secretariatAct(404),
    form: { criterionId: 'none', result: 'met', version: '0' }
  },
  'POST /studies/[study]/cities/[city]?/profile': {
    ...secretariatAct(404),
    form: { answersProfile: 'yes', version: '0' }
  },
  'GET /studies/[study]/setup': secretariatPage,
  'GET /studies/[study]/criteria': members,
  'POST /studies/[study]/criteria?/add': {
    ...secretariatAct(400),
    form: { sideId: 'eu', group: 'general', textEn: '', textZh: '' }
  },
  'POST /studies/[study]/criteria?/reword': {
    ...secretariatAct(404),
    form: { id: 'none', seen: '', group: 'general', textEn: 'T', textZh: '' }
  },
  'POST /studies/[study]/criteria?/move': { ...secretariatAct(404), form: { id: 'none', past: 'none' } },
  'POST /studies/[study]/criteria?/remove': { ...secretariatAct(404), form: { id: 'none', seen: '' } },
  'GET /studies/[study]/framework': members,
  'POST /studies/[study]/framework?/publish': { ...secretariatAct(400), form: { file: 'no JSON' } },
  // It has a framework already.
  'POST /studies/[study]/framework?/adopt': { ...secretariatAct(409), form: { source: 'standard:' } },
  'POST /studies/[study]/framework?/rubric': { ...secretariatAct(400), form: { rubric: 'no JSON' } },
  'GET /studies/[study]/goals': members,
  'GET /studies/[study]/translations': members,
  'GET /studies/[study]/framework/export.[format=framework]': members,
  'GET /studies/[study]/framework/form.[format]': members,
  'GET /studies/[study]/framework/versions': members,
  'POST /studies/[study]/framework/versions?/move': {
    ...secretariatAct(409),
    form: { to: 'none', city: 'haidian' }
  },
  'GET /studies/[study]/framework/compare': members,
  'GET /studies/[study]/framework/edit': drafts,
  'POST /studies/[study]/framework/edit?/begin': secretariatAct(200),
  'POST /studies/[study]/framework/edit?/take': { ...secretariatAct(400), form: { text: 'id: [' } },
  'POST /studies/[study]/framework/edit?/change': {
    ...draftAct(409),
    form: { act: 'remove-reference', id: 'none', seen: 'something' }
  },
  'POST /studies/[study]/framework/edit?/drop': { ...secretariatAct(409), form: { version: '0' } },
  'POST /studies/[study]/framework/edit?/publish': { ...secretariatAct(409), form: { version: '0' } },
  'GET /studies/[study]/glossary': members,
  'POST /studies/[study]/glossary?/add': {
    ...secretariatAct(400),
    form: { termEn: '', termZh: '', group: 'concepts' }
  },
  'POST /studies/[study]/glossary?/change': {
    ...secretariatAct(404),
    form: { id: 'none', seen: '', termEn: 'T', termZh: '', group: 'concepts' }
  },
  'POST /studies/[study]/glossary?/remove': { ...secretariatAct(404), form: { id: 'none', seen: '' } },
  'POST /studies/[study]/glossary?/import': { ...secretariatAct(415), form: {} },
  'POST /studies/[study]/glossary?/propose': {
    ...draftAct(400),
    form: { termEn: '', termZh: '', group: 'concepts' }
  },
  'POST /studies/[study]/glossary?/proposeRemoval': {
    ...draftAct(404),
    form: { id: 'none', seen: '', reason: 'None' }
  },
  'POST /studies/[study]/glossary?/vote': { ...draftAct(404), form: { id: 'none', vote: 'agree' } },
  'POST /studies/[study]/glossary?/withdraw': { ...draftAct(404), form: { id: 'none' } },
  'GET /studies/[study]/glossary/terms.json': members,
  'GET /studies/[study]/glossary/export.[format=glossary]': members,
  'GET /studies/[study]/glossary/[term]': noSuch,
  'POST /studies/[study]/glossary/[term]?/propose': {
    ...draftAct(404),
    form: { termEn: '', termZh: '', group: 'concepts' }
  },
  'POST /studies/[study]/glossary/[term]?/proposeRemoval': {
    ...draftAct(404),
    form: { id: 'none', seen: '', reason: 'None' }
  },
  'POST /studies/[study]/glossary/[term]?/vote': { ...draftAct(404), form: { id: 'none', vote: 'agree' } },
  'POST /studies/[study]/glossary/[term]?/withdraw': { ...draftAct(404), form: { id: 'none' } },
  'GET /studies/[study]/people': members,
  'POST /studies/[study]/people?/give': {
    ...secretariatAct(400),
    form: { email: 'no address', role: 'observer', side: '', city: '' }
  },
  'POST /studies/[study]/people?/withdraw': { ...secretariatAct(404), form: { grant: 'none' } },
  'POST /studies/[study]/people?/senior': { ...secretariatAct(404), form: { grant: 'none' } },
  // The cities limit their own contributors.
  'POST /studies/[study]/people?/limit': {
    own: '303 303 404 404* 403 403 403* 403* 403',
    foreign: members.foreign,
    form: { grant: 'none', scope: 'all' }
  },
  'POST /studies/[study]/people?/join': { ...secretariatAct(404), form: { body: 'none', user: 'nobody' } },
  'POST /studies/[study]/people?/leave': { ...secretariatAct(404), form: { body: 'none', user: 'nobody' } },
  'POST /studies/[study]/people?/invite': {
    ...secretariatAct(400),
    form: { email: 'no address', role: 'observer', side: '', city: '', locale: 'en' }
  },
  'POST /studies/[study]/people?/withdrawInvitation': {
    ...secretariatAct(404),
    form: { invitation: 'none' }
  },
  'POST /studies/[study]/people?/confirmInvitation': {
    ...secretariatAct(404),
    form: { invitation: 'none' }
  },
  'POST /studies/[study]/people?/confirmAccount': {
    own: inForm,
    foreign: members.foreign,
    form: { user: 'nobody' }
  },
  'POST /studies/[study]/people?/rapporteurs': {
    ...secretariatAct(404),
    form: { city: 'none', lead: '', reviewer: '' }
  },
  'GET /studies/[study]/meetings': record,
  'POST /studies/[study]/meetings?/add': {
    ...minutesAct(400),
    form: { kind: 'dialogue', titleEn: '', titleZh: '' }
  },
  'GET /studies/[study]/meetings/[meeting]': record,
  'POST /studies/[study]/meetings/[meeting]?/change': {
    ...minutesAct(409),
    form: { kind: 'dialogue', titleEn: 'T', titleZh: '', version: '0' }
  },
  'POST /studies/[study]/meetings/[meeting]?/agree': {
    ...minutesAct(400),
    form: { actionEn: '', actionZh: '' }
  },
  'GET /studies/[study]/next-steps': record,
  'POST /studies/[study]/next-steps?/add': { ...minutesAct(400), form: { actionEn: '', actionZh: '' } },
  'POST /studies/[study]/next-steps?/change': {
    ...minutesAct(404),
    form: { id: 'none', actionEn: 'A', actionZh: '', version: '0' }
  },
  'GET /studies/[study]/practices': members,
  'POST /studies/[study]/practices?/add': { ...themesAct(400), form: { cityId: 'none' } },
  'POST /studies/[study]/practices?/focus': {
    own: inForm,
    foreign: members.foreign,
    form: { city: 'none' }
  },
  'GET /studies/[study]/practices/[practice]': noSuch,
  'POST /studies/[study]/practices/[practice]?/change': { ...themesAct(404), form: { version: '0' } },
  'POST /studies/[study]/practices/[practice]?/remove': { ...themesAct(404), form: { version: '0' } },
  'POST /studies/[study]/practices/[practice]?/cite': { ...themesAct(404), form: { link: '' } },
  'POST /studies/[study]/practices/[practice]?/takeAnew': { ...themesAct(404), form: { support: 'none' } },
  'POST /studies/[study]/practices/[practice]?/removeSupport': {
    ...themesAct(404),
    form: { support: 'none' }
  },
  'POST /studies/[study]/practices/[practice]?/validate': { ...validatingAct, form: { print: '' } },
  'POST /studies/[study]/practices/[practice]?/takeBack': { ...validatingAct, form: {} },
  'POST /studies/[study]/practices/[practice]?/ask': { ...themesAct(404), form: { language: 'en' } },
  'POST /studies/[study]/practices/[practice]?/answer': {
    ...noSuch,
    form: { language: 'en', state: 'given', print: '' }
  },
  'GET /studies/[study]/coding': researchNotes,
  'POST /studies/[study]/coding?/add': { ...themesAct(400), form: { labelEn: '', labelZh: '' } },
  'POST /studies/[study]/coding?/undo': { ...themesAct(404), form: { act: 'none' } },
  'POST /studies/[study]/coding?/giveTask': { ...themesAct(400), form: { firstCoderId: '' } },
  'GET /studies/[study]/coding/code-book.qdc': researchNotes,
  'GET /studies/[study]/coding/codings.qdpx': researchNotes,
  'GET /studies/[study]/coding/files': researchNotes,
  'POST /studies/[study]/coding/files?/receive': { ...themesAct(400), form: {} },
  'GET /studies/[study]/coding/tag': researchNotes,
  'POST /studies/[study]/coding/tag': themesAct(400),
  'DELETE /studies/[study]/coding/tag': themesAct(404),
  'GET /studies/[study]/coding/[code]': codingThing,
  'POST /studies/[study]/coding/[code]?/change': { ...themesAct(404), form: { labelEn: 'A', version: '0' } },
  'POST /studies/[study]/coding/[code]?/move': { ...themesAct(404), form: { parentId: '' } },
  'POST /studies/[study]/coding/[code]?/merge': { ...themesAct(404), form: { into: 'none' } },
  'POST /studies/[study]/coding/[code]?/split': { ...themesAct(404), form: { labelEn: 'A' } },
  'POST /studies/[study]/coding/[code]?/recode': { ...themesAct(404), form: { to: 'none' } },
  'POST /studies/[study]/coding/[code]?/untag': { ...themesAct(404), form: {} },
  'POST /studies/[study]/coding/[code]?/cite': { ...themesAct(404), form: { owner: 'theme none' } },
  'POST /studies/[study]/coding/[code]?/remove': { ...themesAct(404), form: { version: '0' } },
  'POST /studies/[study]/coding/[code]?/addMemo': {
    ...themesAct(404),
    form: { about: 'code', aboutId: 'none', memoEn: 'A' }
  },
  'POST /studies/[study]/coding/[code]?/changeMemo': {
    ...themesAct(404),
    form: { id: 'none', memoEn: 'A', version: '0' }
  },
  'GET /studies/[study]/coding/passes/[task]': codingThing,
  'POST /studies/[study]/coding/passes/[task]?/close': { ...themesAct(404), form: {} },
  'POST /studies/[study]/coding/passes/[task]?/cancel': { ...themesAct(404), form: {} },
  'POST /studies/[study]/coding/passes/[task]?/settle': {
    ...themesAct(404),
    form: { unit: 'none', verdict: 'both', reason: 'A' }
  },
  'GET /studies/[study]/themes': members,
  'POST /studies/[study]/themes?/add': { ...themesAct(400), form: { statementEn: '', statementZh: '' } },
  'GET /studies/[study]/themes/cite': themesAct(200),
  'POST /studies/[study]/themes/cite': themesAct(400),
  'GET /studies/[study]/themes/characteristics/[characteristic]': members,
  'GET /studies/[study]/themes/[theme]': noSuch,
  'POST /studies/[study]/themes/[theme]?/change': { ...themesAct(404), form: { version: '0' } },
  'POST /studies/[study]/themes/[theme]?/remove': { ...themesAct(404), form: { version: '0' } },
  'POST /studies/[study]/themes/[theme]?/cite': { ...themesAct(404), form: { link: '', role: 'supports' } },
  'POST /studies/[study]/themes/[theme]?/takeAnew': { ...themesAct(404), form: { support: 'none' } },
  'POST /studies/[study]/themes/[theme]?/removeSupport': { ...themesAct(404), form: { support: 'none' } },
  'POST /studies/[study]/themes/[theme]?/validate': { ...validatingAct, form: { print: '' } },
  'POST /studies/[study]/themes/[theme]?/takeBack': { ...validatingAct, form: {} },
  'GET /studies/[study]/context': members,
  'POST /studies/[study]/context?/add': { ...researchAct(400), form: { titleEn: '', titleZh: '' } },
  'GET /studies/[study]/context/entries/[entry]': noSuch,
  'POST /studies/[study]/context/entries/[entry]?/change': { ...researchAct(404), form: { id: 'none' } },
  'POST /studies/[study]/context/entries/[entry]?/remove': { ...researchAct(404), form: { id: 'none' } },
  'GET /studies/[study]/context/figures': members,
  'POST /studies/[study]/context/figures?/add': { ...researchAct(400), form: { labelEn: 'A' } },
  'GET /studies/[study]/context/figures/[figure]': noSuch,
  'POST /studies/[study]/context/figures/[figure]?/change': { ...researchAct(404), form: { id: 'none' } },
  'POST /studies/[study]/context/figures/[figure]?/remove': { ...researchAct(404), form: { id: 'none' } },
  'GET /studies/[study]/context/figures.csv': members,
  'GET /studies/[study]/context/tables': members,
  'POST /studies/[study]/context/tables?/add': { ...researchAct(400), form: { titleEn: 'A' } },
  'GET /studies/[study]/context/tables/[table]': noSuch,
  'GET /studies/[study]/context/tables/[table]/export.csv': noSuch,
  'POST /studies/[study]/context/tables/[table]?/change': { ...researchAct(404), form: { id: 'none' } },
  'POST /studies/[study]/context/tables/[table]?/remove': { ...researchAct(404), form: { id: 'none' } },
  'GET /studies/[study]/context/sources': members,
  'POST /studies/[study]/context/sources?/add': { ...researchAct(400), form: { titleEn: '', titleZh: '' } },
  'GET /studies/[study]/context/sources/[source]': noSuch,
  'POST /studies/[study]/context/sources/[source]?/change': { ...researchAct(404), form: { id: 'none' } },
  'POST /studies/[study]/context/sources/[source]?/remove': { ...researchAct(404), form: { id: 'none' } },
  'GET /studies/[study]/context/topics': members,
  'POST /studies/[study]/context/topics?/add': { ...researchAct(400), form: { titleEn: '', titleZh: '' } },
  'POST /studies/[study]/context/topics?/change': { ...researchAct(404), form: { id: 'none' } },
  'POST /studies/[study]/context/topics?/remove': { ...researchAct(404), form: { id: 'none' } },
  'GET /studies/[study]/context/talks': researchNotes,
  'POST /studies/[study]/context/talks?/add': { ...researchAct(400), form: { partyEn: '' } },
  'POST /studies/[study]/context/talks?/change': { ...researchAct(404), form: { id: 'none' } },
  'POST /studies/[study]/context/talks?/remove': { ...researchAct(404), form: { id: 'none' } },
  'GET /studies/[study]/context/images': researchNotes,
  'POST /studies/[study]/context/images?/add': { ...researchAct(400), form: { titleEn: '' } },
  'POST /studies/[study]/context/images?/change': { ...researchAct(404), form: { id: 'none' } },
  'POST /studies/[study]/context/images?/remove': { ...researchAct(404), form: { id: 'none' } },
  'GET /studies/[study]/search': members,
  'GET /studies/[study]/roadmap': members,
  'POST /studies/[study]/roadmap?/begin': roadmapAct(409),
  'POST /studies/[study]/roadmap?/add': roadmapAct(409),
  'POST /studies/[study]/roadmap?/change': roadmapAct(409),
  'POST /studies/[study]/roadmap?/move': { ...roadmapAct(409), form: { id: 'a', past: 'b' } },
  'POST /studies/[study]/roadmap?/remove': roadmapAct(409),
  'POST /studies/[study]/roadmap?/release': {
    own: '303 303 404 409 403 403 403 403 403',
    foreign: members.foreign
  },
  'GET /studies/[study]/assessments/[city]/roadmap': ownRoadmap(200),
  'POST /studies/[study]/assessments/[city]/roadmap?/tick': {
    ...ownRoadmap(409),
    form: { step: 'a', holds: 'yes' }
  },
  'POST /studies/[study]/assessments/[city]/roadmap?/rest': {
    ...ownRoadmap(409),
    form: { characteristic: 'a', holds: 'yes' }
  },
  'POST /studies/[study]/assessments/[city]/roadmap?/enter': {
    ...ownRoadmap(409),
    form: { characteristic: 'a', step: '' }
  },
  'POST /studies/[study]/assessments/[city]/roadmap?/renew': ownRoadmap(409),
  'POST /studies/[study]/assessments/[city]/roadmap?/round': ownRoadmap(409),
  'GET /studies/[study]/plan': members,
  'POST /studies/[study]/plan?/addPhase': { ...secretariatAct(400), form: { nameEn: '', nameZh: '' } },
  'POST /studies/[study]/plan?/rewordPhase': {
    ...secretariatAct(404),
    form: { id: 'none', version: '0', nameEn: 'N', nameZh: '' }
  },
  'POST /studies/[study]/plan?/movePhase': { ...secretariatAct(404), form: { id: 'none', past: 'none' } },
  'POST /studies/[study]/plan?/removePhase': { ...secretariatAct(404), form: { id: 'none', version: '0' } },
  'POST /studies/[study]/plan?/phase': { ...secretariatAct(404), form: { id: 'none', version: '0' } },
  'POST /studies/[study]/plan?/add': {
    ...secretariatAct(400),
    form: { titleEn: '', titleZh: '', state: 'planned' }
  },
  'POST /studies/[study]/plan?/change': {
    ...secretariatAct(404),
    form: { id: 'none', titleEn: 'T', titleZh: '', version: '0', state: 'planned' }
  },
  'GET /studies/[study]/settings': secretariatPage,
  'POST /studies/[study]/settings?/texts': { ...secretariatAct(409), form: texts },
  'POST /studies/[study]/settings?/lengths': {
    ...secretariatAct(200),
    form: { 'en:governance': '400', 'zh:governance': '' }
  },
  'POST /studies/[study]/settings?/headings': {
    ...secretariatAct(400),
    form: { 'headings:eu': 'chapters' }
  },
  'POST /studies/[study]/settings?/quotas': { ...secretariatAct(200), form: { factor: '1' } },
  'POST /studies/[study]/settings?/rules': {
    ...secretariatAct(200),
    form: { usesIndicators: 'yes', barsOrigin: 'yes' }
  },
  'GET /studies/[study]/assessments/[city]': { ...ofTheCity, own: ofTheCity.own.replaceAll('200', '307') },
  'GET /studies/[study]/assessments/[city]/[characteristic]': ofTheCity,
  // The city's framework has no short profile.
  'GET /studies/[study]/assessments/[city]/profile': noSuch,
  'GET /studies/[study]/assessments/[city]/clarifications': consultation,
  'POST /studies/[study]/assessments/[city]/clarifications?/ask': {
    ...consultationAct('400 400 400 403'),
    form: { question: 'none', body: '' }
  },
  'POST /studies/[study]/assessments/[city]/clarifications?/giveBack': {
    ...consultationAct('403 403 403 409'),
    form: { id: 'none', note: '' }
  },
  'POST /studies/[study]/assessments/[city]/clarifications?/withdraw': {
    ...consultationAct('404* 404* 404* 403'),
    form: { id: 'none' }
  },
  'POST /studies/[study]/assessments/[city]/clarifications?/review': {
    ...consultationAct('403 403 404* 403'),
    form: { id: 'none' }
  },
  'GET /studies/[study]/assessments/[city]/consultation': consultation,
  'POST /studies/[study]/assessments/[city]/consultation?/draft': {
    ...consultationAct('403 403 403 409'),
    form: { stance: 'accept' }
  },
  'POST /studies/[study]/assessments/[city]/consultation?/drop': {
    ...consultationAct('403 403 403 409'),
    form: { id: 'none', version: '1' }
  },
  'POST /studies/[study]/assessments/[city]/consultation?/keep': {
    ...consultationAct('403 403 403 409'),
    form: { id: 'none', version: '1' }
  },
  'POST /studies/[study]/assessments/[city]/consultation?/submit': {
    ...consultationAct('403 403 403 409'),
    form: { seen: '' }
  },
  'POST /studies/[study]/assessments/[city]/consultation?/record': {
    ...consultationAct('409 403 409 403'),
    form: { origin: 'paper', lines: 'One' }
  },
  'POST /studies/[study]/assessments/[city]/consultation?/give': {
    ...consultationAct('409 403 403 403'),
    form: { name: 'N', organisation: 'O', deadlineLocal: '2099-01-01T12:00', deadlineZone: 'Asia/Shanghai' }
  },
  'POST /studies/[study]/assessments/[city]/consultation?/revoke': {
    ...consultationAct('409 403 403 403'),
    form: { id: 'none' }
  },
  'POST /studies/[study]/assessments/[city]/consultation?/decide': {
    ...consultationAct('403 403 409 403'),
    form: { id: 'none', version: '1', disposition: 'noted' }
  },
  'POST /studies/[study]/assessments/[city]/consultation?/correct': {
    ...consultationAct('400 400 400 403'),
    form: { question: 'none', comment: 'none', body: '' }
  },
  'POST /studies/[study]/assessments/[city]/consultation?/answer': {
    ...consultationAct('403 403 403 409'),
    form: { id: 'none', version: '1', answer: 'acknowledged' }
  },
  'POST /studies/[study]/assessments/[city]/consultation?/state': {
    ...consultationAct('403 409 403 409'),
    form: { id: 'none', version: '1', isStatement: 'yes' }
  },
  'GET /studies/[study]/assessments/[city]/consultation/matrix.[file=office]': consultation,
  'GET /studies/[study]/consultation': consultations,
  'GET /studies/[study]/consultation/matrix.[file=office]': consultations,
  'GET /studies/[study]/assessments/[city]/panel': panels,
  'POST /studies/[study]/assessments/[city]/panel?/name': panelAct('409 409 403'),
  'POST /studies/[study]/assessments/[city]/panel?/tie': {
    ...panelAct('409 409 403'),
    form: { person: 'nobody', tie: 'works-for' }
  },
  'POST /studies/[study]/assessments/[city]/panel?/recuse': {
    ...panelAct('403 403 403'),
    form: { reason: 'R' }
  },
  'POST /studies/[study]/assessments/[city]/panel?/release': panelAct('409 403 403'),
  // This study has no rubric, and so no panel; what assessors and chairs do in one: tests/areas/panels.
  'GET /studies/[study]/assessments/[city]/[characteristic]/panel': panels,
  'POST /studies/[study]/assessments/[city]/[characteristic]/panel?/draft': {
    ...panelAct('403 403 403'),
    form: { choice: 'abstain', round: '1', version: '0' }
  },
  'POST /studies/[study]/assessments/[city]/[characteristic]/panel?/seal': {
    ...panelAct('403 403 403'),
    form: { choice: 'abstain', round: '1', version: '0' }
  },
  'POST /studies/[study]/assessments/[city]/[characteristic]/panel?/reveal': {
    ...panelAct('403 404* 403'),
    form: { version: '1' }
  },
  'POST /studies/[study]/assessments/[city]/[characteristic]/panel?/again': {
    ...panelAct('403 404* 403'),
    form: { version: '1' }
  },
  'POST /studies/[study]/assessments/[city]/[characteristic]/panel?/record': {
    ...panelAct('403 404* 403'),
    form: { version: '1', outcome: 'split' }
  },
  'POST /studies/[study]/assessments/[city]/[characteristic]/panel?/sign': {
    ...panelAct('404* 404* 403'),
    form: { version: '1', result: 'none', voice: '1', sign: 'yes' }
  },
  'POST /studies/[study]/assessments/[city]/[characteristic]/panel?/close': {
    ...panelAct('403 404* 403'),
    form: { version: '1' }
  },
  'POST /studies/[study]/assessments/[city]/[characteristic]/panel?/propose': {
    ...panelAct('403 404* 403'),
    form: { version: '1', level: 'basic' }
  },
  'POST /studies/[study]/assessments/[city]/[characteristic]/panel?/agree': {
    ...panelAct('403 404* 403'),
    form: { version: '1' }
  },
  'POST /studies/[study]/assessments/[city]/[characteristic]/panel?/withdraw': {
    ...panelAct('403 404* 403'),
    form: { version: '1' }
  },
  ...threadActs('/studies/[study]/assessments/[city]/[characteristic]/panel'),
  'GET /studies/[study]/assessments/[city]/levels': ofTheCity,
  ...threadActs('/studies/[study]/assessments/[city]/levels'),
  'POST /studies/[study]/lead': {
    own: '303 303 404 403 200 403 403 403 403',
    foreign: members.foreign,
    form: { what: 'stop' }
  },
  'GET /studies/[study]/assessments/[city]/progress': ofTheCity,
  'POST /studies/[study]/assessments/[city]/progress?/step': {
    // Which step it is stands in the form: the chair and the city take others.
    own: '303 303 404 409 403* 403 403* 404 403',
    foreign: members.foreign,
    form: { step: 'ask-review', version: '0' }
  },
  'POST /studies/[study]/assessments/[city]/progress?/deadline': {
    ...steererAct(409),
    form: { version: '0', deadlineLocal: '' }
  },
  'GET /studies/[study]/chapters': members,
  'POST /studies/[study]/chapters?/add': { ...secretariatAct(400), form: { titleEn: '', titleZh: '' } },
  'POST /studies/[study]/chapters?/rename': {
    ...secretariatAct(404),
    form: { slug: 'none', version: '0', titleEn: 'T', titleZh: '' }
  },
  'POST /studies/[study]/chapters?/move': { ...secretariatAct(404), form: { id: 'none', past: 'none' } },
  'POST /studies/[study]/chapters?/remove': { ...secretariatAct(404), form: { slug: 'none', version: '0' } },
  'GET /studies/[study]/chapters/[chapter]': noCities,
  'GET /studies/[study]/chapters/[chapter]/progress': noCities,
  'POST /studies/[study]/chapters/[chapter]/progress?/step': {
    own: '303 303 404 409 403* 409 404 404 403',
    foreign: members.foreign,
    form: { step: 'ask-review', version: '0' }
  },
  'POST /studies/[study]/chapters/[chapter]/progress?/deadline': {
    ...chapterAct(409),
    form: { version: '0', deadlineLocal: '' }
  },

  'GET /studies/[study]/assessments/[city]/departments': departments,
  'POST /studies/[study]/assessments/[city]/departments?/add': {
    ...departmentsAct(400),
    form: { nameEn: '', nameZh: '' }
  },
  'POST /studies/[study]/assessments/[city]/departments?/rename': {
    ...departmentsAct(404),
    form: { id: 'none', version: '1', nameEn: 'x', nameZh: '' }
  },
  'POST /studies/[study]/assessments/[city]/departments?/remove': {
    ...departmentsAct(404),
    form: { id: 'none' }
  },
  'POST /studies/[study]/assessments/[city]/departments?/assign': {
    ...departmentsAct(400),
    form: { place: 'none', department: '' }
  },
  'POST /studies/[study]/assessments/[city]/departments?/mark': {
    ...departmentsAct(404),
    form: { id: 'none', version: '1', state: 'drafted' }
  },
  'GET /studies/[study]/assessments/[city]/confidential': confidential,
  'POST /studies/[study]/assessments/[city]/confidential?/holdBack': {
    ...confidentialAct(400),
    form: { question: 'none', topic: '' }
  },
  'POST /studies/[study]/assessments/[city]/confidential?/takeBack': {
    ...confidentialAct(400),
    form: { question: 'none', topic: '' }
  },
  'POST /studies/[study]/assessments/[city]/confidential?/begin': confidentialAct(403),
  'POST /studies/[study]/assessments/[city]/confidential?/merged': {
    ...noSuch,
    form: { proposal: 'none' }
  },
  'POST /studies/[study]/assessments/[city]/confidential?/name': {
    ...namingAct(400),
    form: { person: 'none' }
  },
  'POST /studies/[study]/assessments/[city]/confidential?/remove': {
    ...namingAct(409),
    form: { person: 'none' }
  },
  'GET /studies/[study]/assessments/[city]/files': ofTheCity,
  // The edge stores files of those who may send one in any state, before a route is reached (server/http/body-gate.ts).
  'POST /studies/[study]/assessments/[city]/files?/read': {
    own: '303  303  404   403  403   403  403* 404   403',
    foreign: members.foreign
  },
  'POST /studies/[study]/assessments/[city]/files?/imported': {
    own: '303  303  404   403  403   403  403* 404   403',
    foreign: members.foreign
  },
  'POST /studies/[study]/assessments/[city]/files?/undone': {
    own: '303  303  404   403  403   403  403  404   403',
    foreign: members.foreign
  },
  'GET /studies/[study]/assessments/[city]/files/answers.[format]': ofTheCity,
  'GET /studies/[study]/assessments/[city]/evidence': ofTheCity,
  'POST /studies/[study]/assessments/[city]/evidence?/file': {
    own: '303  303  404   403  403   403  409  404   403',
    foreign: members.foreign,
    form: { titleEn: 'x', titleZh: '', url: 'https://example.org', accessedOn: '2013-09-01', citation: 'x' }
  },
  'POST /studies/[study]/assessments/[city]/evidence?/link': {
    own: '303  303  404   403  403   403  409  404   403',
    foreign: members.foreign,
    form: { titleEn: 'x', titleZh: '', url: 'https://example.org', accessedOn: '2013-09-01', citation: 'x' }
  },
  'POST /studies/[study]/assessments/[city]/evidence?/citation': {
    own: '303  303  404   403  403   403  409  404   403',
    foreign: members.foreign,
    form: { titleEn: 'x', titleZh: '', url: 'https://example.org', accessedOn: '2013-09-01', citation: 'x' }
  },
  'POST /studies/[study]/assessments/[city]/evidence?/cite': {
    own: inForm,
    foreign: members.foreign,
    form: { id: 'none', question: 'none' }
  },
  'POST /studies/[study]/assessments/[city]/evidence?/uncite': {
    own: inForm,
    foreign: members.foreign,
    form: { id: 'none', question: 'none' }
  },
  'GET /studies/[study]/assessments/[city]/evidence/[evidence]': noSuch,
  // The same edge refuses a file of others with 403; this form is empty.
  'POST /studies/[study]/assessments/[city]/evidence/[evidence]?/revise': {
    own: '303  303  404   404* 404*  404* 404* 404   404*',
    foreign: members.foreign
  },
  'POST /studies/[study]/assessments/[city]/evidence/[evidence]?/edit': noSuch,
  'POST /studies/[study]/assessments/[city]/evidence/[evidence]?/attest': noSuch,
  'POST /studies/[study]/assessments/[city]/evidence/[evidence]?/cite': noSuch,
  'POST /studies/[study]/assessments/[city]/evidence/[evidence]?/uncite': noSuch,
  'POST /studies/[study]/assessments/[city]/evidence/[evidence]?/withdraw': noSuch,
  'POST /studies/[study]/assessments/[city]/evidence/[evidence]?/remove': noSuch,
  'GET /studies/[study]/assessments/[city]/evidence/[evidence]/[revision]': noSuch,
  'GET /studies/[study]/assessments/[city]/versions': ofTheCity,
  'GET /studies/[study]/assessments/[city]/versions/compare': ofTheCity,
  'GET /studies/[study]/assessments/[city]/versions/[version]': noSuch,
  'GET /studies/[study]/assessments/[city]/versions/[version]/bytes': noSuch,
  'POST /studies/[study]/assessments/[city]/versions?/keep': { ...keepers, form: { nameEn: '', nameZh: '' } },
  'GET /studies/[study]/assessments/[city]/late': ofTheCity,
  'GET /studies/[study]/assessments/[city]/late/[proposal]': noSuch,
  'POST /studies/[study]/assessments/[city]/late?/merge': { ...ofWriters(404), form: { proposal: 'none' } },
  'POST /studies/[study]/assessments/[city]/late?/dismiss': {
    ...ofWriters(404),
    form: { proposal: 'none', reasonEn: 'R', reasonZh: '' }
  },
  'POST /studies/[study]/assessments/[city]/[characteristic]?/ask': {
    ...consultationAct('400 400 400 403'),
    form: { question: 'none', body: '' }
  },
  'POST /studies/[study]/assessments/[city]/[characteristic]?/giveBack': {
    ...consultationAct('403 403 403 409'),
    form: { id: 'none', note: '' }
  },
  'POST /studies/[study]/assessments/[city]/[characteristic]?/withdraw': {
    ...consultationAct('404* 404* 404* 403'),
    form: { id: 'none' }
  },
  'POST /studies/[study]/assessments/[city]/[characteristic]?/review': {
    ...consultationAct('403 403 404* 403'),
    form: { id: 'none' }
  },
  'POST /studies/[study]/assessments/[city]/[characteristic]?/confirm': {
    ...ofWriters(409),
    form: { seen: '{}' }
  },
  'POST /studies/[study]/assessments/[city]/[characteristic]?/acceptFinding': {
    ...ofWriters(400),
    form: { key: '', reason: '' }
  },
  'POST /studies/[study]/assessments/[city]/[characteristic]?/reopenFinding': {
    ...ofWriters(404),
    form: { key: 'none' }
  },
  'POST /studies/[study]/assessments/[city]/[characteristic]?/restored': {
    ...ofWriters(404),
    form: { version: 'none' }
  },
  'POST /studies/[study]/assessments/[city]/[characteristic]?/merged': {
    ...ofWriters(404),
    form: { proposal: 'none' }
  },
  'GET /studies/[study]/chapters/[chapter]/versions': noCities,
  'GET /studies/[study]/chapters/[chapter]/versions/compare': noCities,
  'GET /studies/[study]/chapters/[chapter]/versions/[version]': noSuch,
  'GET /studies/[study]/chapters/[chapter]/versions/[version]/bytes': noSuch,
  'POST /studies/[study]/chapters/[chapter]/versions?/keep': { ...keepers, form: { nameEn: '', nameZh: '' } },
  'GET /studies/[study]/chapters/[chapter]/late': noCities,
  'GET /studies/[study]/chapters/[chapter]/late/[proposal]': noSuch,
  'POST /studies/[study]/chapters/[chapter]/late?/merge': { ...ofWriters(404), form: { proposal: 'none' } },
  'POST /studies/[study]/chapters/[chapter]/late?/dismiss': {
    ...ofWriters(404),
    form: { proposal: 'none', reasonEn: 'R', reasonZh: '' }
  },
  'POST /studies/[study]/chapters/[chapter]?/confirm': { ...ofWriters(409), form: { seen: '{}' } },
  'POST /studies/[study]/chapters/[chapter]?/acceptFinding': {
    ...ofWriters(400),
    form: { key: '', reason: '' }
  },
  'POST /studies/[study]/chapters/[chapter]?/reopenFinding': { ...ofWriters(404), form: { key: 'none' } },
  'POST /studies/[study]/chapters/[chapter]?/restored': { ...ofWriters(404), form: { version: 'none' } },
  'POST /studies/[study]/chapters/[chapter]?/merged': { ...ofWriters(404), form: { proposal: 'none' } },

  'GET /studies/[study]/comparison/agreement': {
    own: '303  303  404   200  200   200  403  403  403',
    foreign: members.foreign
  },
  'GET /studies/[study]/comparison/agreement.csv': {
    own: '303  303  404   200  200   200  403  403  403',
    foreign: members.foreign
  },

  'GET /verify': { own: all(200) },
  'POST /verify?/default': { own: all(400), form: { file: '' } },
  'GET /studies/[study]/comparison': members,
  'GET /studies/[study]/comparison/matrix.[format=matrix]': members,
  'GET /studies/[study]/comparison/levels': members,
  'GET /studies/[study]/comparison/levels.csv': members,
  'GET /studies/[study]/comparison/services': members,
  'GET /studies/[study]/comparison/indicators': members,
  'GET /studies/[study]/comparison/indicators.csv': members,
  'GET /studies/[study]/comparison/funding': members,
  'GET /studies/[study]/comparison/map': members,
  'GET /studies/[study]/comparison/map.csv': members,
  'GET /studies/[study]/comparison/services.csv': noSuch,
  'GET /studies/[study]/comparison/funding.csv': noSuch,
  'GET /studies/[study]/assessments/completeness': members,
  'GET /studies/[study]/assessments/completeness.csv': members,
  'GET /studies/[study]/comparison/profile': members,
  'GET /studies/[study]/comparison/profile.csv': members,
  'GET /studies/[study]/approvals': approvalReaders,
  'GET /studies/[study]/approvals/export.csv': approvalReaders,
  'GET /studies/[study]/approvals/sign': {
    own: '303  303  404   403  200   403  403  403  403',
    foreign: members.foreign
  },
  'POST /studies/[study]/approvals/sign?/default': {
    own: '303  303  404   403  400   403  403  403  403',
    foreign: members.foreign
  },
  'GET /studies/[study]/approvals/seals/[seal]': {
    own: '303  303  404   404  404   404  404  404  404',
    foreign: members.foreign
  },
  'GET /studies/[study]/assessments/[city]/approval': ofTheCity,
  'GET /studies/[study]/assessments/[city]/approval/print': ofTheCity,
  'GET /studies/[study]/assessments/[city]/approval/bytes': {
    own: '303  303  404   404  404   404  404  404  404',
    foreign: members.foreign
  },
  'POST /studies/[study]/assessments/[city]/approval?/sign': {
    own: '303  303  404   403  409   403  403  404  403',
    foreign: members.foreign,
    form: { versionId: 'none', hash: 'none', read: 'both', password: 'not the password' }
  },
  'POST /studies/[study]/assessments/[city]/approval?/see': {
    own: inForm,
    foreign: members.foreign,
    form: { versionId: 'none' }
  },
  'POST /studies/[study]/assessments/[city]/approval?/sendBack': {
    own: '303  303  404   409  409   403  403* 404  403',
    foreign: members.foreign,
    form: { versionId: 'none', version: '0', reasonEn: '', reasonZh: '' }
  },
  'POST /studies/[study]/assessments/[city]/approval?/seal': {
    own: inForm,
    foreign: members.foreign,
    form: { versionId: 'none', sideId: 'eu' }
  },
  'POST /studies/[study]/assessments/[city]/approval?/note': {
    own: inForm,
    foreign: members.foreign,
    form: { versionId: 'none', remark: '' }
  },
  'GET /studies/[study]/chapters/[chapter]/approval': noCities,
  'GET /studies/[study]/chapters/[chapter]/approval/print': noCities,
  'GET /studies/[study]/chapters/[chapter]/approval/bytes': {
    own: '303  303  404   404  404   404  404  404  404',
    foreign: members.foreign
  },
  'POST /studies/[study]/chapters/[chapter]/approval?/sign': {
    own: '303  303  404   403  409   403  404  404  403',
    foreign: members.foreign,
    form: { versionId: 'none', hash: 'none', read: 'both', password: 'not the password' }
  },
  'POST /studies/[study]/chapters/[chapter]/approval?/see': {
    own: inForm,
    foreign: members.foreign,
    form: { versionId: 'none' }
  },
  'POST /studies/[study]/chapters/[chapter]/approval?/sendBack': {
    own: '303  303  404   403* 409   403* 404  404  403',
    foreign: members.foreign,
    form: { versionId: 'none', version: '0', reasonEn: '', reasonZh: '' }
  },
  'POST /studies/[study]/chapters/[chapter]/approval?/seal': {
    own: inForm,
    foreign: members.foreign,
    form: { versionId: 'none', sideId: 'eu' }
  },
  'POST /studies/[study]/chapters/[chapter]/approval?/note': {
    own: inForm,
    foreign: members.foreign,
    form: { versionId: 'none', remark: '' }
  },
  'GET /studies/[study]/approvals/[record=record]': noCities,
  'GET /studies/[study]/approvals/[record=record]/print': noCities,
  'GET /studies/[study]/approvals/[record=record]/bytes': {
    own: '303  303  404   404  404   404  404  404  404',
    foreign: members.foreign
  },
  'POST /studies/[study]/approvals/[record=record]?/sign': {
    own: '303  303  404   403  409   403  404  404  403',
    foreign: members.foreign,
    form: { versionId: 'none', hash: 'none', read: 'both', password: 'not the password' }
  },
  'POST /studies/[study]/approvals/[record=record]?/see': {
    own: inForm,
    foreign: members.foreign,
    form: { versionId: 'none' }
  },
  'POST /studies/[study]/approvals/[record=record]?/sendBack': {
    own: '303  303  404   403  409   403  404  404  403',
    foreign: members.foreign,
    form: { versionId: 'none', version: '0', reasonEn: '', reasonZh: '' }
  },
  'POST /studies/[study]/approvals/[record=record]?/seal': {
    own: inForm,
    foreign: members.foreign,
    form: { versionId: 'none', sideId: 'eu' }
  },
  'POST /studies/[study]/approvals/[record=record]?/note': {
    own: inForm,
    foreign: members.foreign,
    form: { versionId: 'none', remark: '' }
  },
  'POST /studies/[study]/approvals/[record=record]?/propose': {
    own: '303  303  404   200  403   403  404  404  403',
    foreign: members.foreign,
    form: {}
  },

  'GET /studies/[study]/threads/[thread]': {
    own: '303  303  404   404  404   404  404  404   404',
    foreign: members.foreign
  },
  'GET /studies/[study]/listeners': {
    own: '303  303  404   400  400   400  400  400   400',
    foreign: members.foreign
  },
  'GET /studies/[study]/writers': noSuch,
  ...pairActs('/studies/[study]/assessments/[city]/[characteristic]', 'smart-city-strategy', 403),
  ...pairActs('/studies/[study]/chapters/[chapter]', chapterSection, 409),
  'GET /studies/[study]/translations/matches': badQuery,
  'POST /studies/[study]/translations/draft': badQuery,
  'POST /studies/[study]/translations/inserted': badQuery,
  ...threadActs('/studies/[study]/assessments/[city]/[characteristic]'),
  ...threadActs('/studies/[study]/chapters/[chapter]'),
  ...suggestionActs('/studies/[study]/assessments/[city]/[characteristic]', 400),
  ...suggestionActs('/studies/[study]/chapters/[chapter]', 400),

  'GET /studies/[study]/reports/[kind=paper]': reportPage,
  'GET /studies/[study]/reports/[kind=paper]/builds/[build]/[output]': {
    own: '303  303  404   404  404   404  403  403   403',
    foreign: members.foreign
  },
  // The paper of these rows is begun by the last of them.
  'POST /studies/[study]/reports/[kind=paper]?/retitle': { ...composeAct(404), form: texts },
  'POST /studies/[study]/reports/[kind=paper]?/addPart': { ...composeAct(404), form: { source: 'group' } },
  'POST /studies/[study]/reports/[kind=paper]?/changePart': { ...composeAct(404), form: { id: 'none' } },
  'POST /studies/[study]/reports/[kind=paper]?/movePart': { ...composeAct(404), form: { id: 'none' } },
  'POST /studies/[study]/reports/[kind=paper]?/removePart': { ...composeAct(404), form: { id: 'none' } },
  'POST /studies/[study]/reports/[kind=paper]?/addPassage': { ...composeAct(404), form: { part: 'none' } },
  'POST /studies/[study]/reports/[kind=paper]?/changePassage': { ...composeAct(404), form: { id: 'none' } },
  'POST /studies/[study]/reports/[kind=paper]?/movePassage': {
    ...composeAct(404),
    form: { id: 'none', past: 'other' }
  },
  'POST /studies/[study]/reports/[kind=paper]?/removePassage': { ...composeAct(404), form: { id: 'none' } },
  'POST /studies/[study]/reports/[kind=paper]?/build': {
    ...composeAct(404),
    form: { purpose: 'draft', edition: 'en', format: 'html' }
  },
  'POST /studies/[study]/reports/[kind=paper]?/cancel': { ...composeAct(404), form: { id: 'none' } },
  // Without a password, which is asked for before anything is said about the build.
  'POST /studies/[study]/reports/[kind=paper]?/sign': {
    own: '303 303 404 403 403* 403 403 403 403',
    foreign: members.foreign,
    form: { id: 'none', hash: '' }
  },
  'POST /studies/[study]/reports/[kind=paper]?/erratum': {
    own: '303 303 404 404* 404* 403 403 403 403',
    foreign: members.foreign,
    form: { number: '1', textEn: 'Read 30.', textZh: '应为30。' }
  },
  // Without a password, which is asked for before anything is said about the erratum.
  'POST /studies/[study]/reports/[kind=paper]?/confirmErratum': {
    own: '303 303 404 403 403* 403 403 403 403',
    foreign: members.foreign,
    form: { id: 'none' }
  },
  'POST /studies/[study]/reports/[kind=paper]?/withdrawErratum': {
    own: '303 303 404 404* 404* 403 403 403 403',
    foreign: members.foreign,
    form: { id: 'none' }
  },
  'POST /studies/[study]/reports/[kind=paper]?/begin': composeAct(200),
  'GET /reports': { own: all(200) },
  'GET /reports/[study]/[edition]': unpublished,
  'GET /reports/[study]/[edition]/[part]': unpublished,
  'GET /reports/[study]/[edition]/files/[output]': unpublished,
  'GET /reports/[study]/[edition]/pictures/[hash]': unpublished,
  'GET /api/v1/public/reports': { own: all(200) },
  'fallback /api/v1/public/reports': { own: all(405) },
  'GET /api/v1/public/reports/[study]/[edition]': unpublished,
  'fallback /api/v1/public/reports/[study]/[edition]': { own: all(405), foreign: all(405) },
  'GET /api/v1/public/reports/[study]/[edition]/tables': unpublished,
  'fallback /api/v1/public/reports/[study]/[edition]/tables': { own: all(405), foreign: all(405) },
  'GET /api/v1/public/studies/[study]/practices': unpublished,
  'fallback /api/v1/public/studies/[study]/practices': { own: all(405), foreign: all(405) },
  'GET /api/v1/public/studies/[study]/practices/[practice]': unpublished,
  'fallback /api/v1/public/studies/[study]/practices/[practice]': { own: all(405), foreign: all(405) },
  'GET /api/v1/public/studies/[study]/themes': unpublished,
  'fallback /api/v1/public/studies/[study]/themes': { own: all(405), foreign: all(405) },
  'GET /api/v1/public/studies/[study]/themes/[theme]': unpublished,
  'fallback /api/v1/public/studies/[study]/themes/[theme]': { own: all(405), foreign: all(405) },
  'GET /api/v1/public/catalog': { own: all(200) },
  'fallback /api/v1/public/catalog': { own: all(405) },
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
  'GET /api/v1/studies/[study]/meetings': apiRecord,
  'fallback /api/v1/studies/[study]/meetings': { own: all(405), foreign: all(405) },
  'GET /api/v1/studies/[study]/roadmap': {
    own: '401  401  404   200  200   200  200  200   200',
    foreign: apiRecord.foreign
  },
  'fallback /api/v1/studies/[study]/roadmap': { own: all(405), foreign: all(405) },
  'GET /api/v1/studies/[study]/next-steps': apiRecord,
  'fallback /api/v1/studies/[study]/next-steps': { own: all(405), foreign: all(405) },
  'GET /api/v1/studies/[study]/practices': apiMembers,
  'fallback /api/v1/studies/[study]/practices': { own: all(405), foreign: all(405) },
  'GET /api/v1/studies/[study]/themes': apiMembers,
  'fallback /api/v1/studies/[study]/themes': { own: all(405), foreign: all(405) },
  'GET /api/v1/studies/[study]/context/sources': apiMembers,
  'fallback /api/v1/studies/[study]/context/sources': { own: all(405), foreign: all(405) },
  'GET /api/v1/studies/[study]/context/entries': apiMembers,
  'fallback /api/v1/studies/[study]/context/entries': { own: all(405), foreign: all(405) },
  'GET /api/v1/studies/[study]/context/figures': apiMembers,
  'fallback /api/v1/studies/[study]/context/figures': { own: all(405), foreign: all(405) },
  'GET /api/v1/studies/[study]/translations': apiMembers,
  'fallback /api/v1/studies/[study]/translations': { own: all(405), foreign: all(405) },
  'GET /api/v1/studies/[study]/assessments/[city]/translations': apiOfTheCity,
  'fallback /api/v1/studies/[study]/assessments/[city]/translations': { own: all(405), foreign: all(405) },
  'GET /api/v1/studies/[study]/assessments/[city]/versions': apiOfTheCity,
  'fallback /api/v1/studies/[study]/assessments/[city]/versions': { own: all(405), foreign: all(405) },
  'GET /api/v1/studies/[study]/assessments/[city]/consultation': {
    own: apiOfTheCity.own.replace(/200$/, '404'),
    foreign: apiMembers.foreign
  },
  'fallback /api/v1/studies/[study]/assessments/[city]/consultation': { own: all(405), foreign: all(405) },
  'GET /api/v1/studies/[study]/approvals': {
    own: '401  401  404   200  200   200  403  403  200',
    foreign: apiMembers.foreign
  },
  'fallback /api/v1/studies/[study]/approvals': { own: all(405), foreign: all(405) },
  'GET /api/v1/studies/[study]/assessments/[city]/threads': apiOfTheCity,
  'fallback /api/v1/studies/[study]/assessments/[city]/threads': { own: all(405), foreign: all(405) },
  'GET /api/v1/studies/[study]/comparison/levels': apiMembers,
  'fallback /api/v1/studies/[study]/comparison/levels': { own: all(405), foreign: all(405) },
  // Without a query there is nothing to search.
  'GET /api/v1/studies/[study]/search': {
    own: '401  401  404   400  400   400  400  400   400',
    foreign: apiMembers.foreign
  },
  'fallback /api/v1/studies/[study]/search': { own: all(405), foreign: all(405) },
  'GET /api/v1/studies/[study]/events': apiMembers,
  'fallback /api/v1/studies/[study]/events': { own: all(405), foreign: all(405) },
  'fallback /api/[...path]': { own: all(404) }
};
