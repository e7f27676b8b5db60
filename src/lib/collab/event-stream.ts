/** Reads an event stream (text/event-stream) as it comes in pieces, as far as ours uses it: `event`, `data` and comments. */

export interface StreamEvent {
  /** Empty for an event without a name. */
  readonly name: string;
  readonly data: string;
}

export class EventStreamReader {
  /** The beginning of a line whose end has not come. */
  #begun: string[] = [];
  #name = '';
  #data: string[] = [];

  /** The events that this piece completes. A comment gives none. */
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
      const event = this.#data.length > 0 || this.#name !== '' ? { name: this.#name, data: this.#data.join('\n') } : undefined;
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
