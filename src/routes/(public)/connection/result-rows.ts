/** Builds the findings as rows of text, for the table and for the text that goes to a help desk. */
import type { Findings } from '#lib/collab/measure.ts';
import { m } from '#lib/paraglide/messages.js';

export interface ResultRow {
  readonly name: string;
  readonly value: string;
  readonly tone: 'good' | 'bad' | 'pending';
}

const pending = (name: string): ResultRow => ({ name, value: m.connection_trying(), tone: 'pending' });

function worked(name: string, works: boolean | null | undefined): ResultRow {
  if (works === null || works === undefined) return pending(name);
  return { name, value: works ? m.connection_works() : m.connection_fails(), tone: works ? 'good' : 'bad' };
}

function clockLabel(offset: number): string {
  const seconds = Math.round(Math.abs(offset) / 1000);
  if (seconds === 0) return m.connection_clock_right();
  return offset > 0 ? m.connection_clock_ahead({ seconds }) : m.connection_clock_behind({ seconds });
}

export function resultRows(findings: Findings | null, isEncrypted: boolean): ResultRow[] {
  const { clock, roundTrip } = findings ?? {};
  const rows = [
    worked(isEncrypted ? m.connection_https() : m.connection_http(), findings?.https),
    worked(m.connection_socket(), findings?.socket),
    worked(m.connection_stream(), findings?.stream),
    worked(m.connection_storage(), findings?.storage)
  ];
  // What could not be reached was not tested further.
  if (findings?.https === false) return rows.filter(({ tone }) => tone !== 'pending');
  rows.push(
    clock === null || clock === undefined
      ? pending(m.connection_clock())
      : { name: m.connection_clock(), value: clockLabel(clock), tone: 'good' }
  );
  if (!roundTrip) return [...rows, pending(m.connection_rtt()), pending(m.connection_loss())];
  const { median, p95, loss, sent } = roundTrip;
  const ms = (time: number): string => (time < 10 ? time.toFixed(1) : String(Math.round(time)));
  return [
    ...rows,
    median === null || p95 === null
      ? { name: m.connection_rtt(), value: m.connection_fails(), tone: 'bad' }
      : {
          name: m.connection_rtt(),
          value: m.connection_rtt_value({ median: ms(median), p95: ms(p95) }),
          tone: 'good'
        },
    {
      name: m.connection_loss(),
      value: m.connection_loss_value({ lost: Math.round(loss * 100), sent }),
      tone: loss > 0 ? 'bad' : 'good'
    }
  ];
}
