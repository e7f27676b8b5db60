import { fileFaults, type FileFault } from '#rules/evidence/evidence-file.ts';
import { languageTag, textFor, type Locale } from '#base/locale.ts';
import { shortestPassword } from '#rules/people/password.ts';
import type { Refusal, RefusalCode } from '#base/refusal.ts';
import { m } from '#lib/paraglide/messages.js';

type Sentence = (facts: NonNullable<Refusal['facts']>, locale: Locale) => string;

const fileSentences: Readonly<Record<FileFault, Sentence>> = {
  empty: (_, locale) => m.refusal_file_empty({}, { locale }),
  executable: (_, locale) => m.refusal_file_executable({}, { locale }),
  markup: (_, locale) => m.refusal_file_markup({}, { locale }),
  macros: (_, locale) => m.refusal_file_macros({}, { locale }),
  encrypted: (_, locale) => m.refusal_file_encrypted({}, { locale }),
  bomb: (_, locale) => m.refusal_file_bomb({}, { locale }),
  damaged: (_, locale) => m.refusal_file_damaged({}, { locale }),
  'old-office': (_, locale) => m.refusal_file_old_office({}, { locale }),
  'other-encoding': (_, locale) => m.refusal_file_other_encoding({}, { locale }),
  mismatch: (facts, locale) => m.refusal_file_mismatch({ found: String(facts['found'] ?? '') }, { locale }),
  unknown: (_, locale) => m.refusal_file_unknown({}, { locale })
};

