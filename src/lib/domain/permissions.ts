/**
 * Who may do what: the only place where rights are written. HTTP guard, sync gate, every received write, revoker,
 * API, exports and the buttons of a page all ask here. `docs/permissions.md` is generated from it.
 */
import type { CityId, SideId, StudyId, UserId } from './ids.ts';
import { allOf, holdsAny, noParts, questionPart, type Parts, type ReopenedQuestion } from './parts.ts';
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
} from './workflow.ts';

export const roles = ['secretariat', 'chair', 'expert', 'city', 'observer'] as const;
/** A role in a study. `city` is the representative of one city. The administrator is of the instance, not of a study. */
export type Role = (typeof roles)[number];

export interface Grant {
  readonly studyId: StudyId;
  readonly role: Role;
  /** Chairs and experts are of one side; a city's representative is of its city's side. */
  readonly sideId: SideId | null;
  /** Set for the role `city` only. */
  readonly cityId: CityId | null;
  /** Of a city's representatives, the one who speaks for the city: hands in its answers, submits its comments and answers what became of them. */
  readonly isSenior: boolean;
  /** Of a city's representatives: the characteristics to which their writing is limited; null for all, and never for who speaks for it. */
  readonly characteristics: readonly string[] | null;
  /** Of an expert: the cities of which they are rapporteur, or the rapporteur's deputy. */
  readonly leads: readonly CityId[];
  /** Of an expert: the cities that they judge, as assessors of whose panels they were named and from which they have not withdrawn. */
  readonly assesses: readonly CityId[];
  /** Whether the person sits in the study's steering committee. */
  readonly sitsInCommittee: boolean;
}

/** A signed-in person, as the session tells; grants of every study. */
export interface Actor {
  readonly userId: UserId;
  readonly sessionId: string;
  readonly email: string;
  readonly name: { readonly en: string; readonly zh: string };
  readonly isAdministrator: boolean;
  readonly grants: readonly Grant[];
}

export const instanceAbilities = ['instance.users', 'instance.studies', 'instance.health'] as const;
export const studyAbilities = [
  'study.see',
  'study.edit',
  'study.people',
  'study.plan',
  'study.export',
  'study.events',
  // Meetings, outside events, visits, next steps and invitations: read, and kept.
  'study.meetings',
  'study.minutes',
  // Whether the log is whole, and its head.
  'study.audit',
  // Framework and list of pilots: put before the chairs, and signed by them.
  'study.propose',
  'study.sign',
  // The draft of the framework's next version: read, and changed one thing at a time. Beginning and publishing it go with `study.edit`.
  'study.draft',
  'study.draft-edit',
  // The steering committee takes note of what the chairs approved.
  'study.note',
  'study.approvals',
  // The comments of all cities with what became of them.
  'study.consultations',
  // How far the panels of all cities agree; and, for the panels' leads, each assessor across cities, and one side beside the other.
  'study.agreement',
  'study.consistency',
  // Leads the others through a meeting.
  'study.lead'
] as const;
export const assessmentAbilities = [
  'assessment.see',
  'response.read',
  'response.write',
  // What the city shows for its answers: its open pieces; those held back as confidential; adding, changing and citing; withdrawing; and
  // adding and citing for a question that is reopened to it.
  'evidence.read',
  'evidence.hold',
  'evidence.write',
  'evidence.withdraw',
  'evidence.supplement',
  // Saying, from the other side than the city's, that a piece opens.
  'evidence.attest',
  'findings.read',
  'findings.write',
  'assessment.submit',
  'assessment.steer',
  'assessment.return',
  'assessment.reopen',
  'approval.sign',
  // Threads among experts, chairs and the secretariat: read, and written.
  'comments.internal',
  'comments.discuss',
  // Threads that the city sees as well.
  'comments.shared',
  'comments.address',
  // Threads of the city's own staff.
  'comments.staff',
  'comments.confer',
  'consultation.read',
  'consultation.draft',
  'consultation.submit',
  'consultation.record',
  // Giving the frozen text to named outsiders to comment on.
  'consultation.show',
  'consultation.decide',
  'consultation.answer',
  // Whether what stays in dispute is printed as the city's statement.
  'consultation.state',
  'versions.read',
  'versions.keep',
  'translations.confirm',
  'late.decide',
  'answers.late',
  // What a city is asked once more after it has submitted, question by question: asked, read, written to, returned; and what it changed, looked at.
  'clarification.ask',
  'clarification.read',
  'clarification.write',
  'clarification.answer',
  'clarification.review',
  // The city's own departments: who answers what by when.
  'departments.read',
  'departments.write',
  // The city's scoring panels: that they are there and how many have scored; every assessor's score, once revealed, and what is said of them.
  'panel.see',
  'panel.scores',
  'panel.score',
  'panel.discuss',
  // Reveals, opens further rounds, records what the panel comes to, closes; and settles what is split with the other side's chair.
  'panel.moderate',
  // Names assessors and their ties.
  'panel.compose',
  'panel.release',
  // Levels that have been released, and what the city says about them.
  'levels.read',
  'levels.hear',
  'levels.speak'
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
  'chapter.late'
] as const;

