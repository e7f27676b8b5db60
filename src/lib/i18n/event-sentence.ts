/** Builds the sentence for an event, in the reader's language. */
import { checkResults } from '#domain/city.ts';
import type { EventKind } from '#domain/events.ts';
import { textFor, type Bilingual } from '#domain/locale.ts';
import type { DocumentKind } from '#domain/workflow.ts';
import { studyTexts } from '#domain/study.ts';
import { m } from '#lib/paraglide/messages.js';
import { thingLabel } from './framework-labels.ts';
import { locale } from './locale.ts';
import { reportNames } from './report-labels.ts';
import { anyStateLabel, resultLabel, anyRoleLabel, studyTextLabel } from './study-labels.ts';

/**
 * Describes an event with the names of the people and things in it; a name is missing where the thing no
 * longer exists.
 */
export interface ShownEvent {
  readonly kind: string;
  readonly actorId: string | null;
  readonly actorName: Bilingual | null;
  readonly documentKind: DocumentKind | null;
  readonly payload: Readonly<Record<string, unknown>>;
  readonly names: Readonly<Partial<Record<string, Bilingual>>>;
}

const named = ({ names }: ShownEvent, key: string): string => {
  const name = names[key];
  return name ? textFor(name, locale()).text : m.study_event_nobody();
};

const who = ({ actorId, actorName }: ShownEvent): string => {
  if (actorName) return textFor(actorName, locale()).text;
  return actorId === null ? m.study_activity_operator() : m.study_activity_somebody();
};

function fact({ payload }: ShownEvent, key: string): string {
  const value = payload[key];
  return typeof value === 'string' ? value : '';
}

/** Says whether the person took the role on an invitation: then nobody gave it at that moment. */
const isInvited = (event: ShownEvent): boolean => typeof event.payload['invitedBy'] === 'string';

const isChallenge = (event: ShownEvent): boolean => fact(event, 'form') === 'challenge';
const isOfTheme = (event: ShownEvent): boolean => fact(event, 'owner') === 'theme';
const languageOf = (event: ShownEvent): string =>
  fact(event, 'language') === 'zh' ? m.language_zh() : m.language_en();

type ConsentMessage = (names: { who: string; city: string; language: string }) => string;
const consentSentences: Readonly<Record<string, ConsentMessage>> = {
  given: m.event_practice_consent_given,
  refused: m.event_practice_consent_refused,
  withdrawn: m.event_practice_consent_withdrawn
};

const role = (event: ShownEvent): string => anyRoleLabel(fact(event, 'role'));

/** Selects the form for the document; confidential answers are those of a response where no form is given. */
const ofDocument = (
  { documentKind }: ShownEvent,
  forms: Readonly<Record<'response' | 'findings' | 'chapter', string> & { confidential?: string }>
): string =>
  documentKind === 'confidential'
    ? (forms.confidential ?? forms.response)
    : forms[documentKind ?? 'findings'];

/**
 * Returns the name of what was frozen, commented on or signed: from its document, or from the subject in the
 * payload.
 */
function locationOf(event: ShownEvent): string {
  if (event.documentKind) {
    return ofDocument(event, {
      response: m.event_place_response({ city: named(event, 'city') }),
      confidential: m.event_place_confidential({ city: named(event, 'city') }),
      findings: m.event_place_findings({ city: named(event, 'city') }),
      chapter: m.event_place_chapter({ chapter: named(event, 'chapter') })
    });
  }
  const subject = fact(event, 'subject');
  return subject === 'framework'
    ? m.event_place_framework()
    : subject === 'pilots'
      ? m.event_place_pilots()
      : subject === 'recommendations'
        ? m.event_place_recommendations()
        : m.event_place_other();
}

const stateIn = (event: ShownEvent, key: string): string => anyStateLabel(fact(event, key));

const aboutRole = (event: ShownEvent) => ({
  who: who(event),
  person: named(event, 'person'),
  role: role(event),
  city: named(event, 'city')
});

