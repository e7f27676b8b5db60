/**
 * Has passages drafted by the translation service of the operator, on request of a person who writes the text. A
 * draft is a proposal: the person inserts it as an edit of their own, and the pair counts as machine text until a
 * person accepts it. What a city answers, openly or in confidence, is never sent.
 */
import { withHiddenChips } from '#base/chips/chip-signs.ts';
import { otherLocale, type Bilingual, type Locale } from '#base/locale.ts';
import { pairKey, type PairIds } from '#rules/pairs/pairs.ts';
import { isUnitId } from '#rules/pairs/units.ts';
import type { Actor } from '#base/permissions.ts';
import { ok, refuse, type Result } from '#base/refusal.ts';
import { checkParity } from '#rules/pairs/parity/check.ts';
import { isInOtherLanguage } from '#rules/pairs/parity/language.ts';
import type { ParityFinding } from '#rules/pairs/parity/finding.ts';
import { checkTerms, type TermFinding } from '#rules/pairs/parity/terms.ts';
import { prepareChecks } from '#rules/pairs/parity/text-findings.ts';
import { bind } from '#server/commands/bind.ts';
import { commandsOf } from '#server/commands/command.ts';
import { readsOf } from '#server/commands/read.ts';
import { refused, take } from '#server/commands/refused.ts';
import type { CommandDeps } from '#server/commands/run-command.ts';
import { listCities } from '#areas/cities';
import { listTerms } from './store/glossary.ts';
import { listGrantsOfUser } from '#server/auth/grants.ts';
import { findDraft, saveDraft, saveInsertion } from './store/machine-drafts.ts';
import { savePair } from './store/translation-pairs.ts';
import { protectTerms } from './translation/protected-terms.ts';
import { longestSource, type TranslationClient } from './translation/translation-client.ts';
import { openTurns, type Turns } from '#server/process/turns.ts';
import type { DocumentWorkers } from '#server/workers/document-workers.ts';
import {
  readContent,
  aboutText,
  abilityTo,
  type TextLocation,
  textSubject,
  type LoadedText
} from '#areas/documents';
import { isOfCity, loadPairFacts, pairColumns, statesIn } from './pair-facts.ts';
import { subjectOf } from '#rules/versions/version.ts';
import { findPassage, type PassageName } from './translation-units.ts';

export interface TranslationDraft {
  readonly text: string;
  readonly language: Locale;
  /** Says that most of what the service wrote is not in that language, as where it sends the passage back. */
  readonly isUntranslated: boolean;
  /** Lists what the draft says other than the passage: figures, dates, lists, names, and words that may not be used. */
  readonly findings: readonly (ParityFinding | TermFinding)[];
  /** Lists the agreed terms that the service left out. */
  readonly lostTerms: readonly Bilingual[];
  /** Lists the signs of the level and fact chips that the service left out. */
  readonly lostChips: readonly string[];
}

/** Limits the passages of one person that wait for the service; they go to it one by one. */
const mostWaiting = 50;
/** Limits the passages of one person over time. */
export const draftAllowance = { burst: 200, perSecond: 0.5 };
/** Sets how long a draft that nobody inserts is kept after the next one: passages are compared with it. */
const keptMilliseconds = 7 * 24 * 3_600_000;
/** Limits what is sent to the service at once, for all people. */
const atOnce = 4;

export interface TranslationDraftTools extends CommandDeps {
  readonly workers: Pick<DocumentWorkers, 'content' | 'answered' | 'next'>;
  readonly client: TranslationClient | null;
  /** Counts a passage of this person; false where there were too many of late. */
  readonly mayAsk: (userId: string) => boolean;
}

/** Names one side of a pair as the translation of the other. */
interface Inserted {
  readonly section: string;
  readonly language: Locale;
  readonly ids: PairIds;
}

const command = commandsOf<TranslationDraftTools>();

/** Keeps what the service wrote, so that the insertion of it is known as such. */
const keepDraft = command(
  { name: 'translations.keep-draft', subject: textSubject, needs: 'write' },
  async (
    { trx, at, subject: { study, document }, actor },
    draft: Pick<Parameters<typeof saveDraft>[1], 'section' | 'sourceBlock' | 'language' | 'text'>
  ) => {
    const kept = { ...draft, studyId: study.id, documentId: document.id, userId: actor.userId, at };
    await saveDraft(trx, kept, new Date(Date.parse(at) - keptMilliseconds).toISOString());
    return null;
  }
);

/** Records that a person inserted the draft of one side of this pair as the other side. */
const inserted = command(
  {
    name: 'translations.insert-draft',
    subject: textSubject,
    needs: 'write',
    prepare: async ({ db, deps, subject: { document }, actor }, { section, ids }: Inserted) => {
      if (!isUnitId(ids.en) || !isUnitId(ids.zh)) throw refused('invalid', { field: 'pair' });
      const content = await readContent(db, deps.workers, document, actor.userId);
      const found = content.sections.find(({ id }) => id === section);
      if (!found) throw refused('not-found');
      return found;
    }
  },
  async (
    { trx, at, subject: { document }, actor, prepared, append },
    { section, language, ids }: Inserted
  ) => {
    const pair = statesIn(prepared, await loadPairFacts(trx, document.id)).find(
      ({ key }) => key === pairKey(ids)
    );
    const passage = { documentId: document.id, sourceBlock: ids[otherLocale(language)], language };
    const draft = await findDraft(trx, passage);
    if (!pair?.en || !pair.zh || !draft) throw refused('not-found');
    await saveInsertion(trx, draft, ids[language]);
    await savePair(trx, {
      ...pairColumns(document, section, pair),
      kind: 'machine',
      enText: null,
      zhText: null,
      wasProposed: pair.link === 'proposed' || pair.link === 'recorded' ? 1 : 0,
      isMinor: 0,
      userId: actor.userId,
      at
    });
    append({
      kind: 'pair.drafted',
      needs: abilityTo('versions', document.kind),
      ...aboutText(document),
      payload: { section, subject: subjectOf(document) }
    });
    return null;
  }
);

