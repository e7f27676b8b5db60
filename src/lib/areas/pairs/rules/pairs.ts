/**
 * Pairs the units of both languages of a section, and says of each pair whether both sides still say the same.
 *
 * Everything here is pure: the same content and the same facts give the same pairs and states in every browser
 * and on the server. Who is paired with whom is part of the text (the attribute `counterpart` of its blocks);
 * what people confirmed of a pair comes from the database, as `PairFacts`. docs/two-languages.md explains both.
 *
 * The usual call is `statesOf(section, facts)`; `pairsOf(readUnits(section))` where only the pairs matter.
 */
import { isSpokenChip, isTag } from '#base/chips/chips.ts';
import { chipSignsIn } from '#base/chips/chip-signs.ts';
import { canBePair, guessPairs } from './guess-pairs.ts';
import { lengthOf } from './length-odds.ts';
import { oncePerNode } from '#base/once-per-node.ts';
import { locales, otherLocale, type Locale } from '#base/locale.ts';
import {
  fingerprintsOf,
  idOfNode,
  staleBlocks,
  textOfNode,
  type ContentNode,
  type SectionContent
} from '#base/content.ts';
import { fingerprint } from '#base/canonical.ts';

export const unitKinds = ['paragraph', 'heading', 'item', 'table', 'figure'] as const;
export type UnitKind = (typeof unitKinds)[number];

/**
 * Describes what is translated as one: a paragraph, a heading, an item of a list, a line of a quote, a whole
 * table with its cells, or a figure with its caption. Notes belong to the unit in which their sign stands.
 * Dividing lines and what holds no words are no units.
 */
export interface Unit {
  /**
   * The id of the block. A block without an id, and the second of two blocks with one id, have a name that no
   * block can have (`.en.0`): such a unit cannot be linked.
   */
  readonly id: string;
  readonly kind: UnitKind;
  /** The id of the block of the other language that this block names; its own where it was parted, null for none. */
  readonly counterpart: string | null;
  /** The words, for showing what changed later. Cells are divided by ` | `, rows by a line end, and chips are signs. */
  readonly text: string;
  /** The signs of the level and fact chips in the words, in their order. */
  readonly chips: readonly string[];
  /** The signs of the words without spaces, as `lengthOf` counts them. */
  readonly length: number;
  /** Holds what stands in a translation alike: figures, words in Latin letters and chips. */
  readonly anchors: readonly string[];
  /** Is equal for equal content: words, links, chips, pictures and the marks that change a meaning. */
  readonly fingerprint: string;
  /** The outer block in which the unit stands, by the name that `fingerprintsOf` gives it. */
  readonly outer: string;
}

export interface SectionUnits {
  readonly section: string;
  readonly en: readonly Unit[];
  readonly zh: readonly Unit[];
}

/**
 * Says why two units are a pair: both blocks name each other, one names the other, which names none, they were confirmed
 * together before anybody linked them, or they seem to say the same by their place and content (`guess-pairs.ts`).
 * The last is a proposal, which is accepted by linking.
 */
export const links = ['mutual', 'one-sided', 'recorded', 'proposed'] as const;
export type Link = (typeof links)[number];

/** Holds two units that say the same, or one unit that has no partner; `link` is null for the latter. */
export type Pair = (
  | { readonly en: Unit; readonly zh: Unit; readonly link: Link }
  | { readonly en: Unit; readonly zh: null; readonly link: null }
  | { readonly en: null; readonly zh: Unit; readonly link: null }
) & {
  /** Names the pair within its document: the ids of both sides, an empty one for a missing side. */
  readonly key: string;
};

/** Names both sides of a pair by their ids; empty for a side that is missing. */
export type PairIds = Readonly<Record<Locale, string>>;

/** Holds the content of both sides of a pair, as fingerprints; empty for a side that is missing. */
export type PairPrints = Readonly<Record<Locale, string>>;

/** Holds what was confirmed of a pair last, for the content that the person saw. */
export interface PairRecord {
  readonly ids: PairIds;
  readonly prints: PairPrints;
  /** `machine` until a person accepts the draft that a service wrote. */
  readonly kind: 'confirmed' | 'machine';
  /** Says that a second person has read both sides since. */
  readonly isChecked: boolean;
  /** Says that no block named the other when the pair was confirmed: the record alone holds it together. */
  readonly wasProposed: boolean;
}

