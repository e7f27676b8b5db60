/**
 * Decides who may do what; rights are written nowhere else. The HTTP guard, the sync handshake, the check of
 * every received write, the revoker, the API, the exports and the buttons of a page all call this module.
 * `docs/permissions.md` is generated from it.
 */
import type { CityId, SideId, StudyId, UserId } from './ids.ts';
import { hasDuty, oneHasDuty } from './role-duties.ts';
import {
  allOf,
  holdsAny,
  holdsOneOf,
  noParts,
  questionPart,
  type Parts,
  type ReopenedQuestion
} from './parts.ts';
import {
  answersMayReopen,
  assessmentStates,
  chapterIsOpen,
  chapterStates,
  findingsAreOpen,
  isSubmitted,
  levelsAreOpen,
  outsidersAreHeard,
  responseIsOpen,
  type AssessmentState,
  type ChapterState,
  type DocumentKind
} from './states.ts';

export const roles = ['secretariat', 'chair', 'expert', 'city', 'observer'] as const;
/**
 * Names a role in a study. `city` is the representative of one city. The administrator is a role of the
 * instance, not of a study.
 */
export type Role = (typeof roles)[number];

export interface Grant {
  readonly studyId: StudyId;
  readonly role: Role;
  /** Names the side of chairs and experts; a city's representative has the side of the city. */
  readonly sideId: SideId | null;
  /** Names the city; set for the role `city` only. */
  readonly cityId: CityId | null;
  /**
   * Is true for the one of a city's representatives who speaks for the city: submits its answers and its
   * comments, and answers the dispositions.
   */
  readonly isSenior: boolean;
  /**
   * Lists, for a city's representative, the characteristics to which their writing is limited; null for all,
   * and always null for the senior representative.
   */
  readonly characteristics: readonly string[] | null;
  /** Lists, for an expert, the cities of which they are rapporteur, or the rapporteur's deputy. */
  readonly leads: readonly CityId[];
  /** Lists, for an expert, the cities whose findings they review for the other side. */
  readonly reviews: readonly CityId[];
  /**
   * Lists, for an expert, the cities that they judge: those to whose panels they were named as assessors and
   * from which they have not withdrawn.
   */
  readonly assesses: readonly CityId[];
  /** Lists the cities whose confidential answers the person was named to read. */
  readonly readsConfidential: readonly CityId[];
  /** Is true when the person sits in the study's steering committee. */
  readonly sitsInCommittee: boolean;
  /**
   * Holds until when the person signs, publishes and reads in confidence nothing in this study, because their
   * password was reset by others or their address was changed (account-pause.ts); null for everybody else.
   */
  readonly pausedUntil: string | null;
}

/** Holds what a role has to which nothing was added. */
export const bareGrant = {
  isSenior: false,
  characteristics: null,
  leads: [],
  reviews: [],
  assesses: [],
  readsConfidential: [],
  sitsInCommittee: false,
  pausedUntil: null
} satisfies Partial<Grant>;

/** Describes a signed-in person from their session, with the grants of every study. */
export interface Actor {
  readonly userId: UserId;
  readonly sessionId: string;
  readonly email: string;
  readonly name: { readonly en: string; readonly zh: string };
  readonly isAdministrator: boolean;
  readonly grants: readonly Grant[];
}

/** Holds what of a person decides what they may read; people of equal viewpoints share what is read for them. */
export type Viewpoint = Pick<Actor, 'isAdministrator' | 'grants'>;

