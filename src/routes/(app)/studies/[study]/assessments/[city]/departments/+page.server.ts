import { assignmentStates } from '#rules/departments/department.ts';
import { ok, refuse } from '#base/refusal.ts';
import { bilingualIn, dateOrNull, oneOf, textIn, textOrNull, versionIn } from '#lib/forms/fields.ts';
import { followCity } from '#lib/server/follow.ts';
import { formAction } from '#lib/server/form-action.ts';
import { must, needActor } from '#lib/server/guard.ts';
import type { Actions, PageServerLoad } from './$types';

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

const seenIn = (form: FormData) => ({ id: textIn(form, 'id'), version: versionIn(form) });

export const actions: Actions = {
  add: formAction({
    command: ({ departments }, { study, city }) => [departments.add, study, city],
    run: ({ give, form }) => give(bilingualIn(form, 'name')),
    answer: () => ({ done: 'add', assigned: null }),
    mark: { form: 'add' }
  }),
  rename: formAction({
    command: ({ departments }, { study, city }) => [departments.rename, study, city],
    run: ({ give, form }) => give(seenIn(form), bilingualIn(form, 'name')),
    answer: () => ({ done: 'rename', assigned: null }),
    mark: { form: 'rename' }
  }),
  remove: formAction({
    command: ({ departments }, { study, city }) => [departments.remove, study, city],
    run: ({ give, form }) => give(textIn(form, 'id')),
    answer: () => ({ done: 'remove', assigned: null }),
    mark: { form: 'remove' }
  }),
  assign: formAction({
    command: ({ departments }, { study, city }) => [departments.assign, study, city],
    run: async ({ give, form }) => {
      const departmentId = textOrNull(form, 'department');
      const items = form.getAll('place').filter((one) => typeof one === 'string');
      const assigned = await give({ departmentId, items, dueOn: dateOrNull(form, 'dueOn') });
      return assigned.ok && departmentId === null ? ok(null) : assigned;
    },
    answer: (done) => ({ done: 'assign', assigned: done?.assigned ?? null }),
    mark: { form: 'assign' }
  }),
  mark: formAction({
    command: ({ departments }, { study, city }) => [departments.mark, study, city],
    run: ({ give, form }) => {
      const state = oneOf(assignmentStates, textIn(form, 'state'));
      return state === undefined ? refuse('invalid', { field: 'state' }) : give(seenIn(form), state);
    },
    answer: () => ({ done: 'mark', assigned: null }),
    mark: { form: 'mark' }
  })
};
