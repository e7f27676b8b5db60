/** Names and links the places in which a term is used. */
import type { RequestEvent } from '@sveltejs/kit';
import { parseAnswerSection } from '#document/answer-cells.ts';
import type { Bilingual } from '#base/locale.ts';
import { needActor } from './guard.ts';

/** Returns the places with their names and addresses; none where the reader may not know the term. */
export async function termUses(event: RequestEvent<{ study: string }>, termId: string) {
  const [actor, { services }] = [needActor(event), event.locals];
  const { study } = event.params;
  const [found, framework, chapters, cities] = await Promise.all([
    services.textChecks.uses(actor, study, termId),
    services.frameworks.load(actor, study),
    services.chapters.list(actor, study),
    services.cities.list(actor, study)
  ]);
  if (!found.ok) return { uses: [], isCut: false };
  const known = framework.ok ? framework.value.framework : null;
  const characteristics = new Map(known?.characteristics.map(({ id, name }) => [id, name] as const));
  /** Maps questions to the page on which they are answered. */
  const pages = new Map([
    ...(known?.characteristics ?? []).flatMap(({ id, questions }) =>
      questions.map((question) => [question.id, id] as const)
    ),
    ...(known?.profile?.parts ?? []).flatMap(({ questions }) =>
      questions.map((question) => [question.id, 'profile'] as const)
    )
  ]);
  const titles = new Map(chapters.ok ? chapters.value.map(({ slug, title }) => [slug, title] as const) : []);
  const cityNames = new Map(
    cities.ok ? cities.value.map(({ id, shortName }) => [id as string, shortName]) : []
  );
  return {
    isCut: found.value.isCut,
    uses: found.value.uses.map(({ kind, cityId, chapter, section, block, ...use }) => {
      const question = parseAnswerSection(section)?.question;
      const fragment =
        question !== undefined ? `#question-${question}` : block === null ? '' : `#block-${block}`;
      const page = question === undefined ? section : pages.get(question);
      const place: Bilingual | null =
        kind === 'chapter' ? (titles.get(chapter ?? '') ?? null) : (cityNames.get(cityId ?? '') ?? null);
      return {
        ...use,
        kind,
        place,
        section: characteristics.get(page ?? '') ?? null,
        href:
          kind === 'chapter'
            ? `/studies/${study}/chapters/${chapter ?? ''}${fragment}`
            : page === undefined || !(page === 'profile' || characteristics.has(page))
              ? null
              : `/studies/${study}/assessments/${cityId ?? ''}/${page}?text=${kind}${fragment}`
      };
    })
  };
}
