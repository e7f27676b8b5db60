import { loadPrintedPage } from '#lib/server/approval-acts.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = (event) => loadPrintedPage(event, `findings:${event.params.city}`);
