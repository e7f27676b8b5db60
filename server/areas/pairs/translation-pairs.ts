/**
 * Shows and records what people say of single pairs of passages: that both sides say the same, that a second
 * person has checked that, that they differ on purpose, or that an approval need not wait for them. Every
 * statement is about the content that the person saw.
 */
import { parseAnswerSection } from '#document/answer-cells.ts';
import type { FactOf, PayloadOf } from '#lib/events/kinds.ts';
import type { CityId, StudyId } from '#base/ids.ts';
import type { Bilingual } from '#base/locale.ts';
import { changesSince, type PairChanges } from '#rules/pairs/pair-changes.ts';
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
} from '#rules/pairs/pairs.ts';
import { holdsOneOf, questionPart } from '#base/parts.ts';
import { writableParts } from '#base/permissions.ts';
import { subjectOf } from '#rules/versions/version.ts';
import type { SectionContent } from '#base/content.ts';
import type { DocumentKind } from '#base/states.ts';
import type { TextFinding } from '#rules/pairs/parity/text-findings.ts';
import { bind } from '#server/commands/bind.ts';
import { commandsOf, type Authorized, type Decision, type Preparation } from '#server/commands/command.ts';
import { readsOf } from '#server/commands/read.ts';
import { refused, take } from '#server/commands/refused.ts';
import type { CommandDeps } from '#server/commands/run-command.ts';
import { listAssessmentDocuments, listDocuments, type DocumentRow } from '#areas/assessments';
import { listCities } from '#areas/cities';
import { findFramework } from '#areas/framework';
import type { Db } from '#server/store/open.ts';
import {
  deleteNote,
  deletePair,
  findPairWords,
  saveCheck,
  saveNote,
  type StoredPair,
  type StoredPairNote
} from './store/translation-pairs.ts';
import type { DocumentWorkers } from '#server/workers/document-workers.ts';
import { acceptDrafts } from './translation/machine-acceptance.ts';
import {
  factsOf,
  readContent,
  aboutText,
  abilityTo,
  type AuthorizedText,
  type TextLocation,
  authorizedText,
  textSubject
} from '#areas/documents';
import { openContradictions, type Contradictions } from './contradictions.ts';
import { loadReaderAccess } from '#areas/evidence';
import { studySubject } from '#areas/study';
import { namedPeople, type NamedPerson } from '#areas/people';
import { confirmPair, isOfCity, loadPairFacts, pairColumns, statesIn, type SeenPair } from './pair-facts.ts';
import type { PairStates, SectionPairs } from './pair-states.ts';

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

type Deps = TranslationPairTools & { readonly contradictions: Contradictions };
type About = Authorized<typeof textSubject>;
type Prepare = Preparation<Deps, typeof textSubject>;
type Decide<P> = Decision<Deps, typeof textSubject, P>;

const command = commandsOf<Deps>();
const read = readsOf<Deps>();

/** Reads one section with its states as they are now; `not-found` for a section that the text has not. */
async function readStates(
  { db, deps, actor, subject: { document } }: Pick<Prepare, 'db' | 'deps' | 'actor' | 'subject'>,
  sectionId: string,
  shown: readonly PairIds[] = []
): Promise<{ readonly pairs: readonly PairStatus[]; readonly compared: SectionContent }> {
  const { sections } = await readContent(db, deps.workers, document, actor.userId);
  const section = sections.find(({ id }) => id === sectionId);
  if (!section) throw refused('not-found');
  const facts = await loadPairFacts(db, document.id);
  return { pairs: statesIn(section, facts, shown), compared: section };
}

/** Returns the text, where the person writes this section of it. */
function writing(about: About, section: string): AuthorizedText {
  const text = authorizedText(about);
  if (!writesSection(text, section)) throw refused('forbidden');
  return text;
}

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
  preparation: Prepare,
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

/** Names pairs in the payload of an event. */
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
const confirm = command(
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
const check = command(
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
    if (pairs.some(({ state: now }, at) => !isUpToDate(now) || !found[at])) throw refused('wrong-state');
    if (found.some((record) => record?.userId === userId)) throw refused('second-reader-required');
    for (const record of found) if (record) await saveCheck(trx, document.id, record.ids, { by: userId, at });
    return stated(decision, { kind: 'pair.checked', payload: pairsIn(decision, section) });
  }
);

type Divergence = PairStatement & { readonly note: Bilingual };

