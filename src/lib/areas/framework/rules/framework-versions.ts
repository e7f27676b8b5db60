/**
 * Compares versions of a framework: what changed, word by word in both languages, and what an id that was once
 * published must keep for good.
 */
import { diffLists, type Edit } from '#base/diff.ts';
import { faultsFrom, type FaultLocation, type FrameworkFault } from './fault-kinds.ts';
import type { Framework } from './framework.ts';
import type { Bilingual } from '#base/locale.ts';
import { tokensOf } from '#base/tokens.ts';
import { type Part, type Thing, keyOf, nothing, thingsOf } from './framework-things.ts';

export type ChangeKind = 'added' | 'removed' | 'retired' | 'restored' | 'changed' | 'moved';

export interface ThingChange {
  readonly changeKind: ChangeKind;
  readonly part: Part;
  readonly id: string;
  readonly within: readonly string[];
  readonly code: string;
  /** Holds its present name, or its last one where it is gone. */
  readonly name: Bilingual;
  /** By role, such as `text` or `guidance`. */
  readonly texts: readonly { readonly role: string; readonly before: Bilingual; readonly after: Bilingual }[];
  /** Lists the changes outside the texts, such as the kind of an answer. */
  readonly facts: readonly { readonly role: string; readonly before: string; readonly after: string }[];
}

/** In the order of the newer version; removed things come at the end. */
export function compareFrameworks(from: Framework, to: Framework): ThingChange[] {
  const [olds, news] = [thingsOf(from), thingsOf(to)];
  const before = new Map(olds.map((thing) => [keyOf(thing), thing]));
  const after = new Set(news.map(keyOf));
  const moved = movedThings(olds, news);
  const changes = news.flatMap((now): ThingChange[] => {
    const was = before.get(keyOf(now));
    if (!was) return [changeOf('added', { ...now, texts: {}, facts: {} }, now)];
    const change = changeOf('changed', was, now);
    if (was.retired !== now.retired) return [{ ...change, changeKind: now.retired ? 'retired' : 'restored' }];
    if (change.texts.length > 0 || change.facts.length > 0) return [change];
    return moved.has(keyOf(now)) ? [{ ...change, changeKind: 'moved' }] : [];
  });
  const gone = olds.filter((thing) => !after.has(keyOf(thing)));
  return [...changes, ...gone.map((was) => changeOf('removed', was, { ...was, texts: {}, facts: {} }))];
}

function changeOf(changeKind: ChangeKind, was: Thing, now: Thing): ThingChange {
  const roles = [...new Set([...Object.keys(was.texts), ...Object.keys(now.texts)])];
  const factRoles = [...new Set([...Object.keys(was.facts), ...Object.keys(now.facts)])];
  const { part, id, within, code, name } = now;
  return {
    changeKind,
    part,
    id,
    within,
    code,
    name,
    texts: roles
      .map((role) => ({ role, before: was.texts[role] ?? nothing, after: now.texts[role] ?? nothing }))
      .filter((text) => text.before.en !== text.after.en || text.before.zh !== text.after.zh),
    facts: factRoles
      .map((role) => ({ role, before: was.facts[role] ?? '', after: now.facts[role] ?? '' }))
      .filter((fact) => fact.before !== fact.after)
  };
}

/** Returns the things whose position changed among the siblings that both versions have. */
function movedThings(olds: readonly Thing[], news: readonly Thing[]): Set<string> {
  const [were, are] = [siblings(olds), siblings(news)];
  const moved = new Set<string>();
  for (const [location, now] of are) {
    const [known, present] = [new Set(were.get(location)), new Set(now)];
    const before = (were.get(location) ?? []).filter((key) => present.has(key));
    const after = now.filter((key) => known.has(key));
    for (const { edit, to, length } of diffLists(before, after)) {
      if (edit === 'inserted') for (const key of after.slice(to, to + length)) moved.add(key);
    }
  }
  return moved;
}

function siblings(things: readonly Thing[]): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const thing of things) {
    const location = JSON.stringify([thing.part, thing.home, ...thing.within]);
    found.set(location, [...(found.get(location) ?? []), keyOf(thing)]);
  }
  return found;
}

