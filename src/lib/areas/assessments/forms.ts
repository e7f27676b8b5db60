/** Reads the forms of chapters, and deadlines from the forms that have one. */
import { z } from 'zod';
import { momentOf } from '#base/calendar.ts';
import { ok, refuse, type Result } from '#base/refusal.ts';
import type { Deadline } from '#rules/assessments/deadline.ts';
import { textIn } from '#lib/forms/fields.ts';
import { id, optionalLine, version } from '#lib/forms/shapes.ts';

export const newChapterForm = z.object({ titleEn: optionalLine, titleZh: optionalLine });
export const chapterForm = z.object({ slug: id, version, titleEn: optionalLine, titleZh: optionalLine });
export const chapterRemovalForm = z.object({ slug: id, version });

/** Returns a local time in a named zone; null where none was given. */
export function deadlineIn(form: FormData): Result<Deadline | null> {
  const local = textIn(form, 'deadlineLocal');
  if (local === '' || textIn(form, 'takeAway') !== '') return ok(null);
  const zone = textIn(form, 'deadlineZone');
  // Some browsers send the seconds as well.
  const at = momentOf(local.slice(0, 16), zone);
  return at === undefined ? refuse('invalid', { field: 'deadline' }) : ok({ at, zone });
}
