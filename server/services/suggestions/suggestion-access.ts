/**
 * Loads a section of a text for its suggestions: what the person may do there, and in which role. A person who
 * may not see suggestions learns nothing of them.
 */
import { chapterSection } from '#document/narrative.ts';
import { findCharacteristic } from '#domain/framework.ts';
import {
  abilityToSeeSuggestions,
  suggestionRightsOf,
  type Ability,
  type Actor,
  type Grant,
  type SuggestionRights
} from '#domain/permissions.ts';
import { ok, refuse, type Result } from '#domain/refusal.ts';
import type { StudyId } from '#domain/ids.ts';
import type { DocumentRow } from '../../store/documents.ts';
import { listFrameworks } from '../../store/frameworks.ts';
import { listGrantsOfUser } from '../../store/grants.ts';
import type { Db } from '../../store/open.ts';
import { factsOf } from '../access.ts';
import { authorizeText, type TextLocation } from '../workflow/text-access.ts';

/** Names a section of a text. */
export interface SectionLocation {
  readonly studySlug: string;
  readonly text: TextLocation;
  readonly section: string;
}

/** Says what a person wants to do with suggestions. */
export type SuggestionNeed = keyof SuggestionRights;

export interface AuthorizedSection {
  readonly document: DocumentRow;
  readonly rights: SuggestionRights;
  /** Names the ability that others need to hear of it. */
  readonly needs: Ability;
  readonly grants: readonly Grant[];
}

/**
 * Loads a section and authorizes; `not-found` for a person who sees no suggestions there, or for a section that
 * the text does not have; `forbidden` for one who sees them but may not do this.
 */
export async function authorizeSuggestions(
  db: Db,
  actor: Pick<Actor, 'grants'>,
  { studySlug, text, section }: SectionLocation,
  need: SuggestionNeed
): Promise<Result<AuthorizedSection>> {
  const authorized = await authorizeText(db, actor, studySlug, text);
  if (!authorized.ok) return authorized;
  const { document, grants } = authorized.value;
  const rights = suggestionRightsOf(grants, factsOf(document), section);
  const needs = abilityToSeeSuggestions(document.kind);
  if (!rights.sees || needs === null || !(await hasSection(db, document, section)))
    return refuse('not-found');
  return rights[need] ? ok({ document, rights, needs, grants }) : refuse('forbidden');
}

/** Does the same on the roles that the person holds in this transaction; `acting` is the person in those that allow it. */
export async function authorizeSuggestionCommand(
  trx: Db,
  actor: Actor,
  location: SectionLocation,
  need: SuggestionNeed
): Promise<Result<AuthorizedSection & { readonly acting: Actor }>> {
  const now: Actor = { ...actor, grants: await listGrantsOfUser(trx, actor.userId) };
  const authorized = await authorizeSuggestions(trx, now, location, need);
  if (!authorized.ok) return authorized;
  const { document, grants } = authorized.value;
  const allowing = grants.filter(
    (grant) => suggestionRightsOf([grant], factsOf(document), location.section)[need]
  );
  return ok({ ...authorized.value, acting: { ...now, grants: allowing } });
}

/** Checks whether the text has this section. Passages that answer a question have no suggestions. */
async function hasSection(db: Db, document: DocumentRow, section: string): Promise<boolean> {
  if (document.kind === 'chapter') return section === chapterSection;
  const frameworks = await listFrameworks(db, document.studyId as StudyId);
  return frameworks.some((framework) => findCharacteristic(framework, section) !== undefined);
}
