/**
 * Serves what the checks of two languages find in the texts of a study: which findings were accepted, how many
 * are open, and where a term is used. The page of a text runs the same checks on what it shows.
 */
import { setImmediate } from 'node:timers/promises';
import type { GlossaryTerm } from '#domain/glossary.ts';
import { parseAnswerSection } from '#document/answer-cells.ts';
import type { Bilingual } from '#domain/locale.ts';
import { pairKey, type PairRecord } from '#domain/pairs.ts';
import type { Actor } from '#domain/permissions.ts';
import { ok, refuse, type Result } from '#domain/refusal.ts';
import { markOf, type SectionContent } from '#domain/version.ts';
import { findingsOfPair, voiceFindings, type PreparedChecks } from '#lib/parity/text-findings.ts';
import { textPairsOf } from '#lib/parity/text-pairs.ts';
import { runCommand, type CommandDeps } from '../commands/run-command.ts';
import {
  countAcceptedFindings,
  deleteAcceptedFinding,
  listAcceptedFindings,
  saveAcceptedFinding
} from '../store/accepted-findings.ts';
import type { DocumentRow } from '../store/documents.ts';
import { listLastSeqs } from '../store/updates.ts';
import type { DocumentWorkers } from '../workers/document-workers.ts';
import { longestFindingReason, longestFindingWords, mostAcceptedFindings } from './contradictions.ts';
import { loadCheckBasis, openPreparedChecks } from './prepared-checks.ts';
import { listTermUses, type TermUses } from './search/term-uses.ts';
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

export function openTextChecks(tools: TextCheckTools): TextChecks {
  const { store, workers } = tools;
  const { db } = store;
  const cache = new Map<string, CachedText>();
  const checksOf = openPreparedChecks();

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

  return {
    async basis(actor, studySlug) {
      const authorized = await authorizeStudy(db, actor, studySlug);
      return authorized.ok ? ok(await loadCheckBasis(db, authorized.value.study.id)) : authorized;
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
        if (reason.length > longestFindingReason) return refuse('too-large');
        if (!/^[0-9a-f]{16}$/.test(given.key) || !/^[a-z-]{1,20}$/.test(given.kind))
          return refuse('invalid', { field: 'key' });
        if (!/^[\w:.-]{1,160}$/.test(given.section)) return refuse('invalid', { field: 'section' });
        if ((await countAcceptedFindings(trx, document.id, given.section)) >= mostAcceptedFindings)
          return refuse('too-many');
        const isOfAnswer = parseAnswerSection(given.section) !== null;
        await saveAcceptedFinding(trx, {
          documentId: document.id,
          studyId: study.id,
          section: given.section,
          key: given.key,
          kind: given.kind,
          // Of a city's answers no words are kept: what the city holds back later would stay there.
          saidEn: isOfAnswer ? '' : given.saidEn.slice(0, longestFindingWords),
          saidZh: isOfAnswer ? '' : given.saidZh.slice(0, longestFindingWords),
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
      const { mark: basis, checks } = await checksOf(db, study.id);
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

    uses: (actor, studySlug, termId) => listTermUses(store, actor, studySlug, termId)
  };
}
