/**
 * Records what people say of single pairs of passages: that both sides say the same, that a second person has
 * checked that, that they differ on purpose, or that an approval need not wait for them. Every statement is about
 * the content that the person saw.
 */
import type { FactOf, PayloadOf } from '#lib/events/kinds.ts';
import type { Bilingual } from '#base/locale.ts';
import { haveEqualPrints, pairKey, type PairIds } from '#rules/pairs/pairs.ts';
import { isUnitId } from '#rules/pairs/units.ts';
import { isUpToDate, type PairStatementKind, type PairStatus } from '#rules/pairs/pair-states.ts';
import { subjectOf } from '#rules/versions/version.ts';
import type { TextFinding } from '#rules/pairs/parity/text-findings.ts';
import { commandsOf } from '#server/commands/command.ts';
import type { Decision } from '#server/commands/command-spec.ts';
import { refused, take } from '#server/commands/refused.ts';
import { deleteNote, deletePair, saveCheck, saveNote } from './store/translation-pairs.ts';
import { acceptDrafts } from './translation/machine-acceptance.ts';
import { aboutText, abilityTo, authorizedText, textSubject, type AuthorizedText } from '#areas/documents';
import { confirmPair, isOfCity, loadPairFacts, pairColumns, type SeenPair } from './pair-facts.ts';
import { writing, readStates, type PairDeps, type PairPreparation, type AboutPairs } from './pair-access.ts';

/** Those of a long section. */
export const mostPairsAtOnce = 2_000;
/** Limits a divergence note, one line a side, and the reason of a waiver, in characters. */
export const longestPairNote = 500;

export interface PairStatement {
  readonly section: string;
  readonly pairs: readonly SeenPair[];
}

const countsAsPairs = (pairs: readonly SeenPair[]): boolean =>
  pairs.length > 0 &&
  pairs.length <= mostPairsAtOnce &&
  pairs.every(({ ids }) => isUnitId(ids.en) && isUnitId(ids.zh) && pairKey(ids) !== ' ');

type Decide<P> = Decision<PairDeps, typeof textSubject, P>;

const command = commandsOf<PairDeps>();

/** Holds the pairs of a statement as they are now, with what contradicts itself in them. */
interface SeenPairs {
  readonly pairs: readonly PairStatus[];
  readonly findings: readonly TextFinding[];
}

/**
 * Reads the pairs of a statement before the transaction; `stale` where one is not what was seen. Text typed after it was
 * read is newer than what is said, and shows as changed. `examined` says why contradictions in them are right all the same.
 */
async function readPairs(
  preparation: PairPreparation,
  { section, pairs: seen }: PairStatement,
  examined?: { readonly reason: string }
): Promise<SeenPairs> {
  const { db, deps } = preparation;
  const text = writing(preparation, section);
  if (!countsAsPairs(seen)) throw refused('invalid', { field: 'pairs' });
  const ids = seen.map((pair) => pair.ids);
  const now = await readStates(preparation, section, ids);
  const byKey = new Map(now.pairs.map((pair) => [pair.key, pair]));
  const pairs = seen.flatMap(({ ids, prints }) => {
    const pair = byKey.get(pairKey(ids));
    const present = { en: pair?.en?.fingerprint ?? '', zh: pair?.zh?.fingerprint ?? '' };
    return pair && haveEqualPrints(present, prints) ? [pair] : [];
  });
  if (pairs.length < seen.length) throw refused('stale');
  if (!examined) return { pairs, findings: [] };
  const { records } = await loadPairFacts(db, text.document.id);
  const compared = { section: now.compared, records, pairs: ids };
  return { pairs, findings: take(await deps.contradictions.examine(db, text, compared, examined.reason)) };
}

/** Tells of a statement those who work on the translation, and returns how many pairs it is about. */
function stated(
  { append, subject: { document }, prepared: { pairs } }: Decide<SeenPairs>,
  fact: FactOf<`pair.${'confirmed' | 'checked' | 'diverged' | 'waived'}`>
): number {
  append({
    ...fact,
    needs: abilityTo(isOfCity(document) ? 'confirm' : 'versions', document.kind),
    ...aboutText(document)
  });
  return pairs.length;
}

