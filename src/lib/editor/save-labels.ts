/** Formats what the page says about whether the reader's text is saved, in the reader's language. */
import type { ProviderState } from '#lib/collab/provider-state.ts';
import type { SaveState } from '#lib/collab/save-state.ts';
import { locale } from '#lib/i18n/locale.ts';
import { m } from '#lib/paraglide/messages.js';
import { closeCodes, type FinalReason } from '#wire/close.ts';

type TextSize = NonNullable<ProviderState['textSize']>;

export type EndReason = Extract<SaveState, { kind: 'refused' }>['reason'];

const clocks = { en: clockOf('en-GB'), zh: clockOf('zh-Hans') };

function clockOf(tag: string): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat(tag, { timeStyle: 'medium' });
}

/** Formats a time of today in the reader's zone. */
export const clockTime = (at: number): string => clocks[locale()].format(at);

export function saveLabel(saving: SaveState, mayWrite: boolean): string {
  switch (saving.kind) {
    case 'connecting':
      return m.save_connecting();
    case 'saved':
      return saving.at === null
        ? mayWrite
          ? m.save_saved()
          : m.save_read_only()
        : m.save_saved_at({ time: clockTime(saving.at) });
    case 'saving':
      return m.save_saving();
    case 'unsaved':
      return saving.trouble ? m.save_trouble() : m.save_unsaved({ time: clockTime(saving.since) });
    case 'trouble':
      return m.save_trouble();
    case 'offline':
      return m.save_offline();
    case 'read-only':
      return m.save_read_only();
    case 'proposal':
      return m.save_proposal();
    case 'refused':
      return m.save_refused();
    case 'ended':
      return isFinalReason(saving.reason) ? closeCodes[saving.reason].title() : m.save_ended();
  }
}

/** Says why changes are refused where no close code says it. */
const otherReasons: Readonly<Record<Exclude<EndReason, FinalReason>, () => string>> = {
  denied: m.save_refused_denied,
  quarantined: m.save_end_quarantined,
  'text-full': m.save_end_other,
  'quota-reached': m.save_end_other
};

const isFinalReason = (reason: EndReason): reason is FinalReason => !(reason in otherReasons);

type Sizes = Pick<ProviderState, 'textSize' | 'written'>;

/** Says why changes were refused; the sizes are the session's, for a text that is full and a quota that is used up. */
export function reasonLabel(reason: EndReason, { textSize, written }: Sizes): string {
  const full = reason === 'quota-reached' ? written : reason === 'text-full' ? textSize : null;
  if (full !== null) return fullLabel(full);
  return isFinalReason(reason) ? closeCodes[reason].message() : otherReasons[reason]();
}

const fullLabel = ({ of, limit }: TextSize): string => {
  const count = limit.toLocaleString(locale() === 'zh' ? 'zh-Hans' : 'en-GB');
  switch (of) {
    case undefined:
      return m.save_end_text_full({ megabytes: megabytes(limit) });
    case 'passage':
      return m.save_end_passage_full({ count });
    case 'blocks':
      return m.save_end_blocks_full({ count });
    case 'table':
      return m.save_end_table_full({ count });
    case 'parts':
      return m.save_end_parts_full({ count });
    case 'answers':
      return m.save_end_answers_full({ count });
    case 'records':
      return m.save_end_records_full({ count });
    case 'value':
      return m.save_end_value_full({ kilobytes: Math.round(limit / 1024) });
    case 'written':
      return m.save_end_quota_reached({ megabytes: megabytes(limit) });
  }
};

/** Says how full a text is, which is nearly full, or how much of a quota is used. */
export const fullnessLabel = ({ size, limit, of }: TextSize): string =>
  (of === 'written' ? m.save_quota_near : m.save_nearly_full)({
    percent: Math.min(100, Math.floor((size / limit) * 100)),
    megabytes: megabytes(limit)
  });

const megabytes = (bytes: number): string => String(Math.round((bytes / 1024 / 1024) * 10) / 10);