/** Holds a note about a pair, or about a unit without a partner. It counts while the content is as it was. */
export interface PairNote {
  readonly ids: PairIds;
  readonly prints: PairPrints;
  /** A divergence says that both sides are right and differ on purpose; a waiver, that approval need not wait. */
  readonly kind: 'divergence' | 'waiver';
}

/** Names what people say of a pair, each of which can be taken back. */
export const pairStatementKinds = ['confirmation', 'check', 'divergence', 'waiver'] as const;
export type PairStatementKind = (typeof pairStatementKinds)[number];

export interface PairFacts {
  readonly records: readonly PairRecord[];
  readonly notes: readonly PairNote[];
  /**
   * Holds the fingerprints of the outer blocks (`fingerprintsOf`) for which the whole section was confirmed
   * last; null where it never was. It counts for pairs without a record of their own.
   */
  readonly confirmed: Readonly<Record<string, string>> | null;
}

export const noPairFacts: PairFacts = { records: [], notes: [], confirmed: null };

/**
 * Lists the states of a pair, from the most to the least work: `missing` has one side only; `machine` was
 * written by a service and accepted by nobody; `draft` was never confirmed; of `both-changed` and `stale`
 * both sides or one side changed since it was confirmed; `checked` was read by a second person after it was
 * confirmed.
 */
export const pairStates = [
  'missing',
  'machine',
  'draft',
  'both-changed',
  'stale',
  'current',
  'checked'
] as const;
export type PairState = (typeof pairStates)[number];

export type PairStatus = Pair & {
  readonly state: PairState;
  /** The side that leads: of `stale` the one that changed, of `missing` the one that is there; else null. */
  readonly source: Locale | null;
  /** Says why nothing needs to be done; null where the pair is on the list of what is to do. */
  readonly settledBy: 'state' | 'divergence' | 'waiver' | null;
  /** True while a divergence note counts for the content as it is. */
  readonly diverges: boolean;
  readonly record: PairRecord | null;
};

export const pairKey = ({ en, zh }: PairIds): string => `${en} ${zh}`;

export const idsOf = ({ en, zh }: Pick<Pair, Locale>): PairIds => ({ en: en?.id ?? '', zh: zh?.id ?? '' });

export const printsOf = ({ en, zh }: Pick<Pair, Locale>): PairPrints => ({
  en: en?.fingerprint ?? '',
  zh: zh?.fingerprint ?? ''
});

/** Checks whether a name is of a block that can be linked; others stand for blocks without an id. */
export const isLinkable = ({ id }: Pick<Unit, 'id'>): boolean => !id.startsWith('.');

/** Checks whether a name can be that of a side of a pair; an empty one stands for a missing side. */
export const isUnitId = (id: string): boolean => /^(?:[A-Za-z0-9_~-]{0,80}|\.(?:en|zh)\.\d{1,6})$/.test(id);

/** Reads the units of both languages of a section, in the order of their texts. */
export const readUnits = (section: SectionContent): SectionUnits => ({
  section: section.id,
  en: unitsOf(section.en, 'en'),
  zh: unitsOf(section.zh, 'zh')
});

export function unitsOf(nodes: readonly ContentNode[], language: Locale): Unit[] {
  const units: Unit[] = [];
  const known = new Set<string>();
  let unnamed = 0;
  const add = (node: ContentNode, kind: UnitKind, outer: string, inherited: string | null): void => {
    const found = saidIn(node);
    if (found === null) return;
    const { lengths, ...said } = found;
    const own = attribute(node, 'id');
    const isFirst = own !== null && !known.has(own);
    if (own !== null) known.add(own);
    units.push({
      id: isFirst ? own : `.${language}.${unnamed++}`,
      kind,
      counterpart: isFirst ? (attribute(node, 'counterpart') ?? inherited) : null,
      ...said,
      length: lengths[language],
      outer
    });
  };
  const addAll = (
    inner: readonly ContentNode[],
    kind: UnitKind,
    outer: string,
    handed: string | null
  ): void => {
    inner.forEach((node, at) => {
      // In texts of the older, nested form a list or quote can name a counterpart for the first block in it.
      const inherited = at === 0 ? handed : null;
      if (node.type === 'paragraph') add(node, kind, outer, inherited);
      else if (node.type === 'heading') add(node, 'heading', outer, inherited);
      else if (node.type === 'table' || node.type === 'figure') add(node, node.type, outer, inherited);
      else if (containers.has(node.type))
        addAll(
          node.content ?? [],
          node.type === 'listItem' ? 'item' : kind,
          outer,
          attribute(node, 'counterpart') ?? inherited
        );
    });
  };
  nodes.forEach((node, at) => addAll([node], 'paragraph', idOfNode(node, `${language}-${at}`), null));
  return units;
}

