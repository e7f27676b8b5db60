/**
 * Holds the open documents of the page: one session for each room, opened when first requested, closed when
 * its room is left.
 */
import { SvelteMap } from 'svelte/reactivity';
import type { Bilingual } from '#base/locale.ts';
import { copiesOf } from './browser.ts';
import type { Copies } from './copies.ts';
import { documentLeft } from './document-left.ts';
import type { Person } from './presence.ts';
import type { Moved } from './stored-copy.ts';
import { DocumentSession } from './session.svelte.ts';

export interface RoomOnPage {
  readonly room: string;
  /** The title of its document's subject. */
  readonly title: Bilingual;
}

export class Sessions {
  readonly #open = new SvelteMap<string, DocumentSession>();
  readonly #self: Person;
  readonly #copies: Promise<Copies | null>;

  constructor(self: Person) {
    this.#self = self;
    this.#copies = copiesOf(self.id);
  }

  /**
   * Updates the sessions to the rooms that are on the page: opens those that were added, closes those that
   * were removed.
   */
  keep(rooms: readonly RoomOnPage[]): void {
    for (const [room, session] of this.#open) {
      if (rooms.some((one) => one.room === room)) continue;
      this.#open.delete(room);
      void session.close().then(() => dispatchEvent(new Event(documentLeft)));
    }
    for (const { room, title } of rooms) {
      if (!this.#open.has(room)) this.#openRoom({ room, title }, null);
    }
  }

  /** Once more where its unsent text had to be moved to new client ids. */
  #openRoom({ room, title }: RoomOnPage, moved: Moved | null): void {
    const onMoved = (next: Moved): void => {
      if (this.#open.get(room) !== session) return;
      void session.close();
      this.#openRoom({ room, title }, next);
    };
    const session = new DocumentSession(room, title, this.#self, this.#copies, onMoved, moved);
    this.#open.set(room, session);
  }

  of(room: string | undefined): DocumentSession | null {
    return (room && this.#open.get(room)) || null;
  }

  close(): void {
    this.keep([]);
  }
}
