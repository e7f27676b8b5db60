/** Holds what groups agree and recommend, for tests. */
import type { NextStepInput } from '#rules/meetings/next-step.ts';
import type { StepInput } from '#rules/roadmap/roadmap.ts';

const empty = { en: '', zh: '' };

export const whitePaperStep: NextStepInput = {
  kind: 'next-step',
  scope: { cities: [], characteristics: [] },
  links: [],
  meetingId: null,
  addressee: 'both',
  action: { en: 'Publish the White Paper', zh: '发布白皮书' },
  ownerBodyId: null,
  dueOn: null,
  state: 'open',
  report: empty
};

export const openDataRecommendation: NextStepInput = {
  ...whitePaperStep,
  kind: 'recommendation',
  scope: { cities: ['bristol'], characteristics: ['stakeholders'] },
  addressee: 'eu',
  action: { en: 'Publish open transport data', zh: '开放交通数据' }
};

/** Holds a step of the roadmap. */
export const forumStep: StepInput = {
  characteristic: 'stakeholders',
  fromLevel: null,
  toLevel: 'basic',
  title: { en: 'Name a forum', zh: '设立论坛' },
  responsible: { en: 'The mayor’s office', zh: '市长办公室' },
  horizon: 'short',
  dependsOn: [],
  links: []
};
