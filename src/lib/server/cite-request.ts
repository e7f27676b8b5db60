/** Reads from the query of a request what is to be cited, and in which practice or theme. */
import { ok, refuse, type Result } from '#base/refusal.ts';
import { parseTarget, supportRoles } from '#rules/bibliography/support.ts';
import type { CiteInput } from '#areas/practices';

export function citeInputIn(query: URLSearchParams): Result<CiteInput> {
  const field = (name: string): string => query.get(name) ?? '';
  const kind = (['practice', 'theme'] as const).find((one) => one === field('owner'));
  const role = supportRoles.find((one) => one === field('role'));
  if (!kind) return refuse('invalid', { field: 'owner' });
  if (!role) return refuse('invalid', { field: 'role' });
  const { city, chapter, section, ...rest } = Object.fromEntries(query);
  const place = { section, ...(city === undefined ? { chapter } : { city }) };
  const target = parseTarget({ ...rest, id: field('thing'), place, city });
  return target.ok ? ok({ owner: { kind, id: field('id') }, role, target: target.value }) : target;
}
