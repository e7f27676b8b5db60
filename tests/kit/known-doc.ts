/** Reads what a committed document knows from Yjs' own store, for the scanner. */
import * as Y from 'yjs';
import { idOfEmbed, kindOfEmbed } from '#server/sync/scan/embeds.ts';
import type { Content, Id, Range } from '#server/sync/scan/parse.ts';
import type { KnownStruct, Knowledge, Site } from '#server/sync/scan/knowledge.ts';

/** Limits how many neighbours are visited before their order counts as unsure. */
const maxSteps = 1_000;

export function knowledgeOf(doc: Y.Doc): Knowledge {
  const roots = new Map<unknown, string>();
  const rootName = (type: unknown): string => {
    const found = roots.get(type);
    if (found !== undefined) return found;
    // Yjs replaces a root by another object when it is first requested by its class.
    roots.clear();
    for (const [name, root] of doc.share) roots.set(root, name);
    const name = roots.get(type);
    if (name === undefined) throw new Error('A type is under no root');
    return name;
  };

  const sites = new WeakMap<object, Map<string | null, Site>>();
  /** Returns the same object for the same parent and key. */
  const siteIn = (parent: Y.AbstractType<unknown>, key: string | null): Site => {
    const found = sites.get(parent) ?? new Map<string | null, Site>();
    sites.set(parent, found);
    const site = found.get(key) ?? makeSite(parent, key);
    found.set(key, site);
    return site;
  };

  const makeSite = (parent: Y.AbstractType<unknown>, key: string | null): Site => {
    const holder = parent._item;
    if (holder === null)
      return { root: rootName(parent), holder: null, within: 'root', element: null, key, depth: 0 };
    let depth = 0;
    for (
      let above: Y.Item | null = holder;
      above !== null;
      above = (above.parent as Y.AbstractType<unknown>)._item
    )
      depth++;
    const within = contentOf(holder);
    return {
      root: null,
      holder: { client: holder.id.client, clock: holder.id.clock },
      within: within === 'element' || within === 'text' ? within : 'type',
      element: nameOf(holder),
      key,
      depth
    };
  };

  const structAt = ({ client, clock }: Id): Y.Item | Y.GC => {
    const structs = doc.store.clients.get(client) ?? [];
    const struct = structs[Y.findIndexSS(structs, clock)];
    if (!struct) throw new Error('A struct was looked up beyond what is known');
    return struct;
  };

  return {
    clockOf: (client) => Y.getState(doc.store, client),
    structAt: (client, clock): KnownStruct => {
      const struct = structAt({ client, clock });
      if (!(struct instanceof Y.Item))
        return { site: 'gone', end: struct.id.clock + struct.length, content: 'gc', name: null };
      return {
        end: struct.id.clock + struct.length,
        site: siteIn(struct.parent as Y.AbstractType<unknown>, struct.parentSub),
        content: contentOf(struct),
        name: nameOf(struct)
      };
    },
    siteIn: (parent, key) => {
      const type = typeof parent === 'string' ? doc.share.get(parent) : typeOf(structAt(parent));
      return type && siteIn(type as Y.AbstractType<unknown>, key);
    },
    between: (site, left, right, reader) => {
      const { client } = reader;
      const past = pastOf([left, right], structAt);
      let item: Y.Item | null;
      const between: Y.Item[] = [];
      if (left) {
        const struct = structAt(left);
        if (!(struct instanceof Y.Item)) return 'unsure';
        // An id may point into a struct that grew by merging; what follows it inside that struct is between,
        // too.
        if (left.clock < struct.id.clock + struct.length - 1) {
          if (right?.client === left.client && right.clock === left.clock + 1) return 0;
          if (
            left.client === client ||
            (past.get(left.client) ?? 0) > left.clock + 1 ||
            reader.hasRead(left.client, left.clock + 1)
          )
            return 'passed-over';
          between.push(struct);
        }
        item = struct.right;
      } else item = firstIn(doc, site);
      const target = right && structAt(right);
      for (let steps = 0; item !== target; item = item.right, steps++) {
        if (item === null || steps === maxSteps) return 'unsure';
        const { id } = item;
        if (
          id.client === client ||
          (past.get(id.client) ?? 0) > id.clock ||
          reader.hasRead(id.client, id.clock)
        )
          return 'passed-over';
        between.push(item);
      }
      // An author who knows the right neighbour knows what its author wrote before it.
      if (target !== null && right && right.clock !== target.id.clock) return 'unsure';
      if (between.length === 0) return 0;
      const holds = (id: Y.ID | null): boolean =>
        id !== null && between.includes(structAt(id) as Y.Item) && !(left && isUpTo(id, left));
      const isInOrder = between.every((one) => {
        const beginsHere = isHolding(one, left) || sameId(one.origin, left) || holds(one.origin);
        const endsHere = sameId(one.rightOrigin, right) || holds(one.rightOrigin);
        if (!beginsHere && (holds(one.rightOrigin) || hasRead(one, left, structAt))) return false;
        return endsHere || !(holds(one.origin) || hasRead(one, right, structAt));
      });
      return isInOrder ? between.length : 'unsure';
    },
    triedIn: () => 0,
    isReversed: (left, right) => {
      const [from, to] = [structAt(left), structAt(right)];
      if (from === to) return right.clock <= left.clock;
      if (!(from instanceof Y.Item) || !(to instanceof Y.Item)) return false;
      let [ahead, behind] = [from.right, to.right];
      for (let steps = 0; steps < maxSteps; steps++) {
        if (ahead === to || behind === null) return false;
        if (behind === from || ahead === null) return true;
        [ahead, behind] = [ahead.right, behind.right];
      }
      return true;
    },
    rootsOf: (id) =>
      [...doc.share].flatMap(([name, root]) => {
        let item = root._start;
        while (item && !(item.content instanceof Y.ContentEmbed && idOf(item.content) === id))
          item = item.right;
        return item ? [name] : [];
      }),
    liveParts: (client, range): Range[] => {
      const structs = doc.store.clients.get(client) ?? [];
      const end = range.clock + range.length;
      const parts: { clock: number; length: number }[] = [];
      for (let i = Y.findIndexSS(structs, range.clock); ; i++) {
        const struct = structs[i];
        if (!struct || struct.id.clock >= end) return parts;
        if (struct.deleted) continue;
        const from = Math.max(range.clock, struct.id.clock);
        const to = Math.min(end, struct.id.clock + struct.length);
        const last = parts.at(-1);
        if (last && last.clock + last.length === from) last.length += to - from;
        else parts.push({ clock: from, length: to - from });
      }
    }
  };
}

