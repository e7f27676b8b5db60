import type { PayloadOf } from '#lib/events/kinds.ts';
import type { textEvents } from '#lib/events/texts.ts';
import { m } from '#lib/paraglide/messages.js';
import type { KnownEvent, SentencesOf } from './shown-event.ts';
import { atPlace, named, who, locationOf, ofDocument } from './names.ts';

const aboutSuggestion = (event: KnownEvent<'suggestion.changed' | 'suggestion.decided'>) => ({
  ...atPlace(event),
  person: named(event, 'person')
});

type PlacedMessage = (inputs: ReturnType<typeof aboutSuggestion>) => string;

const suggestionChanges: Readonly<Record<PayloadOf<'suggestion.changed'>['act'], PlacedMessage>> = {
  made: m.suggest_event_made,
  changed: m.suggest_event_changed,
  withdrawn: m.suggest_event_withdrawn
};
const suggestionDecisions: Readonly<Record<PayloadOf<'suggestion.decided'>['act'], PlacedMessage>> = {
  accepted: m.suggest_event_accepted,
  rejected: m.suggest_event_rejected,
  lost: m.suggest_event_lost,
  open: m.suggest_event_reopened
};

export const textSentences: SentencesOf<keyof typeof textEvents> = {
  'finding.accepted': (event) => m.checks_event_accepted({ who: who(event), place: locationOf(event) }),
  'document.frozen': (event) =>
    ofDocument(event, {
      response: m.study_event_frozen_response({ city: named(event, 'city') }),
      findings: m.study_event_frozen_findings({ city: named(event, 'city') }),
      chapter: m.study_event_frozen_chapter({ chapter: named(event, 'chapter') })
    }),
  'document.reopened': (event) =>
    ofDocument(event, {
      response: event.payload.isPart
        ? m.event_reopened_questions({ city: named(event, 'city') })
        : m.study_event_reopened_response({ city: named(event, 'city') }),
      findings: m.study_event_reopened_findings({ city: named(event, 'city') }),
      chapter: m.study_event_reopened_chapter({ chapter: named(event, 'chapter') })
    }),
  'late-proposal.kept': (event) =>
    ofDocument(event, {
      response: m.study_event_late_response({ who: who(event), city: named(event, 'city') }),
      findings: m.study_event_late_findings({ who: who(event), city: named(event, 'city') }),
      chapter: m.study_event_late_chapter({ who: who(event), chapter: named(event, 'chapter') })
    }),
  'late-proposal.merged': (event) => m.event_late_proposal_merged(atPlace(event)),
  'late-proposal.dismissed': (event) => m.event_late_proposal_dismissed(atPlace(event)),
  'translation.confirmed': (event) => m.event_translation_confirmed(atPlace(event)),
  'pair.confirmed': (event) =>
    event.payload.minor
      ? m.event_pair_minor({ ...atPlace(event), count: event.payload.count })
      : m.event_pair_confirmed({
          who: who(event),
          location: locationOf(event),
          count: event.payload.count
        }),
  'pair.checked': (event) => m.event_pair_checked({ ...atPlace(event), count: event.payload.count }),
  'pair.diverged': (event) => m.event_pair_diverged(atPlace(event)),
  'pair.waived': (event) => m.event_pair_waived({ ...atPlace(event), count: event.payload.count }),
  'pair.drafted': (event) => m.event_pair_drafted(atPlace(event)),
  'pair.taken-back': (event) => m.event_pair_taken_back(atPlace(event)),
  'thread.opened': (event) => m.event_thread_opened(atPlace(event)),
  'thread.resolved': (event) => m.event_thread_resolved(atPlace(event)),
  'thread.reopened': (event) => m.event_thread_reopened(atPlace(event)),
  'comment.added': (event) => m.event_comment_added(atPlace(event)),
  'comment.edited': (event) => m.event_comment_edited(atPlace(event)),
  'comment.withdrawn': (event) => m.event_comment_withdrawn(atPlace(event)),
  'suggestion.changed': (event) => suggestionChanges[event.payload.act](aboutSuggestion(event)),
  'suggestion.decided': (event) => suggestionDecisions[event.payload.act](aboutSuggestion(event)),
  'version.kept': (event) => m.event_version_kept(atPlace(event)),
  'version.restored': (event) => m.event_version_restored(atPlace(event))
};
