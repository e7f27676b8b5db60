import { chapterKey } from '#rules/documents/length-limit.ts';
import { quotaFactors } from '#rules/study/quota.ts';
import type { Result } from '#base/refusal.ts';
import { sideBySide } from '#base/side-by-side.ts';
import { gapsOfStudy } from '#rules/study/study.ts';
import { textIn, typedIn, versionIn } from '#lib/forms/fields.ts';
import { lengthLimitsIn } from '#lib/areas/documents/forms.ts';
import { studyTextsIn } from '#lib/areas/study/forms.ts';
import { synopsisHeadingsIn } from '#lib/areas/framework/synopsis-headings-forms.ts';
import { follow } from '#lib/server/follow.ts';
import { formFor } from '#lib/server/form-for.ts';
import { must, needAbility, needActor, refuseForm } from '#lib/server/guard.ts';
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
  lengths: async (event) => {
    const form = await formFor(event, event.locals.services.studies.setLengthLimits, event.params.study);
    const saved = await event.locals.services.studies.setLengthLimits(
      needActor(event),
      event.params.study,
      lengthLimitsIn(form)
    );
    return saved.ok ? { saved: true } : refuseForm(event.locals, saved.refusal);
  },
  headings: async (event) => {
    const form = await formFor(event, event.locals.services.studies.setSynopsisHeadings, event.params.study);
    const saved = await event.locals.services.studies.setSynopsisHeadings(
      needActor(event),
      event.params.study,
      synopsisHeadingsIn(form)
    );
    return saved.ok ? { saved: true } : refuseForm(event.locals, saved.refusal);
  },
  quotas: async (event) => {
    const form = await formFor(event, event.locals.services.studies.setQuotaFactor, event.params.study);
    const factor = quotaFactors.find((one) => String(one) === textIn(form, 'factor'));
    if (factor === undefined)
      return refuseForm(event.locals, { code: 'invalid', facts: { field: 'factor' } });
    const { studies } = event.locals.services;
    const saved = await studies.setQuotaFactor(needActor(event), event.params.study, factor);
    return saved.ok ? { saved: true } : refuseForm(event.locals, saved.refusal);
  },
  texts: async (event) => {
    const form = await formFor(event, event.locals.services.studies.edit, event.params.study);
    const saved = await event.locals.services.studies.edit(
      needActor(event),
      event.params.study,
      versionIn(form),
      studyTextsIn(form)
    );
    return saved.ok ? { saved: true } : refuseForm(event.locals, saved.refusal, typedIn(form));
  },
  rules: async (event) => {
    const form = await formFor(event, event.locals.services.panels.rules, event.params.study);
    const rules = {
      usesIndicators: textIn(form, 'usesIndicators') === 'yes',
      barsOrigin: textIn(form, 'barsOrigin') === 'yes'
    };
    const saved = await event.locals.services.panels.rules(needActor(event), event.params.study, rules);
    return saved.ok ? { saved: true } : refuseForm(event.locals, saved.refusal);
  }
};
