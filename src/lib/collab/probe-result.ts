/** Reads from the status of a response whether reconnecting can help. */
import { closeReasonOfStatus } from '#wire/close.ts';
import type { ProbeResult } from './provider-state.ts';

export function probeResultOf({ status, ok }: Pick<Response, 'status' | 'ok'>): ProbeResult {
  const reason = closeReasonOfStatus(status);
  if (reason === 'session-ended' || reason === 'forbidden') return reason;
  return ok ? 'open' : 'away';
}
