import { redirect } from '@sveltejs/kit';
import { chosenIn, codeIn } from '#lib/areas/coding/forms.ts';
import { bilingualIn, textIn, textOrNull, typedIn, versionIn } from '#lib/forms/fields.ts';
import { pageIn, shownPage } from '#lib/forms/page-number.ts';
import { follow } from '#lib/server/follow.ts';
import { must, needActor, needStudy, refuseForm } from '#lib/server/guard.ts';
import { type Begun, formFor } from '#lib/server/form-for.ts';
import type { RequestEvent } from '@sveltejs/kit';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  follow(event, 'log');
  const actor = await needStudy(event, 'study.coding');
  const { coding, supports } = event.locals.services;
  const { study } = event.params;
  const shown = { ...pageIn(event.url), memo: event.url.searchParams.get('memo') };
  const view = must(event.locals, await coding.loadCode(actor, study, event.params.code, shown));
  const targets = await supports.targets(actor, study);
  return {
    view,
    /** A memo on the code itself; those on codings are shown with their codings. */
    memos: shownPage(event.url, view.memos, ({ id }) => id, { page: 'memos', at: 'memo' }),
    owners: targets.ok ? targets.value : [],
    crumb: view.code.label
  };
};

type CodePage = RequestEvent<{ study: string; code: string }>;

async function begin(event: CodePage, command: Begun<[studySlug: string]>) {
  const { coding } = event.locals.services;
  const { study, code: id } = event.params;
  return { actor: needActor(event), study, id, form: await formFor(event, command, study), coding };
}

export const actions: Actions = {
  change: async (event) => {
    const { actor, study, id, form, coding } = await begin(event, event.locals.services.coding.changeCode);
    const saved = await coding.changeCode(actor, study, { id, version: versionIn(form) }, codeIn(form));
    return saved.ok ? { saved: true } : refuseForm(event.locals, saved.refusal, typedIn(form));
  },

  move: async (event) => {
    const { actor, study, id, form, coding } = await begin(event, event.locals.services.coding.moveCode);
    const to = { parentId: textOrNull(form, 'parentId'), beforeId: textOrNull(form, 'beforeId') };
    const moved = await coding.moveCode(actor, study, id, to);
    return moved.ok ? { saved: true } : refuseForm(event.locals, moved.refusal);
  },

  merge: async (event) => {
    const { actor, study, id, form, coding } = await begin(event, event.locals.services.coding.mergeCodes);
    const into = textIn(form, 'into');
    const merged = await coding.mergeCodes(actor, study, id, into);
    if (!merged.ok) return refuseForm(event.locals, merged.refusal);
    redirect(303, `/studies/${study}/coding/${into}`);
  },

  split: async (event) => {
    const { actor, study, id, form, coding } = await begin(event, event.locals.services.coding.splitCode);
    const split = await coding.splitCode(actor, study, id, { ...codeIn(form), codingIds: chosenIn(form) });
    if (!split.ok) return refuseForm(event.locals, split.refusal, typedIn(form));
    redirect(303, `/studies/${study}/coding/${split.value.id}`);
  },

  recode: async (event) => {
    const { actor, study, form, coding } = await begin(event, event.locals.services.coding.recode);
    const recoded = await coding.recode(actor, study, chosenIn(form), textIn(form, 'to'));
    return recoded.ok ? { saved: true } : refuseForm(event.locals, recoded.refusal);
  },

  untag: async (event) => {
    const { actor, study, form, coding } = await begin(event, event.locals.services.coding.untag);
    const done = await coding.untag(actor, study, chosenIn(form));
    return done.ok ? { saved: true } : refuseForm(event.locals, done.refusal);
  },

  /** Rests a statement on the chosen passages and answers; what it cites already stays as it is. */
  cite: async (event) => {
    const { actor, study, id, form, coding } = await begin(event, event.locals.services.supports.cite);
    const owner = ownerIn(textIn(form, 'owner'));
    const chosen = chosenIn(form);
    if (!owner || chosen.length === 0)
      return refuseForm(event.locals, { code: 'invalid', facts: { field: owner ? 'codings' : 'owner' } });
    const cited = await coding.citeCodings(actor, study, id, chosen, owner);
    return cited.ok ? { saved: true } : refuseForm(event.locals, cited.refusal);
  },

  remove: async (event) => {
    const { actor, study, id, form, coding } = await begin(event, event.locals.services.coding.removeCode);
    const removed = await coding.removeCode(actor, study, { id, version: versionIn(form) });
    if (!removed.ok) return refuseForm(event.locals, removed.refusal);
    redirect(303, `/studies/${study}/coding`);
  },

  addMemo: async (event) => {
    const { actor, study, form, coding } = await begin(event, event.locals.services.coding.addMemo);
    const about = {
      aboutKind: textIn(form, 'about') === 'coding' ? ('coding' as const) : ('code' as const),
      aboutId: textIn(form, 'aboutId')
    };
    const saved = await coding.addMemo(actor, study, about, bilingualIn(form, 'memo'));
    return saved.ok ? { saved: true } : refuseForm(event.locals, saved.refusal, typedIn(form));
  },

  changeMemo: async (event) => {
    const { actor, study, form, coding } = await begin(event, event.locals.services.coding.changeMemo);
    const memo = { id: textIn(form, 'id'), version: versionIn(form) };
    const saved = await coding.changeMemo(actor, study, memo, bilingualIn(form, 'memo'));
    return saved.ok ? { saved: true } : refuseForm(event.locals, saved.refusal, typedIn(form));
  }
};

function ownerIn(field: string): { readonly kind: 'practice' | 'theme'; readonly id: string } | undefined {
  const [kind, id = ''] = field.split(' ');
  return (kind === 'practice' || kind === 'theme') && id !== '' ? { kind, id } : undefined;
}