export type InstanceAbility = (typeof instanceAbilities)[number];
export type StudyAbility = (typeof studyAbilities)[number];
export type AssessmentAbility = (typeof assessmentAbilities)[number];
export type ChapterAbility = (typeof chapterAbilities)[number];
export type Ability = InstanceAbility | StudyAbility | AssessmentAbility | ChapterAbility;

export type Abilities<A extends Ability> = ReadonlySet<A>;

/** Rights over the installation itself; none inside a study follows from them. */
export function instanceAbilitiesOf(
  actor: Pick<Actor, 'isAdministrator'> | null
): Abilities<InstanceAbility> {
  return new Set(actor?.isAdministrator ? instanceAbilities : []);
}

const everyone = ['study.see', 'study.events', 'study.approvals'] as const;

const studyTable: Readonly<Record<Role, readonly StudyAbility[]>> = {
  secretariat: [
    ...everyone,
    'study.edit',
    'study.people',
    'study.plan',
    'study.export',
    'study.meetings',
    'study.minutes',
    'study.audit',
    'study.propose',
    'study.consultations',
    'study.agreement',
    'study.draft',
    'study.draft-edit'
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
    'study.draft',
    'study.draft-edit'
  ],
  expert: [
    ...everyone,
    'study.meetings',
    'study.minutes',
    'study.consultations',
    'study.agreement',
    'study.draft',
    'study.draft-edit'
  ],
  city: ['study.see', 'study.events'],
  observer: [...everyone, 'study.meetings']
};

export const grantsIn = (actor: Pick<Actor, 'grants'> | null, studyId: StudyId): readonly Grant[] =>
  actor?.grants.filter((grant) => grant.studyId === studyId) ?? [];

export function studyAbilitiesOf(grants: readonly Grant[]): Abilities<StudyAbility> {
  return new Set(
    grants.flatMap((grant) => [
      ...studyTable[grant.role],
      ...(grant.sitsInCommittee ? (['study.note', 'study.approvals'] as const) : [])
    ])
  );
}

/** What a grant says about one assessment: whether it is for its city, and which part its holder has there. */
export interface GrantContext {
  readonly role: Role;
  /** The grant is for the assessment's city. */
  readonly own: boolean;
  /** Speaks for the city. */
  readonly senior: boolean;
  /** Rapporteur of the city, or deputy. */
  readonly leads: boolean;
  /** Assessor of the city. */
  readonly assesses: boolean;
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
  'clarification.read'
] as const;

