/**
 * Shows and records what people say of single pairs of passages: that both sides say the same, that a second
 * person has checked that, that they differ on purpose, or that an approval need not wait for them. Every
 * statement is about the content that the person saw.
 */
import { parseAnswerSection } from '#document/answer-cells.ts';
import type { EventKind } from '#domain/events.ts';
import type { CityId, StudyId } from '#domain/ids.ts';
import type { Bilingual } from '#domain/locale.ts';
import { changesSince, type PairChanges } from '#domain/pair-changes.ts';
import {
  haveEqualPrints,
  isUnitId,
  isUpToDate,
  pairKey,
  sumPairCounts,
  type PairCounts,
  type PairFacts,
  type PairIds,
  type PairStatementKind,
  type PairStatus
} from '#domain/pairs.ts';
import { holdsOneOf, questionPart } from '#domain/parts.ts';
import { writableParts, type Actor } from '#domain/permissions.ts';
import { ok, refuse, type Result } from '#domain/refusal.ts';
import type { SectionContent } from '#domain/version.ts';
import type { DocumentKind } from '#domain/workflow.ts';
import type { TextFinding } from '#lib/parity/text-findings.ts';
import type { CommandContext, CommandDeps } from '../../commands/run-command.ts';
import { runCommand } from '../../commands/run-command.ts';
import { listAssessmentDocuments } from '../../store/assessments.ts';
import { listCities } from '../../store/cities.ts';
import type { DocumentRow } from '../../store/documents.ts';
import { findFramework } from '../../store/frameworks.ts';
import {
  deleteNote,
  deletePair,
  findPairWords,
  saveCheck,
  saveNote,
  type StoredPair,
  type StoredPairNote
} from '../../store/translation-pairs.ts';
import type { DocumentWorkers } from '../../workers/document-workers.ts';
import { acceptDrafts } from '../translation/machine-acceptance.ts';
import { factsOf } from '../access.ts';
import { openContradictions } from '../contradictions.ts';
import { loadReaderAccess } from '../reader-access.ts';
import { authorizeStudy } from '../study-access.ts';
import { readContent } from './freezing.ts';
import { namedPeople, type NamedPerson } from './named-people.ts';
import { confirmPair, isOfCity, loadPairFacts, pairColumns, statesIn, type SeenPair } from './pair-facts.ts';
import type { PairStates, SectionPairs } from './pair-states.ts';
import {
  aboutText,
  abilityTo,
  authorizeText,
  authorizeTextCommand,
  type AuthorizedText,
  type TextAct,
  type TextLocation
} from './text-access.ts';
import { subjectOf } from './version-storage.ts';

/** Limits the pairs of one statement: those of a long section. */
export const mostPairsAtOnce = 2_000;
/** Limits a divergence note, one line a side, and the reason of a waiver, in characters. */
export const longestPairNote = 500;

export interface PairStatement {
  readonly section: string;
  readonly pairs: readonly SeenPair[];
}

/** Holds what a page that shows the text needs to compute the states of its pairs by itself, as they change. */
export interface LivePairFacts extends PairFacts {
  readonly records: readonly StoredPair[];
  readonly notes: readonly StoredPairNote[];
  /** Holds who confirmed, checked or noted, by the id of the person. */
  readonly people: Readonly<Record<string, NamedPerson>>;
  readonly mayConfirm: boolean;
  readonly mayWaive: boolean;
}

export interface TextPairs {
  readonly location: TextLocation;
  readonly sections: readonly SectionPairs[];
  readonly mayConfirm: boolean;
  readonly mayWaive: boolean;
}

/** Describes a text of the study with its pairs, for lists of what is to do. */
export interface ListedText extends TextPairs {
  readonly kind: DocumentKind;
  readonly city: { readonly id: CityId; readonly name: Bilingual } | null;
  readonly chapter: { readonly slug: string; readonly title: Bilingual } | null;
}

export interface ListedTexts {
  readonly texts: readonly ListedText[];
  /** Names the sections of a city's texts, by the ids of the characteristics. */
  readonly sectionNames: Readonly<Record<string, Bilingual>>;
}

/** Names what a person does with pairs: to learn of them, to say something of them, or to waive them. */
export type PairAct = 'know' | 'confirm' | 'waive';

