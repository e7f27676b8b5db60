/** Reads the forms of the criteria by which cities were chosen. */
import { z } from 'zod';
import { criterionGroups } from '#rules/cities/city.ts';
import { id, optionalPassage, seen } from '#lib/forms/shapes.ts';

const criterion = { group: z.enum(criterionGroups), textEn: optionalPassage, textZh: optionalPassage };
export const newCriterionForm = z.object({ sideId: id, ...criterion });
export const criterionForm = z.object({ id, seen, ...criterion });
