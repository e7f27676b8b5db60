/**
 * Ends a command or a read with a refusal from within: thrown inside, a value at the edge. A throw narrows types and
 * leaves no early returns.
 */
import { refuse, type Refusal, type RefusalCode, type Result } from '#base/refusal.ts';

/** Carries a refusal to the edge of a command, which rolls back. */
export class Refused extends Error {
  override readonly name = 'Refused';
  readonly refusal: Refusal;
  constructor(refusal: Refusal) {
    super(refusal.code);
    this.refusal = refusal;
  }
}

/** Makes the error to throw: `throw refused('wrong-state')`. */
export const refused = (code: RefusalCode, facts?: Refusal['facts']): Refused =>
  new Refused(facts ? { code, facts } : { code });

/** A refusal ends the command or the read. */
export function take<T>(result: Result<T>): T {
  if (result.ok) return result.value;
  throw new Refused(result.refusal);
}

/** Is returned by a command whose writes stay although it is refused: what became void stays void. */
export class RefusedAfter {
  readonly refusal: Refusal;
  constructor(refusal: Refusal) {
    this.refusal = refusal;
  }
}

/** Commits what the command wrote, with its events, and answers with the refusal. */
export const refusedAfter = (code: RefusalCode, facts?: Refusal['facts']): RefusedAfter =>
  new RefusedAfter(facts ? { code, facts } : { code });

/** Runs what may throw a refusal; returns it as a value. Any other error is a defect and goes on. */
export async function asResult<T>(run: () => Promise<T>): Promise<Result<T>> {
  try {
    return { ok: true, value: await run() };
  } catch (error) {
    if (error instanceof Refused) return refuse(error.refusal.code, error.refusal.facts);
    throw error;
  }
}
