/** Finds the unit without a counterpart next to whose room in the other text the pointer is. */
import { otherLocale, locales, type Locale } from '#base/locale.ts';
import type { PairStatus } from '#rules/pairs/pair-states.ts';

interface Height {
  readonly top: number;
  readonly bottom: number;
}

/** Returns where the words of a block stand, without the room above it. */
function heightOf(block: Element): Height {
  const { top, bottom } = block.getBoundingClientRect();
  return { top: top + (Number.parseFloat(getComputedStyle(block).paddingBlockStart) || 0), bottom };
}

const isAt = ({ top, bottom }: Height, y: number): boolean => top <= y && y <= bottom;

/** Returns the pair at whose missing side the pointer was pressed; null where words stand there, or nothing is missing. */
export function findUnitAtGap(event: MouseEvent, statuses: readonly PairStatus[]): PairStatus | null {
  const target = event.target instanceof Element ? event.target : null;
  const text = target?.closest<HTMLElement>('.text[data-language]');
  const prose = target?.closest('.prose');
  const language = locales.find((one) => one === text?.dataset['language']);
  if (!text || !prose || !language) return null;
  const blocks = [...prose.querySelectorAll('[data-id]')];
  if (blocks.some((block) => isAt(heightOf(block), event.clientY))) return null;
  const other = text.parentElement?.querySelector(
    `:scope > [data-language="${otherLocale(language)}"] .ProseMirror`
  );
  if (!other) return null;
  return statuses.find((status) => isMissingAt(status, language, other, event.clientY)) ?? null;
}

function isMissingAt(status: PairStatus, language: Locale, other: Element, y: number): boolean {
  const unit = status[otherLocale(language)];
  if (status[language] !== null || !unit) return false;
  const block = other.querySelector(`[data-id="${CSS.escape(unit.id)}"]`);
  return block !== null && isAt(heightOf(block), y);
}