const changedTexts = (event: ShownEvent): string =>
  fact(event, 'texts')
    .split(' ')
    .flatMap((id) => studyTexts.find((text) => text === id) ?? [])
    .map(studyTextLabel)
    .join(m.study_join());

function cityChanged(event: ShownEvent): string {
  const facts = { who: who(event), city: named(event, 'city') };
  switch (fact(event, 'withdrawal')) {
    case 'recorded':
      return event.names['substitute']
        ? m.study_event_city_substituted({ ...facts, substitute: named(event, 'substitute') })
        : m.study_event_city_withdrawn(facts);
    case 'taken-back':
      return m.study_event_city_withdrawal_undone(facts);
    default:
      if (fact(event, 'profile') === 'asked') return m.profile_event_asked(facts);
      return fact(event, 'profile') === 'not-asked'
        ? m.profile_event_not_asked(facts)
        : m.study_event_city_changed(facts);
  }
}

const ofReport = (event: ShownEvent) => ({
  who: who(event),
  report: (heldUnder(reportNames, fact(event, 'report')) ?? m.report_name_report)(),
  number: fact(event, 'number')
});

const ofCity = (event: ShownEvent) => ({ who: who(event), city: named(event, 'city') });
const ofPanel = (event: ShownEvent) => ({
  who: who(event),
  city: named(event, 'city'),
  section: named(event, 'section')
});

function number({ payload }: ShownEvent, key: string): number {
  const value = payload[key];
  return typeof value === 'number' ? value : 0;
}

/** Returns what a table holds under a key of its own; a key that only every object has is none of it. */
const heldUnder = <T>(table: Readonly<Record<string, T>>, key: string): T | undefined =>
  Object.hasOwn(table, key) ? table[key] : undefined;

type ActMessage = (facts: { readonly who: string; readonly name: string }) => string;

/** Returns the sentence of what was done to a thing; the kind of the event for an act that is not known here. */
const actSentence = (event: ShownEvent, messages: Readonly<Record<string, ActMessage>>): string =>
  heldUnder(messages, fact(event, 'act'))?.({ who: who(event), name: named(event, 'thing') }) ?? event.kind;

type PlacedMessage = (inputs: {
  readonly who: string;
  readonly person: string;
  readonly location: string;
}) => string;

/** Returns the sentence of what was done to a suggestion; the kind of the event for an act that is not known here. */
const suggestionSentence = (event: ShownEvent, messages: Readonly<Record<string, PlacedMessage>>): string =>
  heldUnder(
    messages,
    fact(event, 'act')
  )?.({ who: who(event), person: named(event, 'person'), location: locationOf(event) }) ?? event.kind;

