/**
 * Loads one text of a study and authorizes what the person may do with it. A person who may not read it
 * learns nothing of it.
 */
import {
  assessmentAbilitiesOf,
  chapterAbilitiesOf,
  type Ability,
  type Actor,
  type Grant
} from '#domain/permissions.ts';
import { ok, refuse, type Result } from '#domain/refusal.ts';
import type { Study } from '#domain/study.ts';
import type { DocumentKind } from '#domain/workflow.ts';
import { findDocumentOfRoom, type DocumentRow } from '../../store/documents.ts';
import { listGrantsOfUser } from '../../store/grants.ts';
import type { Db } from '../../store/open.ts';
import { factsOf } from '../access.ts';
import { authorizeStudy } from '../study-access.ts';

/** Names one text of a study. */
export type TextLocation =
  | { readonly kind: 'findings' | 'response' | 'confidential'; readonly city: string }
  | { readonly kind: 'chapter'; readonly slug: string };

const textActs = ['read', 'write', 'versions', 'keep', 'confirm', 'waive', 'late'] as const;
/** Names what is done with a text, whichever it is. */
export type TextAct = (typeof textActs)[number];

const needed: Readonly<Record<DocumentKind, Readonly<Record<TextAct, Ability>>>> = {
  findings: {
    read: 'findings.read',
    write: 'findings.write',
    versions: 'versions.read',
    keep: 'versions.keep',
    confirm: 'translations.confirm',
    waive: 'translations.waive',
    late: 'late.decide'
  },
  response: {
    read: 'response.read',
    write: 'response.write',
    versions: 'versions.read',
    keep: 'versions.keep',
    confirm: 'response.write',
    waive: 'response.write',
    late: 'answers.late'
  },
  confidential: {
    read: 'confidential.read',
    write: 'confidential.write',
    versions: 'confidential.read',
    keep: 'confidential.write',
    confirm: 'confidential.write',
    waive: 'confidential.write',
    late: 'confidential.write'
  },
  chapter: {
    read: 'chapter.read',
    write: 'chapter.write',
    versions: 'chapter.versions',
    keep: 'chapter.keep',
    confirm: 'chapter.confirm',
    waive: 'chapter.waive',
    late: 'chapter.late'
  }
};

export const abilityTo = (act: TextAct, kind: DocumentKind): Ability => needed[kind][act];

export interface AuthorizedText {
  readonly study: Study;
  readonly grants: readonly Grant[];
  readonly document: DocumentRow;
  readonly abilities: ReadonlySet<Ability>;
  readonly may: (act: TextAct) => boolean;
}

/** Returns what these roles allow over what a text belongs to. */
export const abilitiesIn = (grants: readonly Grant[], document: DocumentRow): ReadonlySet<Ability> => {
  const facts = factsOf(document);
  return facts.kind === 'chapter' ? chapterAbilitiesOf(grants, facts) : assessmentAbilitiesOf(grants, facts);
};

/** Returns what these roles allow to do with a text in its present state. */
export function textActsOf(grants: readonly Grant[], document: DocumentRow): ReadonlySet<TextAct> {
  const abilities = abilitiesIn(grants, document);
  return new Set(textActs.filter((act) => abilities.has(abilityTo(act, document.kind))));
}

/**
 * Loads a text and authorizes; `not-found` for a person who may not read the text; `forbidden` for one who
 * may, but lacks the required ability.
 */
export async function authorizeText(
  db: Db,
  actor: Pick<Actor, 'grants'>,
  studySlug: string,
  location: TextLocation,
  needs: TextAct = 'read'
): Promise<Result<AuthorizedText>> {
  const authorized = await authorizeStudy(db, actor, studySlug);
  if (!authorized.ok) return authorized;
  const { study, grants } = authorized.value;
  const document = await findDocumentOfRoom(db, { studySlug: study.slug, ...location });
  if (!document) return refuse('not-found');
  const abilities = abilitiesIn(grants, document);
  const may = (act: TextAct): boolean => abilities.has(abilityTo(act, document.kind));
  if (!may('read')) return refuse('not-found');
  return may(needs) ? ok({ study, grants, document, abilities, may }) : refuse('forbidden');
}

/**
 * Authorizes a command on the roles held in this transaction; `acting` is the person in the roles that allow
 * it.
 */
export async function authorizeTextCommand(
  trx: Db,
  actor: Actor,
  studySlug: string,
  location: TextLocation,
  needs: TextAct
): Promise<Result<AuthorizedText & { readonly acting: Actor }>> {
  const now: Actor = { ...actor, grants: await listGrantsOfUser(trx, actor.userId) };
  const authorized = await authorizeText(trx, now, studySlug, location, needs);
  if (!authorized.ok) return authorized;
  const { grants, document } = authorized.value;
  const allowing = grants.filter((grant) =>
    abilitiesIn([grant], document).has(abilityTo(needs, document.kind))
  );
  return ok({ ...authorized.value, acting: { ...now, grants: allowing } });
}

/** Returns how an event names the text: its city, and the document. */
export const aboutText = ({ id, cityId }: Pick<DocumentRow, 'id' | 'cityId'>) => ({
  documentId: id,
  ...(cityId === null ? {} : { cityId })
});