export const instanceAbilities = [
  'instance.users',
  'instance.studies',
  'instance.health',
  // To change one's own name, language and password.
  'instance.own-account'
] as const;
export const studyAbilities = [
  'study.see',
  'study.edit',
  'study.people',
  // To limit what the contributors of a city write: of any city, or of the one for which the person speaks.
  'study.contributors',
  'study.plan',
  'study.export',
  'study.events',
  // Meetings, outside events, visits, next steps and invitations: to read them, and to write them.
  'study.meetings',
  'study.minutes',
  // To verify that the log is intact, and to read its head.
  'study.audit',
  // To put the framework and the list of pilots before the chairs, and to sign them as a chair.
  'study.propose',
  'study.sign',
  // To read the draft of the framework's next version, and to change it, one thing at a time. `study.edit`
  // allows to begin and publish it.
  'study.draft',
  'study.draft-edit',
  // To propose terms of the glossary, and to agree with them for one's side.
  'study.terms',
  // To read the internal notes of the research: talks with solution providers and permissions of images; and to
  // write the research: sources, entries, figures and those notes.
  'study.research',
  'study.research-edit',
  // To note, as the steering committee, what the chairs approved; and to see what is approved, and by whom.
  'study.note',
  'study.approvals',
  // To read the comments of all cities with their dispositions.
  'study.consultations',
  // To read how far the panels of all cities agree; and, for the panels' leads, to compare each assessor
  // across cities, and the two sides.
  'study.agreement',
  'study.consistency',
  // To lead the others through a meeting.
  'study.lead',
  'study.chair',
  // To read the composition of the report and its drafts; to change it and have it built; to publish a build
  // as a chair, with the other side's; and to add errata to what was published.
  'study.report',
  'study.compose',
  'study.publish',
  'study.errata',
  // Good practices, trends and challenges before they are published: to read them, to write them, and to validate
  // them for one's side.
  'study.themes',
  'study.themes-edit',
  'study.themes-validate',
  // The roadmap while it is being written: to read it with the cities that enter at each step, and to change
  // the facts of its steps.
  'study.roadmap',
  'study.roadmap-edit',
  // The code book and the codings of passages, answers, comments and notes: to read them, and to write them.
  'study.coding',
  'study.coding-edit'
] as const;
export const assessmentAbilities = [
  'assessment.see',
  'response.read',
  'response.write',
  // The answers that the city holds back as confidential: to read them, and to write them and hold back or
  // take back answers; to see who was named to read them, and to name them.
  'confidential.read',
  'confidential.write',
  'confidential.readers',
  'confidential.name',
  // The city's evidence for its answers: to read pieces that are not confidential; to read confidential ones;
  // to add, change and cite pieces; to withdraw them; and to add and cite them for a question that is
  // reopened to the city.
  'evidence.read',
  'evidence.hold',
  'evidence.write',
  'evidence.withdraw',
  'evidence.supplement',
  // To attest, from the other side than the city's, that a piece opens.
  'evidence.attest',
  'findings.read',
  'findings.write',
  'assessment.submit',
  'assessment.steer',
  // To state, as the reviewer of the other side, that the findings are reviewed.
  'assessment.review',
  'assessment.return',
  'assessment.reopen',
  'approval.sign',
  // Threads among experts, chairs and the secretariat: to read them, and to write in them.
  'comments.internal',
  'comments.discuss',
  // Threads that the city sees as well: to read them, and to write in them.
  'comments.shared',
  'comments.address',
  // Threads of the city's own staff: to read them, and to write in them.
  'comments.staff',
  'comments.confer',
  'consultation.read',
  'consultation.draft',
  'consultation.submit',
  'consultation.record',
  // To give the frozen text to named outsiders to comment on.
  'consultation.show',
  'consultation.decide',
  'consultation.answer',
  // To decide whether what stays in dispute is printed as the city's statement.
  'consultation.state',
  'versions.read',
  'versions.keep',
  'translations.confirm',
  // To say with a reason that the approval need not wait for a passage whose translation is not current.
  'translations.waive',
  'late.decide',
  'answers.late',
  // To see each change of the answers, with its author and what stood there before.
  'answers.history',
  // Clarifications after a submission, question by question: to ask for one, read, write and return it; and
  // to review the changed answers.
  'clarification.ask',
  'clarification.read',
  'clarification.write',
  'clarification.answer',
  'clarification.review',
  // The city's own departments and their assignments: to read them, and to write them.
  'departments.read',
  'departments.write',
  // The city's scoring panels: to see that they exist and how many assessors have scored; to read every
  // assessor's score once revealed; to score; and to discuss.
  'panel.see',
  'panel.scores',
  'panel.score',
  'panel.discuss',
  // To reveal, open further rounds, record the result and close; and to settle a split result with the other
  // side's chair.
  'panel.moderate',
  // To name assessors and their ties.
  'panel.compose',
  'panel.release',
  // Released levels, and the hearing of the city about them: to read the levels, to read the hearing, and to
  // write in it.
  'levels.read',
  'levels.hear',
  'levels.speak',
  // Good practices of the city: to learn for which its consent is asked, and what it answers; to answer; and to
  // say where the city wants to go on.
  'practices.asked',
  'practices.consent',
  'practices.focus',
  // The city's own way through the roadmap, with what it ticked: for its own people alone.
  'roadmap.own'
] as const;
export const chapterAbilities = [
  'chapter.read',
  'chapter.write',
  'chapter.steer',
  'chapter.return',
  'chapter.reopen',
  'chapter.sign',
  'chapter.comments',
  'chapter.discuss',
  'chapter.versions',
  'chapter.keep',
  'chapter.confirm',
  'chapter.waive',
  'chapter.late'
] as const;

