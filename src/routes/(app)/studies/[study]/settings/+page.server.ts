import { chapterKey } from '#rules/documents/length-limit.ts';
import { quotaFactors } from '#rules/study/quota.ts';
import type { Result } from '#base/refusal.ts';
import { sideBySide } from '#base/side-by-side.ts';
import { gapsOfStudy } from '#rules/study/study.ts';
import { textIn, versionIn } from '#lib/forms/fields.ts';
import { lengthLimitsIn } from '#lib/areas/documents/forms.ts';
import { studyTextsIn } from '#lib/areas/study/forms.ts';
import { synopsisHeadingsIn } from '#lib/areas/framework/synopsis-headings-forms.ts';
import { follow } from '#lib/server/follow.ts';
import { formAction } from '#lib/server/form-action.ts';
import { refuse } from '#base/refusal.ts';
import { must, needAbility, needActor } from '#lib/server/guard.ts';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (event) => {
  follow(event, 'study');
  const { study, abilities } = must(
    event.locals,
    await event.locals.services.studies.load(needActor(event), event.params.study)
  );
  needAbility(event, abilities, 'study.edit');
  const { services } = event.locals;
  const [actor, slug] = [needActor(event), event.params.study];
  const found = <T>(result: Result<T>): T => must(event.locals, result);
  const { framework, chapters, ...own } = await sideBySide({
    framework: services.frameworks.load(actor, slug),
    chapters: services.chapters.list(actor, slug).then(found),
    headings: services.studies.synopsisHeadings(actor, slug).then(found),
    quotaFactor: services.studies.quotaFactor(actor, slug).then(found),
    limits: services.studies.lengthLimits(actor, slug).then(found),
    rules: services.studies.judgingRules(actor, slug).then(found)
  });
  const published = framework.ok ? framework.value.framework : undefined;
  return {
    ...own,
    gaps: gapsOfStudy(study),
    hasProfile: published?.profile !== undefined,
    /** Lists the sections that can have a limit: those of all findings, and the chapters. */
    sections: [
      ...(published?.characteristics ?? []).map(({ id, name }) => ({ id, name })),
      ...chapters.map((chapter) => ({ id: chapterKey(chapter.slug), name: chapter.title }))
    ]
  };
};

export const actions: Actions = {
  lengths: formAction({
    command: ({ studies }, { study }) => [studies.setLengthLimits, study],
    run: ({ give, form }) => give(lengthLimitsIn(form))
  }),

  headings: formAction({
    command: ({ studies }, { study }) => [studies.setSynopsisHeadings, study],
    run: ({ give, form }) => give(synopsisHeadingsIn(form))
  }),

  quotas: formAction({
    command: ({ studies }, { study }) => [studies.setQuotaFactor, study],
    run: ({ give, form }) => {
      const factor = quotaFactors.find((one) => String(one) === textIn(form, 'factor'));
      return factor === undefined ? refuse('invalid', { field: 'factor' }) : give(factor);
    }
  }),

  texts: formAction({
    command: ({ studies }, { study }) => [studies.edit, study],
    run: ({ give, form }) => give(versionIn(form), studyTextsIn(form))
  }),

  rules: formAction({
    command: ({ panels }, { study }) => [panels.rules, study],
    run: ({ give, form }) =>
      give({
        usesIndicators: textIn(form, 'usesIndicators') === 'yes',
        barsOrigin: textIn(form, 'barsOrigin') === 'yes'
      })
  })
};