/** Returns the words and the fingerprint of a unit; null where there is nothing to translate. */
const saidIn = oncePerNode((node) => {
  if (node.type !== 'figure' && !holdsWords(node)) return null;
  const [text, chips] = [wordsOf(node), chipSignsIn(node)];
  return {
    text,
    chips,
    lengths: { en: lengthOf(text, 'en'), zh: lengthOf(text, 'zh') },
    anchors: [...anchorsIn(text), ...chips],
    fingerprint: fingerprint(printOf(node))
  };
});

/** Figures and names in Latin letters stand in both languages alike. */
const anchor = /\d[\d.,]*\d|\d|[A-Za-z][A-Za-z0-9.]*[A-Za-z0-9]/g;
const mostAnchors = 50;

const anchorsIn = (text: string): string[] =>
  [...new Set(text.match(anchor))].slice(0, mostAnchors).map((one) => one.replaceAll(',', '').toLowerCase());

const containers: ReadonlySet<string> = new Set(['bulletList', 'orderedList', 'listItem', 'blockquote']);

function attribute(node: ContentNode, name: 'id' | 'counterpart'): string | null {
  const value = node.attrs?.[name];
  return typeof value === 'string' ? value : null;
}

/** Marks that change what the words say; emphasis does not, and the other language may have none. */
const meaningfulMarks: ReadonlySet<string> = new Set(['strike', 'subscript', 'superscript']);

/**
 * Returns the content of a unit as one string. Blanks count once, emphasis and the kind of the block do not count, and a goal's tag and the sign of a source are no part of what is said.
 */
function printOf(unit: ContentNode): string {
  let printed = '';
  let marks = '';
  const mark = (next: string): void => {
    if (next !== marks) printed += `\u0001${next}\u0002`;
    marks = next;
  };
  const add = (node: ContentNode): void => {
    if (node.text !== undefined) {
      mark(meaningOf(node));
      printed += node.text;
      return;
    }
    if (isTag(node.type)) return;
    mark('');
    if (node.type === 'hardBreak') printed += '\n';
    else if (isSpokenChip(node.type)) printed += `\u0003${textOfNode(node)}\u0004`;
    else if (node.type === 'unknown') printed += '\u0005';
    else {
      const [open, close] = enclosures[node.type] ?? ['', ''];
      printed += open;
      for (const child of node.content ?? []) add(child);
      mark('');
      printed += close;
    }
  };
  for (const child of unit.content ?? []) add(child);
  mark('');
  if (unit.type === 'figure') {
    const { src, alt } = unit.attrs ?? {};
    printed = `\u0006${wordIn(src)}\u0007${wordIn(alt)}\u0008${printed}`;
  }
  return printed.normalize('NFC').replace(/\s+/g, ' ').trim();
}

const wordIn = (value: unknown): string => (typeof value === 'string' ? value : '');

/** Checks whether there is anything to translate: a goal's tag alone is not. */
function holdsWords(node: ContentNode): boolean {
  if (node.text !== undefined) return node.text.trim() !== '';
  if (isSpokenChip(node.type) || node.type === 'unknown' || node.type === 'figure') return true;
  return (node.content ?? []).some(holdsWords);
}

/** Divides cells, rows and notes from the words around them. */
const enclosures: Readonly<Record<string, readonly [string, string]>> = {
  footnote: ['\u000e', '\u000f'],
  tableRow: ['\u0010', '\u0011'],
  tableCell: ['\u0012', '\u0013'],
  tableHeader: ['\u0012', '\u0013'],
  paragraph: ['', '\n'],
  heading: ['', '\n'],
  listItem: ['\u0014', '']
};

