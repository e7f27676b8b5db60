/** Builds the rows of a file of figures: one for each, numbers as numbers, both languages of every text. */
import type { FigureList } from '#areas/context';
import { natureLabel } from '#lib/areas/context/context-labels.ts';
import { m } from '#lib/paraglide/messages.js';
import { citationText } from './source-text.ts';

export function figureRows({ figures, topics, sources }: FigureList): (string | number | null)[][] {
  const heads = [
    `${m.context_topic()} (en)`,
    `${m.context_topic()} (zh)`,
    `${m.context_figure_label()} (en)`,
    `${m.context_figure_label()} (zh)`,
    m.context_figure_comparator(),
    m.label_value(),
    m.context_figure_value_to(),
    `${m.context_figure_unit()} (en)`,
    `${m.context_figure_unit()} (zh)`,
    m.label_currency(),
    m.context_period(),
    m.context_nature(),
    `${m.context_scope()} (en)`,
    `${m.context_scope()} (zh)`,
    `${m.context_method()} (en)`,
    `${m.context_method()} (zh)`,
    `${m.context_caution()} (en)`,
    `${m.context_caution()} (zh)`,
    m.context_citations()
  ];
  const rows = figures.map((figure) => {
    const topic = topics.find(({ id }) => id === figure.topicId);
    return [
      topic?.title.en ?? '',
      topic?.title.zh ?? '',
      figure.label.en,
      figure.label.zh,
      figure.comparator,
      figure.valueText === '' ? figure.value : figure.valueText,
      figure.valueTo,
      figure.measure === 'percent' ? '%' : figure.unit.en,
      figure.measure === 'percent' ? '%' : figure.unit.zh,
      figure.currency,
      figure.period,
      natureLabel(figure.nature),
      figure.scope.en,
      figure.scope.zh,
      figure.method.en,
      figure.method.zh,
      figure.caution?.en ?? '',
      figure.caution?.zh ?? '',
      figure.citations.map((citation) => citationText(citation, sources)).join('; ')
    ];
  });
  return [heads, ...rows];
}