/** What a person in this standing may do with an assessment in a state. */
export function assessmentTable(
  { role, own, senior, leads, assesses }: GrantContext,
  state: AssessmentState
): readonly AssessmentAbility[] {
  const when = <A extends AssessmentAbility>(holds: boolean, ...abilities: readonly A[]): readonly A[] =>
    holds ? abilities : [];
  /** The states in which experts of both sides discuss; in consultation the floor is the city's, in approval the chairs'. */
  const isDiscussed =
    state === 'collecting' || state === 'drafting' || state === 'internal-review' || state === 'revision';
  const speaks = [
    ...when(isDiscussed, 'comments.discuss'),
    // The city is asked while it answers, and told where its comments are answered.
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
        'assessment.steer',
        'versions.keep',
        'panel.scores',
        ...when(state !== 'approval' && state !== 'approved', 'panel.compose'),
        ...when(isJudged, 'panel.release'),
        // What a city has submitted is locked; opening all of it again is for who keeps the study going.
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
        // Who does not judge a city learns of its levels when they are released.
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
        ...when(leads && findingsAreOpen(state), 'assessment.return'),
        ...when(outsidersAreHeard(state), 'consultation.record'),
        ...when(leads && outsidersAreHeard(state), 'consultation.show'),
        ...when(state === 'revision', 'consultation.decide')
      ];
    case 'observer':
      // A draft response is nobody's business but the city's and the experts'.
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
        'evidence.read',
        'evidence.hold',
        'comments.shared',
        'comments.staff',
        'consultation.read',
        'levels.read',
        'levels.hear',
        'clarification.read',
        'departments.read',
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
        // What the chairs are signing, and have signed, rests on what it rested on.
        ...when(state !== 'approval' && state !== 'approved', 'evidence.withdraw'),
        ...when(responseIsOpen(state) || state === 'consultation', 'comments.confer'),
        ...when(responseIsOpen(state) && senior, 'assessment.submit'),
        // The city reads its findings only while they stand frozen: in consultation and once approved, never as a live draft.
        ...when(state === 'consultation' || state === 'approved', 'findings.read'),
        ...when(state === 'consultation', 'consultation.draft'),
        ...when(state === 'consultation' && senior, 'consultation.submit'),
        // Its staff confer; what counts as the city's word is what its senior representative says.
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
  assesses: grant.assesses.includes(cityId)
});

export function assessmentAbilitiesOf(
  grants: readonly Grant[],
  assessment: { readonly cityId: CityId; readonly state: AssessmentState }
): Abilities<AssessmentAbility> {
  return new Set(
    grants.flatMap((grant) => assessmentTable(grantContextIn(grant, assessment.cityId), assessment.state))
  );
}

/** Chapters speak about all cities, so no city representative reads one before it is published. */
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
        ...when(isOpen, 'chapter.discuss')
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
        ...when(isOpen, 'chapter.write', 'chapter.discuss', 'chapter.confirm', 'chapter.late')
      ];
  }
}

export function chapterAbilitiesOf(
  grants: readonly Grant[],
  chapter: { readonly state: ChapterState }
): Abilities<ChapterAbility> {
  return new Set(grants.flatMap((grant) => chapterTable(grant.role, chapter.state)));
}

/** What a person may do with one document's room. */
export type Access = 'none' | 'read' | 'write';

export type DocumentFacts =
  | {
      readonly kind: 'response' | 'findings';
      readonly cityId: CityId;
      readonly state: AssessmentState;
      /** Of a response: the questions that are reopened to the city. */
      readonly reopened?: readonly ReopenedQuestion[];
    }
  | { readonly kind: 'chapter'; readonly state: ChapterState };

/** The ability that opens a document of this kind, and the one that writes it. */
export const abilitiesToOpen: Readonly<
  Record<DocumentKind, { readonly read: Ability; readonly write: Ability }>
> = {
  response: { read: 'response.read', write: 'response.write' },
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

/** Who of a city's staff sees to the whole of its answers: who speaks for it, and whoever is not limited to some characteristics. */
export const coordinates = (grants: readonly Grant[], cityId: string): boolean =>
  grants.some(
    (grant) =>
      grant.role === 'city' && grant.cityId === cityId && (grant.isSenior || grant.characteristics === null)
  );

/** What of a document a person may write in its present state. Findings and chapters are whole; a response may be theirs in parts. */
export function writableParts(grants: readonly Grant[], document: DocumentFacts): Parts {
  if (document.kind !== 'response')
    return abilitiesOver(grants, document).has(abilitiesToOpen[document.kind].write) ? 'all' : noParts;
  return allOf(grants.map((grant) => partsOfGrant(grant, document)));
}

function partsOfGrant(
  grant: Grant,
  { cityId, state, reopened = [] }: Extract<DocumentFacts, { cityId: CityId }>
): Parts {
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
 * What of a generation that has ended a person could have written while it was open, in whatever state. `reopenedQuestions`: the questions for which
 * it was open, where it was open for no more.
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
