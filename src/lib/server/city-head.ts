/** Loads what heads the pages of a city, as far as the reader may see it. */
import { error, type RequestEvent } from '@sveltejs/kit';
import { offeredCityPages } from '#rules/cities/city-pages.ts';
import type { Actor } from '#base/permissions.ts';
import { asJson } from '#lib/wire/as-json.ts';
import type { Result } from '#base/refusal.ts';
import { headedSections, partsAbove } from '#rules/framework/synopsis-headings.ts';
import type { AssessmentView } from '#areas/answers';
import { must } from './guard.ts';
import { sideBySide } from '#base/side-by-side.ts';

export async function loadCityHead(
  { locals }: Pick<RequestEvent, 'locals'>,
  actor: Actor,
  studySlug: string,
  view: AssessmentView
) {
  const main = view.documents.find((document) => document.kind === 'findings') ?? view.documents[0];
  if (!main) error(404);
  const { characteristics } = view.framework;
  const { services } = locals;
  const found = <T>(result: Result<T>): T => must(locals, result);
  const isCollecting = view.state === 'collecting';
  const loadWritten = async () =>
    found(
      await services.documents.written(
        actor,
        main.id,
        characteristics.map(({ id }) => id)
      )
    );
  const { written, headings, answerProgress } = await sideBySide({
    written: loadWritten(),
    headings: services.studies.synopsisHeadings(actor, studySlug).then(found),
    answerProgress: isCollecting ? services.completeness.progress(actor, view) : null
  });
  const parts = partsAbove(headings, view.side.id, view.framework);
  return {
    /** Holds how far the city is with its answers, by part; null once they are submitted, and for who may not read them. */
    answerProgress,
    city: view.city,
    side: view.side,
    state: view.state,
    stateSince: view.stateSince,
    deadline: view.deadline,
    /** Counts what is missing for the next step, as far as that is cheap to compute. */
    missing: answerProgress
      ? null
      : must(
          locals,
          await locals.services.workflow.countMissing(actor, studySlug, view.city.id, {
            text: main.kind,
            sections: written
          })
        ),
    pages: offeredCityPages(view),
    /** Names the text that `written` describes. */
    main: main.kind,
    /** Holds the parts of the short profile that stand above the findings; none above answers. */
    headings: parts,
    /** Lists them in the order of their headings; of a synopsis under the short profile, each with its part. */
    characteristics: asJson(
      headedSections(
        characteristics.map(({ id, number, name }) => ({
          id,
          number,
          name,
          written: written.get(id) ?? { en: false, zh: false }
        })),
        main.kind === 'findings' ? parts : []
      )
    )
  };
}