const sentences: Readonly<Record<EventKind, (event: ShownEvent) => string>> = {
  'study.created': (event) => m.study_event_study_created({ who: who(event) }),
  'study.changed': (event) => m.study_event_study_changed({ who: who(event), texts: changedTexts(event) }),
  'study.imported': (event) => m.study_event_study_imported({ who: who(event) }),
  'grant.given': (event) =>
    isInvited(event)
      ? event.names['city']
        ? m.event_grant_taken_city({ ...aboutRole(event), inviter: named(event, 'inviter') })
        : m.event_grant_taken({ ...aboutRole(event), inviter: named(event, 'inviter') })
      : event.names['city']
        ? m.study_event_grant_given_city(aboutRole(event))
        : m.study_event_grant_given(aboutRole(event)),
  'grant.withdrawn': (event) =>
    event.names['city']
      ? m.study_event_grant_withdrawn_city(aboutRole(event))
      : m.study_event_grant_withdrawn(aboutRole(event)),
  'body.joined': (event) =>
    m.study_event_body_joined({
      who: who(event),
      person: named(event, 'person'),
      body: named(event, 'body')
    }),
  'body.left': (event) =>
    m.study_event_body_left({ who: who(event), person: named(event, 'person'), body: named(event, 'body') }),
  'rapporteurs.named': (event) =>
    m.study_event_rapporteurs({
      who: who(event),
      city: named(event, 'city'),
      lead: named(event, 'lead'),
      deputy: named(event, 'deputy'),
      reviewer: named(event, 'reviewer')
    }),
  'phase.added': (event) => m.setup_event_phase_added({ who: who(event), phase: named(event, 'phase') }),
  'phase.removed': (event) => m.setup_event_phase_removed({ who: who(event), phase: named(event, 'thing') }),
  'phase.changed': (event) =>
    (fact(event, 'act') === 'moved' ? m.setup_event_phase_moved : m.study_event_phase_changed)({
      who: who(event),
      phase: named(event, 'phase')
    }),
  'deliverable.added': (event) =>
    m.study_event_deliverable_added({ who: who(event), deliverable: named(event, 'deliverable') }),
  'deliverable.changed': (event) =>
    m.study_event_deliverable_changed({ who: who(event), deliverable: named(event, 'deliverable') }),
  'city.added': (event) => m.study_event_city_added({ who: who(event), city: named(event, 'city') }),
  'framework.published': (event) =>
    m.study_event_framework_published({ who: who(event), version: fact(event, 'version') }),
  'framework.draft-begun': (event) =>
    event.payload['isFile'] === true
      ? m.framework_event_draft_file({ who: who(event), version: fact(event, 'version') })
      : m.framework_event_draft_begun({ who: who(event), version: fact(event, 'version') }),
  'framework.draft-changed': (event) =>
    m.framework_event_draft_changed({
      who: who(event),
      thing: thingLabel(fact(event, 'part'), fact(event, 'id'))
    }),
  'framework.draft-dropped': (event) => m.framework_event_draft_dropped({ who: who(event) }),
  'assessment.reframed': (event) =>
    m.framework_event_reframed({ who: who(event), city: named(event, 'city'), version: fact(event, 'to') }),
  'city.changed': cityChanged,
  'criterion.checked': (event) => {
    const result = checkResults.find((one) => one === (event.payload['result'] ?? 'unknown'));
    return result
      ? m.study_event_criterion_checked({
          who: who(event),
          city: named(event, 'city'),
          criterion: fact(event, 'criterionId'),
          result: resultLabel(result)
        })
      : event.kind;
  },
  'criterion.changed': (event) =>
    actSentence(event, {
      added: m.setup_event_criterion_added,
      reworded: m.setup_event_criterion_reworded,
      moved: m.setup_event_criterion_moved,
      removed: m.setup_event_criterion_removed
    }),
  'term.changed': (event) =>
    actSentence(event, {
      added: m.setup_event_term_added,
      changed: m.setup_event_term_changed,
      removed: m.setup_event_term_removed
    }),
  'term.proposed': (event) =>
    actSentence(event, {
      add: m.terms_event_proposed,
      remove: m.terms_event_removal_proposed,
      change: m.terms_event_change_proposed
    }),
  'term.voted': (event) =>
    actSentence(event, {
      agree: m.terms_event_agree,
      object: m.terms_event_object,
      withdrawn: m.terms_event_withdrawn,
      agreed: m.terms_event_agreed
    }),
  'glossary.imported': (event) =>
    m.terms_event_imported({
      who: who(event),
      added: number(event, 'added'),
      changed: number(event, 'changed')
    }),
  'finding.accepted': (event) => m.checks_event_accepted({ who: who(event), place: locationOf(event) }),
  'chapter.changed': (event) =>
    actSentence(event, {
      added: m.setup_event_chapter_added,
      renamed: m.setup_event_chapter_renamed,
      moved: m.setup_event_chapter_moved,
      removed: m.setup_event_chapter_removed
    }),
  'document.frozen': (event) =>
    ofDocument(event, {
      response: m.study_event_frozen_response({ city: named(event, 'city') }),
      findings: m.study_event_frozen_findings({ city: named(event, 'city') }),
      chapter: m.study_event_frozen_chapter({ chapter: named(event, 'chapter') })
    }),
  'document.reopened': (event) =>
    ofDocument(event, {
      response: event.payload['isPart']
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
  'late-proposal.merged': (event) =>
    m.event_late_proposal_merged({ who: who(event), location: locationOf(event) }),
  'late-proposal.dismissed': (event) =>
    m.event_late_proposal_dismissed({ who: who(event), location: locationOf(event) }),
  'senior.named': (event) => {
    const facts = { who: who(event), person: named(event, 'person'), city: named(event, 'city') };
    return isInvited(event)
      ? m.event_senior_by_invitation({ ...facts, inviter: named(event, 'inviter') })
      : m.event_senior_named(facts);
  },
  'person.renamed': (event) => m.event_person_renamed({ who: who(event), before: named(event, 'formerly') }),
  'password.reset': (event) =>
    event.payload['isByOthers'] === true
      ? m.event_password_reset_by_others({ person: named(event, 'person') })
      : m.event_password_reset({ person: named(event, 'person') }),
  'address.changed': (event) => m.event_address_changed({ who: who(event), person: named(event, 'person') }),
  'account.confirmed': (event) =>
    m.event_account_confirmed({ who: who(event), person: named(event, 'person') }),
  'assessment.moved': (event) => {
    const moved = { city: named(event, 'city'), from: stateIn(event, 'from'), to: stateIn(event, 'to') };
    return event.actorId === null
      ? m.event_assessment_moved_by_clock(moved)
      : m.event_assessment_moved({ who: who(event), ...moved });
  },
  'assessment.reviewed': (event) => m.event_assessment_reviewed(ofCity(event)),
  'chapter.moved': (event) =>
    m.event_chapter_moved({
      who: who(event),
      chapter: named(event, 'chapter'),
      from: stateIn(event, 'from'),
      to: stateIn(event, 'to')
    }),
  'reopening.requested': (event) =>
    m.event_reopening_requested({ who: who(event), location: locationOf(event) }),
  'reopening.withdrawn': (event) =>
    m.event_reopening_withdrawn({ who: who(event), location: locationOf(event) }),
  'reopening.declined': (event) =>
    m.event_reopening_declined({ who: who(event), location: locationOf(event) }),
  'deadline.moved': (event) => m.event_deadline_moved({ who: who(event), location: locationOf(event) }),
  'reminder.sent': (event) => m.event_reminder_sent({ location: locationOf(event) }),
  'translation.confirmed': (event) =>
    m.event_translation_confirmed({ who: who(event), location: locationOf(event) }),
  'pair.confirmed': (event) =>
    event.payload['minor'] === true
      ? m.event_pair_minor({ who: who(event), location: locationOf(event), count: number(event, 'count') })
      : m.event_pair_confirmed({
          who: who(event),
          location: locationOf(event),
          count: number(event, 'count')
        }),
  'pair.checked': (event) =>
    m.event_pair_checked({ who: who(event), location: locationOf(event), count: number(event, 'count') }),
  'pair.diverged': (event) => m.event_pair_diverged({ who: who(event), location: locationOf(event) }),
  'pair.waived': (event) =>
    m.event_pair_waived({ who: who(event), location: locationOf(event), count: number(event, 'count') }),
  'pair.drafted': (event) => m.event_pair_drafted({ who: who(event), location: locationOf(event) }),
  'pair.taken-back': (event) => m.event_pair_taken_back({ who: who(event), location: locationOf(event) }),
  'thread.opened': (event) => m.event_thread_opened({ who: who(event), location: locationOf(event) }),
  'thread.resolved': (event) => m.event_thread_resolved({ who: who(event), location: locationOf(event) }),
  'thread.reopened': (event) => m.event_thread_reopened({ who: who(event), location: locationOf(event) }),
  'comment.added': (event) => m.event_comment_added({ who: who(event), location: locationOf(event) }),
  'comment.edited': (event) => m.event_comment_edited({ who: who(event), location: locationOf(event) }),
  'comment.withdrawn': (event) => m.event_comment_withdrawn({ who: who(event), location: locationOf(event) }),
  'suggestion.changed': (event) =>
    suggestionSentence(event, {
      made: m.suggest_event_made,
      changed: m.suggest_event_changed,
      withdrawn: m.suggest_event_withdrawn
    }),
  'suggestion.decided': (event) =>
    suggestionSentence(event, {
      accepted: m.suggest_event_accepted,
      rejected: m.suggest_event_rejected,
      lost: m.suggest_event_lost,
      open: m.suggest_event_reopened
    }),
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
  'version.kept': (event) => m.event_version_kept({ who: who(event), location: locationOf(event) }),
  'version.restored': (event) => m.event_version_restored({ who: who(event), location: locationOf(event) }),
  'approval.asked': (event) => m.event_approval_asked({ who: who(event), location: locationOf(event) }),
  'approval.signed': (event) => m.event_approval_signed({ who: who(event), location: locationOf(event) }),
  'approval.voided': (event) => m.event_approval_voided({ location: locationOf(event) }),
  'approval.complete': (event) => m.event_approval_complete({ location: locationOf(event) }),
  'approval.noted': (event) => m.event_approval_noted({ who: who(event), location: locationOf(event) }),
  'seal.kept': (event) => m.event_seal_kept({ who: who(event), location: locationOf(event) }),
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
      language: languageOf(event)
    }),
  'practice.consent-answered': (event) =>
    heldUnder(
      consentSentences,
      fact(event, 'state')
    )?.({ who: who(event), city: named(event, 'city'), language: languageOf(event) }) ?? event.kind,
  'practice.published': ({ payload }) =>
    payload['published'] === true ? m.event_practice_published() : m.event_practice_unpublished(),
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
    payload['published'] === true ? m.event_theme_published() : m.event_theme_unpublished(),
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
  'roadmap.begun': (event) => m.event_roadmap_begun({ who: who(event), count: number(event, 'added') }),
  'roadmap.step-changed': (event) =>
    actSentence(event, {
      added: m.event_roadmap_step_added,
      moved: m.event_roadmap_step_moved,
      removed: m.event_roadmap_step_removed,
      changed: m.event_roadmap_step_changed
    }),
  'roadmap.released': (event) => m.event_roadmap_released({ who: who(event), number: number(event, 'n') }),
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
  'invitation.sent': (event) => m.event_invitation_sent({ who: who(event), role: role(event) }),
  'invitation.accepted': (event) =>
    isInvited(event)
      ? m.event_invitation_of_accepted({
          who: who(event),
          inviter: named(event, 'inviter'),
          role: role(event)
        })
      : m.event_invitation_accepted({ who: who(event), role: role(event) }),
  'invitation.claimed': (event) => m.event_invitation_claimed({ who: who(event) }),
  'invitation.withdrawn': (event) => m.event_invitation_withdrawn({ who: who(event) }),
  'person.erased': (event) =>
    fact(event, 'readingId') === ''
      ? m.event_person_erased({ who: who(event), person: named(event, 'person') })
      : m.event_external_reviewer_erased({ who: who(event), city: named(event, 'city') }),
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
  'erratum.withdrawn': (event) => m.event_erratum_withdrawn(ofReport(event)),
  'head.sent': () => m.event_head_sent(),
  'assessors.named': (event) => m.event_assessors_named({ who: who(event), city: named(event, 'city') }),
  'assessor.recused': (event) =>
    m.event_assessor_recused({ person: named(event, 'person'), city: named(event, 'city') }),
  'tie.changed': (event) =>
    m.event_tie_changed({ who: who(event), person: named(event, 'person'), city: named(event, 'city') }),
  'score.sealed': (event) =>
    m.event_score_sealed({ ...ofPanel(event), sealed: number(event, 'sealed'), of: number(event, 'of') }),
  'panel.revealed': (event) => m.event_panel_revealed(ofPanel(event)),
  'panel.opened': (event) => m.event_panel_opened({ ...ofPanel(event), round: number(event, 'round') }),
  'panel.recorded': (event) => m.event_panel_recorded(ofPanel(event)),
  'dissent.signed': (event) => m.event_dissent_signed(ofPanel(event)),
  'dissent.unsigned': (event) => m.event_dissent_unsigned(ofPanel(event)),
  'settlement.proposed': (event) => m.event_settlement_proposed(ofPanel(event)),
  'settlement.withdrawn': (event) => m.event_settlement_withdrawn(ofPanel(event)),
  'panel.settled': (event) => m.event_panel_settled(ofPanel(event)),
  'panel.closed': (event) => m.event_panel_closed(ofPanel(event)),
  'levels.released': (event) => m.event_levels_released({ who: who(event), city: named(event, 'city') }),
  'judging.changed': (event) => m.event_judging_changed({ who: who(event) }),
  'lengths.changed': (event) => m.event_lengths_changed({ who: who(event) }),
  'quotas.changed': (event) => m.event_quotas_changed({ who: who(event) }),
  'headings.changed': (event) => m.event_headings_changed({ who: who(event) }),
  'rubric.published': (event) => m.event_rubric_published({ who: who(event) }),
  'evidence.added': (event) => m.event_evidence_added(ofCity(event)),
  'evidence.revised': (event) => m.event_evidence_revised(ofCity(event)),
  'evidence.changed': (event) => {
    const { isConfidential } = event.payload;
    if (isConfidential === undefined) return m.event_evidence_changed(ofCity(event));
    return isConfidential === true
      ? m.event_evidence_held(ofCity(event))
      : m.event_evidence_opened(ofCity(event));
  },
  'evidence.cited': (event) =>
    event.payload['cites'] === false
      ? m.event_evidence_uncited(ofCity(event))
      : m.event_evidence_cited(ofCity(event)),
  'evidence.attested': (event) =>
    event.payload['opens'] === false
      ? m.event_evidence_fails(ofCity(event))
      : m.event_evidence_opens(ofCity(event)),
  'evidence.withdrawn': (event) => m.event_evidence_withdrawn(ofCity(event)),
  'evidence.removed': (event) => m.event_evidence_removed(ofCity(event)),
  'department.changed': (event) => m.event_department_changed(ofCity(event)),
  'assignment.changed': (event) => m.event_assignment_changed(ofCity(event)),
  'clarification.asked': (event) => m.event_clarification_asked(ofPanel(event)),
  'clarification.returned': (event) => m.event_clarification_returned(ofPanel(event)),
  'clarification.withdrawn': (event) => m.event_clarification_withdrawn(ofPanel(event)),
  'clarification.reviewed': (event) => m.event_clarification_reviewed(ofPanel(event)),
  'answers.imported': (event) =>
    m.event_answers_imported({ ...ofCity(event), file: fact(event, 'fileName') }),
  'answer.held-back': (event) => m.event_answer_held_back(ofCity(event)),
  'answer.taken-back': (event) => m.event_answer_taken_back(ofCity(event)),
  'confidential-reader.named': (event) => m.event_confidential_reader_named(aboutRole(event)),
  'confidential-reader.removed': (event) => m.event_confidential_reader_removed(aboutRole(event)),
  'answers.import-undone': (event) =>
    m.event_answers_import_undone({ ...ofCity(event), file: fact(event, 'fileName') }),
  'contributor.limited': (event) =>
    event.payload['isLimited'] === true
      ? m.event_contributor_limited(aboutRole(event))
      : m.event_contributor_unlimited(aboutRole(event))
};

/** Returns the sentence; a kind that a newer version wrote is named by its code rather than left out. */
export const eventSentence = (event: ShownEvent): string =>
  heldUnder<(event: ShownEvent) => string>(sentences, event.kind)?.(event) ?? event.kind;
