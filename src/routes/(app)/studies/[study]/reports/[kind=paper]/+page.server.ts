import { isSlug } from '#base/ids.ts';
import { bilingualIn, textIn, versionIn } from '#lib/forms/fields.ts';
import { buildIn, partIn, partSourceIn, passageIn, placeIn } from '#lib/areas/report/forms.ts';
import { follow } from '#lib/server/follow.ts';
import { formAction } from '#lib/server/form-action.ts';
import { refuse } from '#base/refusal.ts';
import { must, needActor } from '#lib/server/guard.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  follow(event, 'log');
  const actor = needActor(event);
  const { study, kind } = event.params;
  const { composing, builds, publishing, errata } = event.locals.services.reports;
  const composition = must(event.locals, await composing.load(actor, study, kind));
  const quotable =
    composition.parts.some(({ source }) => source.kind === 'passages') && composition.mayCompose
      ? must(event.locals, await builds.quotable(actor, study))
      : [];
  return {
    kind,
    composition,
    list: must(event.locals, await builds.list(actor, study, kind)),
    quotable,
    proposals: must(event.locals, await errata.list(actor, study, kind)),
    published: (await publishing.list(study)).filter((one) => one.kind === kind)
  };
};

/** To the letter; empty where none was sent. */
function passwordIn(form: FormData): string {
  const password = form.get('password');
  return typeof password === 'string' ? password : '';
}

export const actions: Actions = {
  begin: formAction({
    command: ({ reports: { composing } }, { study }) => [composing.begin, study],
    run: ({ give, params }) => give(params.kind)
  }),

  retitle: formAction({
    command: ({ reports: { composing } }, { study }) => [composing.retitle, study],
    run: ({ give, params, form }) =>
      give(
        { kind: params.kind, version: versionIn(form) },
        { title: bilingualIn(form, 'title'), subtitle: bilingualIn(form, 'subtitle') }
      )
  }),

  addPart: formAction({
    command: ({ reports: { composing } }, { study }) => [composing.addPart, study],
    run: ({ give, params, form }) => {
      const source = partSourceIn(textIn(form, 'source'));
      return source
        ? give(params.kind, { ...partIn(form), source, place: placeIn(form) })
        : refuse('invalid');
    }
  }),

  changePart: formAction({
    command: ({ reports: { composing } }, { study }) => [composing.changePart, study],
    run: ({ give, params, form }) => {
      // A box that is not ticked is not sent: what was typed says so.
      form.append('showsGaps', '');
      return give(params.kind, { id: textIn(form, 'id'), version: versionIn(form) }, partIn(form));
    }
  }),

  movePart: formAction({
    command: ({ reports: { composing } }, { study }) => [composing.movePart, study],
    run: ({ give, params, form }) => give(params.kind, textIn(form, 'id'), placeIn(form))
  }),

  removePart: formAction({
    command: ({ reports: { composing } }, { study }) => [composing.removePart, study],
    run: ({ give, params, form }) => give(params.kind, textIn(form, 'id'))
  }),

  addPassage: formAction({
    command: ({ reports: { composing } }, { study }) => [composing.addPassage, study],
    run: ({ give, params, form }) => {
      const input = passageIn(form);
      return input ? give(params.kind, textIn(form, 'part'), input) : refuse('invalid');
    }
  }),

  changePassage: formAction({
    command: ({ reports: { composing } }, { study }) => [composing.changePassage, study],
    run: ({ give, params, form }) => {
      const input = passageIn(form);
      return input
        ? give(params.kind, { id: textIn(form, 'id'), version: versionIn(form) }, input)
        : refuse('invalid');
    }
  }),

  movePassage: formAction({
    command: ({ reports: { composing } }, { study }) => [composing.movePassage, study],
    run: ({ give, params, form }) => give(params.kind, { id: textIn(form, 'id'), past: textIn(form, 'past') })
  }),

  removePassage: formAction({
    command: ({ reports: { composing } }, { study }) => [composing.removePassage, study],
    run: ({ give, params, form }) => give(params.kind, { id: textIn(form, 'id'), version: versionIn(form) })
  }),

  build: formAction({
    command: ({ reports: { builds } }, { study }) => [builds.request, study],
    run: ({ give, params, form }) => give(params.kind, buildIn(form))
  }),

  cancel: formAction({
    command: ({ reports: { builds } }, { study }) => [builds.cancel, study],
    run: ({ give, form }) => give(textIn(form, 'id'))
  }),

  sign: formAction({
    command: ({ reports: { publishing } }, { study }) => [publishing.sign, study],
    run: ({ give, form }) => give({ id: textIn(form, 'id'), hash: textIn(form, 'hash') }, passwordIn(form)),
    to: ({ isPublished }, { params }) =>
      `/studies/${params.study}/reports/${params.kind}?signed=${isPublished ? 'published' : 'own'}`
  }),

  erratum: formAction({
    command: ({ reports: { errata } }, { study }) => [errata.propose, study],
    run: ({ give, params, form }) => {
      const part = textIn(form, 'part');
      return part === '' || isSlug(part)
        ? give(
            { kind: params.kind, number: textIn(form, 'number') },
            { part, text: bilingualIn(form, 'text') }
          )
        : refuse('invalid');
    }
  }),

  confirmErratum: formAction({
    command: ({ reports: { errata } }, { study }) => [errata.confirm, study],
    run: ({ give, form }) => give(textIn(form, 'id'), passwordIn(form))
  }),

  withdrawErratum: formAction({
    command: ({ reports: { errata } }, { study }) => [errata.withdraw, study],
    run: ({ give, form }) => give(textIn(form, 'id'))
  })
};
