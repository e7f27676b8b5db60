import { assignmentStates } from '#rules/departments/department.ts';
import { ok, refuse, type Result } from '#base/refusal.ts';
import type { Actor } from '#base/permissions.ts';
import { bilingualIn, dateOrNull, oneOf, textIn, textOrNull, typedIn, versionIn } from '#lib/forms/fields.ts';
import { followCity } from '#lib/server/follow.ts';
import { formFor } from '#lib/server/form-for.ts';
import { must, needActor, refuseForm } from '#lib/server/guard.ts';
import type { Departments } from '#areas/departments';
import type { Actions, PageServerLoad, RequestEvent } from './$types';

const nobody = 'nobody';

/** Loads which department answers what, filtered by the address. */
export const load: PageServerLoad = async (event) => {
  const { study, city } = event.params;
  followCity(event);
  const { services } = event.locals;
  const view = must(event.locals, await services.departments.load(needActor(event), study, city));
  const requested = event.url.searchParams.get('department') ?? '';
  const filter = {
    department: requested === nobody || view.departments.some(({ id }) => id === requested) ? requested : '',
    state: oneOf(assignmentStates, event.url.searchParams.get('state') ?? '') ?? null
  };
  const matches = ({ assignment }: (typeof view.items)[number]): boolean =>
    (filter.department === '' || (assignment?.departmentId ?? nobody) === filter.department) &&
    (filter.state === null || assignment?.state === filter.state);
  return {
    view,
    filter,
    shown: view.items.filter(matches),
    today: services.now().toISOString().slice(0, 10)
  };
};

interface ActionInput {
  readonly departments: Departments;
  readonly actor: Actor;
  readonly cityKey: readonly [study: string, city: string];
  readonly form: FormData;
}

const act =
  (
    name: 'add' | 'rename' | 'remove' | 'assign' | 'mark',
    what: (
      requested: ActionInput
    ) => Promise<Result<{ readonly id?: string; readonly assigned?: number } | null>>
  ) =>
  async (event: RequestEvent) => {
    const actor = needActor(event);
    const { departments } = event.locals.services;
    const cityKey = [event.params.study, event.params.city] as const;
    const form = await formFor(event, departments[name], ...cityKey);
    const done = await what({ departments, actor, cityKey, form });
    return done.ok
      ? { done: name, assigned: done.value?.assigned ?? null }
      : refuseForm(event.locals, done.refusal, { ...typedIn(form), form: name });
  };

const seenIn = (form: FormData) => ({ id: textIn(form, 'id'), version: versionIn(form) });

export const actions: Actions = {
  add: act('add', ({ departments, actor, cityKey, form }) =>
    departments.add(actor, ...cityKey, bilingualIn(form, 'name'))
  ),
  rename: act('rename', ({ departments, actor, cityKey, form }) =>
    departments.rename(actor, ...cityKey, seenIn(form), bilingualIn(form, 'name'))
  ),
  remove: act('remove', ({ departments, actor, cityKey, form }) =>
    departments.remove(actor, ...cityKey, textIn(form, 'id'))
  ),
  assign: act('assign', async ({ departments, actor, cityKey, form }) => {
    const departmentId = textOrNull(form, 'department');
    const items = form.getAll('place').filter((one) => typeof one === 'string');
    const done = await departments.assign(actor, ...cityKey, {
      departmentId,
      items,
      dueOn: dateOrNull(form, 'dueOn')
    });
    return done.ok && departmentId === null ? ok(null) : done;
  }),
  mark: act('mark', async ({ departments, actor, cityKey, form }) => {
    const state = oneOf(assignmentStates, textIn(form, 'state'));
    return state === undefined
      ? refuse('invalid', { field: 'state' })
      : departments.mark(actor, ...cityKey, seenIn(form), state);
  })
};
