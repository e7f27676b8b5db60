/**
 * Manages whether both languages of a section say the same: a user confirms it for the exact text that they
 * saw; what changes afterwards in either language is stale until it is confirmed again. Also reports whether
 * the city's answer has changed since.
 */
import type { Actor } from '#domain/permissions.ts';
import { changedUnits, countPairs, idsOf, statesOfUnits, type PairCounts } from '#domain/pairs.ts';
import { ok, refuse, type Result } from '#domain/refusal.ts';
import { writtenIn } from '#domain/section-units.ts';
import { fingerprintsOf, staleBlocks, type SectionContent } from '#domain/version.ts';
import { findDocumentOfRoom } from '../../store/documents.ts';
import {
  listConfirmedTranslations,
  packFingerprints,
  saveConfirmedTranslation
} from '../../store/confirmed-translations.ts';
import type { DocumentWorkers } from '../../workers/document-workers.ts';
import { runCommand, type CommandDeps } from '../../commands/run-command.ts';
import { openContradictions } from '../contradictions.ts';
import { readContent } from './freezing.ts';
import { namedPeople, type NamedPerson } from './named-people.ts';
import { acceptDrafts } from '../translation/machine-acceptance.ts';
import { confirmPair, isOfCity, loadPairFacts, statesIn, toConfirm, withoutPartner } from './pair-facts.ts';
import type { TextUnits } from './text-units.ts';
import {
  aboutText,
  abilityTo,
  authorizeText,
  authorizeTextCommand,
  type AuthorizedText,
  type TextLocation
} from './text-access.ts';
import { subjectOf } from './version-storage.ts';

export type Fingerprints = Readonly<Record<string, string>>;

export interface SectionTranslationStatus {
  readonly section: string;
  readonly written: Readonly<Record<'en' | 'zh', boolean>>;
  /** Holds the fingerprints of the present text, by block id. */
  readonly now: Fingerprints;
  /** Says when both were confirmed to say the same; null where no one has confirmed it. */
  readonly confirmed: {
    readonly blocks: Fingerprints;
    readonly by: NamedPerson | null;
    readonly at: string;
    readonly isMinor: boolean;
  } | null;
  /** Lists the passages of either language that have changed since they were confirmed, by their inner blocks. */
  readonly changed: readonly string[];
  /** Counts the pairs of the section by state. */
  readonly pairs: PairCounts;
  /** Says that the city's answer to this characteristic differs from the one when this was confirmed. */
  readonly answerChanged: boolean;
}

export interface TranslationStatuses {
  readonly sections: readonly SectionTranslationStatus[];
  readonly mayConfirm: boolean;
}

export interface Confirmation {
  /** Says that the change is so small that nothing had to be translated again. */
  readonly isMinor: boolean;
  /** Holds the fingerprints of what the person saw. */
  readonly seen: Fingerprints;
  /** Says why both say the same although the checks contradict. */
  readonly reason?: string;
}

export interface TranslationStatus {
  /** Lists the statuses for those who work on the text: its readers in consultation learn nothing of it. */
  list(actor: Actor, studySlug: string, location: TextLocation): Promise<Result<TranslationStatuses>>;
  /**
   * Confirms a section with all its pairs; `stale` where the text is not what was seen; `translation-missing`
   * where one language is; `passages-unpaired` where a passage has no counterpart, and no note says why;
   * `reason-required` where a pair contradicts itself, nobody has accepted that, and no reason is given.
   */
  confirm(
    actor: Actor,
    studySlug: string,
    location: TextLocation,
    section: string,
    confirmation: Confirmation
  ): Promise<Result<null>>;
}

export interface TranslationStatusTools extends CommandDeps {
  readonly workers: Pick<DocumentWorkers, 'content' | 'answered' | 'next'>;
  readonly textUnits: TextUnits;
}