export type InstanceAbility = (typeof instanceAbilities)[number];
export type StudyAbility = (typeof studyAbilities)[number];
export type AssessmentAbility = (typeof assessmentAbilities)[number];
export type ChapterAbility = (typeof chapterAbilities)[number];
export type Ability = InstanceAbility | StudyAbility | AssessmentAbility | ChapterAbility;

export type Abilities<A extends Ability> = ReadonlySet<A>;

/** Returns the abilities over the installation itself; none inside a study follows from them. */
export function instanceAbilitiesOf(
  actor: Pick<Actor, 'isAdministrator'> | null
): Abilities<InstanceAbility> {
  if (actor === null) return new Set();
  return new Set<InstanceAbility>(actor.isAdministrator ? instanceAbilities : ['instance.own-account']);
}

const everyone = ['study.see', 'study.events', 'study.approvals'] as const;

const studyTable: Readonly<Record<Role, readonly StudyAbility[]>> = {
  secretariat: [
    ...everyone,
    'study.edit',
    'study.people',
    'study.contributors',
    'study.plan',
    'study.export',
    'study.meetings',
    'study.minutes',
    'study.audit',
    'study.propose',
    'study.consultations',
    'study.agreement',
    'study.draft',
    'study.draft-edit',
    'study.terms',
    'study.report',
    'study.compose',
    'study.errata',
    'study.themes',
    'study.themes-edit',
    'study.roadmap',
    'study.roadmap-edit',
    'study.coding',
    'study.coding-edit',
    'study.research',
    'study.research-edit'
  ],
  chair: [
    ...everyone,
    'study.meetings',
    'study.minutes',
    'study.audit',
    'study.sign',
    'study.consultations',
    'study.agreement',
    'study.consistency',
    'study.lead',
    'study.chair',
    'study.draft',
    'study.draft-edit',
    'study.terms',
    'study.report',
    'study.publish',
    'study.errata',
    'study.themes',
    'study.roadmap',
    'study.coding',
    'study.research'
  ],
  expert: [
    ...everyone,
    'study.meetings',
    'study.minutes',
    'study.consultations',
    'study.agreement',
    'study.draft',
    'study.draft-edit',
    'study.terms',
    'study.report',
    'study.compose',
    'study.themes',
    'study.themes-edit',
    'study.themes-validate',
    'study.roadmap',
    'study.roadmap-edit',
    'study.coding',
    'study.coding-edit',
    'study.research',
    'study.research-edit'
  ],
  city: ['study.see', 'study.events'],
  observer: [...everyone, 'study.meetings', 'study.roadmap']
};

/** Lists what a paused account may not do, whatever its role. */
export const pausedAbilities: ReadonlySet<Ability> = new Set<Ability>([
  'study.sign',
  'study.publish',
  'study.export',
  'approval.sign',
  'assessment.reopen',
  'chapter.sign',
  'chapter.reopen',
  'confidential.read',
  'confidential.write',
  'confidential.name',
  'evidence.hold'
]);

const unlessPaused = <A extends Ability>(isPaused: boolean, abilities: readonly A[]): readonly A[] =>
  isPaused ? abilities.filter((ability) => !pausedAbilities.has(ability)) : abilities;

