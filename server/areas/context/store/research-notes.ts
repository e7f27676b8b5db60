/** Reads and writes the internal notes of the research: talks with solution providers, permissions of images. */
import type { ImageInput } from '#rules/context/image-permission.ts';
import type { TalkInput } from '#rules/context/provider-talk.ts';
import { both } from '#server/store/bilingual.ts';
import { storeOf } from '#areas/bibliography';

export const talks = storeOf<'providerTalk', TalkInput>({
  table: 'providerTalk',
  order: 'latest',
  columns: ({ party, heldOn, summary }) => ({
    partyEn: party.en,
    partyZh: party.zh,
    heldOn,
    summaryEn: summary.en,
    summaryZh: summary.zh
  }),
  from: (row) => ({
    party: both(row.partyEn, row.partyZh),
    heldOn: row.heldOn,
    summary: both(row.summaryEn, row.summaryZh)
  })
});
export const { list: listTalks } = talks;

export const images = storeOf<'outsideImage', ImageInput>({
  table: 'outsideImage',
  order: 'at',
  columns: (input) => ({
    titleEn: input.title.en,
    titleZh: input.title.zh,
    ownerEn: input.owner.en,
    ownerZh: input.owner.zh,
    state: input.state,
    decidedBy: input.decidedBy,
    decidedOn: input.decidedOn,
    document: input.document,
    termsEn: input.terms.en,
    termsZh: input.terms.zh,
    hash: input.hash
  }),
  from: (row) => ({
    title: both(row.titleEn, row.titleZh),
    owner: both(row.ownerEn, row.ownerZh),
    state: row.state,
    decidedBy: row.decidedBy,
    decidedOn: row.decidedOn,
    document: row.document,
    terms: both(row.termsEn, row.termsZh),
    hash: row.hash
  })
});
export const { list: listImages } = images;
