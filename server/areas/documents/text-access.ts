/**
 * Says what is done with a text of a study, whichever it is, and which ability each act needs.
 */
import { assessmentAbilitiesOf, chapterAbilitiesOf, type Grant } from '#base/permissions.ts';
import type { Ability } from '#base/abilities.ts';
import type { Study } from '#rules/study/study.ts';
import type { DocumentKind } from '#base/states.ts';
import type { DocumentRow } from '#areas/assessments';
import { factsOf } from './access.ts';

export type TextLocation =
  | { readonly kind: 'findings' | 'response' | 'confidential'; readonly city: string }
  | { readonly kind: 'chapter'; readonly slug: string };

const textActs = ['read', 'write', 'versions', 'keep', 'confirm', 'waive', 'late'] as const;
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

/** Returns how an event names the text: its city, and the document. */
export const aboutText = ({ id, cityId }: Pick<DocumentRow, 'id' | 'cityId'>) => ({
  documentId: id,
  ...(cityId === null ? {} : { cityId })
});
