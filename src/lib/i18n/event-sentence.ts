/** Builds the sentence for an event, in the reader's language. */
import type { AnyPayload, EventKind, EventNames, FactOf, PayloadOf, StoredFact } from '#lib/events/kinds.ts';
import { textFor, type Bilingual } from '#base/locale.ts';
import type { DocumentKind } from '#base/states.ts';
import { studyTexts } from '#rules/study/study.ts';
import { m } from '#lib/paraglide/messages.js';
import { thingLabel } from './framework-labels.ts';
import { languageLabel } from './language-labels.ts';
import { locale } from './locale.ts';
import { reportNames } from './report-labels.ts';
import { anyRoleLabel } from './role-labels.ts';
import { anyStateLabel, resultLabel, studyTextLabel } from './study-labels.ts';

/** Says about an event what is not in its payload. */
interface Around {
  readonly actorId: string | null;
  readonly actorName: Bilingual | null;
  readonly documentKind: DocumentKind | null;
  readonly names: EventNames;
}

/** Describes an event with the names of the people and things in it. */
export type ShownEvent = Around & StoredFact;

/** Is an event of a kind that is known, with the payload of that kind. */
type KnownEvent<K extends EventKind = EventKind> = {
  readonly [Kind in K]: Around & FactOf<Kind>;
}[K];

const named = ({ names }: Around, key: keyof EventNames): string => {
  const name = names[key];
  return name ? textFor(name, locale()).text : m.study_event_nobody();
};

const who = ({ actorId, actorName }: Around): string => {
  if (actorName) return textFor(actorName, locale()).text;
  return actorId === null ? m.study_activity_operator() : m.study_activity_somebody();
};

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

