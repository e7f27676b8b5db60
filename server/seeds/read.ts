/**
 * Reads the demo study's data files and validates their shapes. Figures and texts are what the report prints;
 * nothing is added here.
 */
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { sourceKinds } from '#rules/bibliography/bibliography.ts';
import { parentLevels } from '#rules/cities/city.ts';
import { figureNatures, measures } from '#rules/context/context-figure.ts';
import { registers, trendAreas } from '#rules/context/context.ts';
import { termKinds, variantUses } from '#rules/pairs/glossary.ts';
import { locales } from '#base/locale.ts';
import { roles } from '#base/permissions.ts';
import { comparators } from '#rules/framework/record.ts';
import { bilingual, city } from './city-shapes.ts';

const cited = {
  citations: z.array(z.strictObject({ source: z.string(), place: z.string() })).min(1)
};
const pinned = {
  pins: z.array(
    z.strictObject({
      characteristic: z.string(),
      question: z.string().nullable(),
      city: z.string().nullable()
    })
  )
};
/** Describes what chapters 2 and 3 of the report say of the study's context. */
const context = z.strictObject({
  sources: z.array(
    z.strictObject({
      id: z.string(),
      kind: z.enum(sourceKinds),
      title: bilingual,
      author: z.string(),
      publisher: bilingual,
      date: z.string().nullable(),
      address: z.string()
    })
  ),
  topics: z.array(z.strictObject({ id: z.string(), title: bilingual, caution: bilingual.nullable() })),
  entries: z.array(
    z.strictObject({
      id: z.string(),
      register: z.enum(registers),
      area: z.enum(trendAreas).nullable(),
      topic: z.string(),
      title: bilingual,
      summary: bilingual,
      issuer: bilingual,
      date: z.string().nullable(),
      cities: z.array(z.string()),
      caution: bilingual.nullable(),
      ...pinned,
      ...cited
    })
  ),
  figures: z.array(
    z.strictObject({
      id: z.string(),
      topic: z.string(),
      label: bilingual,
      measure: z.enum(measures),
      value: z.number().nullable(),
      valueTo: z.number().nullable(),
      valueText: z.string(),
      unit: bilingual,
      currency: z.string().nullable(),
      comparator: z.enum(comparators),
      period: z.string().nullable(),
      nature: z.enum(figureNatures),
      scope: bilingual,
      method: bilingual,
      caution: bilingual.nullable(),
      ...pinned,
      ...cited
    })
  ),
  tables: z.array(
    z.strictObject({
      id: z.string(),
      topic: z.string(),
      title: bilingual,
      note: bilingual,
      measure: z.enum(['percent', 'number']),
      unit: bilingual,
      period: z.string().nullable(),
      nature: z.enum(figureNatures),
      columns: z.array(bilingual),
      rows: z.array(z.strictObject({ label: bilingual, values: z.array(z.number().nullable()) })),
      ...cited
    })
  )
});

const labels = z.record(z.string(), bilingual);
const criterion = z.object({
  id: z.string(),
  group: z.string(),
  text: bilingual,
  checks: z.array(z.object({ text: bilingual }))
});
const when = z.object({
  text: bilingual,
  from: z.string().nullable(),
  to: z.string().nullable(),
  precision: z.string()
});

