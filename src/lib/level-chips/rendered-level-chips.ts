/**
 * Fills the placeholders of chips and citations in HTML that was rendered from a text, with what its reader may
 * know; on the server and in the browser.
 */
import { withCitationAttributes } from '#document/citation.ts';
import { escapeHtml, unescapeHtml } from '#document/escape-html.ts';
import { chipAttributes, replacePlaceholders } from '#document/nodes/chip-html.ts';
import { chipTypes, withOwnCity, type ChipType } from '#base/chips/chips.ts';
import { chipLabels } from '#document/nodes/shown.ts';
import type { LevelChipNames, LevelChips } from '#rules/panels/level-chip.ts';
import { languageTag, type Locale } from '#base/locale.ts';
import { citationText } from './citation-labels.ts';

/** Without `levelChips` the neutral placeholder text stays. */
export function withLevelChips(html: string, language: Locale, levelChips: LevelChips | null): string {
  if (!levelChips) return html;
  const filled = chipTypes.reduce((sum, type) => withChips(sum, type, language, levelChips), html);
  return withCitations(filled, language, levelChips.names);
}

const withChips = (html: string, type: ChipType, language: Locale, levelChips: LevelChips): string =>
  replacePlaceholders(html, type, (attrs) => {
    const { text, title, sign, look, textClass } = chipLabels[type].show(attrs, levelChips, language);
    const shape = look === null ? type : `${type} ${type}-${look}`;
    const data = chipAttributes(type, withOwnCity(type, attrs, levelChips.city));
    const more = title === null ? '' : ` title="${escapeHtml(title)}"`;
    const mark = sign ? `<span class="${type}-sign" aria-hidden="true">${escapeHtml(sign)}</span>` : '';
    const words = textClass ? `<span class="${textClass}">${escapeHtml(text)}</span>` : escapeHtml(text);
    return `<span class="${shape}" ${data} lang="${languageTag(language)}"${more}>${mark}${words}</span>`;
  });

const withCitations = (html: string, language: Locale, { bibliography }: LevelChipNames): string =>
  withCitationAttributes(html, (href) => {
    const cited = citationText(bibliography, unescapeHtml(href), language);
    return cited ? ` data-label="${escapeHtml(cited.label)}" title="${escapeHtml(cited.title)}"` : '';
  });