/** Selects the form for the document; confidential answers are those of a response where no form is given. */
const ofDocument = (
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
function locationOf(event: Around & { readonly payload: AnyPayload }): string {
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

const aboutPerson = (event: Around) => ({
  who: who(event),
  person: named(event, 'person'),
  city: named(event, 'city')
});

const aboutRole = (event: KnownEvent<'grant.given' | 'grant.withdrawn'>) => ({
  ...aboutPerson(event),
  role: anyRoleLabel(event.payload.role)
});

const changedTexts = ({ payload: { texts } }: KnownEvent<'study.changed'>): string =>
  texts
    .split(' ')
    .flatMap((id) => studyTexts.find((text) => text === id) ?? [])
    .map(studyTextLabel)
    .join(m.study_join());

function cityChanged(event: KnownEvent<'city.changed'>): string {
  const facts = ofCity(event);
  const { withdrawal, profile } = event.payload;
  if (withdrawal === 'taken-back') return m.study_event_city_withdrawal_undone(facts);
  if (withdrawal === 'recorded')
    return event.names.substitute
      ? m.study_event_city_substituted({ ...facts, substitute: named(event, 'substitute') })
      : m.study_event_city_withdrawn(facts);
  if (profile === 'asked') return m.profile_event_asked(facts);
  return profile === 'not-asked' ? m.profile_event_not_asked(facts) : m.study_event_city_changed(facts);
}

const ofReport = (event: KnownEvent<Extract<EventKind, `report.${string}` | `erratum.${string}`>>) => ({
  who: who(event),
  report: reportNames[event.payload.report](),
  number: 'number' in event.payload ? event.payload.number : ''
});

const ofCity = (event: Around) => ({ who: who(event), city: named(event, 'city') });
const ofPanel = (event: Around) => ({
  who: who(event),
  city: named(event, 'city'),
  section: named(event, 'section')
});

type ActMessage = (facts: { readonly who: string; readonly name: string }) => string;

const actSentence = <Act extends string>(
  event: Around & { readonly payload: { readonly act: Act } },
  messages: Readonly<Record<Act, ActMessage>>
): string => messages[event.payload.act]({ who: who(event), name: named(event, 'thing') });

/** Says where something was done, and by whom. */
const atPlace = (event: Around & { readonly payload: AnyPayload }) => ({
  who: who(event),
  location: locationOf(event)
});

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

const sentences: { readonly [Kind in EventKind]: (event: KnownEvent<Kind>) => string } = {
  'study.created': (event) => m.study_event_study_created({ who: who(event) }),
  'study.changed': (event) => m.study_event_study_changed({ who: who(event), texts: changedTexts(event) }),
  'study.imported': (event) => m.study_event_study_imported({ who: who(event) }),
  'grant.given': (event) =>
    event.payload.invitedBy !== undefined
      ? event.names.city
        ? m.event_grant_taken_city({ ...aboutRole(event), inviter: named(event, 'inviter') })
        : m.event_grant_taken({ ...aboutRole(event), inviter: named(event, 'inviter') })
      : event.names.city
        ? m.study_event_grant_given_city(aboutRole(event))
        : m.study_event_grant_given(aboutRole(event)),
  'grant.withdrawn': (event) =>
    event.names.city
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
    (event.payload.act === 'moved' ? m.setup_event_phase_moved : m.study_event_phase_changed)({
      who: who(event),
      phase: named(event, 'phase')
    }),
  'deliverable.added': (event) =>
    m.study_event_deliverable_added({ who: who(event), deliverable: named(event, 'deliverable') }),
  'deliverable.changed': (event) =>
    m.study_event_deliverable_changed({ who: who(event), deliverable: named(event, 'deliverable') }),
  'city.added': (event) => m.study_event_city_added({ who: who(event), city: named(event, 'city') }),
  'framework.published': (event) =>
    m.study_event_framework_published({ who: who(event), version: event.payload.version }),
  'framework.draft-begun': (event) =>
    event.payload.isFile
      ? m.framework_event_draft_file({ who: who(event), version: event.payload.version })
      : m.framework_event_draft_begun({ who: who(event), version: event.payload.version }),
  'framework.draft-changed': (event) =>
    m.framework_event_draft_changed({
      who: who(event),
      thing: thingLabel(event.payload.part, event.payload.id)
    }),
  'framework.draft-dropped': (event) => m.framework_event_draft_dropped({ who: who(event) }),
  'assessment.reframed': (event) =>
    m.framework_event_reframed({ who: who(event), city: named(event, 'city'), version: event.payload.to }),
  'city.changed': cityChanged,
  'criterion.checked': (event) =>
    m.study_event_criterion_checked({
      ...ofCity(event),
      criterion: event.payload.criterionId,
      result: resultLabel(event.payload.result ?? 'unknown')
    }),
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
      added: event.payload.added,
      changed: event.payload.changed
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
  'senior.named': (event) => {
    const facts = { who: who(event), person: named(event, 'person'), city: named(event, 'city') };
    return event.payload.invitedBy !== undefined
      ? m.event_senior_by_invitation({ ...facts, inviter: named(event, 'inviter') })
      : m.event_senior_named(facts);
  },
  'person.renamed': (event) => m.event_person_renamed({ who: who(event), before: named(event, 'formerly') }),
  'password.reset': (event) =>
    event.payload.isByOthers
      ? m.event_password_reset_by_others({ person: named(event, 'person') })
      : m.event_password_reset({ person: named(event, 'person') }),
  'address.changed': (event) => m.event_address_changed({ who: who(event), person: named(event, 'person') }),
  'account.confirmed': (event) =>
    m.event_account_confirmed({ who: who(event), person: named(event, 'person') }),
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
  'version.kept': (event) => m.event_version_kept(atPlace(event)),
  'version.restored': (event) => m.event_version_restored(atPlace(event)),
  'approval.asked': (event) => m.event_approval_asked(atPlace(event)),
  'approval.signed': (event) => m.event_approval_signed(atPlace(event)),
  'approval.voided': (event) => m.event_approval_voided({ location: locationOf(event) }),
  'approval.complete': (event) => m.event_approval_complete({ location: locationOf(event) }),
  'approval.noted': (event) => m.event_approval_noted(atPlace(event)),
  'seal.kept': (event) => m.event_seal_kept(atPlace(event)),
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
  'invitation.sent': (event) =>
    m.event_invitation_sent({ who: who(event), role: anyRoleLabel(event.payload.role) }),
  'invitation.accepted': (event) =>
    event.payload.invitedBy !== undefined
      ? m.event_invitation_of_accepted({
          who: who(event),
          inviter: named(event, 'inviter'),
          role: anyRoleLabel(event.payload.role)
        })
      : m.event_invitation_accepted({ who: who(event), role: anyRoleLabel(event.payload.role) }),
  'invitation.claimed': (event) => m.event_invitation_claimed({ who: who(event) }),
  'invitation.withdrawn': (event) => m.event_invitation_withdrawn({ who: who(event) }),
  'person.erased': (event) =>
    event.payload.readingId === ''
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
    m.event_score_sealed({ ...ofPanel(event), sealed: event.payload.sealed, of: event.payload.of }),
  'panel.revealed': (event) => m.event_panel_revealed(ofPanel(event)),
  'panel.opened': (event) => m.event_panel_opened({ ...ofPanel(event), round: event.payload.round }),
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
    return isConfidential ? m.event_evidence_held(ofCity(event)) : m.event_evidence_opened(ofCity(event));
  },
  'evidence.cited': (event) =>
    event.payload.cites ? m.event_evidence_cited(ofCity(event)) : m.event_evidence_uncited(ofCity(event)),
  'evidence.attested': (event) =>
    event.payload.opens ? m.event_evidence_opens(ofCity(event)) : m.event_evidence_fails(ofCity(event)),
  'evidence.withdrawn': (event) => m.event_evidence_withdrawn(ofCity(event)),
  'evidence.removed': (event) => m.event_evidence_removed(ofCity(event)),
  'department.changed': (event) => m.event_department_changed(ofCity(event)),
  'assignment.changed': (event) => m.event_assignment_changed(ofCity(event)),
  'clarification.asked': (event) => m.event_clarification_asked(ofPanel(event)),
  'clarification.returned': (event) => m.event_clarification_returned(ofPanel(event)),
  'clarification.withdrawn': (event) => m.event_clarification_withdrawn(ofPanel(event)),
  'clarification.reviewed': (event) => m.event_clarification_reviewed(ofPanel(event)),
  'answers.imported': (event) => m.event_answers_imported({ ...ofCity(event), file: event.payload.fileName }),
  'answer.held-back': (event) => m.event_answer_held_back(ofCity(event)),
  'answer.taken-back': (event) => m.event_answer_taken_back(ofCity(event)),
  'confidential-reader.named': (event) => m.event_confidential_reader_named(aboutPerson(event)),
  'confidential-reader.removed': (event) => m.event_confidential_reader_removed(aboutPerson(event)),
  'answers.import-undone': (event) =>
    m.event_answers_import_undone({ ...ofCity(event), file: event.payload.fileName }),
  'contributor.limited': (event) =>
    event.payload.isLimited
      ? m.event_contributor_limited(aboutPerson(event))
      : m.event_contributor_unlimited(aboutPerson(event))
};

const knownSentence = <K extends EventKind>(event: KnownEvent<K>): string => sentences[event.kind](event);

/** Returns the sentence; an event that this version does not know is named by its kind rather than left out. */
export const eventSentence = (event: ShownEvent): string =>
  event.isKnown ? knownSentence(event) : event.kind;
