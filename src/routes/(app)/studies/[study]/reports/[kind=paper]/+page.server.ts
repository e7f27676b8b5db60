import { redirect } from '@sveltejs/kit';
import { isSlug } from '#base/ids.ts';
import type { Result } from '#base/refusal.ts';
import { bilingualIn, textIn, typedIn, versionIn } from '#lib/forms/fields.ts';
import { buildIn, partIn, partSourceIn, passageIn, placeIn } from '#lib/areas/report/forms.ts';
import { follow } from '#lib/server/follow.ts';
import { must, needActor, refuseForm } from '#lib/server/guard.ts';
import { formFor } from '#lib/server/form-for.ts';
import type { Actions, PageServerLoad, RequestEvent } from './$types';

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

const answer = (
  event: RequestEvent,
  form: FormData,
  result: Result<unknown>
): { saved: true } | ReturnType<typeof refuseForm> =>
  result.ok ? { saved: true } : refuseForm(event.locals, result.refusal, withoutPassword(form));

const withoutPassword = (form: FormData): Record<string, string> => {
  form.delete('password');
  return typedIn(form);
};

const invalid = { ok: false, refusal: { code: 'invalid' } } as const;

export const actions: Actions = {
  begin: async (event) => {
    const actor = needActor(event);
    const { composing } = event.locals.services.reports;
    const form = await formFor(event, composing.begin, event.params.study);
    const { study, kind } = event.params;
    return answer(event, form, await composing.begin(actor, study, kind));
  },
  retitle: async (event) => {
    const actor = needActor(event);
    const { composing } = event.locals.services.reports;
    const form = await formFor(event, composing.retitle, event.params.study);
    const { study, kind } = event.params;
    const titles = { title: bilingualIn(form, 'title'), subtitle: bilingualIn(form, 'subtitle') };
    const report = { kind, version: versionIn(form) };
    return answer(event, form, await composing.retitle(actor, study, report, titles));
  },
  addPart: async (event) => {
    const actor = needActor(event);
    const { composing } = event.locals.services.reports;
    const form = await formFor(event, composing.addPart, event.params.study);
    const { study, kind } = event.params;
    const source = partSourceIn(textIn(form, 'source'));
    return answer(
      event,
      form,
      source
        ? await composing.addPart(actor, study, kind, { ...partIn(form), source, place: placeIn(form) })
        : invalid
    );
  },
  changePart: async (event) => {
    const actor = needActor(event);
    const { composing } = event.locals.services.reports;
    const form = await formFor(event, composing.changePart, event.params.study);
    const { study, kind } = event.params;
    const part = { id: textIn(form, 'id'), version: versionIn(form) };
    // A box that is not ticked is not sent: what was typed says so.
    form.append('showsGaps', '');
    return answer(event, form, await composing.changePart(actor, study, kind, part, partIn(form)));
  },
  movePart: async (event) => {
    const actor = needActor(event);
    const { composing } = event.locals.services.reports;
    const form = await formFor(event, composing.movePart, event.params.study);
    const { study, kind } = event.params;
    return answer(
      event,
      form,
      await composing.movePart(actor, study, kind, textIn(form, 'id'), placeIn(form))
    );
  },
  removePart: async (event) => {
    const actor = needActor(event);
    const { composing } = event.locals.services.reports;
    const form = await formFor(event, composing.removePart, event.params.study);
    const { study, kind } = event.params;
    return answer(event, form, await composing.removePart(actor, study, kind, textIn(form, 'id')));
  },
  addPassage: async (event) => {
    const actor = needActor(event);
    const { composing } = event.locals.services.reports;
    const form = await formFor(event, composing.addPassage, event.params.study);
    const { study, kind } = event.params;
    const input = passageIn(form);
    return answer(
      event,
      form,
      input ? await composing.addPassage(actor, study, kind, textIn(form, 'part'), input) : invalid
    );
  },
  changePassage: async (event) => {
    const actor = needActor(event);
    const { composing } = event.locals.services.reports;
    const form = await formFor(event, composing.changePassage, event.params.study);
    const { study, kind } = event.params;
    const input = passageIn(form);
    const passage = { id: textIn(form, 'id'), version: versionIn(form) };
    return answer(
      event,
      form,
      input ? await composing.changePassage(actor, study, kind, passage, input) : invalid
    );
  },
  movePassage: async (event) => {
    const actor = needActor(event);
    const { composing } = event.locals.services.reports;
    const form = await formFor(event, composing.movePassage, event.params.study);
    const { study, kind } = event.params;
    const passage = { id: textIn(form, 'id'), past: textIn(form, 'past') };
    return answer(event, form, await composing.movePassage(actor, study, kind, passage));
  },
  removePassage: async (event) => {
    const actor = needActor(event);
    const { composing } = event.locals.services.reports;
    const form = await formFor(event, composing.removePassage, event.params.study);
    const { study, kind } = event.params;
    const passage = { id: textIn(form, 'id'), version: versionIn(form) };
    return answer(event, form, await composing.removePassage(actor, study, kind, passage));
  },
  build: async (event) => {
    const actor = needActor(event);
    const { builds } = event.locals.services.reports;
    const form = await formFor(event, builds.request, event.params.study);
    const { study, kind } = event.params;
    return answer(event, form, await builds.request(actor, study, kind, buildIn(form)));
  },
  cancel: async (event) => {
    const actor = needActor(event);
    const { builds } = event.locals.services.reports;
    const form = await formFor(event, builds.cancel, event.params.study);
    return answer(event, form, await builds.cancel(actor, event.params.study, textIn(form, 'id')));
  },
  sign: async (event) => {
    const actor = needActor(event);
    const { publishing } = event.locals.services.reports;
    const form = await formFor(event, publishing.sign, event.params.study);
    const password = form.get('password');
    const build = { id: textIn(form, 'id'), hash: textIn(form, 'hash') };
    const { study, kind } = event.params;
    const signed = await publishing.sign(actor, study, build, typeof password === 'string' ? password : '');
    if (!signed.ok) return answer(event, form, signed);
    redirect(
      303,
      `/studies/${study}/reports/${kind}?signed=${signed.value.isPublished ? 'published' : 'own'}`
    );
  },
  erratum: async (event) => {
    const actor = needActor(event);
    const { errata } = event.locals.services.reports;
    const form = await formFor(event, errata.propose, event.params.study);
    const { study, kind } = event.params;
    const part = textIn(form, 'part');
    return answer(
      event,
      form,
      part === '' || isSlug(part)
        ? await errata.propose(
            actor,
            study,
            { kind, number: textIn(form, 'number') },
            { part, text: bilingualIn(form, 'text') }
          )
        : invalid
    );
  },
  confirmErratum: async (event) => {
    const actor = needActor(event);
    const { errata } = event.locals.services.reports;
    const form = await formFor(event, errata.confirm, event.params.study);
    const password = form.get('password');
    return answer(
      event,
      form,
      await errata.confirm(
        actor,
        event.params.study,
        textIn(form, 'id'),
        typeof password === 'string' ? password : ''
      )
    );
  },
  withdrawErratum: async (event) => {
    const actor = needActor(event);
    const { errata } = event.locals.services.reports;
    const form = await formFor(event, errata.withdraw, event.params.study);
    return answer(event, form, await errata.withdraw(actor, event.params.study, textIn(form, 'id')));
  }
};
