import type { EventKind } from '#lib/events/kinds.ts';
import type { resultEvents } from '#lib/events/results.ts';
import { m } from '#lib/paraglide/messages.js';
import { languageLabel } from '../language-labels.ts';
import { reportNames } from '../report-labels.ts';
import type { KnownEvent, SentencesOf } from './shown-event.ts';
import { who, named, ofCity, actSentence } from './names.ts';

type ThemeEvent = KnownEvent<`theme.${'added' | 'changed' | 'removed' | 'validated'}`>;
const isChallenge = ({ payload }: ThemeEvent): boolean => payload.form === 'challenge';
const isOfTheme = ({ payload }: KnownEvent<`support.${'added' | 'removed'}`>): boolean =>
  payload.owner === 'theme';

type ConsentEvent = KnownEvent<'practice.consent-answered'>;
type ConsentMessage = (names: { who: string; city: string; language: string }) => string;
const consentSentences: Readonly<Record<ConsentEvent['payload']['state'], ConsentMessage>> = {
  given: m.event_practice_consent_given,
  refused: m.event_practice_consent_refused,
  withdrawn: m.event_practice_consent_withdrawn
};

const ofReport = (event: KnownEvent<Extract<EventKind, `report.${string}` | `erratum.${string}`>>) => ({
  who: who(event),
  report: reportNames[event.payload.report](),
  number: 'number' in event.payload ? event.payload.number : ''
});

export const resultSentences: SentencesOf<keyof typeof resultEvents> = {
  'meeting.recorded': (event) => m.event_meeting_recorded({ who: who(event) }),
  'meeting.changed': (event) => m.event_meeting_changed({ who: who(event) }),
  'next-step.added': (event) => m.event_next_step_added({ who: who(event) }),
  'next-step.changed': (event) => m.event_next_step_changed({ who: who(event) }),
  'practice.added': (event) => m.event_practice_added({ who: who(event) }),
  'practice.changed': (event) => m.event_practice_changed({ who: who(event) }),
  'practice.removed': (event) => m.event_practice_removed({ who: who(event) }),
  'practice.validated': (event) => m.event_practice_validated({ who: who(event) }),
  'practice.validation-taken-back': (event) => m.event_practice_validation_taken_back({ who: who(event) }),
  'practice.consent-asked': (event) =>
    m.event_practice_consent_asked({
      who: who(event),
      city: named(event, 'city'),
      language: languageLabel(event.payload.language)
    }),
  'practice.consent-answered': (event) =>
    consentSentences[event.payload.state]({
      ...ofCity(event),
      language: languageLabel(event.payload.language)
    }),
  'practice.published': ({ payload }) =>
    payload.published ? m.event_practice_published() : m.event_practice_unpublished(),
  'practice.focus-changed': (event) => m.event_practice_focuses_changed({ who: who(event) }),
  'theme.added': (event) =>
    isChallenge(event)
      ? m.event_challenge_added({ who: who(event) })
      : m.event_trend_added({ who: who(event) }),
  'theme.changed': (event) =>
    isChallenge(event)
      ? m.event_challenge_changed({ who: who(event) })
      : m.event_trend_changed({ who: who(event) }),
  'theme.removed': (event) =>
    isChallenge(event)
      ? m.event_challenge_removed({ who: who(event) })
      : m.event_trend_removed({ who: who(event) }),
  'theme.validated': (event) =>
    isChallenge(event)
      ? m.event_challenge_validated({ who: who(event) })
      : m.event_trend_validated({ who: who(event) }),
  'theme.validation-taken-back': (event) => m.event_theme_validation_taken_back({ who: who(event) }),
  'theme.published': ({ payload }) =>
    payload.published ? m.event_theme_published() : m.event_theme_unpublished(),
  'support.added': (event) =>
    isOfTheme(event)
      ? m.event_support_added_to_theme({ who: who(event) })
      : m.event_support_added_to_practice({ who: who(event) }),
  'support.taken-anew': (event) => m.event_support_taken_anew({ who: who(event) }),
  'support.removed': (event) =>
    isOfTheme(event)
      ? m.event_support_removed_from_theme({ who: who(event) })
      : m.event_support_removed_from_practice({ who: who(event) }),
  'codes.changed': (event) => m.event_codes_changed({ who: who(event) }),
  'codings.changed': (event) => m.event_codings_changed({ who: who(event) }),
  'coding.pass-given': (event) => m.event_coding_pass_given({ who: who(event) }),
  'coding.pass-closed': (event) => m.event_coding_pass_closed({ who: who(event) }),
  'coding.pass-cancelled': (event) => m.event_coding_pass_cancelled({ who: who(event) }),
  'coding.passes-compared': () => m.event_coding_passes_compared(),
  'roadmap.begun': (event) => m.event_roadmap_begun({ who: who(event), count: event.payload.added }),
  'roadmap.step-changed': (event) =>
    actSentence(event, {
      added: m.event_roadmap_step_added,
      moved: m.event_roadmap_step_moved,
      removed: m.event_roadmap_step_removed,
      changed: m.event_roadmap_step_changed
    }),
  'roadmap.released': (event) => m.event_roadmap_released({ who: who(event), number: event.payload.n }),
  'source.changed': (event) =>
    actSentence(event, {
      added: m.context_event_source_added,
      changed: m.context_event_source_changed,
      removed: m.context_event_source_removed
    }),
  'context.changed': (event) =>
    actSentence(event, {
      added: m.context_event_added,
      changed: m.context_event_changed,
      removed: m.context_event_removed
    }),
  'talk.changed': (event) =>
    actSentence(event, {
      added: m.context_event_talk_added,
      changed: m.context_event_talk_changed,
      removed: m.context_event_talk_removed
    }),
  'image.changed': (event) =>
    actSentence(event, {
      added: m.context_event_image_added,
      changed: m.context_event_image_changed,
      removed: m.context_event_image_removed
    }),
  'report.begun': (event) => m.event_report_begun(ofReport(event)),
  'report.changed': (event) => m.event_report_changed(ofReport(event)),
  'report.requested': (event) => m.event_report_requested(ofReport(event)),
  'report.moved': (event) => m.event_report_moved(ofReport(event)),
  'report.built': (event) => m.event_report_built(ofReport(event)),
  'report.failed': (event) => m.event_report_failed(ofReport(event)),
  'report.cancelled': (event) => m.event_report_cancelled(ofReport(event)),
  'report.signed': (event) => m.event_report_signed(ofReport(event)),
  'report.published': (event) => m.event_report_published(ofReport(event)),
  'report.corrected': (event) => m.event_report_corrected(ofReport(event)),
  'erratum.proposed': (event) => m.event_erratum_proposed(ofReport(event)),
  'erratum.confirmed': (event) => m.event_erratum_confirmed(ofReport(event)),
  'erratum.withdrawn': (event) => m.event_erratum_withdrawn(ofReport(event))
};
