/** Finds what rests on supports: the cards of good practices, and the trends and challenges. */
import type { StudyId } from '#base/ids.ts';
import type { Bilingual } from '#base/locale.ts';
import { inLanguages, publishedLanguages } from '#rules/practices/practice.ts';
import type { Actor } from '#base/permissions.ts';
import { sideIds, type Study } from '#rules/study/study.ts';
import type { CommandContext } from '#server/commands/run-command.ts';
import type { Db } from '#server/store/open.ts';
import { findPractice, listPractices } from '../store/practices.ts';
import type { OwnerKind } from '../store/supports.ts';
import { findTheme, isPublished, listThemes } from '../store/themes.ts';
import type { AuthorizedStudy } from '#areas/study';

export interface Owner {
  readonly kind: OwnerKind;
  readonly id: string;
}

/** Returns in which languages the owner is published; a theme is published in both at once. */
async function publicationIn(db: Db, study: Study, { kind, id }: Owner): Promise<readonly string[]> {
  const sides = sideIds(study);
  if (kind === 'practice') {
    const card = await findPractice(db, study.id, id);
    return card ? publishedLanguages(card, sides) : [];
  }
  const theme = await findTheme(db, study.id, id);
  return theme && isPublished(theme, sides) ? ['en', 'zh'] : [];
}

/**
 * Runs a change of an owner, and tells everyone in the study where it was published by it, or is published no
 * more: open pages of all readers follow at once.
 */
export async function withPublication<T>(
  { trx, appendEvent }: CommandContext,
  actor: Actor,
  study: Study,
  owner: Owner,
  change: () => Promise<T>
): Promise<T> {
  const before = await publicationIn(trx, study, owner);
  const done = await change();
  const after = await publicationIn(trx, study, owner);
  if (before.join() === after.join()) return done;
  const publication = { published: after.length > 0, languages: after.join(' ') };
  await appendEvent(study.id, actor, {
    ...(owner.kind === 'practice'
      ? ({ kind: 'practice.published', payload: { practiceId: owner.id, ...publication } } as const)
      : ({ kind: 'theme.published', payload: { themeId: owner.id, ...publication } } as const)),
    needs: 'study.see'
  });
  return done;
}

export const ownerExists = async (db: Db, studyId: StudyId, { kind, id }: Owner): Promise<boolean> =>
  (kind === 'practice' ? await findPractice(db, studyId, id) : await findTheme(db, studyId, id)) !==
  undefined;

/** Names a practice or a theme that a passage can be cited in, or that cites one. */
export interface OwnerSummary extends Owner {
  readonly title: Bilingual;
  /** `trend` or `challenge` for a theme. */
  readonly form: 'practice' | 'trend' | 'challenge';
}

/** Those that the reader may see, in the order in which they were added. */
export async function listOwners(db: Db, { study, abilities }: AuthorizedStudy): Promise<OwnerSummary[]> {
  const sides = sideIds(study);
  const seesDrafts = abilities.has('study.themes');
  const practices = (await listPractices(db, study.id)).flatMap((card): OwnerSummary[] => {
    const languages = seesDrafts ? (['en', 'zh'] as const) : publishedLanguages(card, sides);
    return languages.length === 0
      ? []
      : [
          {
            kind: 'practice',
            id: card.id,
            form: 'practice',
            title: inLanguages(card, languages).title
          }
        ];
  });
  const themes = (await listThemes(db, study.id))
    .filter((theme) => seesDrafts || isPublished(theme, sides))
    .map(({ id, kind, statement }): OwnerSummary => ({ kind: 'theme', id, form: kind, title: statement }));
  return [...practices, ...themes];
}
