/**
 * Decides who may do what; rights are written nowhere else. The HTTP guard, the sync handshake, the check of
 * every received write, the revoker, the API, the exports and the buttons of a page all ask this module, for a
 * document through document-rights.ts. `docs/permissions.md` is generated from both.
 */
import type { CityId, SideId, StudyId, UserId } from './ids.ts';
import {
  answersMayReopen,
  chapterIsOpen,
  chapterStates,
  findingsAreOpen,
  isSubmitted,
  levelsAreOpen,
  outsidersAreHeard,
  responseIsOpen,
  type AssessmentState,
  type ChapterState
} from './states.ts';
import {
  instanceAbilities,
  type Abilities,
  type InstanceAbility,
  type StudyAbility,
  type Ability,
  type AssessmentAbility,
  type ChapterAbility
} from './abilities.ts';
import { speaksFor, mayReadInConfidence } from './grant-duties.ts';

export const roles = ['secretariat', 'chair', 'expert', 'city', 'observer'] as const;
/** `city` is the representative of one city. The administrator is a role of the instance, not of a study. */
export type Role = (typeof roles)[number];

export interface Grant {
  readonly studyId: StudyId;
  readonly role: Role;
  /** Names the side of chairs and experts; a city's representative has the side of the city. */
  readonly sideId: SideId | null;
  /** Set for the role `city` only. */
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
  readonly assesses: boolean;
  /** Is true for a person who was named to read the city's confidential answers. */
  readonly readsConfidential: boolean;
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

/** Chapters describe all cities, so no city representative reads one before it is published. */
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