const meaningOf = ({ marks = [] }: ContentNode): string =>
  marks
    .flatMap(({ type, attrs }) =>
      type === 'link' ? [`link ${wordIn(attrs?.['href'])}`] : meaningfulMarks.has(type) ? [type] : []
    )
    .sort()
    .join(' ');

/** Returns the words of a unit on one line, or one line for each row of a table; of a figure its caption. */
function wordsOf(node: ContentNode): string {
  const line = (text: string): string => text.replace(/\s+/g, ' ').trim();
  if (node.type !== 'table') return line((node.content ?? []).map(spoken).join(''));
  return (node.content ?? [])
    .map((row) => (row.content ?? []).map((cell) => line(spoken(cell))).join(' | '))
    .join('\n');
}

function spoken(node: ContentNode): string {
  if (isTag(node.type)) return '';
  if (node.type === 'footnote') return ` (${textOfNode(node)})`;
  if (node.content === undefined) return textOfNode(node);
  const inner = node.content.map(spoken).join('');
  return node.type === 'paragraph' || node.type === 'heading' ? `${inner} ` : inner;
}

/**
 * Returns the pairs of a section in the order of the English text. A Chinese unit without a partner follows the
 * pair of the Chinese unit before it. Every unit is in exactly one pair. `shown` names pairs that were proposed
 * before: they stay proposed as long as both units are there and nobody has paired them otherwise. A unit that it
 * names alone is not proposed.
 */
export function pairsOf(
  { en, zh }: SectionUnits,
  records: readonly PairRecord[] = [],
  shown: readonly PairIds[] = []
): Pair[] {
  const partners = partnersOf(en, zh, records, shown);
  const taken = new Map([...partners].map(([from, { to }]) => [to, from]));
  const behind = new Map<number, Unit[]>();
  let last = -1;
  zh.forEach((unit, at) => {
    const from = taken.get(at);
    if (from !== undefined) last = from;
    else behind.set(last, [...(behind.get(last) ?? []), unit]);
  });
  const alone = (from: number): Pair[] =>
    (behind.get(from) ?? []).map((unit) => ({
      en: null,
      zh: unit,
      link: null,
      key: pairKey({ en: '', zh: unit.id })
    }));
  return [
    ...alone(-1),
    ...en.flatMap((unit, at): Pair[] => {
      const found = partners.get(at);
      const partner = found && zh[found.to];
      const key = pairKey({ en: unit.id, zh: partner?.id ?? '' });
      return [
        partner ? { en: unit, zh: partner, link: found.link, key } : { en: unit, zh: null, link: null, key },
        ...alone(at)
      ];
    })
  ];
}

/** Holds what a block says of its partner. */
export type LinkingBlock = Pick<Unit, 'id' | 'counterpart'>;

export interface Partner<By extends Link = Link> {
  /** The place of the Chinese block. */
  readonly to: number;
  readonly link: By;
}

/**
 * Returns the partners of English blocks by what the blocks name, by place. Every block has at most one, the same on
 * every replica. A block that names another than the one that names it is not its partner: who pairs two blocks
 * writes to these two alone, and what named one of them before goes on to name it.
 */
export function linkedPartners(
  en: readonly LinkingBlock[],
  zh: readonly LinkingBlock[]
): Map<number, Partner<'mutual' | 'one-sided'>> {
  const [ens, zhs] = [placesOf(en), placesOf(zh)];
  const partners = new Map<number, Partner<'mutual' | 'one-sided'>>();
  const taken = new Set<number>();
  const join = (from: number, to: number, link: 'mutual' | 'one-sided'): void => {
    if (partners.has(from) || taken.has(to)) return;
    partners.set(from, { to, link });
    taken.add(to);
  };
  /** Lists what the blocks of one language name in the other, where that names nobody, in the order of the English text. */
  const named: { from: number; to: number }[] = [];
  en.forEach(({ id, counterpart }, from) => {
    const to = counterpart === null ? undefined : zhs.get(counterpart);
    if (to === undefined) return;
    if (zh[to]?.counterpart === id) join(from, to, 'mutual');
    else if (zh[to]?.counterpart === null) named.push({ from, to });
  });
  zh.forEach(({ counterpart }, to) => {
    const from = counterpart === null ? undefined : ens.get(counterpart);
    if (from !== undefined && en[from]?.counterpart === null) named.push({ from, to });
  });
  for (const { from, to } of named.sort((a, b) => a.from - b.from || a.to - b.to))
    join(from, to, 'one-sided');
  return partners;
}