export const grantsIn = (actor: Pick<Actor, 'grants'> | null, studyId: StudyId): readonly Grant[] =>
  actor?.grants.filter((grant) => grant.studyId === studyId) ?? [];

export function studyAbilitiesOf(grants: readonly Grant[]): Abilities<StudyAbility> {
  return new Set(
    grants.flatMap((grant) => [
      ...unlessPaused(grant.pausedUntil !== null, studyTable[grant.role]),
      ...(grant.sitsInCommittee ? (['study.note', 'study.approvals'] as const) : []),
      ...(speaksFor([grant], grant.cityId) ? (['study.contributors'] as const) : [])
    ])
  );
}

/** Lists what the operator’s tool may do in a study: keep its people, as the secretariat does. */
export const operatorAbilities: Abilities<StudyAbility> = new Set<StudyAbility>([
  'study.see',
  'study.people'
]);

/** Checks whether one of the roles is that of the person who speaks for this city. */
export const speaksFor = (grants: readonly Grant[], cityId: string | null): boolean =>
  cityId !== null &&
  grants.some((grant) => isRepresentative(grant) && grant.isSenior && grant.cityId === cityId);

/** Checks whether a role is that of a contributor of a city, whose writing can be limited to some characteristics. */
export const isContributor = ({
  role,
  isSenior
}: {
  readonly role: Role;
  readonly isSenior: number;
}): boolean => isRepresentative({ role }) && isSenior === 0;

/** Checks whether a person sees the assessments of all cities, and not only of the one that they represent. */
export const seesAllCities = (grants: readonly Pick<Grant, 'role'>[]): boolean =>
  grants.some((grant) => !isRepresentative(grant));

/**
 * Holds what a grant says about one assessment: whether it is for its city, and the role of its holder there.
 */
export interface GrantContext {
  readonly role: Role;
  /** Is true when the grant is for the assessment's city. */
  readonly own: boolean;
  /** Is true when the person speaks for the city. */
  readonly senior: boolean;
  /** Is true for the rapporteur of the city, or the deputy. */
  readonly leads: boolean;
  /** Is true for the reviewer of the other side. */
  readonly reviews: boolean;
  /** Is true for an assessor of the city. */
  readonly assesses: boolean;
  /** Is true for a person who was named to read the city's confidential answers. */
  readonly readsConfidential: boolean;
  /** Is true while the account of the person is paused. */
  readonly isPaused: boolean;
}

const readers = [
  'assessment.see',
  'response.read',
  'evidence.read',
  'evidence.hold',
  'findings.read',
  'comments.internal',
  'comments.shared',
  'consultation.read',
  'versions.read',
  'answers.history',
  'clarification.read',
  'practices.asked'
] as const;

/**
 * Checks whether a role is one in which a person can be named to read a city's confidential answers. The city's own people
 * read them anyway, those of another city see nothing of the assessment, and an observer was never meant.
 */
export const mayReadInConfidence = (grant: Pick<Grant, 'role'>): boolean =>
  hasDuty('read-in-confidence', grant);

/** Checks whether a role is that of an expert of a side: they write findings, and can have a seat in a scoring panel. */
export const isExpert = (holder: { readonly role: string | null }): boolean =>
  hasDuty('write-findings', holder);

/** Checks whether a role is that of a representative of a city; also of a role that is noted with a comment. */
export const isRepresentative = (holder: { readonly role: string | null }): boolean =>
  hasDuty('represent-city', holder);

/** Returns the city for which something is done in a role: that of a representative, and null for all others. */
export const cityOfRole = (role: Role, cityId: CityId | null): CityId | null =>
  isRepresentative({ role }) ? cityId : null;

/** Checks whether a grant signs for its side. */
export const signsForSide = (holder: { readonly role: string | null }): boolean =>
  hasDuty('sign-for-side', holder);

/** Returns the side for which a person signs; null for a person who signs for none. No person signs for both. */
export const signingSide = (grants: readonly Pick<Grant, 'role' | 'sideId'>[]): SideId | null =>
  grants.find(signsForSide)?.sideId ?? null;

/**
 * Returns the side for which a person agrees with terms of the glossary, the first of two; null for a person who agrees for
 * none.
 */
