import type { EventKind } from '#lib/events/kinds.ts';
import type { SentencesOf, KnownEvent, ShownEvent } from './event-sentences/shown-event.ts';
import { studySentences } from './event-sentences/study.ts';
import { peopleSentences } from './event-sentences/people.ts';
import { assessmentSentences } from './event-sentences/assessment.ts';
import { textSentences } from './event-sentences/texts.ts';
import { workflowSentences } from './event-sentences/workflow.ts';
import { resultSentences } from './event-sentences/results.ts';

const sentences: SentencesOf<EventKind> = {
  ...studySentences,
  ...peopleSentences,
  ...assessmentSentences,
  ...textSentences,
  ...workflowSentences,
  ...resultSentences
};

const knownSentence = <K extends EventKind>(event: KnownEvent<K>): string => sentences[event.kind](event);

/** An event that this version does not know is named by its kind rather than left out. */
export const eventSentence = (event: ShownEvent): string =>
  event.isKnown ? knownSentence(event) : event.kind;
