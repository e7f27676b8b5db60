import type { workflowEvents } from '#lib/events/workflow.ts';
import { m } from '#lib/paraglide/messages.js';
import { anyStateLabel } from '../study-labels.ts';
import type { SentencesOf } from './shown-event.ts';
import { named, who, ofCity, atPlace, locationOf } from './names.ts';

export const workflowSentences: SentencesOf<keyof typeof workflowEvents> = {
  'assessment.moved': (event) => {
    const moved = {
      city: named(event, 'city'),
      from: anyStateLabel(event.payload.from),
      to: anyStateLabel(event.payload.to)
    };
    return event.actorId === null
      ? m.event_assessment_moved_by_clock(moved)
      : m.event_assessment_moved({ who: who(event), ...moved });
  },
  'assessment.reviewed': (event) => m.event_assessment_reviewed(ofCity(event)),
  'chapter.moved': (event) =>
    m.event_chapter_moved({
      who: who(event),
      chapter: named(event, 'chapter'),
      from: anyStateLabel(event.payload.from),
      to: anyStateLabel(event.payload.to)
    }),
  'reopening.requested': (event) => m.event_reopening_requested(atPlace(event)),
  'reopening.withdrawn': (event) => m.event_reopening_withdrawn(atPlace(event)),
  'reopening.declined': (event) => m.event_reopening_declined(atPlace(event)),
  'deadline.moved': (event) => m.event_deadline_moved(atPlace(event)),
  'reminder.sent': (event) => m.event_reminder_sent({ location: locationOf(event) }),
  'consultation.opened': (event) =>
    m.event_consultation_opened({ who: who(event), city: named(event, 'city') }),
  'consultation.submitted': (event) =>
    m.event_consultation_submitted({ who: who(event), city: named(event, 'city') }),
  'consultation.closed': (event) => m.event_consultation_closed({ city: named(event, 'city') }),
  'city-comment.drafted': (event) =>
    m.event_city_comment_drafted({ who: who(event), city: named(event, 'city') }),
  'city-comment.recorded': (event) =>
    m.event_city_comment_recorded({ who: who(event), city: named(event, 'city') }),
  'city-comment.received': (event) => m.event_city_comment_received({ city: named(event, 'city') }),
  'city-comment.decided': (event) =>
    m.event_city_comment_decided({ who: who(event), city: named(event, 'city') }),
  'city-comment.answered': (event) =>
    m.event_city_comment_answered({ who: who(event), city: named(event, 'city') }),
  'reading.given': (event) => m.event_external_review_given({ who: who(event), city: named(event, 'city') }),
  'reading.revoked': (event) =>
    m.event_external_review_revoked({ who: who(event), city: named(event, 'city') }),
  'approval.asked': (event) => m.event_approval_asked(atPlace(event)),
  'approval.signed': (event) => m.event_approval_signed(atPlace(event)),
  'approval.voided': (event) => m.event_approval_voided({ location: locationOf(event) }),
  'approval.complete': (event) => m.event_approval_complete({ location: locationOf(event) }),
  'approval.noted': (event) => m.event_approval_noted(atPlace(event)),
  'seal.kept': (event) => m.event_seal_kept(atPlace(event))
};
