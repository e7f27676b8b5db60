/**
 * Loads the data for the page and the file of missing answers: the cities that this reader may read, filtered
 * by the address.
 */
import type { RequestEvent } from '@sveltejs/kit';
import { sumOfProgress } from '#rules/answers/answer-progress.ts';
import { groupOf, lackGroups, type Lack, type LackGroup } from '#rules/answers/completeness.ts';
import { figuresQuestion } from '#rules/answers/figure-record.ts';
import type { Framework } from '#rules/framework/framework.ts';
import type { Bilingual } from '#base/locale.ts';
import { figuresTitle } from '#lib/areas/answers/question-model.ts';
import { oneOf } from '#lib/forms/fields.ts';
import { must, needActor } from './guard.ts';

export interface LackView {
  readonly lack: Lack;
  readonly group: LackGroup;
  readonly characteristic: Bilingual;
  readonly code: string;
  readonly question: Bilingual;
}

type PageRequest = Pick<RequestEvent, 'locals' | 'url'> & { readonly params: { readonly study: string } };

function lackView(framework: Framework, lack: Lack): LackView {
  const characteristic = framework.characteristics.find(({ id }) => id === lack.section);
  const question = framework.characteristics
    .flatMap(({ questions }) => questions)
    .find(({ id }) => id === lack.question);
  return {
    lack,
    group: groupOf(lack),
    characteristic: characteristic?.name ?? { en: lack.section, zh: lack.section },
    code: question?.code ?? '',
    question:
      question?.text ??
      (lack.question === figuresQuestion ? figuresTitle : { en: lack.question, zh: lack.question })
  };
}

export async function completenessOf(event: PageRequest) {
  const { study, cities } = must(
    event.locals,
    await event.locals.services.completeness.list(needActor(event), event.params.study)
  );
  const group = oneOf(lackGroups, event.url.searchParams.get('group') ?? '') ?? null;
  const side = study.sides.find(({ id }) => id === event.url.searchParams.get('side'))?.id ?? null;
  const sides = study.sides.map(({ id }) => id);
  return {
    group,
    side,
    cities: cities
      .filter(({ city }) => side === null || city.sideId === side)
      .sort(
        (a, b) => sides.indexOf(a.city.sideId) - sides.indexOf(b.city.sideId) || a.city.number - b.city.number
      )
      .map(({ city, state, framework, lacks, progress }) => ({
        city,
        state,
        progress: sumOfProgress(progress.values()),
        lacks: lacks
          .map((lack) => lackView(framework, lack))
          .filter((one) => group === null || one.group === group)
      }))
  };
}
