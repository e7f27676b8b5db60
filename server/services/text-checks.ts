/**
 * Serves what the checks of two languages find in the texts of a study: which findings were accepted, how many
 * are open, and where a term is used. The page of a text runs the same checks on what it shows.
 */
import { setImmediate } from 'node:timers/promises';
import type { GlossaryTerm } from '#domain/glossary.ts';
import type { StudyId } from '#domain/ids.ts';
import { parseAnswerSection } from '#document/answer-cells.ts';
import { isConfidentialSection } from '#document/confidential-answers.ts';
import { locales, type Bilingual, type Locale } from '#domain/locale.ts';
import { pairKey, type PairRecord } from '#domain/pairs.ts';
import type { Actor } from '#domain/permissions.ts';
import { ok, refuse, type Result } from '#domain/refusal.ts';
import { markOf, type SectionContent } from '#domain/version.ts';
import type { DocumentKind } from '#domain/workflow.ts';
import { findTerms, indexTerms } from '#lib/parity/term-index.ts';
import {
  findingsOfPair,
  prepareChecks,
  voiceFindings,
  type PreparedChecks
} from '#lib/parity/text-findings.ts';
import { blockAt, passagesOf, textPairsOf } from '#lib/parity/text-pairs.ts';
import { runCommand, type CommandDeps } from '../commands/run-command.ts';
import {
  countAcceptedFindings,
  deleteAcceptedFinding,
  listAcceptedFindings,
  saveAcceptedFinding
} from '../store/accepted-findings.ts';
import { listCities } from '../store/cities.ts';
import { listConfidentialAnswersOf } from '../store/confidential.ts';
import { listDocuments, listDocumentIds, type DocumentRow } from '../store/documents.ts';
import { listTerms } from '../store/glossary.ts';
import type { Db } from '../store/open.ts';
import { listLastSeqs } from '../store/updates.ts';
import type { DocumentWorkers } from '../workers/document-workers.ts';
import { listRoomsOfDocuments, readableAmong } from './access.ts';
import { authorizeStudy } from './study-access.ts';
import { readContent } from './workflow/freezing.ts';
import { loadPairFacts } from './workflow/pair-facts.ts';
import { namedPeople, type NamedPerson } from './workflow/named-people.ts';
import {
  aboutText,
  abilityTo,
  authorizeText,
  authorizeTextCommand,
  type TextLocation
} from './workflow/text-access.ts';
import { subjectOf } from './workflow/version-storage.ts';

const longestReason = 1_000;
const longestSaid = 400;
const mostAccepted = 2_000;
/** The most places of a term that are listed. */
const mostUses = 300;

/** Orders texts by what they are about; the order of their ids would tell which of them is older. */
const byPlace = (a: DocumentRow, b: DocumentRow): number => {
  const [one, other] = [a, b].map(({ kind, cityId, slug }) => `${kind} ${cityId ?? ''} ${slug ?? ''}`);
  return (one ?? '') < (other ?? '') ? -1 : 1;
};
/** Limits the cache to the texts of several studies; the least recently used entry is dropped. */
const mostCached = 300;

export interface ShownAcceptance {
  readonly key: string;
  readonly reason: string;
  readonly by: NamedPerson | null;
  readonly at: string;
}

export interface AcceptedFindings {
  readonly accepted: readonly ShownAcceptance[];
  readonly mayAccept: boolean;
}

export interface Acceptance {
  readonly section: string;
  readonly key: string;
  readonly kind: string;
  readonly saidEn: string;
  readonly saidZh: string;
  readonly reason: string;
}

/** Says where a term is used: a block of a text that the reader may read. */
export interface TermUse {
  readonly documentId: string;
  readonly kind: DocumentKind;
  readonly cityId: string | null;
  readonly chapter: string | null;
  readonly section: string;
  readonly block: string | null;
  readonly language: Locale;
  /** Holds the words around the term, and which of them are the term. */
  readonly before: string;
  readonly words: string;
  readonly after: string;
}

export interface TermUses {
  readonly uses: readonly TermUse[];
  /** Is true where there are more than are listed. */
  readonly isCut: boolean;
}

export interface TextChecks {
  /** Holds what the checks of a page need: the study's terms and its cities' names. */
  basis(
    actor: Actor,
    studySlug: string
  ): Promise<Result<{ readonly terms: readonly GlossaryTerm[]; readonly cities: readonly Bilingual[] }>>;
  /** Lists the findings of a section, or of the whole text, that were accepted; null for who only reads the text. */
  accepted(
    actor: Actor,
    studySlug: string,
    location: TextLocation,
    section: string | null
  ): Promise<Result<AcceptedFindings | null>>;
  /** Accepts a finding with a reason; it holds as long as neither passage changes. */
  accept(
    actor: Actor,
    studySlug: string,
    location: TextLocation,
    acceptance: Acceptance
  ): Promise<Result<null>>;
  /** Takes an acceptance back. */
  reopen(actor: Actor, studySlug: string, location: TextLocation, key: string): Promise<Result<null>>;
  /** Counts the findings of a text that nobody accepted, for who reads the text. */
  open(actor: Actor, studySlug: string, location: TextLocation): Promise<Result<number>>;
  /** Lists where a term is used, in the texts that the reader may read. */
  uses(actor: Actor, studySlug: string, termId: string): Promise<Result<TermUses>>;
}

