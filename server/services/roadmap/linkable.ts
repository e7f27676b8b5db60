/**
 * Lists the things that steps and recommendations can be linked to, by kind, and names them as far as one reader may
 * know them: a card, a trend or a challenge that is not published is named to those alone who read drafts.
 */
import type { StudyId } from '#domain/ids.ts';
import { locales, type Bilingual } from '#domain/locale.ts';
import { inLanguages, publishedLanguages } from '#domain/practice.ts';
import { isInWords, type LinkFacts, type LinkName, type StatementLink } from '#domain/statement-link.ts';
import { listSources } from '../../store/bibliography.ts';
import { listEntries } from '../../store/context-entries.ts';
import { listContextFigures } from '../../store/context-figures.ts';
import type { Db } from '../../store/open.ts';
import { listPractices } from '../../store/practices.ts';
import { findRelease, type ReleasedStep } from '../../store/roadmap.ts';
import { listSteps } from '../../store/step-sections.ts';
import { listSideIds } from '../../store/studies.ts';
import { isPublished, listThemes } from '../../store/themes.ts';

/** Says what a reader may know of what is not published. */
export interface LinkRights {
  readonly seesDrafts: boolean;
  /** Says that the reader knows the steps as they are now, and not only those that were released. */
  readonly seesSteps: boolean;
}

export interface Linkable {
  /** Lists what the reader may name. */
  readonly facts: LinkFacts;
  readonly nameOf: (link: StatementLink) => LinkName;
}

/** Names what everyone in the study may read. */
export const publicRights: LinkRights = { seesDrafts: false, seesSteps: false };

export async function listLinkable(
  db: Db,
  studyId: StudyId,
  { seesDrafts, seesSteps }: LinkRights
): Promise<Linkable> {
  const sides = await listSideIds(db, studyId);
  const practices = (await listPractices(db, studyId)).map((card) => ({
    id: card.id,
    name: inLanguages(card, seesDrafts ? locales : publishedLanguages(card, sides)).title,
    isShown: seesDrafts || publishedLanguages(card, sides).length > 0
  }));
  const themes = (await listThemes(db, studyId)).map((theme) => ({
    id: theme.id,
    name: theme.statement,
    isShown: seesDrafts || isPublished(theme, sides)
  }));
  const steps = seesSteps
    ? await listSteps(db, studyId)
    : ((await findRelease(db, studyId))?.content.steps ?? []);
  const facts: LinkFacts = {
    practice: named(practices.filter(({ isShown }) => isShown)),
    theme: named(themes.filter(({ isShown }) => isShown)),
    entry: (await listEntries(db, studyId)).map(({ id, title }) => ({ id, name: title })),
    figure: (await listContextFigures(db, studyId)).map(({ id, label }) => ({ id, name: label })),
    source: (await listSources(db, studyId)).map(({ id, title }) => ({ id, name: title })),
    step: steps.map(({ id, title }) => ({ id, name: title }))
  };
  const hidden = new Set([...practices, ...themes].flatMap(({ id, isShown }) => (isShown ? [] : [id])));
  return {
    facts,
    nameOf: ({ kind, id }) => {
      if (kind === 'passage' || isInWords(id)) return { en: id, zh: id };
      const known = facts[kind]?.find((thing) => thing.id === id);
      return known?.name ?? (hidden.has(id) ? 'hidden' : null);
    }
  };
}

const named = (
  things: readonly { readonly id: string; readonly name: Bilingual }[]
): { readonly id: string; readonly name: Bilingual }[] => things.map(({ id, name }) => ({ id, name }));

/**
 * Returns a released step with the links that everyone may follow now: a card whose city has withdrawn its consent
 * since is absent at once, and so is a theme that is published no more.
 */
export function withPublicLinks<One extends Pick<ReleasedStep, 'links' | 'linkNames'>>(
  step: One,
  { nameOf }: Linkable
): One {
  const shown = step.links.flatMap((link, at) => {
    const then = step.linkNames[at];
    const name = link.kind === 'practice' || link.kind === 'theme' ? nameOf(link) : then;
    return name && name !== 'hidden' ? [{ link, name }] : [];
  });
  return { ...step, links: shown.map(({ link }) => link), linkNames: shown.map(({ name }) => name) };
}