/** Returns the partners of blocks of both languages by what the blocks name, by their ids. */
export function linkedIds(
  en: readonly LinkingBlock[],
  zh: readonly LinkingBlock[]
): Readonly<Record<Locale, ReadonlyMap<string, string>>> {
  const ids = [...linkedPartners(en, zh)].map(
    ([from, { to }]) => [en[from]?.id ?? '', zh[to]?.id ?? ''] as const
  );
  return { en: new Map(ids), zh: new Map(ids.map(([one, other]) => [other, one])) };
}

/** Returns the partners of the English units, by place. Every unit has at most one. */
function partnersOf(
  en: readonly Unit[],
  zh: readonly Unit[],
  records: readonly PairRecord[],
  shown: readonly PairIds[]
): Map<number, Partner> {
  const [ens, zhs] = [placesOf(en), placesOf(zh)];
  const partners = new Map<number, Partner>(linkedPartners(en, zh));
  const taken = new Set([...partners.values()].map(({ to }) => to));
  const join = (from: number, to: number, link: Link): void => {
    if (partners.has(from) || taken.has(to)) return;
    partners.set(from, { to, link });
    taken.add(to);
  };
  records
    .flatMap(({ ids, wasProposed }) => {
      const [from, to] = [ens.get(ids.en), zhs.get(ids.zh)];
      return wasProposed && from !== undefined && to !== undefined ? [{ from, to }] : [];
    })
    .sort((a, b) => a.from - b.from || a.to - b.to)
    .forEach(({ from, to }) => join(from, to, 'recorded'));
  const alone = new Set(shown.flatMap((ids) => (ids.en === '' ? ids.zh : ids.zh === '' ? ids.en : [])));
  const isFree = (unit: Unit | undefined): boolean =>
    unit !== undefined && !isParted(unit) && !alone.has(unit.id);
  for (const ids of shown) {
    const [from, to] = [ens.get(ids.en), zhs.get(ids.zh)];
    const [one, other] = [en[from ?? -1], zh[to ?? -1]];
    if (from === undefined || to === undefined || !one || !other) continue;
    if (isFree(one) && isFree(other) && canBePair(one, other)) join(from, to, 'proposed');
  }
  for (const gap of gapsBetween(en, zh, partners, isFree))
    for (const guess of guessPairs(gap.en.map(unitAt(en)), gap.zh.map(unitAt(zh))))
      join(gap.en[guess.en] ?? -1, gap.zh[guess.zh] ?? -1, 'proposed');
  return partners;
}

const unitAt =
  (units: readonly Unit[]) =>
  (at: number): Unit => {
    const unit = units[at];
    if (!unit) throw new RangeError(`There is no unit at ${at}.`);
    return unit;
  };

interface Gap {
  readonly en: number[];
  readonly zh: number[];
}

/**
 * Lists the units between two pairs that follow each other in both texts and have no partner, by place. A pair that
 * crosses one before it divides nothing.
 */
function gapsBetween(
  en: readonly Unit[],
  zh: readonly Unit[],
  partners: ReadonlyMap<number, Partner>,
  isFree: (unit: Unit | undefined) => boolean
): Gap[] {
  const taken = new Set([...partners.values()].map(({ to }) => to));
  const gaps: Gap[] = [];
  let gap: Gap = { en: [], zh: [] };
  let next = 0;
  const fill = (to: number): void => {
    for (; next < to; next++) if (!taken.has(next) && isFree(zh[next])) gap.zh.push(next);
  };
  en.forEach((unit, at) => {
    const to = partners.get(at)?.to;
    if (to === undefined) {
      if (isFree(unit)) gap.en.push(at);
    } else if (to >= next) {
      fill(to);
      gaps.push(gap);
      gap = { en: [], zh: [] };
      next = to + 1;
    }
  });
  fill(zh.length);
  gaps.push(gap);
  return gaps.filter((one) => one.en.length > 0 && one.zh.length > 0);
}

/** Checks whether somebody took the partner of a block away: it names itself then. */
const isParted = (block: LinkingBlock | undefined): boolean =>
  block !== undefined && block.counterpart === block.id;

