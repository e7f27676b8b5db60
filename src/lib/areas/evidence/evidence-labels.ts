import { typeName, type EvidenceType } from '#rules/evidence/evidence-file.ts';
import type { EvidenceKind, OriginalLanguage } from '#rules/evidence/evidence.ts';
import { languageTag } from '#base/locale.ts';
import { sizeText } from '#lib/i18n/file-size.ts';
import { locale } from '#lib/i18n/locale.ts';
import { m } from '#lib/paraglide/messages.js';

const kinds: Readonly<Record<EvidenceKind, () => string>> = {
  file: m.label_file,
  link: m.label_link,
  citation: m.evidence_kind_citation
};
export const kindLabel = (kind: EvidenceKind): string => kinds[kind]();

export const originalLanguageLabel = (language: OriginalLanguage): string =>
  new Intl.DisplayNames([languageTag(locale())], { type: 'language' }).of(
    language === 'zh' ? languageTag('zh') : language
  ) ?? language;

/** Returns the value of `lang` for text of the original. */
export const originalTag = (language: OriginalLanguage | null): string | undefined =>
  language === 'zh' ? languageTag('zh') : (language ?? undefined);

export const fileText = ({
  mediaType,
  size
}: {
  readonly mediaType: EvidenceType;
  readonly size: number;
}): string => `${typeName(mediaType)}, ${sizeText(size)}`;

const attested = {
  opens: m.evidence_attested_opens,
  fails: m.evidence_attested_fails,
  older: m.evidence_attested_older
} as const;
export const attestedLabel = (state: keyof typeof attested): string => attested[state]();

export const usesText = (count: number): string =>
  count === 0
    ? m.evidence_cited_never()
    : count === 1
      ? m.evidence_cited_one()
      : m.evidence_cited_count({ count });
