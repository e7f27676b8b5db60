/**
 * Resolves a parsed update against what the room knows: in which order its structs can be integrated, the
 * site of each, and whether that site takes such content. What passes here, Yjs applies without an error and
 * without anything left pending.
 */
import { Malformed } from './cursor.ts';
import { isPassedOver, orderCheckOf, type OrderCheck } from './order.ts';
import { indexAt, type Knowledge, type KnownStruct, type ItemSite, type Site } from './knowledge.ts';
import type { ContentRules } from './content-rules.ts';
import type { Id, ParsedUpdate, Range, Section, Struct } from './parse.ts';
import { largestValue } from './values.ts';
import { type Rules, contentRules } from './document-rules.ts';
import { LocatedStruct, Progress } from './located-struct.ts';

/** Marks bytes that were accepted before: their structs get the sites that Yjs gives them. */
export const stored = 'stored';

/** Marks an update of which the order is known to be sure. */
export const orderIsSure = 'order-is-sure';

/** Yjs deletes recursively, so that depth is stack. */
const maxNesting = 100;

/**
 * Limits how many concurrent writers at the same spots are passed here, one by one, before the update is
 * tried out in a scratch document.
 */
const maxPassed = 50_000;

/** Limits the neighbours that are followed to find the order of two structs. */
const maxBehind = 1_000;

/** Reports that something which is referred to is not known yet. */
export class Gap extends Error {
  override readonly name = 'Gap';
}

export interface Resolved {
  /** The structs that are new, all or in part, each after those it refers to. */
  readonly order: readonly LocatedStruct[];
  /**
   * States whether some struct may be ordered differently after the next load. Yjs' own undo writes unusual
   * neighbours now and then, so that this alone is no reason to refuse: an integration in a scratch document
   * decides.
   */
  readonly orderUnsure: boolean;
  /** Names the first struct of which that is so; null where it is the number of those to pass. */
  readonly unsureAt: Id | null;
  /** Describes the first thing in it that the schema of narratives does not know. */
  readonly unknownContent: string | null;
}

/**
 * `author` is set where the update continues one that was resolved before, and where the order of stored
 * bytes is to be judged; `orderIsSure` where it is known. Throws Malformed or Gap.
 */
export function resolve(
  update: ParsedUpdate,
  known: Knowledge,
  rules: Rules | typeof stored,
  author?: OrderCheck | typeof orderIsSure
): Resolved {
  return new Resolution(update, known, rules === stored ? null : rules, author).run();
}

/** Returns the refusal of a struct that no editor writes. */
const passedOver = (): Malformed =>
  new Malformed('something that its author knew stands between its neighbours');

class Resolution {
  readonly #known: Knowledge;
  readonly #rules: Rules | null;
  /** Judges the content of narratives; null where any is allowed. */
  readonly #content: ContentRules | null;
  readonly #deletions: ParsedUpdate['deletions'];
  /** Null where it is not checked. */
  readonly #orderCheck: OrderCheck | null;
  readonly #progress = new Map<number, Progress>();
  readonly #order: LocatedStruct[] = [];
  /** Holds sites that nothing known is in, by parent and key. */
  #newSites: Map<string, Map<string | null, Site>> | null = null;
  #passed = 0;
  #orderUnsure = false;
  #unsureAt: Id | null = null;
  #unknownContent: string | null = null;

  constructor(
    update: ParsedUpdate,
    known: Knowledge,
    rules: Rules | null,
    author: OrderCheck | typeof orderIsSure | undefined
  ) {
    this.#known = known;
    this.#rules = rules;
    this.#content = rules?.narrative ? contentRules[rules.text ?? 'tree'] : null;
    this.#deletions = update.deletions;
    this.#orderCheck = author === orderIsSure ? null : (author ?? (rules && orderCheckOf(update, known)));
    for (const [client, section] of update.sections)
      this.#progress.set(client, new Progress(section, known.clockOf(client)));
  }