const pairsIn = (
  { subject: { document }, prepared: { pairs } }: Decide<SeenPairs>,
  section: string
): PayloadOf<'pair.checked'> => ({ section, count: pairs.length, subject: subjectOf(document) });

type Confirmation = PairStatement & {
  readonly isMinor: boolean;
  readonly byName?: boolean;
  /** Says why they say the same although the checks contradict. */
  readonly reason?: string;
};

/**
 * Says of pairs that both sides say the same; `stale` where one is not what was seen, `translation-missing`
 * where one has no partner, `machine-untouched` where one is mostly as a translation service wrote it: that is
 * accepted one by one, with `byName`; `reason-required` where the checks find that both sides of one
 * contradict each other, nobody has accepted that, and no reason is given. Returns how many were confirmed.
 */
export const confirm = command(
  {
    name: 'pairs.confirm',
    subject: textSubject,
    needs: 'confirm',
    prepare: (preparation, { reason = '', ...statement }: Confirmation) =>
      readPairs(preparation, statement, { reason })
  },
  async (decision, { section, isMinor, byName = false, reason = '' }: Confirmation) => {
    const {
      trx,
      at,
      deps,
      actor: { userId },
      prepared: { pairs, findings }
    } = decision;
    const { document } = writing(decision, section);
    if (pairs.some(({ link }) => link === null)) throw refused('translation-missing');
    take(await acceptDrafts(trx, document.id, pairs, { byName, userId, at }));
    take(await deps.contradictions.accept(trx, document, section, findings, { reason, userId, at }));
    for (const pair of pairs) await confirmPair(trx, document, section, pair, { isMinor, userId, at });
    return stated(decision, {
      kind: 'pair.confirmed',
      payload: { ...pairsIn(decision, section), minor: isMinor }
    });
  }
);

/**
 * Says that a second reader has checked pairs; `second-reader-required` where the person confirmed one,
 * `wrong-state` where one is not confirmed as it is.
 */
export const check = command(
  {
    name: 'pairs.check',
    subject: textSubject,
    needs: 'confirm',
    prepare: (preparation, statement: PairStatement) => readPairs(preparation, statement)
  },
  async (decision, { section }: PairStatement) => {
    const {
      trx,
      at,
      actor: { userId },
      prepared: { pairs }
    } = decision;
    const { document } = writing(decision, section);
    const { records } = await loadPairFacts(trx, document.id);
    const byKey = new Map(records.map((record) => [pairKey(record.ids), record]));
    const found = pairs.map((pair) => byKey.get(pair.key));
    if (pairs.some(({ state: now }, index) => !isUpToDate(now) || !found[index]))
      throw refused('wrong-state');
    if (found.some((record) => record?.userId === userId)) throw refused('second-reader-required');
    for (const record of found) if (record) await saveCheck(trx, document.id, record.ids, { by: userId, at });
    return stated(decision, { kind: 'pair.checked', payload: pairsIn(decision, section) });
  }
);

type Divergence = PairStatement & { readonly note: Bilingual };

/** Notes that both sides are right and differ on purpose, one line in each language; confirms the pair. */
export const diverge = command(
  {
    name: 'pairs.diverge',
    subject: textSubject,
    needs: 'confirm',
    prepare: async (preparation, { note, ...statement }: Divergence) => {
      const lines = lineOf(note);
      if (lines.en === '' || lines.zh === '') throw refused('both-languages-required', { field: 'note' });
      if (isTooLong(lines)) throw refused('too-large', { field: 'note' });
      return { ...(await readPairs(preparation, statement)), lines };
    }
  },
  async (decision, { section }: Divergence) => {
    const { trx, at, actor, prepared } = decision;
    const { pairs, lines } = prepared;
    const { userId } = actor;
    const { document } = writing(decision, section);
    if (isOfCity(document)) throw refused('wrong-state');
    take(await acceptDrafts(trx, document.id, pairs, { byName: false, userId, at }));
    for (const pair of pairs) {
      await confirmPair(trx, document, section, pair, { isMinor: false, userId, at });
      await saveNote(trx, {
        ...pairColumns(document, section, pair),
        kind: 'divergence',
        enText: lines.en,
        zhText: lines.zh,
        userId,
        at
      });
    }
    return stated(decision, { kind: 'pair.diverged', payload: pairsIn(decision, section) });
  }
);