/** Maps the ids of blocks to their places, that of two blocks with one id to the first. */
const placesOf = (blocks: readonly LinkingBlock[]): ReadonlyMap<string, number> =>
  new Map(blocks.map(({ id }, at) => [id, at] as const).toReversed());

/** Returns the pairs of a section with their states, in the order of `pairsOf`. */
export const statesOf = (
  section: SectionContent,
  facts: PairFacts,
  shown: readonly PairIds[] = []
): PairStatus[] =>
  statesOfUnits(readUnits(section), facts.confirmed === null ? {} : fingerprintsOf(section), facts, shown);

/** Does the same for units that were read before; `blocks` holds the fingerprints of the outer blocks. */
export function statesOfUnits(
  units: SectionUnits,
  blocks: Readonly<Record<string, string>>,
  facts: PairFacts,
  shown: readonly PairIds[] = []
): PairStatus[] {
  const records = new Map(facts.records.map((record) => [pairKey(record.ids), record]));
  const notes = new Map<string, PairNote[]>();
  for (const note of facts.notes) {
    const key = pairKey(note.ids);
    notes.set(key, [...(notes.get(key) ?? []), note]);
  }
  const isAsConfirmed = facts.confirmed !== null && staleBlocks(blocks, facts.confirmed).length === 0;
  // Of what a note says that it stands alone, nothing is proposed.
  const noted = facts.notes.map(({ ids }) => ids).filter(({ en, zh }) => en === '' || zh === '');
  return pairsOf(units, facts.records, [...shown, ...noted]).map((pair): PairStatus => {
    const record = records.get(pair.key) ?? null;
    const prints = printsOf(pair);
    const { state, source } =
      record && pair.link !== null
        ? stateByRecord(record, prints)
        : stateBySection(pair, facts.confirmed, blocks, isAsConfirmed);
    const counting = (notes.get(pair.key) ?? []).filter((note) => haveEqualPrints(note.prints, prints));
    const diverges = counting.some(({ kind }) => kind === 'divergence');
    return {
      ...pair,
      state,
      source,
      settledBy: isUpToDate(state)
        ? 'state'
        : diverges
          ? 'divergence'
          : counting.some(({ kind }) => kind === 'waiver')
            ? 'waiver'
            : null,
      diverges,
      record
    };
  });
}

/**
 * Returns the fresh statuses, with each that is equal to a known one replaced by it, so that who compares objects
 * sees what has changed; the known list itself where nothing has.
 */
export function reuseStatuses(
  known: readonly PairStatus[],
  fresh: readonly PairStatus[]
): readonly PairStatus[] {
  const byKey = new Map(known.map((status) => [status.key, status]));
  const reused = fresh.map((status) => {
    const old = byKey.get(status.key);
    return old && areEqualStatuses(old, status) ? old : status;
  });
  return reused.length === known.length && reused.every((status, at) => status === known[at])
    ? known
    : reused;
}

const areEqualStatuses = (one: PairStatus, other: PairStatus): boolean =>
  one.state === other.state &&
  one.source === other.source &&
  one.settledBy === other.settledBy &&
  one.diverges === other.diverges &&
  one.record === other.record &&
  one.link === other.link &&
  locales.every((language) => areEqualUnits(one[language], other[language]));

export const proposedIn = (pairs: readonly Pair[]): PairIds[] =>
  pairs.filter(({ link }) => link === 'proposed').map(idsOf);

const areEqualUnits = (one: Unit | null, other: Unit | null): boolean =>
  one === other ||
  (one !== null &&
    other !== null &&
    one.id === other.id &&
    one.kind === other.kind &&
    one.counterpart === other.counterpart &&
    one.text === other.text &&
    one.fingerprint === other.fingerprint &&
    one.outer === other.outer);

export const haveEqualPrints = (one: PairPrints, other: PairPrints): boolean =>
  one.en === other.en && one.zh === other.zh;

/** Checks whether nothing has changed since a person said that both sides say the same. */
export const isUpToDate = (state: PairState): boolean => state === 'current' || state === 'checked';

/** Checks whether a pair was confirmed once and has changed since; what was never confirmed is a draft. */
export const hasChanged = (state: PairState): boolean => state === 'stale' || state === 'both-changed';

type StateAndSource = Pick<PairStatus, 'state' | 'source'>;

