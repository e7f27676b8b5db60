/** Says who may know and state what of the pairs of a text, and reads them as they are now. */
import { parseAnswerSection } from '#document/answer-cells.ts';
import type { PairIds } from '#rules/pairs/pairs.ts';
import type { PairStatus } from '#rules/pairs/pair-states.ts';
import { holdsOneOf, questionPart } from '#base/parts.ts';
import { writableParts } from '#base/document-rights.ts';
import type { SectionContent } from '#base/content.ts';
import type { Authorized, Preparation } from '#server/commands/command-spec.ts';
import { refused } from '#server/commands/refused.ts';
import type { CommandDeps } from '#server/commands/run-command.ts';
import type { DocumentWorkers } from '#server/workers/document-workers.ts';
import { factsOf, readContent, authorizedText, textSubject, type AuthorizedText } from '#areas/documents';
import type { Contradictions } from './contradictions.ts';
import { isOfCity, loadPairFacts, statesIn } from './pair-facts.ts';
import type { PairStates } from './pair-states.ts';

export interface TranslationPairTools extends CommandDeps {
  readonly workers: Pick<DocumentWorkers, 'content' | 'answered' | 'next'>;
  readonly pairStates: PairStates;
}

/** Checks who may know the states of a text: of answers those alone who write them, since others see an earlier state. */
export const mayKnow = ({ document, may }: Pick<AuthorizedText, 'document' | 'may'>): boolean =>
  may(isOfCity(document) ? 'confirm' : 'versions');

/** A representative of a city may be limited to some parts. */
export function writesSection({ grants, document }: AuthorizedText, section: string): boolean {
  if (!isOfCity(document)) return true;
  const question = parseAnswerSection(section)?.question;
  return holdsOneOf(writableParts(grants, factsOf(document)), [
    section,
    ...(question === undefined ? [] : [questionPart(question)])
  ]);
}

export type PairDeps = TranslationPairTools & { readonly contradictions: Contradictions };
export type AboutPairs = Authorized<typeof textSubject>;
export type PairPreparation = Preparation<PairDeps, typeof textSubject>;

/** `not-found` for a section that the text has not. */
export async function readStates(
  { db, deps, actor, subject: { document } }: Pick<PairPreparation, 'db' | 'deps' | 'actor' | 'subject'>,
  sectionId: string,
  shown: readonly PairIds[] = []
): Promise<{ readonly pairs: readonly PairStatus[]; readonly compared: SectionContent }> {
  const { sections } = await readContent(db, deps.workers, document, actor.userId);
  const section = sections.find(({ id }) => id === sectionId);
  if (!section) throw refused('not-found');
  const facts = await loadPairFacts(db, document.id);
  return { pairs: statesIn(section, facts, shown), compared: section };
}

/** Returns the text, where the person writes this section of it. */
export function writing(about: AboutPairs, section: string): AuthorizedText {
  const text = authorizedText(about);
  if (!writesSection(text, section)) throw refused('forbidden');
  return text;
}

/** Returns the text, for those who may know the states of its pairs. */
export function knowing(about: AboutPairs): AuthorizedText {
  const text = authorizedText(about);
  if (!mayKnow(text)) throw refused('forbidden');
  return text;
}
