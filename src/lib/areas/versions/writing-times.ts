/** Tells in words who wrote a piece of text and when, and writes that into HTML that a worker has rendered. */
import { escapeHtml } from '#document/escape-html.ts';
import type { WritingTime } from '#document/authorship.ts';
import { languageTag } from '#base/locale.ts';
import { locale } from '#lib/i18n/locale.ts';

/** In the reader's language and zone; empty where it is not known. */
export function writingTimeText({ first, last }: WritingTime, timeZone: string): string {
  if (first === null || last === null) return '';
  const language = locale() === 'zh' ? languageTag('zh') : 'en-GB';
  const day = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeZone });
  const minute = new Intl.DateTimeFormat(language, { timeStyle: 'short', timeZone });
  const moment = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short', timeZone });
  const [from, to] = [new Date(first), new Date(last)];
  // `formatRange` writes Chinese dates in another form than `format`: 2013/6/1 for 2013年6月1日.
  const text =
    moment.format(from) === moment.format(to)
      ? moment.format(from)
      : day.format(from) === day.format(to)
        ? `${moment.format(from)}–${minute.format(to)}`
        : `${moment.format(from)} – ${moment.format(to)}`;
  return timeZone === 'UTC' ? `${text} UTC` : text;
}

export interface ShownTime {
  /** Says who and when. */
  readonly about: string;
  /** The position of the author's side; null for a person of neither. */
  readonly side: number | null;
}

const piece = /<span class="by by-(\d)" data-by="(\d+)" data-time="(\d+)">/g;

/**
 * Says of each piece who wrote it and when, for pointer, touch and keyboard. Of neighbouring pieces that were
 * written at one time, the first is a tab stop and carries the author's number.
 */
export function withWritingTimes(html: string, shown: (time: number) => ShownTime | undefined): string {
  let before: { readonly time: string; readonly end: number } | null = null;
  return html.replace(piece, (all: string, style: string, by: string, time: string, at: number) => {
    const found = shown(Number(time));
    if (!found) return all;
    const isNext = before?.time === time && isNeighbour(html.slice(before.end, at));
    before = { time, end: at + all.length };
    const side = found.side === null ? '' : ` of-${found.side}`;
    const about = escapeHtml(found.about);
    return `<span class="by by-${style}${side}${isNext ? '' : ' begins'}" data-by="${by}" tabindex="${isNext ? -1 : 0}" title="${about}" data-about="${about}">`;
  });
}

/** Checks whether what is between the beginnings of two pieces is the words of the first one, and no more. */
const isNeighbour = (html: string): boolean => /^(?:<[^/>][^>]*>)*[^<]*(?:<\/[^>]*>|<br>)*$/.test(html);
