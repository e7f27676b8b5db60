/**
 * Says which parts of a document a person reads and writes, and what they do with suggestions about it: what their
 * abilities over its city or chapter come to.
 */
import type { CityId } from './ids.ts';
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
  responseIsOpen,
  type AssessmentState,
  type ChapterState,
  type DocumentKind
} from './states.ts';
import {
  chapterAbilitiesOf,
  assessmentAbilitiesOf,
  assessmentTable,
  grantContextIn,
  type Grant
} from './permissions.ts';
import type { Ability } from './abilities.ts';

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

/** Null for a text that has none. */
export const abilityToSeeSuggestions = (kind: DocumentKind): Ability | null => commentsOn[kind]?.read ?? null;

const isOpenText = (document: DocumentFacts): boolean =>
  document.kind === 'chapter'
    ? chapterIsOpen(document.state)
    : document.kind === 'findings'
      ? findingsAreOpen(document.state)
      : responseIsOpen(document.state);

/**
 * Those who read the comments on an open text see suggestions, those who comment on it or write it make them, and those
 * who write the section decide. A frozen text has none.
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
