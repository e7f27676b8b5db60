/**
 * Simulates one tab of one person: our own provider and a real document, on connections, a clock and a random
 * source that a run controls.
 */
import { Awareness } from 'y-protocols/awareness';
import * as Y from 'yjs';
import { Provider } from '#lib/collab/provider.ts';
import type { TestClock } from '#kit/clock.ts';
import type { Chance } from '#base/chance.ts';
import { Link } from './link.ts';

export interface TabParts {
  readonly name: string;
  /** The port of the next connection; another node each time, where there are several. */
  readonly port: () => number;
  readonly origin: string;
  readonly room: string;
  readonly cookie: string;
  readonly clock: TestClock;
  readonly chance: Chance;
  readonly onLink: (link: Link) => void;
}

export class Tab {
  readonly name: string;
  readonly cookie: string;
  readonly doc = new Y.Doc();
  readonly provider: Provider;
  /** Tokens that it wrote, oldest first, and how many of them its provider has reported as saved. */
  readonly written: string[] = [];
  saved = 0;
  /** The same of the tokens that it deleted. */
  readonly removed: string[] = [];
  savedRemovals = 0;
  link: Link | null = null;
  readonly #awareness = new Awareness(this.doc);

  constructor(parts: TabParts) {
    this.name = parts.name;
    this.cookie = parts.cookie;
    this.provider = new Provider({
      address: `/sync/${parts.room}`,
      doc: this.doc,
      awareness: this.#awareness,
      openSocket: (address) => {
        const link = new Link(`ws://127.0.0.1:${parts.port()}${address}`, {
          origin: parts.origin,
          cookie: parts.cookie
        });
        this.link = link;
        parts.onLink(link);
        return link;
      },
      now: parts.clock.now,
      random: parts.chance,
      later: parts.clock.later,
      probeSession: () => Promise.resolve('away'),
      onChange: () => this.#look()
    });
  }

  get isSaved(): boolean {
    const { link, synced, unsaved } = this.provider.state;
    return link === 'open' && synced && unsaved === null;
  }

  close(): void {
    this.provider.close();
    this.#awareness.destroy();
    this.doc.destroy();
  }

  // Called first while the provider is still being made.
  #look(): void {
    const provider = this.provider as Provider | undefined;
    if (provider && provider.state.unsaved === null) {
      this.saved = this.written.length;
      this.savedRemovals = this.removed.length;
    }
  }
}