/** Returns how the passages of a person wait for their turn, and then for that of all. */
function openWaiting(mayAsk: TranslationDraftTools['mayAsk']) {
  const forAll = openTurns(atOnce);
  const people = new Map<string, { readonly turns: Turns; count: number }>();
  return async <T>(userId: string, work: () => Promise<Result<T>>): Promise<Result<T>> => {
    const own = people.get(userId) ?? { turns: openTurns(1), count: 0 };
    if (own.count >= mostWaiting || !mayAsk(userId)) return refuse('too-many-requests');
    people.set(userId, own);
    own.count += 1;
    const endOwn = await own.turns.take();
    const end = await forAll.take();
    try {
      return await work();
    } finally {
      end();
      endOwn();
      own.count -= 1;
      if (own.count === 0) people.delete(userId);
    }
  };
}

/** Has the service translate a passage as it is now. */
async function translated(
  { store: { db }, workers }: TranslationDraftTools,
  client: TranslationClient,
  { study, document, passage, requester, signal }: Asked
) {
  const found = await findPassage(db, workers, document, passage, requester);
  if (!found.ok) return found;
  const { unit } = found.value;
  if (unit.kind === 'table' || unit.kind === 'figure') return refuse('invalid', { field: 'block' });
  if (unit.text.length > longestSource) return refuse('too-large', { field: 'block' });
  if (signal?.aborted) return refuse('translation-unavailable');
  const { language: from } = passage;
  const [terms, cities] = await Promise.all([listTerms(db, study.id), listCities(db, study.id)]);
  const checks = prepareChecks({ terms, cities: cities.map(({ name }) => name) });
  const held = protectTerms(unit.text, from, checks.terms, unit.chips);
  const answer = await client.translate(from, held.text, signal);
  if (!answer.ok) return answer;
  const { text, ...lost } = held.restore(answer.value);
  const isUntranslated = isInOtherLanguage(held.withoutSigns(answer.value), otherLocale(from));
  return text === '' ? refuse('translation-unusable') : ok({ unit, text, lost, checks, isUntranslated });
}

interface Asked extends LoadedText {
  readonly passage: PassageName;
  readonly requester: string;
  readonly signal: AbortSignal | undefined;
}

const read = readsOf<TranslationDraftTools>();

const mayBeSent = read(
  { name: 'translations.may-be-sent', subject: textSubject, needs: 'write' },
  ({ deps, subject: { document } }) => {
    if (isOfCity(document)) throw refused('translation-not-sent');
    if (!deps.client) throw refused('translation-off');
    return Promise.resolve(deps.client);
  }
);

const translate = read(
  { name: 'translations.draft', subject: textSubject, needs: 'write' },
  async (
    { deps, actor, subject },
    client: TranslationClient,
    passage: PassageName,
    signal: AbortSignal | undefined
  ) => take(await translated(deps, client, { ...subject, passage, requester: actor.userId, signal }))
);

export type TranslationDrafts = ReturnType<typeof createTranslationDrafts>;

export function createTranslationDrafts(tools: TranslationDraftTools) {
  const inTurn = openWaiting(tools.mayAsk);
  const bound = bind(tools, { inserted, keepDraft });
  const reads = bind(tools, { mayBeSent, translate });
  return {
    /** Says whether the operator has configured a service. */
    isOn: tools.client !== null,

    ...bound,

    /**
     * Drafts the translation of a paragraph, heading or item. The other refusals are those of the client, and
     * `translation-off`, `translation-not-sent` and `too-many-requests`.
     */
    async draft(
      actor: Actor,
      studySlug: string,
      location: TextLocation,
      passage: PassageName,
      signal?: AbortSignal
    ): Promise<Result<TranslationDraft>> {
      const client = await reads.mayBeSent(actor, studySlug, location);
      if (!client.ok) return client;
      const drafted = await inTurn(actor.userId, async () => {
        // The person may have lost the text, or changed the passage, while others were served.
        const now = { ...actor, grants: await listGrantsOfUser(tools.store.db, actor.userId) };
        return reads.translate(now, studySlug, location, client.value, passage, signal);
      });
      if (!drafted.ok) return drafted;
      const { unit, text, lost, checks, isUntranslated } = drafted.value;
      const { language: from } = passage;
      const [source, translation] = [unit.text, text].map((one) => withHiddenChips(one, unit.chips));
      const [en = '', zh = ''] = from === 'en' ? [source, translation] : [translation, source];
      const findings = [
        ...checkParity({ text: en }, { text: zh }, checks.names),
        // A term that is just missing is named as lost.
        ...checkTerms(en, zh, checks.terms).filter(({ kind }) => kind !== 'term')
      ];
      const language = otherLocale(from);
      const draft = { section: passage.section, sourceBlock: unit.id, language, text };
      const saved = await bound.keepDraft(actor, studySlug, location, draft);
      if (!saved.ok) return saved;
      const { lost: lostTerms, lostChips } = lost;
      return ok({ text, language, isUntranslated, findings, lostTerms, lostChips });
    }
  };
}