export interface TextCheckTools extends CommandDeps {
  readonly workers: Pick<DocumentWorkers, 'content' | 'answered' | 'next'>;
}

interface CachedText {
  /** Identifies the generation and the last sequence number of its log. */
  readonly of: string;
  readonly sections: readonly SectionContent[];
  /** Holds the keys of the findings with the mark of the glossary for which they were made. */
  findings: { readonly mark: string; readonly keys: readonly string[] } | null;
}

/** Returns the keys of all findings; other requests are answered between the pairs of a long text. */
async function keysOf(
  sections: readonly SectionContent[],
  records: readonly PairRecord[],
  checks: PreparedChecks,
  isOfExperts: boolean
): Promise<string[]> {
  const keys: string[] = [];
  for (const section of sections) {
    if (isOfExperts) keys.push(...voiceFindings(section).map(({ key }) => key));
    for (const pair of textPairsOf(section, records)) {
      keys.push(...findingsOfPair(pair, checks).map(({ key }) => key));
      await setImmediate();
    }
  }
  // Two equal pairs have equal findings, which are accepted as one.
  return [...new Set(keys)];
}

/** Limits the characters that are shown on either side of a term. */
const around = 60;
/** Returns the words before a position, whole ones where words are separated by spaces. */
function startOf(text: string, to: number): string {
  if (to <= around) return text.slice(0, to);
  const part = text.slice(to - around, to);
  return `…${part.replace(/^[\p{L}\p{N}]*[^\S\n]+(?=.{20})/u, '')}`;
}
function endOf(text: string, from: number): string {
  if (text.length - from <= around) return text.slice(from);
  const part = text.slice(from, from + around);
  return `${part.replace(/(?<=.{20})[^\S\n]+\S*$/u, '')}…`;
}

