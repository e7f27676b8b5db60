import { findCharacteristic, findRecordType, questionsWithPrompts, recordTypesOf, optionsOf } from '#domain/framework.ts';
import { must, needActor, refuseRequest } from '#lib/server/guard.ts';
import { confirmParity, loadHistory, loadWriteBack, mergeLate, placeOf, restoredVersion } from '#lib/server/version-pages.ts';
import { threadActions } from '#lib/server/thread-actions.ts';
import type { Actions, PageServerLoad } from './$types';

/** One characteristic: both texts as far as the reader may open them, and what the city states beside its prose. */
export const load: PageServerLoad = async (event) => {
  const { study, city, characteristic: id } = event.params;
  event.depends(`study:${study}`);
  const { house } = event.locals;
  const actor = needActor(event);
  const { framework, documents, records, indicators, abilities } = must(
    event.locals,
    await house.assessments.load(actor, study, city)
  );
  const characteristic = findCharacteristic(framework, id) ?? refuseRequest(event.locals, { code: 'not-found' });
  const html = async (kind: 'findings' | 'response') => {
    const document = documents.find((one) => one.kind === kind);
    return document ? must(event.locals, await house.documents.html(actor, document.id, id)) : null;
  };
  const types = recordTypesOf(framework, characteristic);
  const asked = event.url.searchParams.get('text');
  const open = documents.map((document) => document.kind);
  const usual = open.includes('findings') && !documents.some((one) => one.kind === 'response' && one.access === 'write') ? 'findings' : 'response';
  const shownText = open.find((kind) => kind === asked) ?? open.find((kind) => kind === usual) ?? open[0] ?? 'findings';
  const place = { kind: shownText, city };
  const shown = documents.find((document) => document.kind === shownText) ?? refuseRequest(event.locals, { code: 'not-found' });
  return {
    history: await loadHistory(event, place),
    writeBack: await loadWriteBack(event, place, id),
    characteristic: { id, number: characteristic.number, name: characteristic.name, purpose: characteristic.purpose },
    questions: questionsWithPrompts(characteristic),
    shownText,
    threads: must(event.locals, await house.threads.list(actor, shown.id, { section: id })),
    findings: await html('findings'),
    response: await html('response'),
    mayReadResponse: abilities.has('response.read'),
    recordTypes: types.map((type) => ({
      id: type.id,
      label: type.label,
      fields: type.fields.map((field) => ({
        id: field.id,
        label: field.label,
        kind: field.kind,
        options: optionsOf(framework, field),
        parts: field.recordType === null ? [] : (findRecordType(framework, field.recordType)?.fields ?? [])
      }))
    })),
    records: records.filter((record) => types.some((type) => type.id === record.recordType)),
    indicators: indicators.filter((indicator) => indicator.section === id || (indicator.section === 'general' && characteristic.number === 1))
  };
};

export const actions: Actions = {
  confirm: (event) => confirmParity(event, placeOf(event), event.params.characteristic),
  restored: (event) => restoredVersion(event, placeOf(event), event.params.characteristic),
  merged: mergeLate,
  openThread: threadActions.openThread,
  reply: threadActions.reply,
  editComment: threadActions.editComment,
  withdrawComment: threadActions.withdrawComment,
  recallComment: threadActions.recallComment,
  resolveThread: threadActions.resolveThread,
  reopenThread: threadActions.reopenThread
};
