import { imageIn } from '#lib/areas/context/forms.ts';
import { shownPage } from '#lib/forms/page-number.ts';
import { follow } from '#lib/server/follow.ts';
import { must, needActor } from '#lib/server/guard.ts';
import { researchActions } from '#lib/server/research-actions.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  follow(event, 'log');
  const actor = needActor(event);
  const { context, reports } = event.locals.services;
  const list = must(event.locals, await context.images.list(actor, event.params.study));
  const pictures = await reports.builds.pictures(actor, event.params.study);
  const registered = new Set(list.images.map(({ hash }) => hash));
  const all = pictures.ok ? pictures.value : [];
  return {
    mayWrite: list.mayWrite,
    shown: shownPage(event.url, list.images, ({ id }) => id),
    pictures: all,
    unregistered: all.filter(({ hash }) => !registered.has(hash))
  };
};

const { add, change, remove } = researchActions({ edits: ({ images }) => images, read: imageIn });
export const actions: Actions = { add, change, remove };
