/**
 * Loads the subjects of e-mails with their names: an assessment, a chapter, or something of the whole study.
 */
import type { RecordKind } from '#rules/approval/approval.ts';
import { textFor, type Bilingual, type Locale } from '#base/locale.ts';
import { m } from '#lib/paraglide/messages.js';
import { both } from '#server/store/bilingual.ts';
import type { Db } from '#server/store/open.ts';

export type About =
  | { readonly kind: 'assessment'; readonly cityId: string }
  | { readonly kind: 'chapter'; readonly documentId: string }
  | { readonly kind: RecordKind };

export interface NamedStudy {
  readonly slug: string;
  readonly name: Bilingual;
}

export async function loadNamedStudy(db: Db, studyId: string): Promise<NamedStudy> {
  const row = await db.selectFrom('study').selectAll().where('id', '=', studyId).executeTakeFirstOrThrow();
  const short = both(row.shortTitleEn, row.shortTitleZh);
  return {
    slug: row.slug,
    name: short.en === '' && short.zh === '' ? both(row.titleEn, row.titleZh) : short
  };
}

/** In either language; empty for a subject that was deleted or has no name of its own. */
export async function nameOf(db: Db, studyId: string, about: About): Promise<Bilingual> {
  if (about.kind === 'assessment') {
    const city = await db
      .selectFrom('city')
      .select(['shortNameEn', 'shortNameZh'])
      .where('studyId', '=', studyId)
      .where('id', '=', about.cityId)
      .executeTakeFirst();
    return both(city?.shortNameEn ?? '', city?.shortNameZh ?? '');
  }
  if (about.kind !== 'chapter') return both('', '');
  const chapter = await db
    .selectFrom('document')
    .select(['titleEn', 'titleZh'])
    .where('studyId', '=', studyId)
    .where('id', '=', about.documentId)
    .executeTakeFirst();
  return both(chapter?.titleEn ?? '', chapter?.titleZh ?? '');
}

/** Returns the label of the subject as it is in a sentence. */
export function locationLabel(about: About, name: Bilingual, locale: Locale): string {
  const { text } = textFor(name, locale);
  switch (about.kind) {
    case 'assessment':
      return m.mail_place_assessment({ city: text }, { locale });
    case 'chapter':
      return m.mail_place_chapter({ title: text }, { locale });
    case 'framework':
      return m.approval_subject_framework({}, { locale });
    case 'pilots':
      return m.approval_subject_pilots({}, { locale });
    case 'recommendations':
      return m.approval_subject_recommendations({}, { locale });
  }
}