const shapes = {
  cities: z.object({
    labels: z.object({ models: labels, fundingSources: labels, documentStatus: labels }),
    cities: z.array(city)
  }),
  study: z.object({
    study: z.object({
      title: bilingual,
      shortTitle: bilingual,
      programme: bilingual,
      purpose: z.array(bilingual)
    }),
    sides: z.array(
      z.object({
        id: z.string(),
        code: z.string(),
        name: bilingual,
        counterpart: bilingual,
        pilotCount: z.number()
      })
    ),
    roles: z.array(z.object({ id: z.string(), name: bilingual, description: bilingual })),
    phases: z.array(
      z.object({ order: z.number(), id: z.string(), name: bilingual, description: bilingual, when })
    ),
    report: z.object({
      chapters: z.array(
        z.object({ number: z.number(), id: z.string(), title: bilingual, purpose: bilingual })
      )
    })
  }),
  plan: z.object({
    scope: bilingual,
    founding: z.object({
      id: z.string(),
      title: bilingual,
      place: bilingual,
      takenOn: z.string(),
      parties: z.array(bilingual),
      points: z.array(bilingual)
    }),
    done: z.record(z.string(), z.object({ from: z.string(), to: z.string().nullable() })),
    deliverables: z.array(
      z.object({
        id: z.string(),
        title: bilingual,
        owner: z.string(),
        dueOn: z.string(),
        deliveredOn: z.string().nullable(),
        state: z.enum(['planned', 'in-progress', 'delivered', 'dropped'])
      })
    )
  }),
  record: z.object({
    meetings: z.array(
      z.object({
        id: z.string(),
        kind: z.enum(['meeting', 'dialogue', 'forum', 'visit']),
        from: z.string(),
        to: z.string().nullable(),
        title: bilingual,
        place: bilingual,
        agenda: bilingual,
        decisions: bilingual,
        attendance: z.record(z.string(), z.string()).default({}),
        advances: z.array(z.string()).default([])
      })
    ),
    nextSteps: z.array(
      z.object({
        id: z.string(),
        meeting: z.string().nullable(),
        addressee: z.enum(['eu', 'cn', 'both', 'cities']),
        owner: z.string().nullable(),
        due: z.string().nullable(),
        state: z.enum(['open', 'under-way', 'done', 'dropped']),
        action: bilingual,
        report: bilingual
      })
    )
  }),
  framework: z.looseObject({
    id: z.string(),
    version: z.string(),
    recordTypes: z.array(z.looseObject({ id: z.string() })),
    characteristics: z.array(z.looseObject({ id: z.string(), name: bilingual }))
  }),
  /** The short form that the report's city profiles answer, and the record types that only it contains. */
  profile: z.object({
    recordTypes: z.array(z.looseObject({ id: z.string() })),
    profile: z.looseObject({ id: z.string() })
  }),
  rubric: z.looseObject({ id: z.string() }),
  glossary: z.object({
    terms: z.array(
      z.object({
        id: z.string(),
        en: z.string(),
        zh: z.string(),
        definition: bilingual,
        group: z.string(),
        note: bilingual.optional(),
        kind: z.enum(termKinds).optional(),
        isChecked: z.boolean().optional(),
        variants: z
          .array(
            z.strictObject({
              language: z.enum(locales),
              text: z.string(),
              use: z.enum(variantUses),
              reason: bilingual
            })
          )
          .optional()
      })
    )
  }),
  criteria: z.object({ sides: z.array(z.object({ id: z.string(), criteria: z.array(criterion) })) }),
  checks: z.array(
    z.object({
      city: z.string(),
      criterion: z.string(),
      result: z.enum(['met', 'partly', 'not-met', 'unknown']),
      evidence: z.string(),
      note: bilingual
    })
  ),
  'short-names': z.record(
    z.string(),
    z.object({ short: bilingual, parent: bilingual, parentLevel: z.enum(parentLevels) })
  ),
  cautions: labels,
  context,
  documents: z.object({ kinds: labels, periods: labels }),
  people: z.array(
    z.object({
      email: z.string(),
      name: bilingual,
      role: z.enum(roles).nullable(),
      side: z.string().optional(),
      city: z.string().optional()
    })
  ),
  progress: z.record(
    z.string(),
    z.object({
      invitedAt: z.string(),
      startedAt: z.string(),
      acceptedAt: z.string().nullable()
    })
  )
};

type Shapes = typeof shapes;

const held = new Map<string, unknown>();

/** Read once; throws where the file does not have its shape. */
export function readSeed<Name extends keyof Shapes>(name: Name): z.infer<Shapes[Name]> {
  const known = held.get(name) ?? shapes[name].parse(readJson(`${name}.json`));
  held.set(name, known);
  return known as z.infer<Shapes[Name]>;
}

export const readJson = (file: string): unknown =>
  JSON.parse(readFileSync(new URL(file, import.meta.url), 'utf8'));
