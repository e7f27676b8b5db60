/**
 * States a section of a text with its suggestions as the subject of commands and reads. A person who may not see
 * suggestions learns nothing of them.
 */
import { chapterSection } from '#document/narrative.ts';
import { findCharacteristic } from '#rules/framework/framework.ts';
import { grantsIn, type Actor, type Grant } from '#base/permissions.ts';
import { suggestionRightsOf, type SuggestionRights } from '#base/document-rights.ts';
import type { StudyId } from '#base/ids.ts';
import type { Subject } from '#server/commands/subject.ts';
import type { DocumentRow } from '#areas/assessments';
import { listFrameworks } from '#areas/framework';
import type { Db } from '#server/store/open.ts';
import { factsOf, type TextLocation, textSubject, type LoadedText } from '#areas/documents';

export interface SectionLocation {
  readonly studySlug: string;
  readonly text: TextLocation;
  readonly section: string;
}

export interface LoadedSection extends LoadedText {
  readonly section: string;
}

const rightsTo = (grants: readonly Grant[], { document, section }: LoadedSection): SuggestionRights =>
  suggestionRightsOf(grants, factsOf(document), section);

export const sectionSubject: Subject<
  Actor,
  [location: SectionLocation],
  LoadedSection,
  keyof SuggestionRights
> = {
  name: 'section, its suggestions',
  keyParts: 1,
  find: async (db, { studySlug, text, section }) => {
    const loaded = await textSubject.find(db, studySlug, text);
    return loaded && (await hasSection(db, loaded.document, section)) ? { ...loaded, section } : undefined;
  },
  abilities: (actor, loaded) => {
    const rights = rightsTo(grantsIn(actor, loaded.study.id), loaded);
    return new Set((['sees', 'suggests', 'decides'] as const).filter((right) => rights[right]));
  },
  sees: 'sees',
  studyOf: ({ study }) => study.id,
  locks: {}
};

/** Passages that answer a question have no suggestions. */
async function hasSection(db: Db, document: DocumentRow, section: string): Promise<boolean> {
  if (document.kind === 'chapter') return section === chapterSection;
  const frameworks = await listFrameworks(db, document.studyId as StudyId);
  return frameworks.some((framework) => findCharacteristic(framework, section) !== undefined);
}
