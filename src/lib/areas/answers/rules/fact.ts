/**
 * Defines fact chips, which show a figure of a city in a text. The text names only the field, a figure or an
 * amount among the city's answers; its value is looked up for each reader, or among the values that a version
 * holds. So one change of the field changes all places, and no value is part of a text's bytes.
 */
import { factOf, type FactRef } from '#base/chips/fact.ts';
import { isRecord } from '#rules/framework/answer-kinds/checks.ts';
import type { Figure } from '#rules/framework/answer-kinds/kind.ts';
import { isAnswerKind, rulesOfKind } from '#rules/framework/answer-kinds/kinds.ts';
import { figuresQuestion } from './figure-record.ts';
import type { Bilingual } from '#base/locale.ts';
import {
  comparators,
  type Comparator,
  type FieldValue,
  type Indicator,
  type ResponseRecord
} from '#rules/framework/record.ts';
import { isFactKey } from '#base/ids.ts';
import type { ContentNode, HeldFact, SectionContent } from '#base/content.ts';
import { toCanonical, type Json } from '#base/canonical.ts';

/** Holds what a reader may know of a field. */
export interface KnownFact {
  readonly fact: string;
  readonly city: string;
  readonly label: Bilingual;
  readonly figure: Figure;
  /** Says why the figure is to be read with care; null where nothing is to be said. */
  readonly caution: Bilingual | null;
}

/** Limits the facts that one page is given. */
export const mostFacts = 4_000;

export const factFor = (
  facts: readonly KnownFact[],
  { fact, city }: FactRef,
  ownCity: string | null
): KnownFact | null => facts.find((one) => one.fact === fact && one.city === (city ?? ownCity)) ?? null;

export const factKeyOfFigure = (id: string): string => `${figuresQuestion}/${id}/value`;

/** One for each figure that names a number, or says something else. */
export const factsOfFigures = (city: string, figures: readonly Indicator[]): KnownFact[] =>
  figures.flatMap((figure) => {
    const { id, label, value, valueTo, valueText, unit, currency, comparator, referenceYear } = figure;
    const fact = factKeyOfFigure(id);
    return isFactKey(fact)
      ? [
          {
            fact,
            city,
            label,
            figure: { value, valueTo, valueText, unit, currency, comparator, referenceYear },
            caution: figure.caveat === null ? null : figure.note
          }
        ]
      : [];
  });

export interface FigureField {
  readonly id: string;
  readonly label: Bilingual;
  readonly kind: string;
}

/** One for each field that holds an amount or a measured value. */
export const factsOfRecords = (
  city: string,
  records: readonly Pick<ResponseRecord, 'id' | 'question' | 'recordType' | 'fields'>[],
  fieldsOf: (recordType: string) => readonly FigureField[],
  nameOf: (fields: ResponseRecord['fields']) => Bilingual
): KnownFact[] =>
  records.flatMap(({ id, question, recordType, fields }) =>
    fieldsOf(recordType).flatMap((field): KnownFact[] => {
      const figure = figureIn(field.kind, fields[field.id]);
      const fact = `${question}/${id}/${field.id}`;
      if (figure === null || !isFactKey(fact)) return [];
      const name = nameOf(fields);
      const label = {
        en: joined(name.en || name.zh, field.label.en),
        zh: joined(name.zh || name.en, field.label.zh)
      };
      return [{ fact, city, label, figure, caution: null }];
    })
  );

const joined = (name: string, field: string): string => [name, field].filter(Boolean).join(' · ');

/** Null where it holds none. */
export function figureIn(kind: string, value: FieldValue | undefined): Figure | null {
  const figureOf = isAnswerKind(kind) ? rulesOfKind(kind).figureOf : undefined;
  return figureOf && isRecord(value) ? figureOf(value) : null;
}

/** Each once; chips without a valid field are left out. */
export function factsIn(sections: readonly SectionContent[]): FactRef[] {
  const found = new Map<string, FactRef>();
  const walk = (node: ContentNode): void => {
    if (node.type === 'fact') {
      const ref = factOf(node.attrs);
      if (ref.fact !== null) found.set(`${ref.city} ${ref.fact}`, ref);
    }
    node.content?.forEach(walk);
  };
  for (const { en, zh } of sections) for (const node of [...en, ...zh]) walk(node);
  return [...found.values()];
}

/**
 * Returns the facts that a version holds: of those that its text names, the ones in `known`, in the order of
 * city and field. In the texts of a city the city is left out.
 */
export function factsToHold(
  sections: readonly SectionContent[],
  ownCity: string | null,
  known: readonly KnownFact[]
): HeldFact[] {
  const held = new Map<string, HeldFact>();
  for (const ref of factsIn(sections)) {
    const found = factFor(known, ref, ownCity);
    if (!found) continue;
    const { city, fact, label, figure, caution } = found;
    const own = city === ownCity ? {} : { city };
    held.set(`${city} ${fact}`, {
      ...own,
      fact,
      label,
      figure: toCanonical(figure) as HeldFact['figure'],
      ...(caution === null ? {} : { caution })
    });
  }
  return [...held].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, fact]) => fact);
}

/** Returns the facts that a version holds as a page shows them. */
export const factsFrom = (held: readonly HeldFact[] = [], ownCity: string | null): KnownFact[] =>
  held.flatMap(({ city = ownCity, fact, label, figure, caution = null }) =>
    city === null ? [] : [{ fact, city, label, caution, figure: figureHeld(figure) }]
  );

function figureHeld(held: HeldFact['figure']): Figure {
  const number = (value: Json | undefined): number | null =>
    value === null || value === undefined ? null : Number(value);
  const text = (value: Json | undefined): string | null => (typeof value === 'string' ? value : null);
  return {
    value: number(held['value']),
    valueTo: number(held['valueTo']),
    valueText: text(held['valueText']),
    unit: text(held['unit']) ?? '',
    currency: text(held['currency']),
    comparator: comparators.find((one): one is Comparator => one === held['comparator']) ?? 'eq',
    referenceYear: text(held['referenceYear'])
  };
}
