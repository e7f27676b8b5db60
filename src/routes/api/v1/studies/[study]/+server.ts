import { ok } from '#base/refusal.ts';
import { endpoint } from '#lib/server/api/endpoint.ts';
import { studyDetail, studyJson } from '#lib/server/api/studies.ts';
import type { RequestEvent } from './$types';

export const { GET, fallback, _description } = endpoint({
  summary: 'One study, with the chapters that the caller may read',
  answer: studyDetail,
  run: async (actor, { locals, params }: RequestEvent) => {
    const { studies, chapters } = locals.services;
    const study = await studies.load(actor, params.study);
    if (!study.ok) return study;
    const found = await chapters.list(actor, params.study);
    return found.ok ? ok({ ...study.value, chapters: found.value }) : found;
  },
  shape: studyJson
});