/** Returns a text with its deletions and insertions, word by word, or character by character in Chinese. */
export function wordChanges(before: string, after: string): { readonly edit: Edit; readonly text: string }[] {
  const [olds, news] = [tokensOf(before), tokensOf(after)];
  return diffLists(olds, news).map(({ edit, from, to, length }) => ({
    edit,
    text: (edit === 'deleted' ? olds.slice(from, from + length) : news.slice(to, to + length)).join('')
  }));
}

/**
 * Returns the faults that prevent a draft from following the published versions, the newest of them first.
 */
export const faultsAgainst = (draft: Framework, published: readonly Framework[]): FrameworkFault[] =>
  faultsFrom((report) => {
    const whole: FaultLocation = { part: 'framework', id: draft.id };
    if (published.some(({ version }) => version === draft.version))
      report('version-used', 'version', whole, draft.version);
    if (published.some(({ id }) => id !== draft.id)) report('framework-other', 'id', whole, draft.id);
    const now = new Map(thingsOf(draft).map((thing) => [lastingKey(thing), thing]));
    const known = new Map<string, Thing>();
    // Where several versions have a thing, the newest one defines it.
    for (const framework of published)
      for (const thing of thingsOf(framework))
        if (!known.has(lastingKey(thing))) known.set(lastingKey(thing), thing);
    for (const [key, was] of known) {
      const { part, id, within, facts } = was;
      const is = now.get(key);
      if (part === 'characteristic' && !is) report('characteristic-gone', 'characteristics', whole, id);
      if (part === 'record-type' && !is) report('record-type-gone', 'recordTypes', whole, id);
      if (part === 'option-set' && !is) report('option-gone', 'optionSets', whole, id);
      if (part === 'question') {
        const location: FaultLocation = { part: 'question', id };
        if (!is) report('question-gone', 'characteristics', whole, id);
        else if (is.within[0] !== within[0]) report('question-moved', 'characteristics', location, id);
        else if (is.facts['kind'] !== facts['kind']) report('kind-changed', 'characteristics', location, id);
        else if (is.facts['recordType'] !== facts['recordType'])
          report('record-type-changed', 'characteristics', location, id);
      }
      // Contents of a removed thing are removed with it, and reported once.
      if (ownersOf(was).some((owner) => !now.has(owner))) continue;
      if (part === 'field') {
        const location: FaultLocation = { part: 'record-type', id: within[0] ?? '' };
        if (!is) report('field-gone', 'recordTypes', location, id);
        else if (is.facts['kind'] !== facts['kind'] || is.facts['recordType'] !== facts['recordType'])
          report('field-kind-changed', 'recordTypes', location, id);
      }
      if (is) continue;
      const location = locationOfOwner(was);
      if (part === 'option') report('option-gone', 'options', location, id);
      if (part === 'facet' || part === 'measure') report('facet-gone', `${part}s`, location, id);
    }
  });

/**
 * Identifies questions by their id alone, wherever they are placed; options and topics by what they belong
 * to.
 */
const lastingKey = ({ part, home, within, id }: Thing): string =>
  JSON.stringify([
    part,
    home,
    ...(part === 'question' ? [] : home === 'question' ? within.slice(1) : within),
    id
  ]);

function ownersOf({ part, home, within }: Thing): string[] {
  const [outer = '', inner = ''] = within;
  const key = (owner: Part, ...ids: string[]): string => JSON.stringify([owner, null, ...ids]);
  if (part === 'field') return [key('record-type', outer)];
  if (home === 'field') return [key('record-type', outer), key('field', outer, inner)];
  return home === null ? [] : [home === 'question' ? key('question', inner) : key('option-set', outer)];
}

const locationOfOwner = ({ home, within: [outer = '', inner = ''] }: Thing): FaultLocation =>
  home === 'question'
    ? { part: 'question', id: inner }
    : { part: home === 'field' ? 'record-type' : 'option-set', id: outer };