/** Returns, for each client, up to which clock an author must have read who knows these structs. */
function pastOf(ids: readonly (Id | null)[], structAt: (id: Id) => Y.Item | Y.GC): Map<number, number> {
  const past = new Map<number, number>();
  const read = (id: Id | null): void => {
    if (id) past.set(id.client, Math.max(past.get(id.client) ?? 0, id.clock + 1));
  };
  for (const id of ids) {
    if (!id) continue;
    read(id);
    const struct = structAt(id);
    if (struct instanceof Y.Item) {
      read(struct.origin);
      read(struct.rightOrigin);
    }
  }
  return past;
}

const sameId = (a: Id | null, b: Id | null): boolean =>
  a === b || (a !== null && b !== null && a.client === b.client && a.clock === b.clock);
const isUpTo = (id: Id, end: Id): boolean => id.client === end.client && id.clock <= end.clock;
const isHolding = ({ id, length }: Y.Item, left: Id | null): boolean =>
  left !== null && id.client === left.client && id.clock <= left.clock && left.clock < id.clock + length;

/** Returns whether the item's author must have read the id, as far as its neighbours and theirs show. */
function hasRead(item: Y.Item, id: Id | null, structAt: (id: Id) => Y.Item | Y.GC): boolean {
  if (id === null) return true;
  const reaches = (other: Y.ID | null): boolean => other?.client === id.client && other.clock >= id.clock;
  const neighboursReach = (one: Y.Item | Y.GC): boolean =>
    one instanceof Y.Item && (reaches(one.origin) || reaches(one.rightOrigin));
  const around = [item.origin, item.rightOrigin].filter((one) => one !== null);
  return reaches(item.id) || neighboursReach(item) || around.some((one) => neighboursReach(structAt(one)));
}

function firstIn(doc: Y.Doc, site: Site): Y.Item | null {
  const holder = site.holder && Y.getItem(doc.store, Y.createID(site.holder.client, site.holder.clock));
  const type = holder ? typeOf(holder) : doc.share.get(site.root ?? '');
  if (!type) return null;
  if (site.key === null) return type._start;
  let first = type._map.get(site.key) ?? null;
  while (first?.left) first = first.left;
  return first;
}

const typeOf = (struct: Y.Item | Y.GC): Y.AbstractType<unknown> | undefined =>
  struct instanceof Y.Item && struct.content instanceof Y.ContentType ? struct.content.type : undefined;

const idOf = ({ embed }: Y.ContentEmbed): string | null => idOfEmbed(kindOfEmbed(embed), embed);

const nameOf = (item: Y.Item): string | null => {
  if (item.content instanceof Y.ContentEmbed) return kindOfEmbed(item.content.embed);
  const type = typeOf(item);
  return type instanceof Y.XmlElement ? type.nodeName : null;
};

function contentOf(item: Y.Item): Content {
  const content = item.content;
  if (content instanceof Y.ContentDeleted) return 'deleted';
  if (content instanceof Y.ContentString) return 'string';
  if (content instanceof Y.ContentFormat) return 'format';
  if (content instanceof Y.ContentType) {
    if (content.type instanceof Y.XmlElement) return 'element';
    return content.type instanceof Y.XmlText ? 'text' : 'type';
  }
  if (content instanceof Y.ContentEmbed) return 'embed';
  return content instanceof Y.ContentBinary ? 'binary' : 'any';
}