/** Notes that both sides are right and differ on purpose, one line in each language; confirms the pair. */
const diverge = command(
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
const waive = command(
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
function mayTakeBack(about: About, { section, kind }: OwnStatement): AuthorizedText {
  const text = authorizedText(about);
  if (!text.may(kind === 'waiver' ? 'waive' : 'confirm')) throw refused('forbidden');
  return writing(about, section);
}

/** Takes back a statement; `not-found` where there is none. */
const takeBack = command(
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

/** Returns the text, for those who may know the states of its pairs. */
function knowing(about: About): AuthorizedText {
  const text = authorizedText(about);
  if (!mayKnow(text)) throw refused('forbidden');
  return text;
}

/** Checks who may know the states of pairs, before it is read which pair somebody asks about. */
const authorize = read({ name: 'pairs.authorize', subject: textSubject }, (reading): Promise<null> => {
  knowing(reading);
  return Promise.resolve(null);
});

/** Returns the facts for the pairs of one section, for those who work on the text. */
const factsFor = read(
  { name: 'pairs.facts', subject: textSubject },
  async (reading, section: string): Promise<LivePairFacts> => {
    const { db } = reading;
    const text = knowing(reading);
    const { study, document, may } = text;
    const facts = await loadPairFacts(db, document.id);
    const people = await namedPeople(db, study.id, [
      ...facts.records.flatMap(({ userId, checkedBy }) => [userId, checkedBy]),
      ...facts.notes.map(({ userId }) => userId)
    ]);
    return {
      records: facts.records,
      notes: facts.notes,
      confirmed: facts.of(section).confirmed,
      people: Object.fromEntries(people),
      mayConfirm: may('confirm') && writesSection(text, section),
      mayWaive: may('waive') && !isOfCity(document)
    };
  }
);

/** Describes the pairs of a text as a reader who knows of them sees them. */
const pairsOf = (text: AuthorizedText, sections: readonly SectionPairs[]): Omit<TextPairs, 'location'> => ({
  sections: sections.filter(({ section }) => !isOfCity(text.document) || writesSection(text, section)),
  mayConfirm: text.may('confirm'),
  mayWaive: text.may('waive') && !isOfCity(text.document)
});

/** Lists the pairs of a text with their states, for those who work on it. */
const list = read({ name: 'pairs.list', subject: textSubject }, async (reading): Promise<TextPairs> => {
  const { db, deps } = reading;
  const text = knowing(reading);
  const { id } = text.document;
  const sections = (await deps.pairStates(db, [id])).get(id) ?? [];
  return { location: locationOf(text.document), ...pairsOf(text, sections) };
});

const locationOf = ({ kind, cityId, slug }: DocumentRow): TextLocation =>
  kind === 'chapter' ? { kind, slug: slug ?? '' } : { kind, city: cityId ?? '' };

/** Lists the texts of a study on whose translation the person works, or whose versions the person reads. */
const listAll = read(
  { name: 'pairs.list-all', subject: studySubject },
  async ({ db, deps, actor, grants, subject: { study } }): Promise<ListedTexts> => {
    const [access, ofCities, framework] = await Promise.all([
      loadReaderAccess(db, actor, study.id, grants),
      cityTexts(db, study.id),
      findFramework(db, study.id)
    ]);
    const texts = [
      ...ofCities.filter(({ kind, city }) =>
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
    const ids = texts.map(({ id }) => id);
    const [states, documents] = await Promise.all([deps.pairStates(db, ids), listDocuments(db, ids)]);
    const listed = texts.flatMap(({ id, ...text }): ListedText[] => {
      const document = documents.get(id);
      const found = document && authorizedText({ subject: { study, document }, grants });
      if (!found?.may('read') || !mayKnow(found)) return [];
      return [{ ...text, ...pairsOf(found, states.get(id) ?? []) }];
    });
    const { characteristics = [] } = framework ?? {};
    return {
      texts: listed,
      sectionNames: Object.fromEntries(characteristics.map(({ id, name }) => [id, name]))
    };
  }
);

/**
 * Counts the pairs of the findings of each city whose versions the person reads, by the id of the city. Findings
 * of which nobody has confirmed anything are left out.
 */
const countByCity = read(
  { name: 'pairs.count-by-city', subject: studySubject },
  async ({ db, deps, actor, grants, subject: { study } }): Promise<Readonly<Record<string, PairCounts>>> => {
    const access = await loadReaderAccess(db, actor, study.id, grants);
    const findings = (await cityTexts(db, study.id)).filter(
      ({ kind, city }) => kind === 'findings' && access.ofCity(city.id).has('versions.read')
    );
    const ids = findings.map(({ id }) => id);
    const states = await deps.pairStates(db, ids, { onlyBegun: true });
    return Object.fromEntries(
      findings.flatMap(({ id, city }) => {
        const sections = states.get(id);
        return sections ? [[city.id, sumPairCounts(sections.map(({ counts }) => counts))]] : [];
      })
    );
  }
);

/** Returns what has changed since a pair was confirmed; `not-found` where it never was. */
const changes = read(
  { name: 'pairs.changes', subject: textSubject },
  async (reading, section: string, ids: PairIds): Promise<PairChanges> => {
    const { document } = knowing(reading);
    if (!isUnitId(ids.en) || !isUnitId(ids.zh)) throw refused('invalid', { field: 'pair' });
    const words = await findPairWords(reading.db, document.id, ids);
    if (!words) throw refused('not-found');
    const now = await readStates(reading, section);
    const pair = now.pairs.find(({ key }) => key === pairKey(ids));
    if (!pair) throw refused('not-found');
    return changesSince(
      { en: words.enText, zh: words.zhText },
      { en: pair.en?.text ?? null, zh: pair.zh?.text ?? null }
    );
  }
);

async function cityTexts(db: Db, studyId: StudyId) {
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

export type TranslationPairs = ReturnType<typeof createTranslationPairs>;

export const createTranslationPairs = (tools: TranslationPairTools) =>
  bind(
    { ...tools, contradictions: openContradictions() },
    {
      authorize,
      facts: factsFor,
      list,
      listAll,
      countByCity,
      changes,
      confirm,
      check,
      diverge,
      waive,
      takeBack
    }
  );

const lineOf = ({ en, zh }: Bilingual): Bilingual => ({ en: oneLine(en), zh: oneLine(zh) });
const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim();
const isTooLong = ({ en, zh }: Bilingual): boolean =>
  en.length > longestPairNote || zh.length > longestPairNote;