export const termSide = (grants: readonly Pick<Grant, 'role' | 'sideId'>[]): SideId | null =>
  grants.find((grant) => grant.sideId !== null && hasDuty('agree-on-terms', grant))?.sideId ?? null;

/** Returns the side for which a person validates practices, trends and challenges; null for a person who validates for none. */
export const validationSide = (grants: readonly Pick<Grant, 'role' | 'sideId'>[]): SideId | null =>
  grants.find(isExpert)?.sideId ?? null;

/** Checks whether a person in these roles can be named to read a city's confidential answers: one who represents no city. */
export const isNameable = (roles: readonly Role[]): boolean => !oneHasDuty('represent-city', roles);

/** Lists the abilities of a person with this grant context over an assessment in a state. */
export function assessmentTable(
  grantContext: GrantContext,
  state: AssessmentState
): readonly AssessmentAbility[] {
  const { role, readsConfidential, isPaused } = grantContext;
  const ofRole = abilitiesOfRole(grantContext, state);
  const named = readsConfidential && mayReadInConfidence({ role }) ? (['confidential.read'] as const) : [];
  return unlessPaused(isPaused, [...ofRole, ...named]);
}

function abilitiesOfRole(
  { role, own, senior, leads, reviews, assesses }: GrantContext,
  state: AssessmentState
): readonly AssessmentAbility[] {
  const when = <A extends AssessmentAbility>(holds: boolean, ...abilities: readonly A[]): readonly A[] =>
    holds ? abilities : [];
  /**
   * Is true in the states in which experts of both sides discuss; in consultation only the city comments, and
   * in approval only the chairs act.
   */
  const isDiscussed =
    state === 'collecting' || state === 'drafting' || state === 'internal-review' || state === 'revision';
  const speaks = [
    ...when(isDiscussed, 'comments.discuss'),
    // Experts may address the city while it answers, while they draft, and in revision, where its comments
    // are answered.
    ...when(state === 'collecting' || state === 'drafting' || state === 'revision', 'comments.address'),
    ...when(answersMayReopen(state), 'clarification.ask')
  ];
  const isJudged = levelsAreOpen(state);
  const hears = ['panel.see', 'levels.read', 'levels.hear', ...when(isJudged, 'levels.speak')] as const;
  switch (role) {
    case 'secretariat':
      return [
        ...readers,
        ...speaks,
        ...hears,
        'confidential.readers',
        'confidential.name',
        'assessment.steer',
        'versions.keep',
        ...when(findingsAreOpen(state), 'translations.waive'),
        'panel.scores',
        ...when(state !== 'approval' && state !== 'approved', 'panel.compose'),
        ...when(isJudged, 'panel.release'),
        // The answers that a city has submitted are locked; only the secretariat, which runs the study,
        // reopens all of them.
        ...when(state === 'drafting', 'assessment.return'),
        ...when(outsidersAreHeard(state), 'consultation.record', 'consultation.show')
      ];
    case 'chair':
      return [
        ...readers,
        ...speaks,
        ...hears,
        'versions.keep',
        'panel.scores',
        'evidence.attest',
        ...when(state !== 'approval' && state !== 'approved', 'panel.compose'),
        ...when(isJudged, 'panel.discuss', 'panel.moderate'),
        ...when(state === 'approval', 'comments.discuss', 'approval.sign'),
        ...when(state === 'revision' || state === 'approval', 'consultation.state'),
        ...when(state !== 'collecting' && state !== 'approved', 'assessment.return'),
        ...when(state === 'approved', 'assessment.reopen')
      ];
    case 'expert':
      return [
        ...readers,
        ...speaks,
        ...hears,
        'versions.keep',
        'evidence.attest',
        // A person who does not judge a city sees its levels once they are released.
        ...when(assesses, 'panel.scores'),
        ...when(assesses && isJudged, 'panel.score', 'panel.discuss'),
        ...when(
          findingsAreOpen(state),
          'findings.write',
          'translations.confirm',
          'late.decide',
          'clarification.review'
        ),
        ...when(leads, 'assessment.steer'),
        ...when(leads && findingsAreOpen(state), 'assessment.return', 'translations.waive'),
        // The other side has the last word on whether the text goes on to the city.
        ...when(reviews && state === 'internal-review', 'assessment.review', 'assessment.return'),
        ...when(outsidersAreHeard(state), 'consultation.record'),
        ...when(leads && outsidersAreHeard(state), 'consultation.show'),
        ...when(state === 'revision', 'consultation.decide')
      ];
    case 'observer':
      // A draft response is visible to the city and the experts only.
      return [
        'assessment.see',
        'findings.read',
        'levels.read',
        ...when(isSubmitted(state), 'response.read', 'evidence.read')
      ];
    case 'city':
      if (!own) return [];
      return [
        'assessment.see',
        'response.read',
        'confidential.read',
        'confidential.readers',
        ...when(senior, 'confidential.name'),
        ...when(responseIsOpen(state) || answersMayReopen(state), 'confidential.write'),
        'evidence.read',
        'evidence.hold',
        'comments.shared',
        'comments.staff',
        'consultation.read',
        'levels.read',
        'levels.hear',
        'answers.history',
        'roadmap.own',
        'clarification.read',
        'departments.read',
        'practices.asked',
        'practices.focus',
        // What a city agrees to be named with, its senior representative says, at any time.
        ...when(senior, 'practices.consent'),
        ...when(responseIsOpen(state) || answersMayReopen(state), 'departments.write'),
        ...when(isJudged, 'levels.speak'),
        ...when(answersMayReopen(state), 'clarification.write', 'evidence.supplement'),
        ...when(answersMayReopen(state) && senior, 'clarification.answer'),
        ...when(
          responseIsOpen(state),
          'response.write',
          'evidence.write',
          'comments.address',
          'answers.late'
        ),
        // Evidence cannot be withdrawn once the chairs are signing or have signed the text that rests on it.
        ...when(state !== 'approval' && state !== 'approved', 'evidence.withdraw'),
        ...when(responseIsOpen(state) || state === 'consultation', 'comments.confer'),
        ...when(responseIsOpen(state) && senior, 'assessment.submit'),
        // The city reads its findings only while they are frozen: in consultation and once approved, never as
        // a live draft.
        ...when(state === 'consultation' || state === 'approved', 'findings.read'),
        ...when(state === 'consultation', 'consultation.draft'),
        ...when(state === 'consultation' && senior, 'consultation.submit'),
        // The city's staff discuss; only what its senior representative submits counts as the city's
        // statement.
        ...when(
          senior && (state === 'revision' || state === 'approval'),
          'consultation.answer',
          'consultation.state'
        )
      ];
  }
}

