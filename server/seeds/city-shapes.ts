/** Declares the shapes of the data files on the cities of the demo study. */
import { z } from 'zod';

export const bilingual = z.object({ en: z.string(), zh: z.string() });
/**
 * Restricts the source of a statement to what the report prints of a city. Facts from general knowledge or
 * secondary research are no statement of a city, and are not taken.
 */
export const provenance = z.object({ kind: z.literal('seed'), section: z.string().optional() });

const fact = z.object({
  id: z.string(),
  label: bilingual,
  value: z.union([z.number(), z.string()]),
  unit: z.string(),
  comparator: z.enum(['eq', 'approx', 'gt', 'gte', 'lt', 'lte']),
  referenceYear: z.number().nullable(),
  targetYear: z.number().optional(),
  period: z.string().optional(),
  currency: z.string().optional(),
  note: bilingual.optional(),
  caveat: z.string().optional(),
  source: provenance
});
export type Fact = z.infer<typeof fact>;

const planDocument = z.object({
  title: bilingual,
  kind: z.string(),
  status: z.string(),
  period: z.string().optional()
});
export type PlanDocument = z.infer<typeof planDocument>;

const identified = z.object({ id: z.string(), text: bilingual });
const textShape = z.object({
  text: bilingual.nullable(),
  source: provenance.optional(),
  caveats: z.array(z.string()).optional()
});
const service = z.object({
  id: z.string(),
  name: bilingual,
  category: z.string(),
  secondaryCategories: z.array(z.string()),
  status: z.string(),
  description: bilingual,
  facts: z.array(fact),
  technologies: z.array(z.string()),
  caveat: z.string().optional(),
  source: provenance
});
export type Service = z.infer<typeof service>;

const profile = z.object({
  general: textShape.extend({
    divisions: bilingual.nullable(),
    facts: z.array(fact),
    industries: z.array(bilingual).default([]),
    honours: z.array(bilingual).default([])
  }),
  strategy: textShape.extend({
    code: z.string().optional(),
    codeParts: z.array(identified).default([]),
    documents: z.array(planDocument),
    goals: z.array(identified),
    facts: z.array(fact)
  }),
  sharing: z.object({
    infrastructure: textShape,
    information: textShape,
    platforms: textShape,
    facts: z.array(fact),
    caveats: z.array(z.string()).optional()
  }),
  services: z.array(service),
  organisation: textShape.extend({ bodies: z.array(bilingual), members: z.array(bilingual).default([]) }),
  policy: textShape.extend({ documents: z.array(planDocument) }),
  funding: textShape.extend({ facts: z.array(fact), sources: z.array(z.string()) }),
  progressModel: textShape.extend({ models: z.array(z.string()) }),
  gaps: z.array(bilingual)
});
export type Profile = z.infer<typeof profile>;

export const city = z.object({
  id: z.string(),
  number: z.number(),
  side: z.string(),
  name: bilingual,
  kind: z.string(),
  country: bilingual,
  province: bilingual.nullable(),
  iso: z.object({ country: z.string(), subdivision: z.string().nullable() }),
  location: z.object({ lat: z.number(), lon: z.number() }),
  timeZone: z.string(),
  profileSection: z.string().nullable(),
  profile: profile.optional()
});
export type SeedCity = z.infer<typeof city>;
