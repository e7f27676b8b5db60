/**
 * Holds what the checks of two languages find in the section that a page shows: it follows the live text, and
 * checks after a pause in the writing.
 */
import { untrack } from 'svelte';
import { sectionContent } from '#document/content.ts';
import { observeSection } from '#document/observe.ts';
import type { GlossaryTerm } from '#rules/pairs/glossary.ts';
import { otherLocale, type Bilingual, type Locale } from '#base/locale.ts';
import { pairKey, type PairIds, type PairRecord } from '#rules/pairs/pairs.ts';
import type { DocumentSession } from '#lib/collab/session.svelte.ts';
import { findTerms, indexTerms, type TermIndex } from '#rules/pairs/parity/term-index.ts';
import { passagesOf, textPairsOf } from '#rules/pairs/parity/text-pairs.ts';
import { isContradiction, type TextFinding } from '#rules/pairs/parity/text-findings.ts';
import type { AcceptedFindings, ShownAcceptance } from '#areas/checks';
import type { FromChecks, ToChecks } from './checks.worker.ts';

/** The pause in the writing after which a text is checked, in milliseconds. */
const pause = 400;

/** The least time between two readings of the glossary, in milliseconds. */
const readAgainAfter = 20_000;

interface Basis {
  readonly terms: readonly GlossaryTerm[];
  readonly cities: readonly Bilingual[];
}

interface Shown {
  readonly studySlug: string;
  readonly section: string;
  /** Lists further sections of the text whose findings are wanted, such as those of a city's answers. */
  readonly others?: readonly string[];
  /** Is true for a text of experts, whose voice is checked. */
  readonly isOfExperts: boolean;
  readonly session: DocumentSession | null;
  readonly accepted: AcceptedFindings | null;
  /** Holds what people confirmed of the pairs, as far as the reader may know it. */
  readonly records: readonly PairRecord[];
}

/** Names a term that the other language of a pair uses, for a writer of this one. */
export interface OfferedTerm {
  readonly term: GlossaryTerm;
  /** Is true if no equivalent is there yet. */
  readonly isMissing: boolean;
}

export interface AcceptedFinding {
  readonly finding: TextFinding;
  readonly acceptance: ShownAcceptance;
}

