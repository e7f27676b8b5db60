/**
 * Holds the schemas of the answers of /api/v1 by name, and those that several answers have in common. The
 * description of the API is generated from them, and its tests validate every answer against them.
 */
import { z } from 'zod';

export const shapes = z.registry<{ id: string; description?: string }>();

export const bilingual = z.strictObject({ en: z.string(), zh: z.string() }).register(shapes, {
  id: 'Bilingual',
  description: 'A text in English and Chinese; an empty string is a gap.'
});

export const time = z.iso.datetime().describe('UTC');

export const partialDate = z
  .string()
  .nullable()
  .describe(
    'As exact as it is known: `2013`, `2013-04`, `2013-04-18`; a season as `2013-21` (spring) to `2013-24` (winter)'
  );

export const apiError = z
  .strictObject({ error: z.strictObject({ code: z.string(), message: z.string() }) })
  .register(shapes, {
    id: 'Error',
    description: 'The message is in the caller’s language; the code is not.'
  });

export const ping = z.strictObject({ time }).register(shapes, { id: 'Ping' });
