/**
 * Reads what the printed page of the list of pilots shows besides hash and seals: the pilots as they were
 * signed, by side.
 */
import { z } from 'zod';
import type { Bilingual } from '#base/locale.ts';
import type { Json } from '#base/canonical.ts';
import { partialDateText } from '#lib/i18n/dates.ts';
import { m } from '#lib/paraglide/messages.js';

export interface PrintedPilot {
  readonly id: string;
  readonly number: number;
  readonly sideId: string;
  readonly name: Bilingual;
  /** The date of withdrawal and the substitute; null while the pilot takes part. */
  readonly withdrawn: Bilingual | null;
}

/** Describes only the part of the record that is printed: versions of every age are read. */
const text = z.object({ en: z.string(), zh: z.string() });
const recordShape = z.object({
  pilots: z.array(
    z.object({
      id: z.string(),
      number: z.number(),
      sideId: z.string(),
      name: text,
      shortName: text,
      withdrawal: z.object({ on: z.string(), substituteId: z.string().nullable() }).optional()
    })
  )
});
type Signed = z.infer<typeof recordShape>['pilots'][number];

/**
 * Returns the pilots in the study's own order within each side; an empty list where the record cannot be read
 * as a list of pilots.
 */
export function printedPilots(record: Json): PrintedPilot[] {
  const parsed = recordShape.safeParse(record);
  if (!parsed.success) return [];
  const { pilots } = parsed.data;
  return [...pilots]
    .sort((a, b) => a.number - b.number)
    .map((pilot) => ({
      id: pilot.id,
      number: pilot.number,
      sideId: pilot.sideId,
      name: pilot.name,
      withdrawn: pilot.withdrawal
        ? {
            en: withdrawnText(pilot.withdrawal, pilots, 'en'),
            zh: withdrawnText(pilot.withdrawal, pilots, 'zh')
          }
        : null
    }));
}

function withdrawnText(
  { on, substituteId }: NonNullable<Signed['withdrawal']>,
  pilots: readonly Signed[],
  locale: 'en' | 'zh'
): string {
  const date = partialDateText(on, locale);
  const substitute = pilots.find(({ id }) => id === substituteId)?.shortName;
  if (!substitute) return m.approval_print_withdrawn({ date }, { locale });
  return m.approval_print_withdrawn_for(
    { date, substitute: substitute[locale] || substitute[locale === 'en' ? 'zh' : 'en'] },
    { locale }
  );
}
