/** Names a statement with its parameters, so that the same read is known again. */
import type { CompiledQuery } from 'kysely';

/** Null for a statement with bytes, which are compared nowhere. */
export const nameOf = ({ sql, parameters }: CompiledQuery): string | null =>
  parameters.some((one) => typeof one === 'object' && one !== null)
    ? null
    : JSON.stringify([sql, ...parameters]);
