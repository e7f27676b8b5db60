/**
 * Who may do what: the only place where rights are written. HTTP guard, sync gate, every received write, revoker,
 * API, exports and the buttons of a page all ask here. `docs/permissions.md` is generated from it.
 */
import type { CityId, SideId, StudyId, UserId } from './ids.ts';
import {
  chapterIsOpen,
  findingsAreOpen,
  isSubmitted,
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
export const studyAbilities = ['study.see', 'study.edit', 'study.people', 'study.plan', 'study.export', 'study.events'] as const;
export const assessmentAbilities = [
  'assessment.see',
  'response.read',
  'response.write',
  'findings.read',
  'findings.write'
] as const;
export const chapterAbilities = ['chapter.read', 'chapter.write'] as const;

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

const studyTable: Readonly<Record<Role, readonly StudyAbility[]>> = {
  secretariat: ['study.see', 'study.edit', 'study.people', 'study.plan', 'study.export', 'study.events'],
  chair: ['study.see', 'study.events'],
  expert: ['study.see', 'study.events'],
  city: ['study.see', 'study.events'],
  observer: ['study.see', 'study.events']
};

export const grantsIn = (actor: Pick<Actor, 'grants'> | null, studyId: StudyId): readonly Grant[] =>
  actor?.grants.filter((grant) => grant.studyId === studyId) ?? [];

export function studyAbilitiesOf(grants: readonly Grant[]): Abilities<StudyAbility> {
  return new Set(grants.flatMap((grant) => studyTable[grant.role]));
}

/** What one role may do with an assessment in a state. `own` tells whether the grant is for the assessment's city. */
export function assessmentTable(role: Role, own: boolean, state: AssessmentState): readonly AssessmentAbility[] {
  switch (role) {
    case 'secretariat':
    case 'chair':
      return ['assessment.see', 'response.read', 'findings.read'];
    case 'expert':
      return findingsAreOpen(state)
        ? ['assessment.see', 'response.read', 'findings.read', 'findings.write']
        : ['assessment.see', 'response.read', 'findings.read'];
    case 'observer':
      // A draft response is nobody's business but the city's and the experts'.
      return isSubmitted(state)
        ? ['assessment.see', 'response.read', 'findings.read']
        : ['assessment.see', 'findings.read'];
    case 'city': {
      if (!own) return [];
      const abilities: AssessmentAbility[] = ['assessment.see', 'response.read'];
      if (responseIsOpen(state)) abilities.push('response.write');
      // The city reads its findings only while they stand frozen: in consultation and once approved, never as a live draft.
      if (state === 'consultation' || state === 'approved') abilities.push('findings.read');
      return abilities;
    }
  }
}

export function assessmentAbilitiesOf(
  grants: readonly Grant[],
  assessment: { readonly cityId: CityId; readonly state: AssessmentState }
): Abilities<AssessmentAbility> {
  return new Set(
    grants.flatMap((grant) => assessmentTable(grant.role, grant.cityId === assessment.cityId, assessment.state))
  );
}

/** Chapters speak about all cities, so no city representative reads one before it is published. */
export function chapterTable(role: Role, state: ChapterState): readonly ChapterAbility[] {
  if (role === 'city') return [];
  return role === 'expert' && chapterIsOpen(state) ? ['chapter.read', 'chapter.write'] : ['chapter.read'];
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
