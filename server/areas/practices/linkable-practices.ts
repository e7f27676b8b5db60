import { locales } from '#base/locale.ts';
import { inLanguages, publishedLanguages } from '#rules/practices/practice.ts';
import { listPractices } from './store/practices.ts';
import type { LinkableThings } from '#areas/meetings';

export const listLinkablePractices: LinkableThings['practice'] = async (db, { studyId, sides, seesDrafts }) =>
  (await listPractices(db, studyId)).map((card) => ({
    id: card.id,
    name: inLanguages(card, seesDrafts ? locales : publishedLanguages(card, sides)).title,
    isHidden: !seesDrafts && publishedLanguages(card, sides).length === 0
  }));
