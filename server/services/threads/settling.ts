/** Whoever may write in a thread says that it is settled, or that it is not. */
import type { Actor } from '#domain/permissions.ts';
import { ok, refuse, type Result } from '#domain/refusal.ts';
import { settleThread } from '../../store/threads.ts';
import { decide, type DeskTools } from '../desk.ts';
import { happeningIn } from './telling.ts';
import { enterThread, enterToWrite, speaking } from './thread-door.ts';

export const settle = (
  tools: DeskTools,
  actor: Actor,
  { id, version }: { readonly id: string; readonly version: number },
  state: 'open' | 'resolved'
): Promise<Result<null>> =>
  decide(tools, async ({ trx, at, tell }) => {
    const entered = await enterThread(trx, actor, id, enterToWrite);
    if (!entered.ok) return entered;
    const { document, thread, isOut } = entered.value;
    const speaker = speaking(entered.value, thread.audience);
    if (!speaker) return refuse('forbidden');
    if (!(await settleThread(trx, { id, version }, state, { userId: actor.userId, at })))
      return refuse('stale');
    if (isOut)
      await tell(
        document.studyId,
        speaker.acting,
        happeningIn(document, thread, state === 'open' ? 'thread.reopened' : 'thread.resolved')
      );
    return ok(null);
  });
