/** Writes what the study has found: trends and challenges, good practices, and recommendations. */
import { gapsOf, locales, textFor, type Bilingual, type Locale } from '#base/locale.ts';
import { practiceTexts, type PracticeText } from '#rules/practices/practice.ts';
import type { PracticeItem, RecommendationData, ThemeItem } from '#rules/report/report-blocks.ts';
import type { ReportBlock, ReportPair } from '#rules/report/report-content.ts';
import { practiceTextLabel } from '#lib/areas/practices/practice-labels.ts';
import { themeAnswerLabel, themeOriginLabel } from '#lib/areas/practices/themes/theme-labels.ts';
import { m } from '#lib/paraglide/messages.js';
import {
  both,
  heading,
  inline,
  joined,
  listed,
  onLines,
  paragraphsOf,
  said,
  table,
  written,
  type LiveTools,
  type Message
} from './block-parts.ts';
import { words } from '#document/nodes/report-words.ts';
import { supportLine, supportLists } from './supports.ts';

/** Says that something has changed on which a statement rests: nobody approves a report with it. */
function flag(id: string, about: Bilingual, tools: LiveTools): ReportPair {
  tools.fault('support-changed', about, true);
  return both((locale) => ({
    kind: 'quote',
    id: `${tools.part}.${id}-flag`,
    text: words(m.report_flagged({}, { locale }))
  }));
}

const fact = (label: Message, text: string, locale: Locale): string =>
  `${label({}, { locale })}${locale === 'zh' ? '：' : ': '}${text}`;

export const themes = (
  items: readonly ThemeItem[],
  kind: 'trend' | 'challenge',
  tools: LiveTools
): ReportPair[] =>
  items.flatMap((theme): ReportPair[] => {
    const id = `theme-${theme.id}`;
    if (gapsOf(theme.statement).length > 0) tools.fault('language-missing', theme.statement, true);
    return [
      heading(tools, id, 1, said(theme.statement)),
      ...(theme.isFlagged ? [flag(id, theme.statement, tools)] : []),
      ...paragraphsOf(tools, `${id}-text`, theme.explanation),
      // A handout says what was found; what that rests on stands in the report.
      ...(tools.isBrief ? [] : themeFacts(theme, kind, tools))
    ];
  });

function themeFacts(theme: ThemeItem, kind: 'trend' | 'challenge', tools: LiveTools): ReportPair[] {
  const id = `theme-${theme.id}`;
  return [
    written(tools, `${id}-facts`, (locale) =>
      words(
        [
          fact(
            m.themes_scope,
            theme.side
              ? m.themes_scope_one({ side: textFor(theme.side, locale).text }, { locale })
              : m.themes_scope_common({}, { locale }),
            locale
          ),
          fact(
            m.report_characteristics,
            theme.characteristics.length === 0
              ? m.report_all_characteristics({}, { locale })
              : theme.characteristics
                  .map((name) => textFor(name, locale).text)
                  .join(locale === 'zh' ? '、' : ', '),
            locale
          ),
          fact(m.themes_origin, themeOriginLabel(theme.origin, locale), locale),
          ...(kind === 'challenge'
            ? [fact(m.report_answered, themeAnswerLabel(theme.answer, locale), locale)]
            : [])
        ].join(locale === 'zh' ? '；' : '; '),
        ['italic']
      )
    ),
    ...supportLists(id, theme.supports, tools)
  ];
}

/**
 * Returns the cards of practices by characteristic. The contact person of a card is not printed: a reader who
 * wants to copy a practice asks through the city.
 */
export function practices(items: readonly PracticeItem[], tools: LiveTools): ReportPair[] {
  return items.flatMap((item, index): ReportPair[] => {
    const isFirst = items[index - 1]?.characteristic.en !== item.characteristic.en;
    return [
      ...(isFirst ? [heading(tools, `practices-${index + 1}`, 1, said(item.characteristic))] : []),
      ...practice(item, tools)
    ];
  });
}

const textsInBrief: readonly PracticeText[] = ['problem', 'solution'];

function practice(item: PracticeItem, tools: LiveTools): ReportPair[] {
  const id = `practice-${item.id}`;
  const { texts, languages } = item;
  const missing = locales.filter((locale) => !languages.includes(locale));
  // A language to which the city has not agreed is a gap that readers see; it does not hold up the report.
  missing.forEach(() => tools.fault('language-missing', texts.title, false));
  const pairs: ReportPair[] = [
    heading(tools, id, 2, said(texts.title)),
    ...(item.isFlagged ? [flag(id, texts.title, tools)] : []),
    written(tools, `${id}-city`, (locale) =>
      joined(
        [inline(item.city, locale), inline(item.side, locale), listed(item.categories, locale)],
        words(locale === 'zh' ? '；' : '; ')
      )
    ),
    ...(tools.isBrief ? textsInBrief : practiceTexts)
      .filter((name) => name !== 'title' && gapsOf(texts[name]).length < locales.length)
      .flatMap((name) => [
        written(tools, `${id}-${name}`, (locale) => words(practiceTextLabel(name, locale), ['bold'])),
        ...paragraphsOf(tools, `${id}-${name}`, texts[name])
      ]),
    ...(tools.isBrief ? [] : supportLists(id, item.supports, tools))
  ];
  const gap: ReportBlock = { kind: 'gap', why: 'withdrawn' };
  const untranslated: ReportBlock = { kind: 'gap', why: 'not-translated' };
  const filled = (blocks: readonly ReportBlock[]): ReportBlock[] =>
    blocks.map((block) => ('text' in block && block.text.length === 0 ? untranslated : block));
  const side = (locale: Locale, blocks: readonly ReportBlock[], isHead: boolean): readonly ReportBlock[] =>
    missing.includes(locale)
      ? isHead
        ? [gap]
        : []
      : blocks.filter((block) => !('text' in block) || block.text.length > 0);
  return missing.length === 0
    ? pairs.map(({ en, zh }) => ({ en: filled(en), zh: filled(zh) }))
    : [
        {
          en: pairs.flatMap(({ en }, index) => side('en', en, index === 0)),
          zh: pairs.flatMap(({ zh }, index) => side('zh', zh, index === 0))
        }
      ];
}

export const recommendations = ({ items }: RecommendationData, tools: LiveTools): ReportPair[] =>
  items.length === 0
    ? []
    : [
        table(tools, {
          id: 'recommendations',
          caption: (locale) => m.report_recommendations_caption({}, { locale }),
          alt: (locale) => m.report_recommendations_alt({ count: String(items.length) }, { locale }),
          heads: [
            (locale) => m.next_step_kind_recommendation({}, { locale }),
            (locale) => m.next_step_addressee({}, { locale }),
            (locale) => m.next_step_scope({}, { locale }),
            (locale) => m.next_step_links({}, { locale })
          ],
          rows: items.map((item) => [
            said(item.action),
            (locale) => words(addresseeText(item.addressee, locale)),
            (locale) =>
              item.cities.length === 0 && item.characteristics.length === 0
                ? words(m.label_all_cities({}, { locale }))
                : onLines([listed(item.cities, locale), listed(item.characteristics, locale)]),
            (locale) => supportLine(item.links, tools, locale)
          ])
        })
      ];

export const addresseeText = (addressee: Bilingual | 'both' | 'cities', locale: Locale): string =>
  addressee === 'both'
    ? m.label_two_sides({}, { locale })
    : addressee === 'cities'
      ? m.next_step_cities({}, { locale })
      : textFor(addressee, locale).text;
