/** Lists the kinds of events about a study, its plan, its cities, its framework and its words. */
import { checkResults } from '#rules/cities/city.ts';
import { deliverableStates } from '#rules/study/plan.ts';
import { quotaFactors } from '#rules/study/quota.ts';
import { termActs, termVotes } from '#rules/pairs/term-proposal.ts';
import { event, named, number, optional, text, truth, oneOf } from './event.ts';

export const studyEvents = {
  'study.created': event({ slug: text }),
  /** Holds the ids of the changed texts, separated by spaces. */
  'study.changed': event({ texts: text }),
  'study.imported': event({}),
  'phase.added': event({ phaseId: text }),
  'phase.changed': event({ phaseId: text, act: optional(oneOf(['moved'])) }),
  'phase.removed': event({ phaseId: text, ...named }),
  'deliverable.added': event({ deliverableId: text }),
  'deliverable.changed': event({ deliverableId: text, state: oneOf(deliverableStates) }),
  'city.added': event({}),
  'city.changed': event({
    withdrawal: optional(oneOf(['recorded', 'taken-back'])),
    on: optional(text),
    substituteId: optional(text),
    profile: optional(oneOf(['asked', 'not-asked']))
  }),
  'framework.published': event({ version: text }),
  'framework.draft-begun': event({ version: text, isFile: truth }),
  'framework.draft-changed': event({ part: text, id: text }),
  'framework.draft-dropped': event({}),
  'assessment.reframed': event({ from: text, to: text }),
  /** Has no result where an older version wrote it. */
  'criterion.checked': event({ criterionId: text, result: optional(oneOf(checkResults)) }),
  'criterion.changed': event({
    act: oneOf(['added', 'reworded', 'moved', 'removed']),
    sideId: text,
    ...named
  }),
  'term.changed': event({ act: oneOf(['added', 'changed', 'removed']), ...named }),
  'term.proposed': event({ act: oneOf(termActs), ...named }),
  'term.voted': event({ act: oneOf([...termVotes, 'withdrawn', 'agreed']), ...named }),
  'glossary.imported': event({ added: number, changed: number }),
  'chapter.changed': event({
    act: oneOf(['added', 'renamed', 'moved', 'removed']),
    slug: text,
    ...named
  }),
  // How the study judges: whether indicators are rated, and which ties exclude an assessor.
  'judging.changed': event({ usesIndicators: truth, barsOrigin: truth }),
  'lengths.changed': event({ sections: number }),
  /** Holds the ids of the sides, separated by spaces. */
  'headings.changed': event({ sides: text }),
  'quotas.changed': event({ factor: oneOf(quotaFactors) }),
  'rubric.published': event({ rubric: text }),
  'head.sent': event({ day: text, seq: number, hash: text })
};
