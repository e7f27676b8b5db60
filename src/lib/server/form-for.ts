/** Reads the form of a command, once its sender may begin it: the body of anybody else is not read. */
import type { RequestEvent } from '@sveltejs/kit';
import type { Actor } from '#base/permissions.ts';
import { statusOf, type Refusal, type Result } from '#base/refusal.ts';
import { needActor, refuseRequest } from './guard.ts';

type FormRequest = Pick<RequestEvent, 'locals' | 'url' | 'request'>;

/** Is a bound command whose subject is found by this key. */
export interface Begun<Key extends readonly unknown[]> {
  readonly mayBegin: (who: Actor, ...key: Key) => Promise<Result<unknown>>;
}

/**
 * Returns the form of a command about the subject with this key. A sender who may not give the command is answered without
 * it. One who comes too late for it is not: the command itself refuses, and the answer holds what was typed.
 */
export async function formFor<Key extends readonly unknown[]>(
  event: FormRequest,
  command: Begun<Key>,
  ...key: NoInfer<Key>
): Promise<FormData> {
  const begun = await command.mayBegin(needActor(event), ...key);
  if (!begun.ok && isAboutSender(begun.refusal)) refuseRequest(event.locals, begun.refusal);
  return event.request.formData();
}

/** Lists the statuses of refusals that say who the sender is, or that there is nothing for them. */
const statusesOfSenders: readonly number[] = [401, 403, 404];

const isAboutSender = ({ code }: Refusal): boolean => statusesOfSenders.includes(statusOf[code]);