  run(): Resolved {
    for (const first of this.#progress.values()) this.#follow(first);
    for (const [client, ranges] of this.#deletions) {
      const last = ranges.at(-1);
      if (last && last.clock + last.length > this.#clockOf(client)) throw new Gap();
    }
    return {
      order: this.#order,
      orderUnsure: this.#orderUnsure,
      unsureAt: this.#unsureAt,
      unknownContent: this.#unknownContent
    };
  }

  /** Locates a section's structs, and before each those of other sections that it refers to. */
  #follow(first: Progress): void {
    const stack = [first];
    first.waiting = true;
    for (let section = stack.at(-1); section; section = stack.at(-1)) {
      const struct = section.structs[section.next];
      if (!struct) {
        section.waiting = false;
        stack.pop();
        continue;
      }
      if (struct.clock > section.reached) throw new Gap();
      const needed = this.#missing(section, struct);
      if (needed !== null) {
        const other = this.#progress.get(needed.client);
        if (!other || other.end <= needed.clock) throw new Gap();
        if (other.waiting) throw new Malformed('structs wait for each other');
        other.waiting = true;
        stack.push(other);
        continue;
      }
      this.#locate(section, struct);
      // What waits for this section may go on as soon as it can.
      if (stack.length > 1) {
        section.waiting = false;
        stack.pop();
      }
    }
  }

  /** Finds the first reference that is not there yet. */
  #missing(section: Section, struct: Struct): Id | null {
    if (struct.origin && this.#isMissing(section, struct, struct.origin)) return struct.origin;
    if (struct.rightOrigin && this.#isMissing(section, struct, struct.rightOrigin)) return struct.rightOrigin;
    const { parent } = struct;
    return parent !== null && typeof parent !== 'string' && this.#isMissing(section, struct, parent)
      ? parent
      : null;
  }

  #isMissing(section: Section, struct: Struct, id: Id): boolean {
    if (id.client !== section.client) return id.clock >= this.#clockOf(id.client);
    if (id.clock >= struct.clock) throw new Malformed('refers to what comes after it');
    return false;
  }

  #locate(section: Progress, struct: Struct): void {
    const end = struct.clock + struct.length;
    const site = struct.content === 'gc' ? 'gone' : this.#siteOf(section, struct, end);
    const located = new LocatedStruct(section.client, struct, site);
    if (end > section.committed) {
      if (site !== 'gone') this.#checkOrder(section.client, struct, site);
      this.#order.push(located);
      section.reached = end;
    }
    section.located.push(located);
  }

