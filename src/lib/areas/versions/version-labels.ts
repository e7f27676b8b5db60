import { textFor } from '#base/locale.ts';
import type { VersionKind } from '#rules/versions/version-sight.ts';
import { locale } from '#lib/i18n/locale.ts';
import { m } from '#lib/paraglide/messages.js';
import type { VersionEntry } from '#areas/versions';

const kinds: Readonly<Record<VersionKind, () => string>> = {
  named: m.versions_kind_named,
  automatic: m.versions_kind_automatic,
  consultation: m.versions_kind_consultation,
  approval: m.versions_kind_approval,
  submission: m.versions_kind_submission
};
export const kindLabel = (kind: VersionKind): string => kinds[kind]();

/** Returns the label for use within a sentence. */
export const versionWithin = (version: Parameters<typeof versionLabel>[0]): string =>
  version ? versionLabel(version) : m.versions_live_within();

/** Null is the live text. */
export function versionLabel(version: Pick<VersionEntry, 'number' | 'name'> | null): string {
  if (!version) return m.versions_live();
  const { text } = textFor(version.name, locale());
  return text.trim() === ''
    ? m.versions_number({ number: version.number })
    : m.versions_number_name({ number: version.number, name: text });
}

export const textLabel = (text: string): string =>
  text === 'response'
    ? m.assessment_response()
    : text === 'confidential'
      ? m.confidential_title()
      : m.label_findings();
