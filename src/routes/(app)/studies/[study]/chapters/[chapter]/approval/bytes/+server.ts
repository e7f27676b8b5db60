import { answerBytes } from '#lib/server/approval-acts.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = (event) => answerBytes(event, `chapter:${event.params.chapter}`);
