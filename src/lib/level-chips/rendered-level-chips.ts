/**
 * Fills the placeholders of levels, goals, facts, sources and citations in HTML that was rendered from a text, with what its reader may
 * know; on the server and in the browser.
 */
import { withCitationAttributes } from '#document/citation.ts';
import { factAttributes, replaceFactPlaceholders } from '#document/fact.ts';
import { withGoalSpans } from '#document/goal.ts';
import { replaceSourcePlaceholders, sourceAttributes } from '#document/source.ts';
import { levelChipAttributes, replaceLevelChipPlaceholders } from '#document/level-chip.ts';
import { escapeHtml, unescapeHtml } from '#document/element-html.ts';
import type { LevelChipNames, LevelChips } from '#domain/level-chip.ts';
import { languageTag, type Locale } from '#domain/locale.ts';
import { citationText } from './citation-labels.ts';
import { factSigns, factText } from '#document/nodes/fact/labels.ts';
import { goalSign, goalLabel } from '#document/nodes/goal/labels.ts';
import { levelChipText } from '#document/nodes/level-chip/labels.ts';
import { sourceText } from '#document/nodes/source/labels.ts';

/** Returns the HTML with its level chips; without `levelChips` the neutral placeholder text stays. */
export function withLevelChips(html: string, language: Locale, levelChips: LevelChips | null): string {
  if (!levelChips) return html;
  const levelled = replaceLevelChipPlaceholders(html, (cell) => {
    const { sign, text, status } = levelChipText(levelChips, cell, language);
    // The city is written out, so that copied content names its city in any other text.
    const attributes = levelChipAttributes({ ...cell, city: cell.city ?? levelChips.city });
    const mark = sign ? `<span class="grade-sign" aria-hidden="true">${escapeHtml(sign)}</span>` : '';
    return `<span class="grade grade-${status}" ${attributes} lang="${languageTag(language)}">${mark}${escapeHtml(text)}</span>`;
  });
  const tagged = withGoals(levelled, language, levelChips.names);
  const sourced = withSources(withFacts(tagged, language, levelChips), language, levelChips);
  return withCitations(sourced, language, levelChips.names);
}

const withCitations = (html: string, language: Locale, { bibliography }: LevelChipNames): string =>
  withCitationAttributes(html, (href) => {
    const cited = citationText(bibliography, unescapeHtml(href), language);
    return cited ? ` data-label="${escapeHtml(cited.label)}" title="${escapeHtml(cited.title)}"` : '';
  });

const withSources = (html: string, language: Locale, levelChips: LevelChips): string =>
  replaceSourcePlaceholders(html, (ref) => {
    const { text, title, sign, isChanged } = sourceText(levelChips, ref, language);
    const mark = sign ? `<span class="source-sign" aria-hidden="true">${sign}</span>` : '';
    return `<span class="source${isChanged ? ' source-changed' : ''}" ${sourceAttributes(ref)} lang="${languageTag(language)}" title="${escapeHtml(title)}">${mark}${escapeHtml(text)}</span>`;
  });

const withFacts = (html: string, language: Locale, levelChips: LevelChips): string =>
  replaceFactPlaceholders(html, (ref) => {
    const { text, title, status, isCautioned } = factText(levelChips, ref, language);
    const attributes = factAttributes({ ...ref, city: ref.city ?? levelChips.city });
    const sign = isCautioned ? `<span class="fact-sign" aria-hidden="true">${factSigns.caution}</span>` : '';
    return `<span class="fact fact-${status}" ${attributes} lang="${languageTag(language)}" title="${escapeHtml(title)}">${sign}${escapeHtml(text)}</span>`;
  });

const withGoals = (html: string, language: Locale, names: LevelChipNames): string =>
  withGoalSpans(html, (goal) => {
    const { text, isKnown } = goalLabel(names, goal, language);
    const escaped = escapeHtml(text);
    const sign = `<span class="goal-sign" aria-hidden="true">${goalSign}</span>`;
    return `<span class="goal${isKnown ? '' : ' goal-unknown'}" data-goal="${goal ?? ''}" lang="${languageTag(language)}" title="${escaped}">${sign}<span class="goal-words">${escaped}</span></span>`;
  });
