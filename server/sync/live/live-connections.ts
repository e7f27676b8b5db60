import type { Actor } from '#base/permissions.ts';
import type { SignalBus } from '#server/events/signals.ts';
import { openRevoker, Round } from '../handshake/revoke.ts';
import type { SharedReads } from '../handshake/shared-reads.ts';
import { LiveReader, type LiveReaderTools } from './live-reader.ts';
import type { LiveTransport } from './live-transport.ts';

export interface LiveConnectionsTools extends LiveReaderTools {
  readonly signals: SignalBus;
  /** Returns when who leads the meeting of a study moved last; undefined where nobody leads. */
  readonly findLead: (studyId: string) => Promise<{ readonly at: string } | undefined>;
}

/** Describes who may connect, and behind which event they go on. */
export interface AdmittedRequest {
  readonly actor: Actor;
  readonly studySlug: string;
  readonly studyId: string;
  readonly after: number;
}

/** Holds the readers that are connected, and wakes those of a study when something happens in it. */
export class LiveConnections {
  readonly #tools: LiveConnectionsTools;
  readonly #reads: SharedReads;
  readonly #readers = new Set<LiveReader>();
  readonly #stopRevoking: () => void;
  readonly #stopListening: () => void;
  #isClosing = false;

  constructor(tools: LiveConnectionsTools, reads: SharedReads) {
    this.#tools = tools;
    this.#reads = reads;
    this.#stopRevoking = openRevoker(tools.signals, () => this.#readers);
    this.#stopListening = tools.signals.listen((signal) => {
      if (signal.kind === 'lead-moved')
        for (const reader of this.#readersOf(signal.studyId)) reader.sendLeadMoved();
      if (signal.kind === 'event') for (const reader of this.#readersOf(signal.event.studyId)) reader.wake();
    });
  }

  get isClosing(): boolean {
    return this.#isClosing;
  }

  countOf(userId: string): number {
    return [...this.#readers].filter((reader) => reader.userId === userId).length;
  }

  attach(transport: LiveTransport, admittedRequest: AdmittedRequest): void {
    const reader = new LiveReader(transport, admittedRequest, this.#tools, this.#reads);
    this.#readers.add(reader);
    reader.onGone(() => this.#readers.delete(reader));
    if (this.#isClosing) return reader.close('restart');
    reader.wake();
    this.#sendLead(reader, admittedRequest).catch((error: unknown) =>
      this.#tools.logger.error('The lead of a meeting could not be read', error)
    );
    // Rights may have changed between the handshake and now.
    void reader.recheckAccess(new Round());
  }

  async close(): Promise<void> {
    this.#isClosing = true;
    this.#stopRevoking();
    this.#stopListening();
    await Promise.all([...this.#readers].map((reader) => reader.closed('restart')));
  }

  /**
   * Sends that the lead of a meeting moved after the page's last event. The lead is no event of the log, so
   * it is sent once the connection is open.
   */
  async #sendLead(reader: LiveReader, { studyId, after }: AdmittedRequest): Promise<void> {
    const lead = await this.#tools.findLead(studyId);
    if (lead && Date.parse(lead.at) > after) reader.sendLeadMoved();
  }

  #readersOf(studyId: string): LiveReader[] {
    return [...this.#readers].filter((reader) => reader.studyId === studyId);
  }
}
