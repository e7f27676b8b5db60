/** A posted form → a command, or why it is none. What a form holds besides the command's fields is not looked at. */
import type { z } from 'zod';
import { ok, refuse, type Result } from '#domain/refusal.ts';

/** Text fields only; a field that comes twice means two things at once and is refused, as is a NUL, which no database of ours is sure to keep. */
export async function readForm<T extends z.ZodType>(
  request: Request,
  schema: T
): Promise<Result<z.output<T>>> {
  const fields: Record<string, string> = {};
  for (const [name, value] of await request.formData()) {
    if (typeof value !== 'string') continue;
    if (Object.hasOwn(fields, name) || value.includes('\0')) return refuse('invalid', { field: name });
    fields[name] = value;
  }
  const parsed = schema.safeParse(fields);
  if (parsed.success) return ok(parsed.data);
  return refuse('invalid', { field: String(parsed.error.issues[0]?.path[0] ?? '') });
}