export function openTextChecks(tools: TextCheckTools): TextChecks {
  const { store, workers } = tools;
  const { db } = store;
  const cache = new Map<string, CachedText>();
  let prepared: { readonly mark: string; readonly checks: PreparedChecks } | null = null;

  async function textOf(document: DocumentRow, requester: string): Promise<CachedText> {
    const { id, generation } = document;
    const seqs = await listLastSeqs(db, store.engine, [{ documentId: id, generation }]);
    const of = `${generation}:${seqs.get(`${id}@${generation}`) ?? 0}`;
    const key = `${id}@${generation}`;
    let cached = cache.get(key);
    if (cached?.of !== of) {
      const content = await readContent(db, workers, document, requester);
      cached = {
        of: `${content.generation}:${content.throughSeq}`,
        // Answers to single questions are checked like the account of a characteristic.
        sections: [...content.sections, ...(content.answers?.passages ?? [])],
        findings: null
      };
    }
    cache.delete(key);
    cache.set(key, cached);
    for (const old of [...cache.keys()].slice(0, Math.max(0, cache.size - mostCached))) cache.delete(old);
    return cached;
  }

  async function basisOf(of: Db, studyId: StudyId) {
    const [terms, cities] = await Promise.all([listTerms(of, studyId), listCities(of, studyId)]);
    return {
      terms,
      cities: cities.map(({ name }) => name)
    };
  }

  async function checksOf(studyId: StudyId): Promise<NonNullable<typeof prepared>> {
    const basis = await basisOf(db, studyId);
    const mark = markOf([studyId, basis]);
    if (prepared?.mark !== mark) prepared = { mark, checks: prepareChecks(basis) };
    return prepared;
  }

  return {
    async basis(actor, studySlug) {
      const authorized = await authorizeStudy(db, actor, studySlug);
      return authorized.ok ? ok(await basisOf(db, authorized.value.study.id)) : authorized;
    },

    async accepted(actor, studySlug, location, section) {
      const authorized = await authorizeText(db, actor, studySlug, location);
      if (!authorized.ok) return authorized;
      const { study, document, may } = authorized.value;
      if (!may('versions') && !may('confirm')) return ok(null);
      const rows = await listAcceptedFindings(db, document.id, section);
      const people = await namedPeople(
        db,
        study.id,
        rows.map(({ userId }) => userId)
      );
      return ok({
        accepted: rows.map(({ key, reason, userId, at }) => ({
          key,
          reason,
          at,
          by: people.get(userId) ?? null
        })),
        mayAccept: may('confirm')
      });
    },

    accept: (actor, studySlug, location, given) =>
      runCommand(tools, async ({ trx, at, appendEvent }) => {
        const authorized = await authorizeTextCommand(trx, actor, studySlug, location, 'confirm');
        if (!authorized.ok) return authorized;
        const { study, document, acting } = authorized.value;
        const reason = given.reason.trim();
        if (reason === '') return refuse('reason-required');
        if (reason.length > longestReason) return refuse('too-large');
        if (!/^[0-9a-f]{16}$/.test(given.key) || !/^[a-z-]{1,20}$/.test(given.kind))
          return refuse('invalid', { field: 'key' });
        if (!/^[\w:.-]{1,160}$/.test(given.section)) return refuse('invalid', { field: 'section' });
        if ((await countAcceptedFindings(trx, document.id, given.section)) >= mostAccepted)
          return refuse('too-many');
        const isOfAnswer = parseAnswerSection(given.section) !== null;
        await saveAcceptedFinding(trx, {
          documentId: document.id,
          studyId: study.id,
          section: given.section,
          key: given.key,
          kind: given.kind,
          // Of a city's answers no words are kept: what the city holds back later would stay there.
          saidEn: isOfAnswer ? '' : given.saidEn.slice(0, longestSaid),
          saidZh: isOfAnswer ? '' : given.saidZh.slice(0, longestSaid),
          reason,
          userId: actor.userId,
          at
        });
        await appendEvent(study.id, acting, {
          kind: 'finding.accepted',
          needs: abilityTo(document.kind === 'response' ? 'read' : 'versions', document.kind),
          ...aboutText(document),
          payload: { section: given.section, act: 'accepted', subject: subjectOf(document) }
        });
        return ok(null);
      }),

    reopen: (actor, studySlug, location, key) =>
      runCommand(tools, async ({ trx, appendEvent }) => {
        const authorized = await authorizeTextCommand(trx, actor, studySlug, location, 'confirm');
        if (!authorized.ok) return authorized;
        const { study, document, acting } = authorized.value;
        if (!(await deleteAcceptedFinding(trx, document.id, key))) return refuse('not-found');
        await appendEvent(study.id, acting, {
          kind: 'finding.accepted',
          needs: abilityTo(document.kind === 'response' ? 'read' : 'versions', document.kind),
          ...aboutText(document),
          payload: { act: 'reopened', subject: subjectOf(document) }
        });
        return ok(null);
      }),

    async open(actor, studySlug, location) {
      const authorized = await authorizeText(db, actor, studySlug, location);
      if (!authorized.ok) return authorized;
      const { study, document, may } = authorized.value;
      if (!may('versions') && !may('confirm')) return refuse('forbidden');
      const text = await textOf(document, actor.userId);
      const { mark: basis, checks } = await checksOf(study.id);
      const { records } = await loadPairFacts(db, document.id);
      // Only confirmations that hold pairs together by themselves change which passages are compared.
      const mark = markOf([
        basis,
        records.filter(({ wasProposed }) => wasProposed).map(({ ids }) => pairKey(ids))
      ]);
      if (text.findings?.mark !== mark)
        text.findings = {
          mark,
          keys: await keysOf(
            text.sections,
            records,
            checks,
            document.kind === 'findings' || document.kind === 'chapter'
          )
        };
      const accepted = new Set((await listAcceptedFindings(db, document.id)).map(({ key }) => key));
      return ok(text.findings.keys.filter((key) => !accepted.has(key)).length);
    },

    async uses(actor, studySlug, termId) {
      const authorized = await authorizeStudy(db, actor, studySlug);
      if (!authorized.ok) return authorized;
      const { study } = authorized.value;
      const term = (await listTerms(db, study.id)).find(({ id }) => id === termId);
      if (!term) return refuse('not-found');
      const index = indexTerms([term]);
      const ids = await listDocumentIds(db, study.id);
      const documents = [...(await listDocuments(db, ids)).values()]
        .filter(({ kind }) => kind !== 'confidential')
        .toSorted(byPlace);
      const rooms = await listRoomsOfDocuments(
        db,
        documents.map(({ id }) => ({ documentId: id }))
      );
      const confidential = await listConfidentialAnswersOf(
        db,
        documents.map(({ id }) => id)
      );
      const uses: TermUse[] = [];
      for (const document of documents) {
        const generation = readableAmong(rooms, actor, document);
        if (generation === undefined) continue;
        const { sections } = await textOf({ ...document, generation }, actor.userId);
        const heldBack = confidential.get(document.id) ?? [];
        for (const section of sections.filter(({ id }) => !isConfidentialSection(heldBack, id)))
          for (const language of locales)
            for (const passage of passagesOf(section, language))
              for (const { from, to } of findTerms(index, language, passage.text).occurrences) {
                if (uses.length === mostUses) return ok({ uses, isCut: true });
                uses.push({
                  documentId: document.id,
                  kind: document.kind,
                  cityId: document.cityId,
                  chapter: document.slug,
                  section: section.id,
                  block: blockAt(passage, from)?.id ?? null,
                  language,
                  before: startOf(passage.text, from),
                  words: passage.text.slice(from, to),
                  after: endOf(passage.text, to)
                });
              }
      }
      return ok({ uses, isCut: false });
    }
  };
}
