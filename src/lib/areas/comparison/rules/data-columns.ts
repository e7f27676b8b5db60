/**
 * Prepares tables for files of data: next to a column of figures, as readers see them, stand their numbers and units, with
 * which a user calculates.
 */

/** Holds what a figure is, apart from how it is written. */
export interface DataValue {
  readonly number: number;
  /** Holds the upper end of a range; null for a single number. */
  readonly to: number | null;
  /** Holds the unit as it is stored: a code such as `percent` or `EUR`, or a unit of the figure's own; empty for none. */
  readonly unit: string;
}

export interface DataCell {
  readonly text: string;
  readonly value?: DataValue | undefined;
}

/** Names the added columns, each with the head of the column to which it belongs. */
export interface DataLabels {
  readonly number: (head: string) => string;
  readonly to: (head: string) => string;
  readonly unit: (head: string) => string;
}

/** Undefined where it names no number. */
export const valueOfFigure = ({
  value,
  valueTo,
  currency,
  unit
}: {
  readonly value: number | null;
  readonly valueTo: number | null;
  readonly currency: string | null;
  readonly unit: string;
}): DataValue | undefined =>
  value === null
    ? undefined
    : { number: value, to: valueTo, unit: currency ?? (unit === 'count' ? '' : unit) };

/** The first `headRows` rows are heads. */
export function withNumbers(
  rows: readonly (readonly DataCell[])[],
  headRows: number,
  labels: DataLabels
): (string | number | null)[][] {
  const width = Math.max(0, ...rows.map((row) => row.length));
  const columns = Array.from({ length: width }, (_, index) => {
    const values = rows.flatMap((row) => row[index]?.value ?? []);
    return {
      hasNumber: values.length > 0,
      hasTo: values.some(({ to }) => to !== null),
      hasUnit: values.some(({ unit }) => unit !== '')
    };
  });
  return rows.map((row, n) =>
    columns.flatMap(({ hasNumber, hasTo, hasUnit }, index): (string | number | null)[] => {
      const { text, value } = row[index] ?? { text: '' };
      if (!hasNumber) return [text];
      const isHead = n === headRows - 1;
      const added = <T>(has: boolean, name: keyof DataLabels, own: T): (T | string)[] =>
        has ? [isHead ? labels[name](text) : n < headRows ? '' : own] : [];
      return [
        text,
        ...added(true, 'number', value?.number ?? null),
        ...added(hasTo, 'to', value?.to ?? null),
        ...added(hasUnit, 'unit', value?.unit ?? null)
      ];
    })
  );
}