export interface TranslationPairs {
  /** Checks the right to an act, before what is said is read. */
  authorize(actor: Actor, studySlug: string, location: TextLocation, act: PairAct): Promise<Result<null>>;
  /** Returns the facts for the pairs of one section, for those who work on the text. */
  facts(
    actor: Actor,
    studySlug: string,
    location: TextLocation,
    section: string
  ): Promise<Result<LivePairFacts>>;
  /** Lists the pairs of a text with their states, for those who work on it. */
  list(actor: Actor, studySlug: string, location: TextLocation): Promise<Result<TextPairs>>;
  /** Lists the texts of a study on whose translation the person works, or whose versions the person reads. */
  listAll(actor: Actor, studySlug: string): Promise<Result<ListedTexts>>;
  /**
   * Counts the pairs of the findings of each city whose versions the person reads, by the id of the city. Findings
   * of which nobody has confirmed anything are left out.
   */
  countByCity(actor: Actor, studySlug: string): Promise<Result<Readonly<Record<string, PairCounts>>>>;
  /** Returns what has changed since a pair was confirmed; `not-found` where it never was. */
  changes(
    actor: Actor,
    studySlug: string,
    location: TextLocation,
    section: string,
    ids: PairIds
  ): Promise<Result<PairChanges>>;
  /**
   * Says of pairs that both sides say the same; `stale` where one is not what was seen, `translation-missing`
   * where one has no partner, `machine-untouched` where one is mostly as a translation service wrote it: that is
   * accepted one by one, with `byName`; `reason-required` where the checks find that both sides of one
   * contradict each other, nobody has accepted that, and no reason is given. Returns how many were confirmed.
   */
  confirm(
    actor: Actor,
    studySlug: string,
    location: TextLocation,
    statement: PairStatement & {
      readonly isMinor: boolean;
      readonly byName?: boolean;
      /** Says why they say the same although the checks contradict. */
      readonly reason?: string;
    }
  ): Promise<Result<number>>;
  /**
   * Says that a second reader has checked pairs; `second-reader-required` where the person confirmed one,
   * `wrong-state` where one is not confirmed as it is.
   */
  check(
    actor: Actor,
    studySlug: string,
    location: TextLocation,
    statement: PairStatement
  ): Promise<Result<number>>;
  /** Notes that both sides are right and differ on purpose, one line in each language; confirms the pair. */
  diverge(
    actor: Actor,
    studySlug: string,
    location: TextLocation,
    statement: PairStatement & { readonly note: Bilingual }
  ): Promise<Result<number>>;
  /** Says with a reason, in at least one language, that the approval need not wait for pairs. */
  waive(
    actor: Actor,
    studySlug: string,
    location: TextLocation,
    statement: PairStatement & { readonly reason: Bilingual }
  ): Promise<Result<number>>;
  /** Takes back a statement; `not-found` where there is none. */
  takeBack(
    actor: Actor,
    studySlug: string,
    location: TextLocation,
    statement: { readonly section: string; readonly ids: PairIds; readonly kind: PairStatementKind }
  ): Promise<Result<null>>;
}

export interface TranslationPairTools extends CommandDeps {
  readonly workers: Pick<DocumentWorkers, 'content' | 'answered' | 'next'>;
  readonly pairStates: PairStates;
}

/** Checks who may know the states of a text: of answers those alone who write them, since others see an earlier state. */
const mayKnow = ({ document, may }: Pick<AuthorizedText, 'document' | 'may'>): boolean =>
  may(isOfCity(document) ? 'confirm' : 'versions');

/** Checks whether the person writes this section; a representative of a city may be limited to some parts. */
function writesSection({ grants, document }: AuthorizedText, section: string): boolean {
  if (!isOfCity(document)) return true;
  const question = parseAnswerSection(section)?.question;
  return holdsOneOf(writableParts(grants, factsOf(document)), [
    section,
    ...(question === undefined ? [] : [questionPart(question)])
  ]);
}

const countsAsPairs = (pairs: readonly SeenPair[]): boolean =>
  pairs.length > 0 &&
  pairs.length <= mostPairsAtOnce &&
  pairs.every(({ ids }) => isUnitId(ids.en) && isUnitId(ids.zh) && pairKey(ids) !== ' ');

