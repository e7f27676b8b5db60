/**
 * Manages whether both languages of a section say the same: a user confirms it for the exact text that they
 * saw; what changes afterwards in either language is stale until it is confirmed again. Also reports whether
 * the city's answer has changed since.
 */
import { idsOf } from '#rules/pairs/pairs.ts';
import { statesOfUnits } from '#rules/pairs/pair-states.ts';
import { changedUnits, countPairs, type PairCounts } from '#rules/pairs/pair-counts.ts';
import { writtenIn } from '#rules/pairs/section-units.ts';
import { subjectOf } from '#rules/versions/version.ts';
import { fingerprintsOf, staleBlocks, type SectionContent } from '#base/content.ts';
import type { TextFinding } from '#rules/pairs/parity/text-findings.ts';
import { findDocumentOfRoom } from '#areas/assessments';
import {
  listConfirmedTranslations,
  packFingerprints,
  saveConfirmedTranslation
} from './store/confirmed-translations.ts';
import type { DocumentWorkers } from '#server/workers/document-workers.ts';
import { bind } from '#server/commands/bind.ts';
import { commandsOf } from '#server/commands/command.ts';
import { readsOf, type Reading } from '#server/commands/read.ts';
import { refused, take } from '#server/commands/refused.ts';
import type { CommandDeps } from '#server/commands/run-command.ts';
import type { Db } from '#server/store/open.ts';
import { openContradictions, type Contradictions } from './contradictions.ts';
import {
  readContent,
  aboutText,
  abilityTo,
  type AuthorizedText,
  authorizedText,
  textSubject
} from '#areas/documents';
import { namedPeople, type NamedPerson } from '#areas/people';
import { acceptDrafts } from './translation/machine-acceptance.ts';
import { confirmPair, isOfCity, loadPairFacts, statesIn, toConfirm, withoutPartner } from './pair-facts.ts';
import type { TextUnits } from './text-units.ts';

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
  readonly seen: Fingerprints;
  /** Says why both say the same although the checks contradict. */
  readonly reason?: string;
}

export interface TranslationStatusTools extends CommandDeps {
  readonly workers: Pick<DocumentWorkers, 'content' | 'answered' | 'next'>;
  readonly textUnits: TextUnits;
}

type Deps = TranslationStatusTools & { readonly contradictions: Contradictions };

const command = commandsOf<Deps>();
const read = readsOf<Deps>();

interface Seen {
  readonly db: Db;
  readonly workers: TranslationStatusTools['workers'];
  readonly textUnits: TextUnits;
  readonly text: AuthorizedText;
  readonly requester: string;
}

const seenBy = (reading: Reading<Deps, typeof textSubject>): Seen => ({
  db: reading.db,
  workers: reading.deps.workers,
  textUnits: reading.deps.textUnits,
  text: authorizedText(reading),
  requester: reading.actor.userId
});

const sectionsNow = async ({ db, workers, text, requester }: Seen): Promise<readonly SectionContent[]> =>
  (await readContent(db, workers, text.document, requester)).sections;

/**
 * Returns what the city answers, by section; empty where the text is no synopsis of an answer, or the
 * reader may not read it.
 */
async function answersNow({
  db,
  textUnits,
  text: { document, study, abilities },
  requester
}: Seen): Promise<Map<string, Fingerprints>> {
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
}

const mayKnow = ({ document, may }: AuthorizedText): boolean =>
  may('versions') || (document.kind === 'response' && may('read'));

/** Lists the statuses for those who work on the text: its readers in consultation learn nothing of it. */
const list = read(
  { name: 'translation-status.list', subject: textSubject },
  async (reading): Promise<TranslationStatuses> => {
    const { db, deps, actor } = reading;
    const seen = seenBy(reading);
    if (!mayKnow(seen.text)) throw refused('forbidden');
    const { study, document, may } = seen.text;
    const [sections, confirmed, facts] = [
      (await deps.textUnits(db, [document], actor.userId)).get(document.id) ?? [],
      await listConfirmedTranslations(db, document.id),
      await loadPairFacts(db, document.id)
    ];
    const knowsAnswers = [...confirmed.values()].some(({ answers }) => answers !== null);
    const answers = knowsAnswers ? await answersNow(seen) : new Map<string, Fingerprints>();
    const people = await namedPeople(
      db,
      study.id,
      [...confirmed.values()].map(({ userId }) => userId)
    );
    return {
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
    };
  }
);

/**
 * `stale` where the text is not what was seen; `translation-missing` where one language is;
 * `passages-unpaired` where a passage has no counterpart, and no note says why; `reason-required` where a
 * pair contradicts itself, nobody has accepted that, and no reason is given. Text that is typed after it was
 * read is newer than what is confirmed, and shows as changed.
 */
const confirm = command(
  {
    name: 'translation-status.confirm',
    subject: textSubject,
    needs: 'confirm',
    prepare: async (
      preparation,
      sectionId: string,
      { seen: prints, reason = '' }: Confirmation
    ): Promise<SeenSection> => {
      const { db, deps, subject } = preparation;
      const seen = seenBy(preparation);
      const section = (await sectionsNow(seen)).find(({ id }) => id === sectionId);
      if (!section) throw refused('not-found');
      const written = writtenIn(section);
      if (!written.en || !written.zh) throw refused('translation-missing');
      const now = fingerprintsOf(section);
      if (staleBlocks(now, prints).length > 0) throw refused('stale');
      const facts = await loadPairFacts(db, subject.document.id);
      const states = statesIn(section, facts);
      const alone = withoutPartner(states);
      if (alone.length > 0 && !isOfCity(subject.document))
        throw refused('passages-unpaired', { count: alone.length });
      const compared = { section, records: facts.records, pairs: toConfirm(states).map(idsOf) };
      const findings = take(await deps.contradictions.examine(db, seen.text, compared, reason));
      const answers = (await answersNow(seen)).get(sectionId) ?? {};
      return { section, now, findings, answers };
    }
  },
  async (
    { trx, at, deps, actor: { userId }, append, prepared, subject: { study, document } },
    sectionId: string,
    { isMinor, reason = '' }: Confirmation
  ) => {
    const { section, now, findings, answers } = prepared;
    await saveConfirmedTranslation(trx, {
      studyId: study.id,
      documentId: document.id,
      section: sectionId,
      blocks: packFingerprints(now, answers),
      isMinor: isMinor ? 1 : 0,
      userId,
      at
    });
    // A confirmation that stands for the same content keeps its second reader.
    const pairs = toConfirm(statesIn(section, await loadPairFacts(trx, document.id)));
    take(await acceptDrafts(trx, document.id, pairs, { byName: false, userId, at }));
    take(await deps.contradictions.accept(trx, document, sectionId, findings, { reason, userId, at }));
    for (const pair of pairs) await confirmPair(trx, document, sectionId, pair, { isMinor, userId, at });
    append({
      kind: 'translation.confirmed',
      needs: abilityTo(document.kind === 'response' ? 'read' : 'versions', document.kind),
      ...aboutText(document),
      payload: { section: sectionId, minor: isMinor, subject: subjectOf(document) }
    });
    return null;
  }
);

/** Holds a section as its reader saw it, with what is wrong in it and what the city answers. */
interface SeenSection {
  readonly section: SectionContent;
  readonly now: Fingerprints;
  readonly findings: readonly TextFinding[];
  readonly answers: Fingerprints;
}

export type TranslationStatus = ReturnType<typeof createTranslationStatus>;

export const createTranslationStatus = (tools: TranslationStatusTools) =>
  bind({ ...tools, contradictions: openContradictions() }, { list, confirm });
