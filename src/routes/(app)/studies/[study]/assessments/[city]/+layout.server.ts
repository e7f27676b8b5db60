import { asJson } from '#lib/wire/as-json.ts';
import { loadCityHead } from '#lib/server/city-head.ts';
import { followCity } from '#lib/server/follow.ts';
import { must, needActor } from '#lib/server/guard.ts';
import { readerIn } from '#lib/collab/reader.ts';
import { readLayout } from '#lib/editor/layout.ts';
import type { LayoutServerLoad } from './$types';

/** Not found without `assessment.see`. The documents are those that the reader may open. */
export const load: LayoutServerLoad = async (event) => {
  const { study, city } = event.params;
  followCity(event);
  const { services, locale } = event.locals;
  const actor = needActor(event);
  const view = must(event.locals, await services.assessments.load(actor, study, city));
  return {
    ...(await loadCityHead(event, actor, study, view)),
    submittedAt: view.submittedAt,
    readsEvidence: view.abilities.has('evidence.read'),
    readsConfidential: view.abilities.has('confidential.read'),
    hasConfidential: view.confidential !== null,
    confidentialAnswers: view.confidentialAnswers,
    documents: asJson(view.documents),
    /** Holds the title of the short profile, where the city answers it and the reader may read that. */
    profile: view.documents.some(({ kind }) => kind === 'response') ? (view.profile?.title ?? null) : null,
    self: readerIn(actor, view.study),
    layout: readLayout((name) => event.cookies.get(name), locale)
  };
};