export function openTranslationPairs(tools: TranslationPairTools): TranslationPairs {
  const { workers, store, pairStates } = tools;
  const { db } = store;
  const contradictions = openContradictions();

  const authorizeKnowing = async (
    actor: Actor,
    studySlug: string,
    location: TextLocation
  ): Promise<Result<AuthorizedText>> => {
    const authorized = await authorizeText(db, actor, studySlug, location);
    return authorized.ok && !mayKnow(authorized.value) ? refuse('forbidden') : authorized;
  };

  /** Reads one section with its states as they are now; `not-found` for a section that the text has not. */
  const readStates = async (
    { document }: AuthorizedText,
    sectionId: string,
    requester: string,
    shown: readonly PairIds[] = []
  ): Promise<Result<{ readonly pairs: readonly PairStatus[]; readonly compared: SectionContent }>> => {
    const { sections } = await readContent(db, workers, document, requester);
    const section = sections.find(({ id }) => id === sectionId);
    if (!section) return refuse('not-found');
    const facts = await loadPairFacts(db, document.id);
    return ok({ pairs: statesIn(section, facts, shown), compared: section });
  };

  interface Writing {
    readonly act: TextAct;
    readonly kind: EventKind;
    readonly payload?: Readonly<Record<string, string | number | boolean>>;
    /** Has the pairs examined for contradictions; `reason` says why they are right all the same. */
    readonly examined?: { readonly reason: string };
  }

  /**
   * Writes a statement about pairs that the person saw. Text typed after it was read is newer than what is
   * said, and shows as changed.
   */
  const state = async (
    actor: Actor,
    studySlug: string,
    location: TextLocation,
    { section, pairs: seen }: PairStatement,
    { act, kind, payload = {}, examined }: Writing,
    write: (
      context: CommandContext,
      document: DocumentRow,
      pairs: readonly PairStatus[],
      findings: readonly TextFinding[]
    ) => Promise<Result<number>>
  ): Promise<Result<number>> => {
    const authorized = await authorizeText(db, actor, studySlug, location, act);
    if (!authorized.ok) return authorized;
    if (!writesSection(authorized.value, section)) return refuse('forbidden');
    if (!countsAsPairs(seen)) return refuse('invalid', { field: 'pairs' });
    const ids = seen.map((pair) => pair.ids);
    const now = await readStates(authorized.value, section, actor.userId, ids);
    if (!now.ok) return now;
    const byKey = new Map(now.value.pairs.map((pair) => [pair.key, pair]));
    const pairs = seen.flatMap(({ ids, prints }) => {
      const pair = byKey.get(pairKey(ids));
      const present = { en: pair?.en?.fingerprint ?? '', zh: pair?.zh?.fingerprint ?? '' };
      return pair && haveEqualPrints(present, prints) ? [pair] : [];
    });
    if (pairs.length < seen.length) return refuse('stale');
    const found =
      examined === undefined
        ? ok([])
        : await contradictions.examine(
            db,
            authorized.value,
            {
              section: now.value.compared,
              records: (await loadPairFacts(db, authorized.value.document.id)).records,
              pairs: ids
            },
            examined.reason
          );
    if (!found.ok) return found;
    return runCommand(tools, async (context) => {
      const allowed = await authorizeTextCommand(context.trx, actor, studySlug, location, act);
      if (!allowed.ok) return allowed;
      const { study, document, acting } = allowed.value;
      if (!writesSection(allowed.value, section)) return refuse('forbidden');
      const written = await write(context, document, pairs, found.value);
      if (!written.ok) return written;
      await context.appendEvent(study.id, acting, {
        kind,
        needs: abilityTo(isOfCity(document) ? 'confirm' : 'versions', document.kind),
        ...aboutText(document),
        payload: { section, count: written.value, subject: subjectOf(document), ...payload }
      });
      return written;
    });
  };

  return {
    async authorize(actor, studySlug, location, act) {
      const authorized =
        act === 'know'
          ? await authorizeKnowing(actor, studySlug, location)
          : await authorizeText(db, actor, studySlug, location, act);
      return authorized.ok ? ok(null) : authorized;
    },

    async facts(actor, studySlug, location, section) {
      const authorized = await authorizeKnowing(actor, studySlug, location);
      if (!authorized.ok) return authorized;
      const { study, document, may } = authorized.value;
      const facts = await loadPairFacts(db, document.id);
      const people = await namedPeople(db, study.id, [
        ...facts.records.flatMap(({ userId, checkedBy }) => [userId, checkedBy]),
        ...facts.notes.map(({ userId }) => userId)
      ]);
      return ok({
        records: facts.records,
        notes: facts.notes,
        confirmed: facts.of(section).confirmed,
        people: Object.fromEntries(people),
        mayConfirm: may('confirm') && writesSection(authorized.value, section),
        mayWaive: may('waive') && !isOfCity(document)
      });
    },

    async list(actor, studySlug, location) {
      const authorized = await authorizeKnowing(actor, studySlug, location);
      if (!authorized.ok) return authorized;
      const { document, may } = authorized.value;
      const sections = (await pairStates(db, [document.id])).get(document.id) ?? [];
      return ok({
        location,
        sections: sections.filter(
          ({ section }) => !isOfCity(document) || writesSection(authorized.value, section)
        ),
        mayConfirm: may('confirm'),
        mayWaive: may('waive') && !isOfCity(document)
      });
    },

    async listAll(actor, studySlug) {
      const authorized = await authorizeStudy(db, actor, studySlug);
      if (!authorized.ok) return authorized;
      const { study, grants } = authorized.value;
      const access = await loadReaderAccess(db, actor, study.id, grants);
      const texts = [
        ...(await cityTexts(study.id)).filter(({ kind, city }) =>
          access.ofCity(city.id).has(kind === 'findings' ? 'versions.read' : 'response.write')
        ),
        ...[...access.chapters.values()].flatMap(({ id, slug, title }) =>
          access.ofChapter(id).has('chapter.versions')
            ? [
                {
                  id,
                  kind: 'chapter' as const,
                  city: null,
                  chapter: { slug, title },
                  location: { kind: 'chapter', slug } satisfies TextLocation
                }
              ]
            : []
        )
      ];
      const states = await pairStates(
        db,
        texts.map(({ id }) => id)
      );
      const listed: ListedText[] = [];
      for (const { id, ...text } of texts) {
        const found = await authorizeText(db, actor, studySlug, text.location);
        if (!found.ok || !mayKnow(found.value)) continue;
        const { may, document } = found.value;
        listed.push({
          ...text,
          sections: (states.get(id) ?? []).filter(
            ({ section }) => !isOfCity(document) || writesSection(found.value, section)
          ),
          mayConfirm: may('confirm'),
          mayWaive: may('waive') && !isOfCity(document)
        });
      }
      const { characteristics = [] } = (await findFramework(db, study.id)) ?? {};
      return ok({
        texts: listed,
        sectionNames: Object.fromEntries(characteristics.map(({ id, name }) => [id, name]))
      });
    },

    async countByCity(actor, studySlug) {
      const authorized = await authorizeStudy(db, actor, studySlug);
      if (!authorized.ok) return authorized;
      const { study, grants } = authorized.value;
      const access = await loadReaderAccess(db, actor, study.id, grants);
      const findings = (await cityTexts(study.id)).filter(
        ({ kind, city }) => kind === 'findings' && access.ofCity(city.id).has('versions.read')
      );
      const states = await pairStates(
        db,
        findings.map(({ id }) => id),
        { onlyBegun: true }
      );
      return ok(
        Object.fromEntries(
          findings.flatMap(({ id, city }) => {
            const sections = states.get(id);
            return sections ? [[city.id, sumPairCounts(sections.map(({ counts }) => counts))]] : [];
          })
        )
      );
    },

    async changes(actor, studySlug, location, section, ids) {
      const authorized = await authorizeKnowing(actor, studySlug, location);
      if (!authorized.ok) return authorized;
      if (!isUnitId(ids.en) || !isUnitId(ids.zh)) return refuse('invalid', { field: 'pair' });
      const words = await findPairWords(db, authorized.value.document.id, ids);
      if (!words) return refuse('not-found');
      const now = await readStates(authorized.value, section, actor.userId);
      if (!now.ok) return now;
      const pair = now.value.pairs.find(({ key }) => key === pairKey(ids));
      if (!pair) return refuse('not-found');
      return ok(
        changesSince(
          { en: words.enText, zh: words.zhText },
          { en: pair.en?.text ?? null, zh: pair.zh?.text ?? null }
        )
      );
    },

    confirm: (actor, studySlug, location, { isMinor, byName = false, reason = '', ...statement }) =>
      state(
        actor,
        studySlug,
        location,
        statement,
        { act: 'confirm', kind: 'pair.confirmed', payload: { minor: isMinor }, examined: { reason } },
        async ({ trx, at }, document, pairs, findings) => {
          if (pairs.some(({ link }) => link === null)) return refuse('translation-missing');
          const accepted = await acceptDrafts(trx, document.id, pairs, { byName, userId: actor.userId, at });
          if (!accepted.ok) return accepted;
          const said = { reason, userId: actor.userId, at };
          const reasoned = await contradictions.accept(trx, document, statement.section, findings, said);
          if (!reasoned.ok) return reasoned;
          for (const pair of pairs)
            await confirmPair(trx, document, statement.section, pair, { isMinor, userId: actor.userId, at });
          return ok(pairs.length);
        }
      ),

    check: (actor, studySlug, location, statement) =>
      state(
        actor,
        studySlug,
        location,
        statement,
        { act: 'confirm', kind: 'pair.checked' },
        async ({ trx, at }, document, pairs) => {
          const { records } = await loadPairFacts(trx, document.id);
          const byKey = new Map(records.map((record) => [pairKey(record.ids), record]));
          const found = pairs.map((pair) => byKey.get(pair.key));
          if (pairs.some(({ state: now }, at) => !isUpToDate(now) || !found[at]))
            return refuse('wrong-state');
          if (found.some((record) => record?.userId === actor.userId))
            return refuse('second-reader-required');
          for (const record of found)
            if (record) await saveCheck(trx, document.id, record.ids, { by: actor.userId, at });
          return ok(pairs.length);
        }
      ),

    diverge: async (actor, studySlug, location, { note, ...statement }) => {
      const lines = lineOf(note);
      if (lines.en === '' || lines.zh === '') return refuse('both-languages-required', { field: 'note' });
      if (isTooLong(lines)) return refuse('too-large', { field: 'note' });
      return state(
        actor,
        studySlug,
        location,
        statement,
        { act: 'confirm', kind: 'pair.diverged' },
        async ({ trx, at }, document, pairs) => {
          if (isOfCity(document)) return refuse('wrong-state');
          const said = { byName: false, userId: actor.userId, at };
          const accepted = await acceptDrafts(trx, document.id, pairs, said);
          if (!accepted.ok) return accepted;
          for (const pair of pairs) {
            await confirmPair(trx, document, statement.section, pair, {
              isMinor: false,
              userId: actor.userId,
              at
            });
            await saveNote(trx, {
              ...pairColumns(document, statement.section, pair),
              kind: 'divergence',
              enText: lines.en,
              zhText: lines.zh,
              userId: actor.userId,
              at
            });
          }
          return ok(pairs.length);
        }
      );
    },

    waive: async (actor, studySlug, location, { reason, ...statement }) => {
      const lines = lineOf(reason);
      if (lines.en === '' && lines.zh === '') return refuse('reason-required', { field: 'reason' });
      if (isTooLong(lines)) return refuse('too-large', { field: 'reason' });
      return state(
        actor,
        studySlug,
        location,
        statement,
        { act: 'waive', kind: 'pair.waived' },
        async ({ trx, at }, document, pairs) => {
          if (isOfCity(document) || pairs.some(({ settledBy }) => settledBy === 'state'))
            return refuse('wrong-state');
          for (const pair of pairs)
            await saveNote(trx, {
              ...pairColumns(document, statement.section, pair),
              kind: 'waiver',
              enText: lines.en || null,
              zhText: lines.zh || null,
              userId: actor.userId,
              at
            });
          return ok(pairs.length);
        }
      );
    },

    async takeBack(actor, studySlug, location, { section, ids, kind }) {
      if (!isUnitId(ids.en) || !isUnitId(ids.zh)) return refuse('invalid', { field: 'pair' });
      const act = kind === 'waiver' ? 'waive' : 'confirm';
      return runCommand(tools, async ({ trx, appendEvent }) => {
        const allowed = await authorizeTextCommand(trx, actor, studySlug, location, act);
        if (!allowed.ok) return allowed;
        const { study, document, acting } = allowed.value;
        if (!writesSection(allowed.value, section)) return refuse('forbidden');
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
        if (!isThere) return refuse('not-found');
        if (kind === 'confirmation') await deletePair(trx, document.id, ids);
        else if (kind === 'check') await saveCheck(trx, document.id, ids, null);
        else await deleteNote(trx, document.id, ids, kind);
        await appendEvent(study.id, acting, {
          kind: 'pair.taken-back',
          needs: abilityTo(isOfCity(document) ? 'confirm' : 'versions', document.kind),
          ...aboutText(document),
          payload: { section, what: kind, subject: subjectOf(document) }
        });
        return ok(null);
      });
    }
  };

  async function cityTexts(studyId: StudyId) {
    const cities = await listCities(db, studyId);
    return (await listAssessmentDocuments(db, studyId))
      .flatMap(({ id, kind, cityId }) => {
        const city = cities.find((one) => one.id === cityId);
        return city
          ? [
              {
                id,
                kind,
                number: city.number,
                sideId: city.sideId,
                city: { id: city.id, name: city.shortName },
                chapter: null,
                location: { kind, city: cityId } satisfies TextLocation
              }
            ]
          : [];
      })
      .toSorted((a, b) => (a.sideId < b.sideId ? -1 : a.sideId > b.sideId ? 1 : a.number - b.number));
  }
}

const lineOf = ({ en, zh }: Bilingual): Bilingual => ({ en: oneLine(en), zh: oneLine(zh) });
const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim();
const isTooLong = ({ en, zh }: Bilingual): boolean =>
  en.length > longestPairNote || zh.length > longestPairNote;