  #checkOrder(client: number, struct: Struct, site: Site): void {
    if (!this.#orderCheck) return;
    if (this.#orderUnsure) {
      if (this.#rules && isPassedOver(this.#known, client, struct, site)) throw passedOver();
      return;
    }
    const crowding = this.#orderCheck.crowdingOf(client, struct, site);
    // Stored text may hold it: it was accepted after a trial once.
    if (crowding === 'passed-over' && this.#rules) throw passedOver();
    if (typeof crowding === 'number') this.#passed += crowding;
    else this.#unsureAt = { client, clock: struct.clock };
    this.#orderUnsure = this.#unsureAt !== null || this.#passed > maxPassed;
  }

  #siteOf({ client, committed }: Progress, struct: Struct, end: number): ItemSite {
    const site = this.#statedSite(struct);
    if (end <= committed || !this.#rules) return site;
    if (struct.size > largestValue && !mayBeLarge(struct, site)) throw new Malformed('value too large');
    if (struct.clock < committed) {
      // Yjs appends the new part to the last known one, so that both must be in the same site.
      const before = this.#known.structAt(client, committed - 1).site;
      if (before !== site) throw new Malformed('known part stands elsewhere');
    }
    if (site !== 'gone') {
      this.#checkNeighbours(client, committed, struct);
      if (site.key !== null) this.#checkValue(client, committed, struct, end);
    }
    if (this.#content) {
      this.#content.check(struct, site);
      if (site !== 'gone')
        this.#unknownContent ??= this.#content.unknownIn(struct, site, this.#rules.allowsCell);
    }
    return site;
  }

  /**
   * Refuses neighbours in the wrong order that can be in one item range: the position of the new struct would
   * depend on where the range is cut already, so that updates loaded one by one and merged make two texts.
   */
  #checkNeighbours(client: number, committed: number, { clock, origin, rightOrigin: right }: Struct): void {
    const left = clock < committed ? { client, clock: committed - 1 } : origin;
    if (!left || left.client !== right?.client || right.clock > left.clock) return;
    const isReversed = this.#isNew(left) ? this.#isBehind(left, right) : this.#known.isReversed(left, right);
    if (isReversed) throw new Malformed('neighbours in the wrong order');
  }

  /** Checks whether a struct of the update is right of another id, by following its origins. */
  #isBehind(left: Id, right: Id): boolean {
    let at: Id | null = left;
    for (let steps = 0; at !== null && this.#isNew(at); steps++) {
      const { struct } = this.#locatedAt(at);
      if (at.client === right.client && right.clock <= at.clock && right.clock >= struct.clock) return true;
      if (steps === maxBehind) return true;
      at = struct.origin;
    }
    if (at === null || this.#isNew(right)) return false;
    return (at.client === right.client && at.clock === right.clock) || this.#known.isReversed(at, right);
  }

  /**
   * Of two in one struct, cut apart later, Yjs deletes only the last with the parent, and then throws where
   * it releases the first. Several deleted ones become one struct in a document that retains them for undo.
   */
  #checkValue(client: number, committed: number, { content, clock, length }: Struct, end: number): void {
    if (length === 1 || content === 'deleted') return;
    if (!covers(this.#deletions.get(client) ?? [], Math.max(clock, committed), end))
      throw new Malformed('several values of one key');
  }

  #statedSite(struct: Struct): ItemSite {
    const left = struct.origin && this.#structAt(struct.origin).site;
    const right = struct.rightOrigin && this.#structAt(struct.rightOrigin).site;
    if (left !== null && right !== null && left !== right) {
      if (!this.#rules && (left === 'gone' || right === 'gone')) return 'gone';
      throw new Malformed('neighbours stand in two places');
    }
    return left ?? right ?? this.#siteUnder(struct);
  }

  #siteUnder({ parent, key }: Struct): ItemSite {
    if (parent === null) throw new Malformed('stands nowhere');
    if (typeof parent === 'string') {
      if (!this.#allowsRoot(parent)) throw new Malformed('unknown root');
      return this.#site(parent, { root: parent, holder: null, within: 'root', element: null, key, depth: 0 });
    }
    const holder = this.#structAt(parent);
    if (holder.site === 'gone' || holder.content === 'gc' || holder.content === 'deleted') return 'gone';
    if (holder.content !== 'element' && holder.content !== 'text' && holder.content !== 'type') {
      if (!this.#rules) return 'gone';
      throw new Malformed('parent holds nothing');
    }
    const depth = holder.site.depth + 1;
    if (depth > maxNesting && this.#rules) throw new Malformed('nested too deep');
    return this.#site(parent, {
      root: null,
      holder: parent,
      within: holder.content,
      element: holder.name,
      key,
      depth
    });
  }

  #allowsRoot(name: string): boolean {
    return !this.#rules || this.#rules.allowsRoot(name) || this.#content?.ownsRoot(name) === true;
  }

  /** Returns the one object for this site. */
  #site(parent: string | Id, site: Site): Site {
    const isKnown = typeof parent === 'string' || parent.clock < this.#known.clockOf(parent.client);
    const known = isKnown ? this.#known.siteIn(parent, site.key) : undefined;
    if (known) return known;
    const name = typeof parent === 'string' ? `/${parent}` : `${parent.client},${parent.clock}`;
    this.#newSites ??= new Map<string, Map<string | null, Site>>();
    let sites = this.#newSites.get(name);
    if (!sites) this.#newSites.set(name, (sites = new Map<string | null, Site>()));
    const met = sites.get(site.key);
    if (met) return met;
    sites.set(site.key, site);
    return site;
  }

  #clockOf(client: number): number {
    return this.#progress.get(client)?.reached ?? this.#known.clockOf(client);
  }

  #isNew({ client, clock }: Id): boolean {
    return clock >= this.#known.clockOf(client);
  }

  #structAt(at: Id): KnownStruct {
    return this.#isNew(at) ? this.#locatedAt(at) : this.#known.structAt(at.client, at.clock);
  }

  /** Returns a located struct that is new. */
  #locatedAt({ client, clock }: Id): LocatedStruct {
    const section = this.#progress.get(client);
    if (!section) throw new Error('A struct was looked up before it was located');
    return section.at(clock);
  }
}

/** Checks for text, which has limits of its own, and for a picture: an embed of sequences, an attribute of trees. */
const mayBeLarge = ({ content, name, kind }: Struct, site: ItemSite): boolean =>
  content === 'any'
    ? kind === 'string' && site !== 'gone' && site.key === 'src'
    : content === 'embed'
      ? name === 'figure'
      : content !== 'format';

/** Checks that ranges in order leave nothing out between two clocks. */
function covers(ranges: readonly Range[], from: number, to: number): boolean {
  let clock = from;
  for (let at = indexAt(ranges, from); clock < to; at++) {
    const range = ranges[at];
    if (!range || range.clock > clock || range.clock + range.length <= clock) return false;
    clock = range.clock + range.length;
  }
  return true;
}
