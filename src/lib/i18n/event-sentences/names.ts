/** Names the people, places and things of which the sentences of events speak. */
import type { AnyPayload, EventNames } from '#lib/events/kinds.ts';
import { textFor } from '#base/locale.ts';
import { m } from '#lib/paraglide/messages.js';
import { locale } from '../locale.ts';
import type { Around } from './shown-event.ts';

export const named = ({ names }: Around, key: keyof EventNames): string => {
  const name = names[key];
  return name ? textFor(name, locale()).text : m.study_event_nobody();
};

export const who = ({ actorId, actorName }: Around): string => {
  if (actorName) return textFor(actorName, locale()).text;
  return actorId === null ? m.study_activity_operator() : m.study_activity_somebody();
};

/** Selects the form for the document; confidential answers are those of a response where no form is given. */
export const ofDocument = (
  { documentKind }: Around,
  forms: Readonly<Record<'response' | 'findings' | 'chapter', string> & { confidential?: string }>
): string =>
  documentKind === 'confidential'
    ? (forms.confidential ?? forms.response)
    : forms[documentKind ?? 'findings'];

/**
 * Returns the name of what was frozen, commented on or signed: from its document, or from the subject in the
 * payload.
 */
export function locationOf(event: Around & { readonly payload: AnyPayload }): string {
  if (event.documentKind) {
    return ofDocument(event, {
      response: m.event_place_response({ city: named(event, 'city') }),
      confidential: m.event_place_confidential({ city: named(event, 'city') }),
      findings: m.event_place_findings({ city: named(event, 'city') }),
      chapter: m.event_place_chapter({ chapter: named(event, 'chapter') })
    });
  }
  switch (event.payload.subject) {
    case 'framework':
      return m.event_place_framework();
    case 'pilots':
      return m.event_place_pilots();
    case 'recommendations':
      return m.event_place_recommendations();
    default:
      return m.event_place_other();
  }
}

export const aboutPerson = (event: Around) => ({
  who: who(event),
  person: named(event, 'person'),
  city: named(event, 'city')
});

export const ofCity = (event: Around) => ({ who: who(event), city: named(event, 'city') });
export const ofPanel = (event: Around) => ({
  who: who(event),
  city: named(event, 'city'),
  section: named(event, 'section')
});

type ActMessage = (facts: { readonly who: string; readonly name: string }) => string;

export const actSentence = <Act extends string>(
  event: Around & { readonly payload: { readonly act: Act } },
  messages: Readonly<Record<Act, ActMessage>>
): string => messages[event.payload.act]({ who: who(event), name: named(event, 'thing') });

/** Says where something was done, and by whom. */
export const atPlace = (event: Around & { readonly payload: AnyPayload }) => ({
  who: who(event),
  location: locationOf(event)
});
