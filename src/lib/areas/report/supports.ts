/** Writes what a statement of the study rests on: quotes with their place in the report, answers, sources, things. */
import { textFor, type Bilingual, type Locale } from '#base/locale.ts';
import type { PrintedSupport } from '#rules/report/report-blocks.ts';
import type { ReportInline, ReportPair, ReportText } from '#rules/report/report-content.ts';
import { supportRoles } from '#rules/bibliography/support.ts';
import { figureValue, periodText } from '#lib/areas/context/context-figure.ts';
import { natureLabel } from '#lib/areas/context/context-labels.ts';
import { supportHeading } from '#lib/areas/practices/themes/theme-labels.ts';
import { m } from '#lib/paraglide/messages.js';
import { both, cited, inline, joined, withoutStop, written, type LiveTools } from './block-parts.ts';
import { words } from '#document/nodes/report-words.ts';

/** Returns a cross-reference after a text; nothing where the target is not in this report. */
const at = (target: string | null, locale: Locale): ReportInline[] =>
  target === null ? [] : [...words(locale === 'zh' ? '，' : ', '), { kind: 'reference', target }];

/** Returns what a statement is called among others: a sentence without its full stop. */
const titled = (title: Bilingual, locale: Locale): ReportInline[] =>
  inline({ en: withoutStop(title.en), zh: withoutStop(title.zh) }, locale);

/**
 * A quote stands in the language of the edition where its block has a confirmed counterpart, else in its own.
 * One that is not in the report as it was cited is a gap that says whose it is.
 */
export function supportText(support: PrintedSupport, tools: LiveTools, locale: Locale): ReportText {
  switch (support.kind) {
    case 'passage': {
      const title = textFor(tools.titleOfText(support.subject), locale).text;
      const place = tools.passageAt(support);
      if (place === null) return words(m.report_support_gap({ text: title }, { locale }));
      const { language } = support;
      const { target, quote, counterpart } = place;
      // The whole counterpart is printed of a block that is quoted in part: nobody confirmed which of its words say the same.
      const isTranslated = language !== locale && counterpart !== null;
      return [
        {
          kind: 'text',
          text: `“${isTranslated ? counterpart : quote}”`,
          marks: [],
          href: null,
          language: isTranslated || language === locale ? null : language
        },
        ...words(locale === 'zh' ? `（${title}）` : ` (${title})`),
        ...at(target, locale)
      ];
    }
    case 'place': {
      const target = tools.placeAt(support.subject, support.block);
      const title = textFor(tools.titleOfText(support.subject), locale).text;
      return target === null
        ? words(m.report_support_gap({ text: title }, { locale }))
        : [...words(title), ...at(target, locale)];
    }
    case 'words':
      return words(support.text);
    case 'answer': {
      const own = tools.names.cities.find(({ id }) => id === support.city);
      const city = own ? textFor(own.name, locale).text : support.city;
      const number = tools.citeAnswer(support.city, support.question);
      return [
        ...words(m.report_support_answer({ city }, { locale })),
        ...words(' '),
        { kind: 'cite', sources: [number] }
      ];
    }
    case 'source': {
      const number = tools.cite(support.id);
      return number === null ? [] : [{ kind: 'cite', sources: [number] }];
    }
    case 'entry': {
      const citations = cited(tools, support.citations, locale);
      return [...titled(support.title, locale), ...(citations.length === 0 ? [] : words(' ')), ...citations];
    }
    case 'figure': {
      const { label, period, nature, citations } = support.figure;
      const about = [periodText(period, locale), natureLabel(nature, locale).toLowerCase()];
      const value = `${figureValue(support.figure, locale)}${locale === 'zh' ? `（${about.join('，')}）` : ` (${about.join(', ')})`}`;
      return joined(
        [
          [...inline(label, locale), ...words(`${m.study_colon({}, { locale })}${value}`)],
          cited(tools, citations, locale)
        ].filter((part) => part.length > 0),
        words(' ')
      );
    }
    case 'practice':
    case 'theme':
    case 'step':
    case 'recommendation':
      return [...titled(support.title, locale), ...at(tools.thingAt(support.kind, support.id), locale)];
  }
}

/** By what the supports do for the statement. */
export const supportLists = (
  id: string,
  supports: readonly PrintedSupport[],
  tools: LiveTools
): ReportPair[] =>
  supportRoles.flatMap((role): ReportPair[] => {
    const own = supports.filter((support) => support.role === role);
    if (own.length === 0) return [];
    return [
      written(tools, `${id}-${role}`, (locale) => words(supportHeading(role, locale), ['bold'])),
      ...own.map((support, n) =>
        both((locale) => ({
          kind: 'item',
          id: `${tools.part}.${id}-${role}-${n + 1}`,
          isOrdered: false,
          indent: 0,
          text: supportText(support, tools, locale)
        }))
      )
    ];
  });

/** For the cell of a table. */
export const supportLine = (
  supports: readonly PrintedSupport[],
  tools: LiveTools,
  locale: Locale
): ReportInline[] =>
  joined(
    supports.map((support) => supportText(support, tools, locale)),
    words(locale === 'zh' ? '；' : '; ')
  );
