/**
 * Who may do what: the only place where rights are written. HTTP guard, sync gate, every received write, revoker,
 * API, exports and the buttons of a page all ask here. `docs/permissions.md` is generated from it.
 */
import type { CityId, SideId, StudyId, UserId } from './ids.ts';
import {
  chapterIsOpen,
  findingsAreOpen,
  isSubmitted,
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
  /** Of an expert: the cities of which they are rapporteur, or the rapporteur's deputy. */
  readonly leads: readonly CityId[];
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
  // The steering committee takes note of what the chairs approved.
  'study.note',
  'study.approvals',
  // The comments of all cities with what became of them.
  'study.consultations'
] as const;
export const assessmentAbilities = [
  'assessment.see',
  'response.read',
  'response.write',
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
  'answers.late'
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
export function instanceAbilitiesOf(actor: Pick<Actor, 'isAdministrator'> | null): Abilities<InstanceAbility> {
  return new Set(actor?.isAdministrator ? instanceAbilities : []);
}

const everyone = ['study.see', 'study.events', 'study.approvals'] as const;

const studyTable: Readonly<Record<Role, readonly StudyAbility[]>> = {
  secretariat: [
    ...everyone, 'study.edit', 'study.people', 'study.plan', 'study.export', 'study.meetings', 'study.minutes', 'study.audit', 'study.propose',
    'study.consultations'
  ],
  chair: [...everyone, 'study.meetings', 'study.minutes', 'study.audit', 'study.sign', 'study.consultations'],
  expert: [...everyone, 'study.meetings', 'study.minutes', 'study.consultations'],
  city: ['study.see', 'study.events'],
  observer: [...everyone, 'study.meetings']
};

export const grantsIn = (actor: Pick<Actor, 'grants'> | null, studyId: StudyId): readonly Grant[] =>
  actor?.grants.filter((grant) => grant.studyId === studyId) ?? [];

export function studyAbilitiesOf(grants: readonly Grant[]): Abilities<StudyAbility> {
  return new Set(grants.flatMap((grant) => [...studyTable[grant.role], ...(grant.sitsInCommittee ? (['study.note', 'study.approvals'] as const) : [])]));
}

/** What a grant says about one assessment: whether it is for its city, and which part its holder has there. */
export interface Standing {
  readonly role: Role;
  /** The grant is for the assessment's city. */
  readonly own: boolean;
  /** Speaks for the city. */
  readonly senior: boolean;
  /** Rapporteur of the city, or deputy. */
  readonly leads: boolean;
}

const readers = ['assessment.see', 'response.read', 'findings.read', 'comments.internal', 'comments.shared', 'consultation.read', 'versions.read'] as const;

/** What a person in this standing may do with an assessment in a state. */
export function assessmentTable({ role, own, senior, leads }: Standing, state: AssessmentState): readonly AssessmentAbility[] {
  const when = <A extends AssessmentAbility>(holds: boolean, ...abilities: readonly A[]): readonly A[] => (holds ? abilities : []);
  /** The states in which experts of both sides discuss; in consultation the floor is the city's, in approval the chairs'. */
  const isDiscussed = state === 'collecting' || state === 'drafting' || state === 'internal-review' || state === 'revision';
  const speaks = [
    ...when(isDiscussed, 'comments.discuss'),
    // The city is asked while it answers, and told where its comments are answered.
    ...when(state === 'collecting' || state === 'drafting' || state === 'revision', 'comments.address')
  ];
  switch (role) {
    case 'secretariat':
      return [
        ...readers, ...speaks, 'assessment.steer', 'versions.keep',
        ...when(outsidersAreHeard(state), 'consultation.record', 'consultation.show')
      ];
    case 'chair':
      return [
        ...readers, ...speaks, 'versions.keep',
        ...when(state === 'approval', 'comments.discuss', 'approval.sign'),
        ...when(state === 'revision' || state === 'approval', 'consultation.state'),
        ...when(state !== 'collecting' && state !== 'approved', 'assessment.return'),
        ...when(state === 'approved', 'assessment.reopen')
      ];
    case 'expert':
      return [
        ...readers, ...speaks, 'versions.keep',
        ...when(findingsAreOpen(state), 'findings.write', 'translations.confirm', 'late.decide'),
        ...when(leads, 'assessment.steer'),
        ...when(leads && findingsAreOpen(state), 'assessment.return'),
        ...when(outsidersAreHeard(state), 'consultation.record'),
        ...when(leads && outsidersAreHeard(state), 'consultation.show'),
        ...when(state === 'revision', 'consultation.decide')
      ];
    case 'observer':
      // A draft response is nobody's business but the city's and the experts'.
      return isSubmitted(state) ? ['assessment.see', 'response.read', 'findings.read'] : ['assessment.see', 'findings.read'];
    case 'city':
      if (!own) return [];
      return [
        'assessment.see', 'response.read', 'comments.shared', 'comments.staff', 'consultation.read',
        ...when(responseIsOpen(state), 'response.write', 'comments.address', 'answers.late'),
        ...when(responseIsOpen(state) || state === 'consultation', 'comments.confer'),
        ...when(responseIsOpen(state) && senior, 'assessment.submit'),
        // The city reads its findings only while they stand frozen: in consultation and once approved, never as a live draft.
        ...when(state === 'consultation' || state === 'approved', 'findings.read'),
        ...when(state === 'consultation', 'consultation.draft'),
        ...when(state === 'consultation' && senior, 'consultation.submit'),
        // Its staff confer; what counts as the city's word is what its senior representative says.
        ...when(senior && (state === 'revision' || state === 'approval'), 'consultation.answer', 'consultation.state')
      ];
  }
}

export const standingIn = (grant: Grant, cityId: CityId): Standing => ({
  role: grant.role,
  own: grant.cityId === cityId,
  senior: grant.isSenior && grant.cityId === cityId,
  leads: grant.leads.includes(cityId)
});

export function assessmentAbilitiesOf(
  grants: readonly Grant[],
  assessment: { readonly cityId: CityId; readonly state: AssessmentState }
): Abilities<AssessmentAbility> {
  return new Set(grants.flatMap((grant) => assessmentTable(standingIn(grant, assessment.cityId), assessment.state)));
}

/** Chapters speak about all cities, so no city representative reads one before it is published. */
export function chapterTable(role: Role, state: ChapterState): readonly ChapterAbility[] {
  const when = <A extends ChapterAbility>(holds: boolean, ...abilities: readonly A[]): readonly A[] => (holds ? abilities : []);
  const isOpen = chapterIsOpen(state);
  switch (role) {
    case 'city':
      return [];
    case 'observer':
      return ['chapter.read'];
    case 'secretariat':
      return ['chapter.read', 'chapter.comments', 'chapter.versions', 'chapter.keep', 'chapter.steer', ...when(isOpen, 'chapter.discuss')];
    case 'chair':
      return [
        'chapter.read', 'chapter.comments', 'chapter.versions', 'chapter.keep',
        ...when(state !== 'approved', 'chapter.discuss'),
        ...when(state === 'review' || state === 'approval', 'chapter.return'),
        ...when(state === 'approval', 'chapter.sign'),
        ...when(state === 'approved', 'chapter.reopen')
      ];
    case 'expert':
      return [
        'chapter.read', 'chapter.comments', 'chapter.versions', 'chapter.keep', 'chapter.steer',
        ...when(isOpen, 'chapter.write', 'chapter.discuss', 'chapter.confirm', 'chapter.late')
      ];
  }
}

export function chapterAbilitiesOf(grants: readonly Grant[], chapter: { readonly state: ChapterState }): Abilities<ChapterAbility> {
  return new Set(grants.flatMap((grant) => chapterTable(grant.role, chapter.state)));
}

/** What a person may do with one document's room. */
export type Access = 'none' | 'read' | 'write';

export type DocumentFacts =
  | { readonly kind: 'response' | 'findings'; readonly cityId: CityId; readonly state: AssessmentState }
  | { readonly kind: 'chapter'; readonly state: ChapterState };

/** The ability that opens a document of this kind, and the one that writes it. */
export const abilitiesToOpen: Readonly<Record<DocumentKind, { readonly read: Ability; readonly write: Ability }>> = {
  response: { read: 'response.read', write: 'response.write' },
  findings: { read: 'findings.read', write: 'findings.write' },
  chapter: { read: 'chapter.read', write: 'chapter.write' }
};

export function documentAccess(grants: readonly Grant[], document: DocumentFacts): Access {
  const abilities: ReadonlySet<Ability> =
    document.kind === 'chapter' ? chapterAbilitiesOf(grants, document) : assessmentAbilitiesOf(grants, document);
  const needed = abilitiesToOpen[document.kind];
  if (!abilities.has(needed.read)) return 'none';
  return abilities.has(needed.write) ? 'write' : 'read';
}