export const grantContextIn = (grant: Grant, cityId: CityId): GrantContext => ({
  role: grant.role,
  own: grant.cityId === cityId,
  senior: grant.isSenior && grant.cityId === cityId,
  leads: grant.leads.includes(cityId),
  reviews: grant.reviews.includes(cityId),
  assesses: grant.assesses.includes(cityId),
  readsConfidential: grant.readsConfidential.includes(cityId),
  isPaused: grant.pausedUntil !== null
});

export function assessmentAbilitiesOf(
  grants: readonly Grant[],
  assessment: { readonly cityId: CityId; readonly state: AssessmentState }
): Abilities<AssessmentAbility> {
  return new Set(
    grants.flatMap((grant) => assessmentTable(grantContextIn(grant, assessment.cityId), assessment.state))
  );
}

/**
 * Returns the abilities over a chapter. Chapters describe all cities, so no city representative reads one
 * before it is published.
 */
export function chapterTable(role: Role, state: ChapterState): readonly ChapterAbility[] {
  const when = <A extends ChapterAbility>(holds: boolean, ...abilities: readonly A[]): readonly A[] =>
    holds ? abilities : [];
  const isOpen = chapterIsOpen(state);
  switch (role) {
    case 'city':
      return [];
    case 'observer':
      return ['chapter.read'];
    case 'secretariat':
      return [
        'chapter.read',
        'chapter.comments',
        'chapter.versions',
        'chapter.keep',
        'chapter.steer',
        ...when(isOpen, 'chapter.discuss', 'chapter.waive')
      ];
    case 'chair':
      return [
        'chapter.read',
        'chapter.comments',
        'chapter.versions',
        'chapter.keep',
        ...when(state !== 'approved', 'chapter.discuss'),
        ...when(state === 'review' || state === 'approval', 'chapter.return'),
        ...when(state === 'approval', 'chapter.sign'),
        ...when(state === 'approved', 'chapter.reopen')
      ];
    case 'expert':
      return [
        'chapter.read',
        'chapter.comments',
        'chapter.versions',
        'chapter.keep',
        'chapter.steer',
        ...when(
          isOpen,
          'chapter.write',
          'chapter.discuss',
          'chapter.confirm',
          'chapter.waive',
          'chapter.late'
        )
      ];
  }
}

