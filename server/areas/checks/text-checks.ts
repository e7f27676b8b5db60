/**
 * Serves what the checks of two languages find in the texts of a study: which findings were accepted, how many
 * are open, and where a term is used. The page of a text runs the same checks on what it shows.
 */
import { inTurns } from '#server/process/in-turns.ts';
import { parseAnswerSection } from '#document/answer-cells.ts';
import type { DomainEvent } from '#lib/events/kinds.ts';
import type { StudyId } from '#base/ids.ts';
import { pairKey, type PairRecord } from '#rules/pairs/pairs.ts';
import { subjectOf } from '#rules/versions/version.ts';
import type { SectionContent } from '#base/content.ts';
import { markOf } from '#base/canonical.ts';
import { findingsOfPair, voiceFindings, type PreparedChecks } from '#rules/pairs/parity/text-findings.ts';
import { textPairsOf } from '#rules/pairs/parity/text-pairs.ts';
import { bind } from '#server/commands/bind.ts';
import { commandsOf } from '#server/commands/command.ts';
import { readsOf } from '#server/commands/read.ts';
import { refused } from '#server/commands/refused.ts';
import type { CommandDeps } from '#server/commands/run-command.ts';
import {
  countAcceptedFindings,
  deleteAcceptedFinding,
  listAcceptedFindings,
  saveAcceptedFinding,
  longestFindingReason,
  longestFindingWords,
  mostAcceptedFindings,
  loadCheckBasis,
  openPreparedChecks,
  loadPairFacts
} from '#areas/pairs';
import type { DocumentRow } from '#areas/assessments';
import { listLastSeqs } from '#server/store/updates.ts';
import type { DocumentWorkers } from '#server/workers/document-workers.ts';
import { studySubject } from '#areas/study';
import { readContent, aboutText, abilityTo, textSubject } from '#areas/documents';
import { namedPeople, type NamedPerson } from '#areas/people';

/** The texts of several studies; the least recently used entry is dropped. */
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

/** Other requests are answered between the pairs of a long text. */
async function keysOf(
  sections: readonly SectionContent[],
  records: readonly PairRecord[],
  checks: PreparedChecks,
  isOfExperts: boolean
): Promise<string[]> {
  const keys: string[] = [];
  for (const section of sections) {
    if (isOfExperts) keys.push(...voiceFindings(section).map(({ key }) => key));
    await inTurns(textPairsOf(section, records), (pair) => {
      keys.push(...findingsOfPair(pair, checks).map(({ key }) => key));
    });
  }
  // Two equal pairs have equal findings, which are accepted as one.
  return [...new Set(keys)];
}

const command = commandsOf<CommandDeps>();
const read = readsOf<CommandDeps>();

/** It holds as long as neither passage changes. */
const accept = command(
  { name: 'findings.accept', subject: textSubject, needs: 'confirm' },
  async ({ trx, at, subject: { study, document }, actor, append }, given: Acceptance) => {
    const reason = given.reason.trim();
    if (reason === '') throw refused('reason-required');
    if (reason.length > longestFindingReason) throw refused('too-large');
    if (!/^[0-9a-f]{16}$/.test(given.key) || !/^[a-z-]{1,20}$/.test(given.kind))
      throw refused('invalid', { field: 'key' });
    if (!/^[\w:.-]{1,160}$/.test(given.section)) throw refused('invalid', { field: 'section' });
    if ((await countAcceptedFindings(trx, document.id, given.section)) >= mostAcceptedFindings)
      throw refused('too-many');
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
    append(findingEvent(document, { section: given.section, act: 'accepted' }));
    return null;
  }
);

/** Takes an acceptance back. */
const reopen = command(
  { name: 'findings.reopen', subject: textSubject, needs: 'confirm' },
  async ({ trx, subject: { document }, append }, key: string) => {
    if (!(await deleteAcceptedFinding(trx, document.id, key))) throw refused('not-found');
    append(findingEvent(document, { act: 'reopened' }));
    return null;
  }
);

const findingEvent = (
  document: DocumentRow,
  facts: { readonly section?: string; readonly act: 'accepted' | 'reopened' }
): DomainEvent<'finding.accepted'> => ({
  kind: 'finding.accepted',
  needs: abilityTo(document.kind === 'response' ? 'read' : 'versions', document.kind),
  ...aboutText(document),
  payload: { ...facts, subject: subjectOf(document) }
});

/** Holds what the checks of a page need: the study's terms and its cities' names. */
const basis = read({ name: 'findings.basis', subject: studySubject }, ({ db, subject: { study } }) =>
  loadCheckBasis(db, study.id)
);

/** Null for who only reads the text. */
const accepted = read(
  { name: 'findings.accepted', subject: textSubject },
  async (
    { db, subject: { study, document }, abilities },
    section: string | null
  ): Promise<AcceptedFindings | null> => {
    if (!abilities.has('versions') && !abilities.has('confirm')) return null;
    const rows = await listAcceptedFindings(db, document.id, section);
    const people = await namedPeople(
      db,
      study.id,
      rows.map(({ userId }) => userId)
    );
    return {
      accepted: rows.map(({ key, reason, userId, at }) => ({
        key,
        reason,
        at,
        by: people.get(userId) ?? null
      })),
      mayAccept: abilities.has('confirm')
    };
  }
);

/** Counts the findings of a text that nobody accepted, for who reads the text. */
const open = readsOf<CommandDeps & { readonly findingsOf: ReturnType<typeof openTextFindings> }>()(
  { name: 'findings.open', subject: textSubject, needs: ['versions', 'confirm'] },
  async ({ db, deps, subject: { study, document }, actor }) => {
    const keys = await deps.findingsOf(study.id, document, actor.userId);
    const known = new Set((await listAcceptedFindings(db, document.id)).map(({ key }) => key));
    return keys.filter((key) => !known.has(key)).length;
  }
);

export type TextChecks = ReturnType<typeof createTextChecks>;

export const createTextChecks = (tools: TextCheckTools) =>
  bind({ ...tools, findingsOf: openTextFindings(tools) }, { accept, reopen, basis, accepted, open });

/** Returns the reading of the keys of a text's findings, with a cache of the texts. */
function openTextFindings({ store, workers }: TextCheckTools) {
  const { db } = store;
  const cache = new Map<string, CachedText>();
  const checksOf = openPreparedChecks();
  return async (studyId: StudyId, document: DocumentRow, requester: string): Promise<readonly string[]> => {
    const text = await textOf(document, requester);
    const { mark: ofTerms, checks } = await checksOf(db, studyId);
    const { records } = await loadPairFacts(db, document.id);
    // Only confirmations that hold pairs together by themselves change which passages are compared.
    const mark = markOf([
      ofTerms,
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
    return text.findings.keys;
  };

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
}
