import { approvalList, approvalsJson } from '#lib/server/api/approvals.ts';
import { endpoint } from '#lib/server/api/endpoint.ts';
import type { RequestEvent } from './$types';

export const { GET, fallback, _description } = endpoint({
  summary: 'The record of approvals: subjects, versions, signatures, hashes',
  answer: approvalList,
  mayBeForbidden: true,
  run: (actor, { locals, params }: RequestEvent) => locals.services.approvals.register(actor, params.study),
  shape: approvalsJson
});
