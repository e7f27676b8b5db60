/** Panels of made-up assessors, written as the papers print them, or found by chance. */
import fc from '#kit/properties.ts';
import type { RatedCell, Rating } from '#rules/panels/rating.ts';

/**
 * Parses one row per assessor with one mark per city; `.` where the assessor gave no rating. The marks are
 * levels in the order given.
 */
export function panelOf(lines: readonly string[], order: string): RatedCell[] {
  const rows = lines.map((line) => line.split(/\s+/));
  return (rows[0] ?? []).map((_, city) => ({
    city: `city ${city + 1}`,
    ratings: rows.flatMap((row, index): Rating[] => {
      const mark = row[city] ?? '.';
      return mark === '.' ? [] : [{ assessor: `assessor ${index + 1}`, value: order.indexOf(mark) }];
    })
  }));
}

export const levelsOfChance = 4;

/** Generates from two to eight cities, each rated by any of five assessors on four levels. */
export const panelOfChance: fc.Arbitrary<RatedCell[]> = fc
  .array(fc.array(fc.option(fc.nat({ max: levelsOfChance - 1 })), { minLength: 5, maxLength: 5 }), {
    minLength: 2,
    maxLength: 8
  })
  .map((rows) =>
    rows.map((row, index) => ({
      city: `city ${index + 1}`,
      ratings: row.flatMap((value, who): Rating[] =>
        value === null ? [] : [{ assessor: `assessor ${who + 1}`, value }]
      )
    }))
  );