const sentences: Readonly<Record<RefusalCode, Sentence>> = {
  'signed-out': (_, locale) => m.refusal_signed_out({}, { locale }),
  forbidden: (_, locale) => m.refusal_forbidden({}, { locale }),
  'not-found': (_, locale) => m.refusal_not_found({}, { locale }),
  invalid: (_, locale) => m.refusal_invalid({}, { locale }),
  stale: (_, locale) => m.refusal_stale({}, { locale }),
  conflict: (_, locale) => m.refusal_conflict({}, { locale }),
  throttled: (facts, locale) => m.refusal_throttled({ minutes: String(facts['minutes'] ?? 1) }, { locale }),
  'too-many-requests': (_, locale) => m.refusal_too_many_requests({}, { locale }),
  'text-too-large': ({ megabytes, limit }, locale) =>
    m.refusal_text_too_large({ megabytes: String(megabytes ?? ''), limit: String(limit ?? '') }, { locale }),
  'page-too-large': (_, locale) => m.refusal_page_too_large({}, { locale }),
  busy: (_, locale) => m.refusal_busy({}, { locale }),
  'database-away': (_, locale) => m.refusal_database_away({}, { locale }),
  'too-large': ({ megabytes }, locale) =>
    megabytes === undefined
      ? m.refusal_too_large({}, { locale })
      : m.refusal_file_too_large({ megabytes: String(megabytes) }, { locale }),
  'wrong-credentials': (_, locale) => m.refusal_wrong_credentials({}, { locale }),
  'wrong-password': (_, locale) => m.refusal_wrong_password({}, { locale }),
  suspended: (_, locale) => m.refusal_suspended({}, { locale }),
  'last-administrator': (_, locale) => m.refusal_last_administrator({}, { locale }),
  'chair-taken': (_, locale) => m.refusal_chair_taken({}, { locale }),
  'chair-of-both-sides': (_, locale) => m.refusal_chair_of_both_sides({}, { locale }),
  'last-secretariat': (_, locale) => m.refusal_last_secretariat({}, { locale }),
  'chair-in-office': (_, locale) => m.refusal_chair_in_office({}, { locale }),
  'rapporteurs-of-one-side': (_, locale) => m.refusal_rapporteurs_of_one_side({}, { locale }),
  'expert-required': (_, locale) => m.refusal_expert_required({}, { locale }),
  'membership-required': (_, locale) => m.refusal_membership_required({}, { locale }),
  'side-required': (_, locale) => m.refusal_side_required({}, { locale }),
  'city-required': (_, locale) => m.refusal_city_required({}, { locale }),
  'email-taken': (_, locale) => m.refusal_email_taken({}, { locale }),
  'slug-taken': (_, locale) => m.refusal_slug_taken({}, { locale }),
  'password-too-short': ({ least }, locale) =>
    m.refusal_password_too_short({ least: String(least ?? shortestPassword) }, { locale }),
  'password-too-long': (_, locale) => m.refusal_password_too_long({}, { locale }),
  'password-common': (_, locale) => m.refusal_password_common({}, { locale }),
  'password-personal': (_, locale) => m.refusal_password_personal({}, { locale }),
  'password-same': (_, locale) => m.refusal_password_same({}, { locale }),
  'password-again': (_, locale) => m.refusal_password_again({}, { locale }),
  'password-change-required': (_, locale) => m.refusal_password_change_required({}, { locale }),
  'reset-spent': (_, locale) => m.refusal_reset_spent({}, { locale }),
  'mail-off': (_, locale) => m.refusal_mail_off({}, { locale }),
  'role-held': (_, locale) => m.refusal_role_held({}, { locale }),
  'wrong-state': (_, locale) => m.refusal_wrong_state({}, { locale }),
  'no-such-account': (_, locale) => m.refusal_no_such_account({}, { locale }),
  'dates-contradict': (_, locale) => m.refusal_dates_contradict({}, { locale }),
  'consent-required': (_, locale) => m.refusal_consent_required({}, { locale }),
  'reason-required': (_, locale) => m.refusal_reason_required({}, { locale }),
  'requirements-open': (_, locale) => m.refusal_requirements_open({}, { locale }),
  'deadline-required': (_, locale) => m.refusal_deadline_required({}, { locale }),
  'deadline-too-soon': ({ days }, locale) =>
    days === undefined
      ? m.refusal_deadline_over({}, { locale })
      : m.refusal_deadline_too_soon({}, { locale }),
  'deadline-passed': (_, locale) => m.refusal_deadline_passed({}, { locale }),
  'too-late': (_, locale) => m.refusal_too_late({}, { locale }),
  'already-signed': (_, locale) => m.refusal_already_signed({}, { locale }),
  'content-changed': (_, locale) => m.refusal_content_changed({}, { locale }),
  'already-submitted': (_, locale) => m.refusal_already_submitted({}, { locale }),
  'already-done': (_, locale) => m.refusal_already_done({}, { locale }),
  'senior-required': (_, locale) => m.refusal_senior_required({}, { locale }),
  'both-languages-required': (_, locale) => m.refusal_both_languages_required({}, { locale }),
  'unsupported-file': (_, locale) => m.refusal_unsupported_file({}, { locale }),
  'translation-missing': (_, locale) => m.refusal_translation_missing({}, { locale }),
  'passages-unpaired': ({ count = 0 }, locale) =>
    m.refusal_passages_unpaired({ count: Number(count) }, { locale }),
  'second-reader-required': (_, locale) => m.refusal_second_reader_required({}, { locale }),
  'machine-untouched': ({ percent }, locale) =>
    m.drafting_refusal_untouched({ percent: String(percent ?? '') }, { locale }),
  'translation-off': (_, locale) => m.drafting_refusal_off({}, { locale }),
  'translation-not-sent': (_, locale) => m.drafting_refusal_not_sent({}, { locale }),
  'translation-unavailable': (_, locale) => m.drafting_refusal_unavailable({}, { locale }),
  'translation-unusable': (_, locale) => m.drafting_refusal_unusable({}, { locale }),
  'thread-resolved': (_, locale) => m.refusal_thread_resolved({}, { locale }),
  'invitation-spent': (_, locale) => m.refusal_invitation_spent({}, { locale }),
  'link-revoked': (_, locale) => m.refusal_link_revoked({}, { locale }),
  'too-many': (_, locale) => m.refusal_too_many({}, { locale }),
  'level-required': (_, locale) => m.refusal_level_required({}, { locale }),
  'confidence-required': (_, locale) => m.refusal_confidence_required({}, { locale }),
  'citation-required': (_, locale) => m.refusal_citation_required({}, { locale }),
  'scores-of-both-sides': (_, locale) => m.refusal_scores_of_both_sides({}, { locale }),
  'assessors-of-both-sides': (_, locale) => m.refusal_assessors_of_both_sides({}, { locale }),
  'conflict-of-interest': (_, locale) => m.refusal_conflict_of_interest({}, { locale }),
  'already-sealed': (_, locale) => m.refusal_already_sealed({}, { locale }),
  'older-rubric': (_, locale) => m.refusal_older_rubric({}, { locale }),
  'file-refused': (facts, locale) =>
    fileSentences[fileFaults.find((why) => why === facts['why']) ?? 'unknown'](facts, locale),
  'already-held': (facts, locale) =>
    m.refusal_already_held(
      {
        title: textFor({ en: String(facts['titleEn'] ?? ''), zh: String(facts['titleZh'] ?? '') }, locale)
          .text
      },
      { locale }
    ),
  'title-required': ({ field }, locale) => {
    if (field === 'label') return m.refusal_label_required({}, { locale });
    return field === 'name'
      ? m.refusal_name_required({}, { locale })
      : m.refusal_title_required({}, { locale });
  },
  'web-address-required': (_, locale) => m.refusal_web_address_required({}, { locale }),
  'still-cited': (_, locale) => m.refusal_still_cited({}, { locale }),
  'answer-begun': (_, locale) => m.clarification_refusal_answer_begun({}, { locale }),
  'quota-reached': ({ quota, limit, megabytes }, locale) => {
    const shown = Number(limit ?? 0).toLocaleString(languageTag(locale));
    if (quota === 'threadsOfText') return m.refusal_quota_threads({ limit: shown }, { locale });
    if (quota === 'lettersOfComments') return m.refusal_quota_letters({ limit: shown }, { locale });
    return m.refusal_quota_reached({ megabytes: String(megabytes ?? '') }, { locale });
  },
  'storage-low': (_, locale) => m.refusal_storage_low({}, { locale }),
  'in-use': (_, locale) => m.refusal_in_use({}, { locale }),
  'text-under-approval': (_, locale) => m.refusal_text_under_approval({}, { locale }),
  'glossary-file': (_, locale) => m.terms_refusal_file({}, { locale })
};

/**
 * Returns what a failed request says: its message, or the sentence of its code where the server answered before it knew
 * the reader's language. Empty where it says neither.
 */
export function failureSentence(error: unknown, locale: Locale): string {
  if (typeof error !== 'object' || error === null) return '';
  if ('message' in error && error.message !== '') return String(error.message);
  const code = 'code' in error ? String(error.code) : '';
  return Object.hasOwn(sentences, code) ? refusalSentence({ code: code as RefusalCode }, locale) : '';
}

export const refusalSentence = (refusal: Refusal, locale: Locale): string =>
  sentences[refusal.code](refusal.facts ?? {}, locale);
