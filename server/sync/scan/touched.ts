/**
 * Determines which roots an accepted update touches, and of a map at a root which keys: by what it inserts
 * and by what it deletes. A user who may write only some of them is limited to those. Content that is already
 * gone touches nothing: its position is unknown, and no one sees it. A cell, a caption or a note, and an
 * attribute of a block, belong to the passage that holds the embed with their id.
 */
import { attributesRoot } from '#document/sequence/shapes.ts';
import { idOfEmbed } from './embeds.ts';
import { indexAt, type Knowledge, type KnownStruct, type ItemSite, type Site } from './knowledge.ts';
import type { Id, Range, Struct } from './parse.ts';
import { mostRoots, placedBy } from './placements.ts';
import type { LocatedStruct } from './located-struct.ts';
import type { Accepted } from './scan.ts';

export type MayTouch = (root: string, key: string | null) => boolean;

type Scanned = Pick<Accepted, 'order' | 'deletions'>;

/**
 * Returns what of an update is within the limits: all of it, except for deletions of formats elsewhere, which
 * a plain Y.Doc makes by itself of what it reads. Null where anything else of it is outside.
 */
export function within<A extends Scanned>(accepted: A, known: Knowledge, mayTouch: MayTouch): A | null {
  const ground = new Ground(accepted, known, mayTouch);
  if (!accepted.order.every(({ site }) => ground.holds(site))) return null;
  const deletions = new Map<number, Range[]>();
  for (const [client, ranges] of accepted.deletions) {
    const retained: Range[] = [];
    for (const range of ranges) {
      const parts = ground.retainedOf(client, range);
      if (parts === null) return null;
      for (const part of parts) retained.push(part);
    }
    if (retained.length > 0) deletions.set(client, retained);
  }
  return { ...accepted, deletions };
}

/** Caches the sites that an update may touch, each checked once. */
class Ground {
  readonly #known: Knowledge;
  readonly #mayTouch: MayTouch;
  /** Holds what the update adds of each client, by clock. */
  readonly #new = new Map<number, { readonly structs: Struct[]; readonly located: LocatedStruct[] }>();
  readonly #held = new Map<Site, boolean>();
  /** Holds the roots into which the update puts embeds, by their ids. */
  readonly #placed = new Map<string, Set<string>>();

  constructor({ order }: Scanned, known: Knowledge, mayTouch: MayTouch) {
    this.#known = known;
    this.#mayTouch = mayTouch;
    for (const located of order) {
      let own = this.#new.get(located.client);
      if (!own) this.#new.set(located.client, (own = { structs: [], located: [] }));
      own.structs.push(located.struct);
      own.located.push(located);
      this.#place(located);
    }
  }

  holds(site: ItemSite): boolean {
    if (site === 'gone') return true;
    const met = this.#held.get(site);
    if (met !== undefined) return met;
    const { root, holder, key } = site;
    const is =
      root === null
        ? holder === null || this.holds(this.#structAt(holder).site)
        : this.#mayTouchAt(root, key);
    this.#held.set(site, is);
    return is;
  }

  /**
   * Checks a root, or all passages to which it belongs: an id may be in several. What belongs to none that is
   * known may not be touched, for an undo may show it anywhere; only an attribute alone shows nothing. Nor may
   * what belongs to more than is remembered.
   */
  #mayTouchAt(root: string, key: string | null): boolean {
    const id = embedNamedIn(root, key);
    if (id === null) return this.#mayTouch(root, key);
    const passages = new Set<string>();
    const ids = new Set([id]);
    for (const one of ids) {
      const known = this.#known.rootsOf(one);
      if (known.length === mostRoots || ids.size > mostRoots) return false;
      for (const holder of [...known, ...(this.#placed.get(one) ?? [])]) {
        const outer = embedNamedIn(holder, null);
        if (outer === null) passages.add(holder);
        else ids.add(outer);
      }
    }
    if (passages.size === 0) return root === attributesRoot;
    return [...passages].every((passage) => this.#mayTouch(passage, null));
  }

  #place({ struct: { content, name, value }, site }: LocatedStruct): void {
    if (site === 'gone' || site.root === null) return;
    const isPlace = site.root === attributesRoot && typeof value === 'string';
    const id = isPlace ? placedBy(site.key ?? '') : content === 'embed' ? idOfEmbed(name, value) : null;
    if (id === null) return;
    const root = isPlace ? value : site.root;
    const roots = this.#placed.get(id);
    if (roots) roots.add(root);
    else this.#placed.set(id, new Set([root]));
  }

  /**
   * Returns the parts of a deleted range that are within the limits; null where more than a format elsewhere
   * is deleted.
   */
  retainedOf(client: number, { clock, length }: Range): Range[] | null {
    const end = clock + length;
    const known = Math.min(end, this.#known.clockOf(client));
    const retained: { clock: number; length: number }[] = [];
    const keep = (from: number, to: number): void => {
      const last = retained.at(-1);
      if (last && last.clock + last.length === from) last.length += to - from;
      else retained.push({ clock: from, length: to - from });
    };
    for (let at = clock; at < known;) {
      const struct = this.#known.structAt(client, at);
      const next = Math.min(known, Math.max(at + 1, struct.end));
      if (this.holds(struct.site)) keep(at, next);
      else if (struct.content !== 'format') return null;
      at = next;
    }
    // What the update itself inserts has been checked at its site.
    if (known < end) keep(Math.max(clock, known), end);
    return retained;
  }

  #structAt({ client, clock }: Id): KnownStruct {
    if (clock < this.#known.clockOf(client)) return this.#known.structAt(client, clock);
    const own = this.#new.get(client);
    const located = own?.located[indexAt(own.structs, clock)];
    if (!located) throw new Error('A struct was looked up that the update does not hold');
    return located;
  }
}

/** Returns the id of the embed to which a root, or a key of the map of attributes, belongs; null for another. */
function embedNamedIn(root: string, key: string | null): string | null {
  if (root === attributesRoot) return key?.slice(0, key.indexOf('/')) ?? null;
  const [part, id] = root.split('/');
  return id !== undefined && (part === 'cell' || part === 'caption' || part === 'note') ? id : null;
}
