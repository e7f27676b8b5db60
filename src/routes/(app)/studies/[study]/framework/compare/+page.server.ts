import { follow } from '#lib/server/follow.ts';
import { must, needActor } from '#lib/server/guard.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  follow(event, 'study', 'framework');
  const [actor, { frameworkVersions, frameworkDrafts }] = [needActor(event), event.locals.services];
  const { versions, maySeeDraft, mayEdit } = must(
    event.locals,
    await frameworkVersions.list(actor, event.params.study)
  );
  const draft = maySeeDraft
    ? must(event.locals, await frameworkDrafts.load(actor, event.params.study)).draft
    : null;
  const names = versions.map(({ version }) => version);
  const [from, to] = [event.url.searchParams.get('from'), event.url.searchParams.get('to')];
  // By default: what is new in the draft, or in the newest version.
  const requested = {
    from: from ?? (draft ? names[0] : names[1]) ?? null,
    to: to ?? (draft ? '' : (names[0] ?? ''))
  };
  const frameworkDiff =
    requested.from === null
      ? null
      : must(
          event.locals,
          await frameworkVersions.compare(
            actor,
            event.params.study,
            requested.from,
            requested.to === '' ? null : requested.to
          )
        );
  const publishing =
    draft && frameworkDiff?.isDraft && mayEdit
      ? { version: draft.version, name: draft.framework.version, isBlocked: draft.isBlocked }
      : null;
  return { names, hasDraft: draft !== null, requested, frameworkDiff, publishing };
};
