/** Makes the lists of cities, and what each says of itself. */
import { valueOfFigure } from '#rules/comparison/data-columns.ts';
import { textFor } from '#base/locale.ts';
import type { BlockData } from '#rules/report/report-inputs.ts';
import type { ReportPair } from '#rules/report/report-content.ts';
import { sideInSentence } from '#rules/study/side-words.ts';
import { partialDateText } from '#lib/i18n/dates.ts';
import { figureText } from '#lib/i18n/figure.ts';
import { cityKindLabel } from '#lib/i18n/study-labels.ts';
import { m } from '#lib/paraglide/messages.js';
import { count, inline, said, table, valued, type LiveTools } from './block-parts.ts';
import { words } from '#document/nodes/report-words.ts';

export const pilots = ({ sides }: BlockData['pilots'], tools: LiveTools): ReportPair[] =>
  sides
    .filter(({ cities }) => cities.length > 0)
    .map(({ name, cities }, index) =>
      table(tools, {
        id: `pilots-${index + 1}`,
        caption: (locale) => m.report_pilots_caption({ side: textFor(name, locale).text }, { locale }),
        alt: (locale) =>
          m.report_pilots_alt(
            { side: sideInSentence(name, locale), count: String(cities.length) },
            { locale }
          ),
        heads: [
          (locale) => m.report_number({}, { locale }),
          (locale) => m.label_city({}, { locale }),
          (locale) => m.label_kind({}, { locale }),
          (locale) => m.report_within({}, { locale })
        ],
        align: ['end'],
        rows: cities.map((city) => [
          count(city.number),
          (locale) => [
            ...inline(city.name, locale),
            ...(city.withdrawnOn === null
              ? []
              : words(m.report_withdrawn({ date: partialDateText(city.withdrawnOn, locale) }, { locale })))
          ],
          (locale) => words(cityKindLabel(city.kind, locale)),
          (locale) => {
            const places = [city.within, city.country].map((place) => textFor(place, locale).text);
            return words(
              [...new Set(places.filter((place) => place !== ''))].join(locale === 'zh' ? '，' : ', ')
            );
          }
        ])
      })
    );

export const profiles = ({ sides }: BlockData['profiles'], tools: LiveTools): ReportPair[] =>
  sides.flatMap(({ cities }) =>
    cities
      .filter(({ figures }) => figures.length > 0)
      .map(({ id, name, figures }) =>
        table(tools, {
          id: `profile-${id}`,
          caption: (locale) => m.report_profile_caption({ city: textFor(name, locale).text }, { locale }),
          alt: (locale) => m.report_profile_alt({ city: textFor(name, locale).text }, { locale }),
          heads: [
            (locale) => m.label_indicator({}, { locale }),
            (locale) => m.label_value({}, { locale }),
            (locale) => m.label_year({}, { locale }),
            (locale) => m.label_caution({}, { locale })
          ],
          align: ['start', 'end', 'end'],
          rows: figures.map(({ label, figure, caution }) => [
            said(label),
            valued(
              (locale) => words(figureText(figure, locale) || m.label_not_given({}, { locale })),
              valueOfFigure(figure)
            ),
            (locale) => words(figure.referenceYear ?? m.fact_no_year({}, { locale })),
            (locale) => (caution ? inline(caution, locale) : [])
          ])
        })
      )
  );
