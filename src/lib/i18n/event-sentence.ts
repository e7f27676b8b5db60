/** What has happened, as a sentence in the reader's language. */
import type { CheckResult } from '#domain/city.ts';
import type { EventKind } from '#domain/events.ts';
import { textFor, type Bilingual } from '#domain/locale.ts';
import { studyTexts } from '#domain/study.ts';
import { m } from '#lib/paraglide/messages.js';
import { locale } from './locale.ts';
import { resultWord, roleWord, studyTextWord } from './study-words.ts';

/** An event with the names of whom and what it speaks; a name is missing where the thing is gone. */
export interface ToldEvent {
  readonly kind: string;
  readonly actorId: string | null;
  readonly actorName: Bilingual | null;
  readonly documentKind: 'response' | 'findings' | 'chapter' | null;
  readonly payload: Readonly<Record<string, unknown>>;
  readonly names: Readonly<Partial<Record<string, Bilingual>>>;
}

const named = ({ names }: ToldEvent, key: string): string => {
  const name = names[key];
  return name ? textFor(name, locale()).text : m.study_event_nobody();
};

const who = ({ actorId, actorName }: ToldEvent): string => {
  if (actorName) return textFor(actorName, locale()).text;
  return actorId === null ? m.study_activity_operator() : m.study_activity_somebody();
};

function fact({ payload }: ToldEvent, key: string): string {
  const value = payload[key];
  return typeof value === 'string' ? value : '';
}

const role = (event: ToldEvent): string => roleWord(fact(event, 'role'));

const ofDocument = (event: ToldEvent, forms: Readonly<Record<'response' | 'findings' | 'chapter', string>>): string =>
  forms[event.documentKind ?? 'findings'];

const aboutRole = (event: ToldEvent) => ({ who: who(event), person: named(event, 'person'), role: role(event), city: named(event, 'city') });

const changedTexts = (event: ToldEvent): string =>
  fact(event, 'texts')
    .split(' ')
    .flatMap((id) => studyTexts.find((text) => text === id) ?? [])
    .map(studyTextWord)
    .join(m.study_join());

const sentences: Readonly<Record<EventKind, (event: ToldEvent) => string>> = {
  'study.created': (event) => m.study_event_study_created({ who: who(event) }),
  'study.changed': (event) => m.study_event_study_changed({ who: who(event), texts: changedTexts(event) }),
  'study.imported': (event) => m.study_event_study_imported({ who: who(event) }),
  'grant.given': (event) =>
    event.names['city'] ? m.study_event_grant_given_city(aboutRole(event)) : m.study_event_grant_given(aboutRole(event)),
  'grant.withdrawn': (event) =>
    event.names['city'] ? m.study_event_grant_withdrawn_city(aboutRole(event)) : m.study_event_grant_withdrawn(aboutRole(event)),
  'body.joined': (event) => m.study_event_body_joined({ who: who(event), person: named(event, 'person'), body: named(event, 'body') }),
  'body.left': (event) => m.study_event_body_left({ who: who(event), person: named(event, 'person'), body: named(event, 'body') }),
  'rapporteurs.named': (event) =>
    m.study_event_rapporteurs({ who: who(event), city: named(event, 'city'), lead: named(event, 'lead'), reviewer: named(event, 'reviewer') }),
  'phase.changed': (event) => m.study_event_phase_changed({ who: who(event), phase: named(event, 'phase') }),
  'deliverable.added': (event) => m.study_event_deliverable_added({ who: who(event), deliverable: named(event, 'deliverable') }),
  'deliverable.changed': (event) => m.study_event_deliverable_changed({ who: who(event), deliverable: named(event, 'deliverable') }),
  'city.added': (event) => m.study_event_city_added({ who: who(event), city: named(event, 'city') }),
  'framework.published': (event) => m.study_event_framework_published({ who: who(event), version: fact(event, 'version') }),
  'city.changed': (event) => m.study_event_city_changed({ who: who(event), city: named(event, 'city') }),
  'criterion.checked': (event) =>
    m.study_event_criterion_checked({
      who: who(event),
      city: named(event, 'city'),
      criterion: fact(event, 'criterionId'),
      result: resultWord((event.payload['result'] ?? 'unknown') as CheckResult)
    }),
  'document.frozen': (event) =>
    ofDocument(event, {
      response: m.study_event_frozen_response({ city: named(event, 'city') }),
      findings: m.study_event_frozen_findings({ city: named(event, 'city') }),
      chapter: m.study_event_frozen_chapter({ chapter: named(event, 'chapter') })
    }),
  'document.reopened': (event) =>
    ofDocument(event, {
      response: m.study_event_reopened_response({ city: named(event, 'city') }),
      findings: m.study_event_reopened_findings({ city: named(event, 'city') }),
      chapter: m.study_event_reopened_chapter({ chapter: named(event, 'chapter') })
    }),
  'late-proposal.kept': (event) =>
    ofDocument(event, {
      response: m.study_event_late_response({ who: who(event), city: named(event, 'city') }),
      findings: m.study_event_late_findings({ who: who(event), city: named(event, 'city') }),
      chapter: m.study_event_late_chapter({ who: who(event), chapter: named(event, 'chapter') })
    })
};

/** A kind that a newer version wrote is named by its code rather than left out. */
export const eventSentence = (event: ToldEvent): string =>
  event.kind in sentences ? sentences[event.kind as EventKind](event) : event.kind;
