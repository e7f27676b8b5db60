/**
 * Reads an event stream (text/event-stream) as it arrives in pieces, limited to what the server sends:
 * `event`, `data` and comments.
 */
import { closeCodes, closeReasonOfStatus } from '#wire/close.ts';

/** Names the close code of a connection that broke off without a reason. */
export const abnormalClosure = 1006;

export interface StreamEvent {
  /** Empty for an event without one. */
  readonly name: string;
  readonly data: string;
}

export class EventStreamReader {
  /** The beginning of a text line whose end has not arrived. */
  #begun: string[] = [];
  #name = '';
  #data: string[] = [];

  /** Returns the events that this piece completes. A comment gives none. */
  read(piece: string): StreamEvent[] {
    const events: StreamEvent[] = [];
    const lines = piece.split('\n');
    const unfinished = lines.pop() ?? '';
    for (const end of lines) {
      const line = [...this.#begun, end].join('').replace(/\r$/, '');
      this.#begun = [];
      const event = this.#take(line);
      if (event) events.push(event);
    }
    if (unfinished !== '') this.#begun.push(unfinished);
    return events;
  }

  #take(line: string): StreamEvent | undefined {
    if (line === '') {
      const event =
        this.#data.length > 0 || this.#name !== ''
          ? { name: this.#name, data: this.#data.join('\n') }
          : undefined;
      this.#name = '';
      this.#data = [];
      return event;
    }
    const [, field, value = ''] = /^([^:]*)(?:: ?(.*))?$/s.exec(line) ?? [];
    if (field === 'event') this.#name = value;
    else if (field === 'data') this.#data.push(value);
    return undefined;
  }
}

export interface StreamCalls {
  /** Called when bytes arrive, whether an event or a sign of life. */
  readonly onPulse: () => void;
  readonly onEvent: (event: StreamEvent) => void;
}

/**
 * Requests a stream and reads it to its end. Resolves to the close code that says why it was refused, or that
 * it broke off.
 */
export async function readEventStream(
  address: string,
  fetching: typeof fetch,
  signal: AbortSignal,
  calls: StreamCalls
): Promise<number> {
  try {
    const response = await fetching(address, {
      headers: { accept: 'text/event-stream' },
      cache: 'no-store',
      signal
    });
    if (!response.ok || !response.body) return codeOf(response);
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    const events = new EventStreamReader();
    for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
      calls.onPulse();
      for (const event of events.read(piece.value)) calls.onEvent(event);
    }
    return abnormalClosure;
  } catch {
    return abnormalClosure;
  }
}

/**
 * Returns the close code that has the same meaning as the HTTP status. An HTML page as the response comes
 * from an intermediary, and has no meaning here.
 */
export function codeOf({ status, headers }: Response): number {
  if (headers.get('content-type')?.startsWith('text/html')) return abnormalClosure;
  const reason = closeReasonOfStatus(status);
  return reason === undefined ? abnormalClosure : closeCodes[reason].number;
}
