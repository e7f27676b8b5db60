import { error } from '@sveltejs/kit';
import { must, needActor } from '#lib/server/guard.ts';
import { readerIn } from '#lib/collab/reader.ts';
import { nothingWritten } from '#document/texts.ts';
import { readLayout } from '#lib/editor/layout.ts';
import type { LayoutServerLoad } from './$types';

/**
 * Loads one city's assessment; not found without `assessment.see`. Its documents are those that the reader
 * may open.
 */
export const load: LayoutServerLoad = async (event) => {
  const { study, city } = event.params;
  event.depends(`study:${study}`);
  const { services, locale } = event.locals;
  const actor = needActor(event);
  const view = must(event.locals, await services.assessments.load(actor, study, city));
  const main = view.documents.find((document) => document.kind === 'findings') ?? view.documents[0];
  if (!main) error(404);
  const { characteristics } = view.framework;
  const written = must(
    event.locals,
    await services.documents.written(
      actor,
      main.id,
      characteristics.map(({ id }) => id)
    )
  );
  const missing = must(
    event.locals,
    await services.workflow.countMissing(actor, study, city, { text: main.kind, sections: written })
  );
  return {
    city: view.city,
    side: view.side,
    state: view.state,
    stateSince: view.stateSince,
    deadline: view.deadline,
    /** Counts what is missing for the next step, as far as that is cheap to compute. */
    missing,
    submittedAt: view.submittedAt,
    seesPanels: view.abilities.has('panel.see'),
    readsEvidence: view.abilities.has('evidence.read'),
    readsLevels: view.abilities.has('levels.read'),
    readsClarifications: view.abilities.has('clarification.read'),
    readsDepartments: view.abilities.has('departments.read'),
    /** Says that the reader may open the page of confidential answers, and the answers. */
    seesConfidential: view.abilities.has('confidential.read') || view.abilities.has('confidential.readers'),
    readsConfidential: view.abilities.has('confidential.read'),
    hasConfidential: view.confidential !== null,
    confidentialAnswers: view.confidentialAnswers,
    readsConsultation: view.abilities.has('consultation.read'),
    documents: view.documents,
    /** Holds the title of the short profile, where the city answers it and the reader may read that. */
    profile: view.documents.some(({ kind }) => kind === 'response') ? (view.profile?.title ?? null) : null,
    /** Names the text that `written` describes. */
    main: main.kind,
    characteristics: characteristics.map(({ id, number, name }) => ({
      id,
      number,
      name,
      written: written.get(id) ?? nothingWritten
    })),
    self: readerIn(actor, view.study),
    layout: readLayout((name) => event.cookies.get(name), locale)
  };
};