export function chapterAbilitiesOf(
  grants: readonly Grant[],
  chapter: { readonly state: ChapterState }
): Abilities<ChapterAbility> {
  return new Set(
    grants.flatMap((grant) =>
      unlessPaused(grant.pausedUntil !== null, chapterTable(grant.role, chapter.state))
    )
  );
}

/** Checks whether a person may read chapters at all, in whatever state they are. */
export const readsChapters = (grants: readonly Grant[]): boolean =>
  chapterStates.some((state) => chapterAbilitiesOf(grants, { state }).has('chapter.read'));

/** Names the access of a person to one document's room. */
export type Access = 'none' | 'read' | 'write';

export type DocumentFacts =
  | {
      readonly kind: 'response' | 'confidential' | 'findings';
      readonly cityId: CityId;
      readonly state: AssessmentState;
      /** Lists, for a response and its confidential document, the questions that are reopened to the city. */
      readonly reopened?: readonly ReopenedQuestion[];
    }
  | { readonly kind: 'chapter'; readonly state: ChapterState };

/** Names the ability that opens a document of each kind, and the one that allows writing it. */
export const abilitiesToOpen: Readonly<
  Record<DocumentKind, { readonly read: Ability; readonly write: Ability }>
> = {
  response: { read: 'response.read', write: 'response.write' },
  confidential: { read: 'confidential.read', write: 'confidential.write' },
  findings: { read: 'findings.read', write: 'findings.write' },
  chapter: { read: 'chapter.read', write: 'chapter.write' }
};

const abilitiesOver = (grants: readonly Grant[], document: DocumentFacts): ReadonlySet<Ability> =>
  document.kind === 'chapter'
    ? chapterAbilitiesOf(grants, document)
    : assessmentAbilitiesOf(grants, document);

export function documentAccess(grants: readonly Grant[], document: DocumentFacts): Access {
  if (!abilitiesOver(grants, document).has(abilitiesToOpen[document.kind].read)) return 'none';
  return holdsAny(writableParts(grants, document)) ? 'write' : 'read';
}

/** Checks whether a role is one from which the assessors of a city are named. */
export const mayBeAssessor = (grant: Pick<Grant, 'role'>): boolean => isExpert(grant);

/** Checks whether a role is that of a representative of this city, who does not judge it. */
export const represents = (
  grant: { readonly role: Role; readonly cityId: string | null },
  city: string
): boolean => isRepresentative(grant) && grant.cityId === city;

/**
 * Checks whether a person coordinates all answers of a city: its senior representative, or a representative
 * who is not limited to some characteristics.
 */
export const coordinates = (grants: readonly Grant[], cityId: string): boolean =>
  grants.some(
    (grant) =>
      isRepresentative(grant) && grant.cityId === cityId && (grant.isSenior || grant.characteristics === null)
  );

/** Returns the grants that are of another side than this one: a side does not attest what its own city shows. */
export const ofOtherSide = (
  grants: readonly Grant[],
  sideId: SideId | string | undefined
): readonly Grant[] => grants.filter((grant) => grant.sideId !== null && grant.sideId !== sideId);

/**
 * Checks whether one of the grants answers this characteristic for its city: some of its staff are limited to
 * a few.
 */
export const writesIn = (grants: readonly Grant[], characteristic: string | undefined): boolean =>
  grants.some(
    ({ role, characteristics }) =>
      isRepresentative({ role }) &&
      (characteristics === null || (characteristic !== undefined && characteristics.includes(characteristic)))
  );