function stateByRecord({ prints, kind, isChecked }: PairRecord, now: PairPrints): StateAndSource {
  if (kind === 'machine') return { state: 'machine', source: null };
  const changed = locales.filter((language) => prints[language] !== now[language]);
  return changed.length === 0
    ? { state: isChecked ? 'checked' : 'current', source: null }
    : stateAfter(changed);
}

/** Judges a pair by what was confirmed of the whole section, before pairs had records of their own. */
function stateBySection(
  { en, zh }: Pair,
  confirmed: PairFacts['confirmed'],
  blocks: Readonly<Record<string, string>>,
  isAsConfirmed: boolean
): StateAndSource {
  if (isAsConfirmed) return { state: 'current', source: null };
  if (!en || !zh) return { state: 'missing', source: en ? 'en' : 'zh' };
  if (confirmed?.[en.outer] === undefined || confirmed[zh.outer] === undefined)
    return { state: 'draft', source: null };
  const changed = [en, zh].flatMap(({ outer }, at) =>
    blocks[outer] === confirmed[outer] ? [] : [locales[at === 0 ? 0 : 1]]
  );
  return changed.length === 0 ? { state: 'current', source: null } : stateAfter(changed);
}

const stateAfter = (changed: readonly Locale[]): StateAndSource =>
  changed.length === 1
    ? { state: 'stale', source: changed[0] ?? null }
    : { state: 'both-changed', source: null };

/** Returns the language in which the work on a pair is to be done; null where it may be either. */
export const languageToDo = ({ source }: Pick<PairStatus, 'source'>): Locale | null =>
  source === null ? null : otherLocale(source);

/** Counts pairs by state; `toDo` are all that nothing settles, `changed` those of them that were confirmed once. */
export type PairCounts = Readonly<Record<PairState | 'toDo' | 'changed' | 'waived' | 'diverging', number>>;

export const noPairCounts: PairCounts = {
  missing: 0,
  machine: 0,
  draft: 0,
  'both-changed': 0,
  stale: 0,
  current: 0,
  checked: 0,
  toDo: 0,
  changed: 0,
  waived: 0,
  diverging: 0
};

/** Counts pairs by state, those that are to do, and those that a waiver or a divergence note counts for. */
export function countPairs(statuses: readonly PairStatus[]): PairCounts {
  const counts = { ...noPairCounts };
  for (const { state, settledBy, diverges } of statuses) {
    counts[state]++;
    if (settledBy === null) counts.toDo++;
    if (settledBy === null && hasChanged(state)) counts.changed++;
    if (settledBy === 'waiver') counts.waived++;
    if (diverges) counts.diverging++;
  }
  return counts;
}

export const sumPairCounts = (all: readonly PairCounts[]): PairCounts =>
  all.reduce<PairCounts>(
    (sum, one) =>
      Object.fromEntries(
        Object.entries(sum).map(([name, count]) => [name, count + one[name as keyof PairCounts]])
      ) as PairCounts,
    noPairCounts
  );

/** Checks whether anybody has confirmed a pair: drafts, those of a machine included, say nothing of that. */
export const isBegun = (counts: PairCounts): boolean =>
  counts['both-changed'] + counts.stale + counts.current + counts.checked > 0;

/** Lists the pairs that are to do, in the order in which they are worked through: that of the text. */
export const pairsToDo = (statuses: readonly PairStatus[]): PairStatus[] =>
  statuses.filter(({ settledBy }) => settledBy === null);

/** Lists the units that have changed since they were confirmed, by their ids: one side of a pair, or both. */
export const changedUnits = (statuses: readonly PairStatus[]): string[] =>
  pairsToDo(statuses)
    .filter(({ state }) => hasChanged(state))
    .flatMap((status) =>
      (status.source === null ? locales : [status.source]).flatMap((language) => status[language]?.id ?? [])
    );

/**
 * Returns the next pair that is to do behind the pair of this key, from the beginning again after the last one;
 * the first for null and for a key that is no longer there. Null where nothing is to do.
 */
export function nextToDo(statuses: readonly PairStatus[], after: string | null): PairStatus | null {
  const at = statuses.findIndex(({ key }) => key === after);
  const [first] = pairsToDo([...statuses.slice(at + 1), ...statuses.slice(0, at + 1)]);
  return first ?? null;
}
