import { textFor, type Bilingual } from '#base/locale.ts';
import { locale } from '#lib/i18n/locale.ts';
import { m } from '#lib/paraglide/messages.js';

/** Such as “Findings: Haidian” or “Framework”. */
export function subjectLabel({
  kind,
  title
}: {
  readonly kind: string;
  readonly title: Bilingual | null;
}): string {
  const name = title ? textFor(title, locale()).text : '';
  switch (kind) {
    case 'findings':
      return m.approval_subject_findings({ name });
    case 'chapter':
      return m.approval_subject_chapter({ name });
    case 'framework':
      return m.approval_subject_framework();
    case 'recommendations':
      return m.approval_subject_recommendations();
    default:
      return m.approval_subject_pilots();
  }
}

const statusLabels: Readonly<Record<string, () => string>> = {
  waiting: m.approval_status_waiting,
  approved: m.state_approved,
  'sent-back': m.approval_status_sent_back,
  overtaken: m.approval_status_overtaken
};
export const statusLabel = (status: string): string => statusLabels[status]?.() ?? status;

export function approvalPath(
  base: string,
  { kind, slug }: { readonly kind: string; readonly slug: string | null }
): string {
  if (kind === 'findings') return `${base}/assessments/${slug ?? ''}/approval`;
  return kind === 'chapter' ? `${base}/chapters/${slug ?? ''}/approval` : `${base}/approvals/${kind}`;
}

const faults: Readonly<Record<string, () => string>> = {
  'bytes-changed': m.approval_fault_bytes,
  'version-renamed': m.approval_fault_renamed,
  'version-missing': m.approval_fault_missing,
  'statement-changed': m.approval_fault_statement,
  replayed: m.approval_fault_replayed,
  'signed-other': m.approval_fault_bytes,
  'event-missing': m.approval_fault_event,
  'signature-missing': m.approval_fault_signature,
  'void-forged': m.approval_fault_void,
  'void-undone': m.approval_fault_void,
  'not-chair': m.approval_fault_chair,
  'one-person': m.approval_fault_chair,
  incomplete: m.approval_fault_incomplete,
  duplicate: m.approval_fault_replayed,
  'seal-changed': m.approval_fault_seal
};
export const faultLabel = (kind: string): string => faults[kind]?.() ?? kind;

const refusals: Readonly<Record<string, () => string>> = {
  'already-signed': m.approval_own_signed,
  'chair-of-both-sides': m.approval_own_both_sides,
  'content-changed': m.approval_own_changed,
  'translation-missing': m.approval_own_translation
};
/** Returns why this chair cannot sign now, before they have tried. */
export const refusalToSign = (code: string): string => refusals[code]?.() ?? m.approval_own_not_now();

/** Returns why an awaited version is left out when several are signed. */
export function problemLabel(problem: { readonly kind: string; readonly count?: number }): string {
  const count = problem.count ?? 0;
  switch (problem.kind) {
    case 'open-threads':
      return m.approval_problem_threads({ count });
    case 'untranslated':
      return m.approval_problem_untranslated({ count });
    case 'changed':
      return m.approval_problem_changed();
    default:
      return m.approval_problem_refused();
  }
}
