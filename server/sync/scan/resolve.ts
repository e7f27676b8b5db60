/**
 * Holds a parsed update against what the room knows: in which order its structs can be integrated, where each stands, and
 * whether that place takes such content. What passes here, Yjs applies without an error and without anything left waiting.
 */
import { Malformed } from './cursor.ts';
import { Neighbourhood } from './order.ts';
import { placedStruct, type Knowledge, type KnownStruct, type Place, type PlacedSection } from './knowledge.ts';
import type { Id, ParsedUpdate, Section, Struct } from './parse.ts';

/** What a room's document may hold. A narrative holds XML under its own roots; a bench room any shared type. */
export interface Rules {
  readonly allowsRoot: (name: string) => boolean;
  readonly narrative: boolean;
}

/** Types in types; Yjs deletes recursively, so that depth is stack. */
const maxNesting = 100;

/** Thrown where something that is referred to is not known yet. */
export class Gap extends Error {
  override readonly name = 'Gap';
}

interface Progress extends PlacedSection {
  readonly places: Place[];
  next: number;
  /** Whether it stands in the line of sections that wait for one another. */
  waiting: boolean;
  readonly neighbourhood: Neighbourhood;
}

export interface Resolved {
  /** With the place of every struct. */
  readonly sections: ReadonlyMap<number, PlacedSection>;
  /**
   * Whether some struct may stand elsewhere after the next load. Yjs' own undo writes unusual neighbours now and then, so
   * that this alone refuses nothing: integrating in a scratch document tells.
   */
  readonly orderUnsure: boolean;
}

/** Throws Malformed or Gap. */
export function resolve(update: ParsedUpdate, known: Knowledge, rules: Rules): Resolved {
  const progress = new Map<number, Progress>();
  for (const [client, section] of update.sections) progress.set(client, { ...section, places: [], next: 0, waiting: false, neighbourhood: new Neighbourhood(section, known) });
  const clockOf = (client: number): number => {
    const section = progress.get(client);
    const committed = known.clockOf(client);
    if (!section || section.next === 0) return committed;
    return Math.max(committed, section.structs[section.next]?.clock ?? section.end);
  };
  const structAt = (at: Id): KnownStruct => {
    if (at.clock < known.clockOf(at.client)) return known.structAt(at.client, at.clock);
    const section = progress.get(at.client);
    if (!section) throw new Error('A struct was looked up beyond what is known');
    return placedStruct(section, at.clock);
  };

  let orderUnsure = false;
  for (const first of progress.values()) {
    const line = [first];
    first.waiting = true;
    for (let section = line.at(-1); section; section = line.at(-1)) {
      const struct = section.structs[section.next];
      if (!struct) {
        section.waiting = false;
        line.pop();
        continue;
      }
      if (struct.clock > clockOf(section.client)) throw new Gap();
      const needed = missing(section, struct, clockOf);
      if (needed !== undefined) {
        const other = progress.get(needed.client);
        if (!other || other.end <= needed.clock) throw new Gap();
        if (other.waiting) throw new Malformed('structs wait for each other');
        other.waiting = true;
        line.push(other);
        continue;
      }
      const place = placeOf(section, struct, structAt, known, rules);
      section.places.push(place);
      if (place !== 'gone' && struct.clock + struct.length > known.clockOf(section.client)) {
        orderUnsure ||= !section.neighbourhood.standsPlainly(section.next, place);
      }
      section.next++;
      // What waits for this section may go on as soon as it can.
      if (line.length > 1) {
        section.waiting = false;
        line.pop();
      }
    }
  }
  for (const [client, ranges] of update.deletions) {
    const last = ranges.at(-1);
    if (last && last.clock + last.length > clockOf(client)) throw new Gap();
  }
  return { sections: progress, orderUnsure };
}

/** The first reference that is not there yet. */
function missing(section: Section, struct: Struct, clockOf: (client: number) => number): Id | undefined {
  const parent = typeof struct.parent === 'string' ? null : struct.parent;
  for (const id of [struct.origin, struct.rightOrigin, parent]) {
    if (id === null) continue;
    if (id.client === section.client) {
      if (id.clock >= struct.clock) throw new Malformed('refers to what comes after it');
    } else if (id.clock >= clockOf(id.client)) return id;
  }
  return undefined;
}

function placeOf(
  section: Section,
  struct: Struct,
  structAt: (id: Id) => KnownStruct,
  known: Knowledge,
  rules: Rules
): Place {
  if (struct.content === 'gc') return 'gone';
  const place = statedPlace(struct, structAt, rules);
  const committed = known.clockOf(section.client);
  if (struct.clock + struct.length <= committed) return place;
  if (struct.clock < committed) {
    // Yjs hangs the new part to the last known one, so that both must stand in the same place.
    const before = known.structAt(section.client, committed - 1).place;
    if (!samePlace(before, place)) throw new Malformed('known part stands elsewhere');
  }
  if (rules.narrative) checkNarrative(struct, place);
  return place;
}

function statedPlace(struct: Struct, structAt: (id: Id) => KnownStruct, rules: Rules): Place {
  const { parent, key } = struct;
  const left = struct.origin && structAt(struct.origin).place;
  const right = struct.rightOrigin && structAt(struct.rightOrigin).place;
  if (left !== null && right !== null && !samePlace(left, right)) throw new Malformed('neighbours stand in two places');
  const beside = left ?? right;
  if (beside !== null) return beside;
  if (typeof parent === 'string') {
    if (!rules.allowsRoot(parent)) throw new Malformed('unknown root');
    return { parent, holder: null, within: 'root', key, depth: 0 };
  }
  if (parent === null) throw new Malformed('stands nowhere');
  const holder = structAt(parent);
  if (holder.place === 'gone' || holder.content === 'gc' || holder.content === 'deleted') return 'gone';
  if (holder.content !== 'element' && holder.content !== 'text' && holder.content !== 'type') {
    throw new Malformed('parent holds nothing');
  }
  const depth = holder.place.depth + 1;
  if (depth > maxNesting) throw new Malformed('nested too deep');
  return { parent: `${parent.client},${parent.clock}`, holder: parent, within: holder.content, key, depth };
}

const samePlace = (a: Place, b: Place): boolean =>
  a === 'gone' || b === 'gone' ? a === b : a.parent === b.parent && a.key === b.key;

/** Blocks stand in a root or an element, characters and marks in a text, values at an element's attributes. */
function checkNarrative(struct: Struct, place: Place): void {
  const { content } = struct;
  if (content === 'type' || content === 'embed' || content === 'binary') throw new Malformed('content not of a narrative');
  if (content === 'deleted' || place === 'gone') return;
  const fits =
    place.key !== null
      ? place.within === 'element' && content === 'any'
      : place.within === 'text'
        ? content === 'string' || content === 'format'
        : content === 'element' || content === 'text';
  if (!fits) throw new Malformed('content in the wrong place');
}
