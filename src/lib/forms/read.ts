/** Parses a posted form into a command, or a refusal. Fields beyond those of the command are ignored. */
import type { z } from 'zod';
import { ok, refuse, type Result } from '#base/refusal.ts';
import { typedIn } from './fields.ts';

/**
 * Parses text fields only; a repeated field is ambiguous and refused, as is a NUL, which not every supported
 * database stores.
 */
export function parseForm<T extends z.ZodType>(form: FormData, schema: T): Result<z.output<T>> {
  const fields = new Map<string, string>();
  for (const [name, value] of form) {
    if (typeof value !== 'string') continue;
    if (fields.has(name) || value.includes('\0')) return refuse('invalid', { field: name });
    fields.set(name, value);
  }
  const parsed = schema.safeParse(Object.fromEntries(fields));
  if (parsed.success) return ok(parsed.data);
  return refuse('invalid', { field: String(parsed.error.issues[0]?.path[0] ?? '') });
}

/** Fields beyond those of the schema are ignored. */
export function parseFields<T extends z.ZodType>(form: FormData, schema: T): Result<z.output<T>> {
  const parsed = schema.safeParse(typedIn(form));
  return parsed.success
    ? ok(parsed.data)
    : refuse('invalid', { field: String(parsed.error.issues[0]?.path[0] ?? '') });
}