/**
 * Returns the parts of a document that a person may write in its present state. Findings and chapters are
 * whole; a response may be writable in parts, and its confidential document is in the same parts.
 */
export function writableParts(grants: readonly Grant[], document: DocumentFacts): Parts {
  if (document.kind !== 'response' && document.kind !== 'confidential')
    return abilitiesOver(grants, document).has(abilitiesToOpen[document.kind].write) ? 'all' : noParts;
  return allOf(grants.map((grant) => partsOfGrant(grant, document)));
}

function partsOfGrant(
  grant: Grant,
  { kind, cityId, state, reopened = [] }: Extract<DocumentFacts, { cityId: CityId }>
): Parts {
  if (kind === 'confidential' && grant.pausedUntil !== null) return noParts;
  const abilities = assessmentTable(grantContextIn(grant, cityId), state);
  const limit = grant.isSenior ? null : grant.characteristics;
  if (abilities.includes('response.write')) return limit === null ? 'all' : new Set(limit);
  if (!abilities.includes('clarification.write')) return noParts;
  return new Set(
    reopened
      .filter(({ characteristic }) => limit?.includes(characteristic) ?? true)
      .map(({ question }) => questionPart(question))
  );
}

/**
 * Returns the parts of an ended generation that a person could have written while it was open, in any state.
 * `reopenedQuestions`: the questions for which it was open, where it was not open as a whole.
 */
export function partsWhileOpen(
  grants: readonly Grant[],
  document: DocumentFacts,
  reopenedQuestions: readonly ReopenedQuestion[]
): Parts {
  if (document.kind === 'chapter')
    return allOf(chapterStates.map((state) => writableParts(grants, { ...document, state })));
  const states = reopenedQuestions.length > 0 ? assessmentStates.filter(answersMayReopen) : assessmentStates;
  return allOf(
    states.map((state) => writableParts(grants, { ...document, state, reopened: reopenedQuestions }))
  );
}

/** Names what a person may do with suggestions about one section of a text. */
export interface SuggestionRights {
  /** Sees those of everyone. */
  readonly sees: boolean;
  /** Makes suggestions, and changes and withdraws own ones. */
  readonly suggests: boolean;
  /** Accepts and rejects. */
  readonly decides: boolean;
}

export const noSuggestions: SuggestionRights = { sees: false, suggests: false, decides: false };

/** Names the abilities to read and to write the comments that everyone who works on a text sees. */
const commentsOn: Readonly<Record<DocumentKind, { readonly read: Ability; readonly write: Ability } | null>> =
  {
    response: { read: 'comments.shared', write: 'comments.address' },
    findings: { read: 'comments.internal', write: 'comments.discuss' },
    chapter: { read: 'chapter.comments', write: 'chapter.discuss' },
    // Nobody reads a confidential answer who may not write it or was named to read it: there are no comments.
    confidential: null
  };

/** Names the ability that reading suggestions on a text needs; null for a text that has none. */
export const abilityToSeeSuggestions = (kind: DocumentKind): Ability | null => commentsOn[kind]?.read ?? null;

const isOpenText = (document: DocumentFacts): boolean =>
  document.kind === 'chapter'
    ? chapterIsOpen(document.state)
    : document.kind === 'findings'
      ? findingsAreOpen(document.state)
      : responseIsOpen(document.state);

/**
 * Returns the rights to suggestions: those who read the comments on an open text see them, those who comment on
 * it or write it make them, and those who write the section decide. A frozen text has none.
 */
export function suggestionRightsOf(
  grants: readonly Grant[],
  document: DocumentFacts,
  section: string
): SuggestionRights {
  const comments = commentsOn[document.kind];
  const abilities = abilitiesOver(grants, document);
  if (!comments || !isOpenText(document)) return noSuggestions;
  if (!abilities.has(comments.read) || documentAccess(grants, document) === 'none') return noSuggestions;
  const decides = holdsOneOf(writableParts(grants, document), [section]);
  return { sees: true, decides, suggests: decides || abilities.has(comments.write) };
}