type Waiver = PairStatement & { readonly reason: Bilingual };

/** Says with a reason, in at least one language, that the approval need not wait for pairs. */
export const waive = command(
  {
    name: 'pairs.waive',
    subject: textSubject,
    needs: 'waive',
    prepare: async (preparation, { reason, ...statement }: Waiver) => {
      const lines = lineOf(reason);
      if (lines.en === '' && lines.zh === '') throw refused('reason-required', { field: 'reason' });
      if (isTooLong(lines)) throw refused('too-large', { field: 'reason' });
      return { ...(await readPairs(preparation, statement)), lines };
    }
  },
  async (decision, { section }: Waiver) => {
    const { trx, at, actor, prepared } = decision;
    const { pairs, lines } = prepared;
    const { userId } = actor;
    const { document } = writing(decision, section);
    if (isOfCity(document) || pairs.some(({ settledBy }) => settledBy === 'state'))
      throw refused('wrong-state');
    for (const pair of pairs)
      await saveNote(trx, {
        ...pairColumns(document, section, pair),
        kind: 'waiver',
        enText: lines.en || null,
        zhText: lines.zh || null,
        userId,
        at
      });
    return stated(decision, { kind: 'pair.waived', payload: pairsIn(decision, section) });
  }
);

/** Names a statement that is taken back. */
interface OwnStatement {
  readonly section: string;
  readonly ids: PairIds;
  readonly kind: PairStatementKind;
}

/** Judges the kind of what is taken back: a waiver is for those who may waive, the rest for those who may confirm. */
function mayTakeBack(about: AboutPairs, { section, kind }: OwnStatement): AuthorizedText {
  const text = authorizedText(about);
  if (!text.may(kind === 'waiver' ? 'waive' : 'confirm')) throw refused('forbidden');
  return writing(about, section);
}

/** `not-found` where there is none. */
export const takeBack = command(
  {
    name: 'pairs.take-back',
    subject: textSubject,
    needs: ['confirm', 'waive'],
    prepare: (preparation, statement: OwnStatement) => {
      if (!isUnitId(statement.ids.en) || !isUnitId(statement.ids.zh))
        throw refused('invalid', { field: 'pair' });
      mayTakeBack(preparation, statement);
      return Promise.resolve(null);
    }
  },
  async (decision, { section, ids, kind }: OwnStatement) => {
    const { trx, appendEvent, subject } = decision;
    const { document } = mayTakeBack(decision, { section, ids, kind });
    const acting = decision.authorize(kind === 'waiver' ? 'waive' : 'confirm');
    const { records, notes } = await loadPairFacts(trx, document.id);
    const key = pairKey(ids);
    const record = records.find((one) => pairKey(one.ids) === key && one.section === section);
    const isThere =
      kind === 'confirmation'
        ? // That a service wrote a side is no statement of a person.
          record?.kind === 'confirmed'
        : kind === 'check'
          ? record?.isChecked === true
          : notes.some((one) => one.kind === kind && pairKey(one.ids) === key && one.section === section);
    if (!isThere) throw refused('not-found');
    if (kind === 'confirmation') await deletePair(trx, document.id, ids);
    else if (kind === 'check') await saveCheck(trx, document.id, ids, null);
    else await deleteNote(trx, document.id, ids, kind);
    await appendEvent(subject.study.id, acting, {
      kind: 'pair.taken-back',
      needs: abilityTo(isOfCity(document) ? 'confirm' : 'versions', document.kind),
      ...aboutText(document),
      payload: { section, what: kind, subject: subjectOf(document) }
    });
    return null;
  }
);

const lineOf = ({ en, zh }: Bilingual): Bilingual => ({ en: oneLine(en), zh: oneLine(zh) });
const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim();
const isTooLong = ({ en, zh }: Bilingual): boolean =>
  en.length > longestPairNote || zh.length > longestPairNote;