export class TextChecks {
  readonly #shown: () => Shown;
  #found = $state.raw<FromChecks['findings']>({});
  /** Lists what was found in the section that the page shows. */
  readonly findings: readonly TextFinding[] = $derived.by(() => this.#found[this.#shown().section] ?? []);
  /** Is true once the present text was checked. */
  isChecked = $state(false);
  terms = $state.raw<readonly GlossaryTerm[]>([]);
  #usedIds = $state.raw<readonly string[]>([]);
  /** Lists the terms that either text uses. */
  readonly used: readonly GlossaryTerm[] = $derived.by(() =>
    this.#usedIds.flatMap((id) => this.terms.find((term) => term.id === id) ?? [])
  );
  readonly index: TermIndex = $derived.by(() => indexTerms(this.terms));
  readonly #accepted = $derived.by(() =>
    Object.fromEntries(this.#shown().accepted?.accepted.map((one) => [one.key, one]) ?? [])
  );
  readonly open: readonly TextFinding[] = $derived.by(() => this.openOf(this.findings));
  readonly accepted: readonly AcceptedFinding[] = $derived.by(() => this.acceptedOf(this.findings));

  /** Must be called while a component is initialised; the checks end with it. */
  constructor(shown: () => Shown) {
    this.#shown = shown;
    const studySlug = $derived(shown().studySlug);
    let worker = $state.raw<Worker | null>(null);
    let answered = 0;
    let asked = 0;

    $effect(() => {
      const made = new Worker(new URL('./checks.worker.ts', import.meta.url), { type: 'module' });
      made.addEventListener('message', ({ data }: MessageEvent<FromChecks>) => {
        if (data.n < answered) return;
        answered = data.n;
        this.#found = data.findings;
        this.#usedIds = data.terms;
        this.isChecked = data.n === asked;
      });
      worker = made;
      return () => {
        worker = null;
        made.terminate();
      };
    });

    let basis = $state.raw<Basis | null>(null);
    let read: () => void = () => undefined;
    $effect(() => {
      const stop = new AbortController();
      const path = `/studies/${studySlug}/glossary/terms.json`;
      let readAt = Number.NEGATIVE_INFINITY;
      let known = '';
      read = () => {
        if (performance.now() - readAt < readAgainAfter) return;
        readAt = performance.now();
        void fetch(path, { signal: stop.signal })
          .then(async (response) => {
            const text = response.ok ? await response.text() : known;
            if (text !== known) basis = JSON.parse(text) as Basis;
            known = text;
          })
          .catch(() => {
            // The next change of the page's data reads it again.
            readAt = Number.NEGATIVE_INFINITY;
          });
      };
      read();
      return () => stop.abort();
    });
    // A page whose data is read again has perhaps another glossary; the server says whether it has.
    $effect(() => {
      void shown().accepted;
      read();
    });
    $effect(() => {
      if (basis) this.terms = basis.terms;
    });

    const section = $derived(shown().section);
    // A derived text is the same as long as the list is.
    const others = $derived(JSON.stringify(shown().others ?? []));
    const isOfExperts = $derived(shown().isOfExperts);
    const network = $derived(shown().session?.hasText ? shown().session?.network : undefined);
    $effect(() => {
      if (!network || !basis || !worker) return;
      const [document, checks, own, isExperts] = [network, worker, section, isOfExperts];
      const more = (JSON.parse(others) as string[]).filter((one) => one !== own);
      checks.postMessage({ kind: 'basis', basis: basis } satisfies ToChecks);
      let timer: ReturnType<typeof setTimeout> | undefined;
      const check = (): void => {
        asked += 1;
        checks.postMessage({
          kind: 'sections',
          n: asked,
          sections: [
            // A confirmation made meanwhile counts from the next change of the text on.
            { content: sectionContent(document, own), records: untrack(shown).records },
            ...more.map((one) => ({ content: sectionContent(document, one), records: [] }))
          ],
          isOfExperts: isExperts
        } satisfies ToChecks);
      };
      const soon = (): void => {
        clearTimeout(timer);
        timer = setTimeout(check, pause);
      };
      this.#found = {};
      this.isChecked = false;
      check();
      const stops = [own, ...more].map((one) => observeSection(document, one, soon));
      return () => {
        clearTimeout(timer);
        for (const stop of stops) stop();
      };
    });
  }

  /** Of the shown section or another. */
  readonly findingsIn = (section: string): readonly TextFinding[] => this.#found[section] ?? [];
  readonly openOf = (findings: readonly TextFinding[]): readonly TextFinding[] =>
    findings.filter(({ key }) => !(key in this.#accepted));
  readonly acceptedOf = (findings: readonly TextFinding[]): readonly AcceptedFinding[] =>
    findings.flatMap((finding) => {
      const acceptance = this.#accepted[finding.key];
      return acceptance ? [{ finding, acceptance }] : [];
    });

  /** Returns in what both sides of a pair contradict each other, and what of it was accepted. */
  readonly contradictionsOf = (
    ids: PairIds
  ): { readonly open: readonly TextFinding[]; readonly accepted: readonly AcceptedFinding[] } => {
    const found = this.findings.filter(
      (finding) => isContradiction(finding) && finding.unit !== null && pairKey(finding.unit) === pairKey(ids)
    );
    return { open: this.openOf(found), accepted: this.acceptedOf(found) };
  };

  /** Counts the contradictions in the section that nobody has accepted. */
  get contradictions(): number {
    return this.open.filter(isContradiction).length;
  }

  /** Is true if the voice is checked as well. */
  get isOfExperts(): boolean {
    return this.#shown().isOfExperts;
  }

  get mayAccept(): boolean {
    return this.#shown().accepted?.mayAccept === true;
  }

  readonly termOf = (id: string | null): GlossaryTerm | undefined =>
    id === null ? undefined : this.terms.find((term) => term.id === id);

  /**
   * Returns the terms that the counterpart of a block uses, those first whose equivalent is not in it yet; those
   * of the whole other text where the block has no counterpart.
   */
  offered(language: Locale, block: string | null): OfferedTerm[] {
    const { session, section, records } = this.#shown();
    if (!session) return [];
    const other = otherLocale(language);
    const content = sectionContent(session.doc, section);
    const pair = textPairsOf(content, records).find((one) =>
      one[language].blocks.some(({ id }) => id === block)
    );
    const there = pair ? [pair[other].text] : passagesOf(content, other).map(({ text }) => text);
    const here = findTerms(this.index, language, pair?.[language].text ?? '').present;
    const offered: OfferedTerm[] = [];
    for (const text of there)
      for (const { senses } of findTerms(this.index, other, text).occurrences)
        for (const { term: at, use } of senses) {
          const term = this.terms[at];
          const isOffered = offered.some((one) => one.term === term);
          if (term && !isOffered && term.term[language] !== '' && (use === 'preferred' || use === 'allowed'))
            offered.push({ term, isMissing: !here.has(at) });
        }
    return offered.sort((one, another) => Number(another.isMissing) - Number(one.isMissing));
  }
}