export function openTranslationStatus(tools: TranslationStatusTools): TranslationStatus {
  const { workers, store, textUnits } = tools;
  const { db } = store;
  const contradictions = openContradictions();

  const sectionsNow = async (
    authorized: AuthorizedText,
    requester: string
  ): Promise<readonly SectionContent[]> =>
    (await readContent(db, workers, authorized.document, requester)).sections;

  /**
   * Returns what the city answers, by section; empty where the text is no synopsis of an answer, or the
   * reader may not read it.
   */
  const answersNow = async (
    { document, study, abilities }: AuthorizedText,
    requester: string
  ): Promise<Map<string, Fingerprints>> => {
    if (document.kind !== 'findings' || document.cityId === null || !abilities.has('response.read'))
      return new Map();
    const response = await findDocumentOfRoom(db, {
      studySlug: study.slug,
      kind: 'response',
      city: document.cityId
    });
    if (!response) return new Map();
    const sections = (await textUnits(db, [response], requester)).get(response.id) ?? [];
    return new Map(sections.map(({ units, blocks }) => [units.section, blocks]));
  };

  const mayKnow = ({ document, may }: AuthorizedText): boolean =>
    may('versions') || (document.kind === 'response' && may('read'));

  return {
    async list(actor, studySlug, location) {
      const authorized = await authorizeText(db, actor, studySlug, location);
      if (!authorized.ok) return authorized;
      if (!mayKnow(authorized.value)) return refuse('forbidden');
      const { study, document, may } = authorized.value;
      const [sections, confirmed, facts] = [
        (await textUnits(db, [document], actor.userId)).get(document.id) ?? [],
        await listConfirmedTranslations(db, document.id),
        await loadPairFacts(db, document.id)
      ];
      const knowsAnswers = [...confirmed.values()].some(({ answers }) => answers !== null);
      const answers = knowsAnswers
        ? await answersNow(authorized.value, actor.userId)
        : new Map<string, Fingerprints>();
      const people = await namedPeople(
        db,
        study.id,
        [...confirmed.values()].map(({ userId }) => userId)
      );
      return ok({
        mayConfirm: may('confirm'),
        sections: sections.map(({ units, blocks, written }): SectionTranslationStatus => {
          const { section } = units;
          const last = confirmed.get(section) ?? null;
          const answer = answers.get(section);
          const pairs = statesOfUnits(units, blocks, facts.of(section));
          return {
            section,
            written,
            now: blocks,
            confirmed: last && {
              blocks: last.blocks,
              by: people.get(last.userId) ?? null,
              at: last.at,
              isMinor: last.isMinor
            },
            changed: changedUnits(pairs),
            pairs: countPairs(pairs),
            answerChanged:
              answer !== undefined &&
              last !== null &&
              last.answers !== null &&
              staleBlocks(answer, last.answers).length > 0
          };
        })
      });
    },

    async confirm(actor, studySlug, location, sectionId, { isMinor, seen, reason = '' }) {
      const authorized = await authorizeText(db, actor, studySlug, location, 'confirm');
      if (!authorized.ok) return authorized;
      const section = (await sectionsNow(authorized.value, actor.userId)).find(({ id }) => id === sectionId);
      if (!section) return refuse('not-found');
      const written = writtenIn(section);
      if (!written.en || !written.zh) return refuse('translation-missing');
      const now = fingerprintsOf(section);
      // Text typed after this point is newer than what is confirmed, and shows as changed.
      if (staleBlocks(now, seen).length > 0) return refuse('stale');
      const { document: text } = authorized.value;
      const facts = await loadPairFacts(db, text.id);
      const states = statesIn(section, facts);
      const alone = withoutPartner(states);
      if (alone.length > 0 && !isOfCity(text)) return refuse('passages-unpaired', { count: alone.length });
      const compared = { section, records: facts.records, pairs: toConfirm(states).map(idsOf) };
      const found = await contradictions.examine(db, authorized.value, compared, reason);
      if (!found.ok) return found;
      const answers = (await answersNow(authorized.value, actor.userId)).get(sectionId) ?? {};
      return runCommand(tools, async ({ trx, at, appendEvent }) => {
        const allowed = await authorizeTextCommand(trx, actor, studySlug, location, 'confirm');
        if (!allowed.ok) return allowed;
        const { study, document, acting } = allowed.value;
        await saveConfirmedTranslation(trx, {
          studyId: study.id,
          documentId: document.id,
          section: sectionId,
          blocks: packFingerprints(now, answers),
          isMinor: isMinor ? 1 : 0,
          userId: actor.userId,
          at
        });
        // A confirmation that stands for the same content keeps its second reader.
        const pairs = toConfirm(statesIn(section, await loadPairFacts(trx, document.id)));
        const said = { byName: false, userId: actor.userId, at };
        const accepted = await acceptDrafts(trx, document.id, pairs, said);
        if (!accepted.ok) return accepted;
        const because = { reason, userId: actor.userId, at };
        const reasoned = await contradictions.accept(trx, document, sectionId, found.value, because);
        if (!reasoned.ok) return reasoned;
        for (const pair of pairs)
          await confirmPair(trx, document, sectionId, pair, { isMinor, userId: actor.userId, at });
        await appendEvent(study.id, acting, {
          kind: 'translation.confirmed',
          needs: abilityTo(document.kind === 'response' ? 'read' : 'versions', document.kind),
          ...aboutText(document),
          payload: { section: sectionId, minor: isMinor, subject: subjectOf(document) }
        });
        return ok(null);
      });
    }
  };
}
