/** Marks a thread as settled, or as open again, for any person who may write in it. */
import type { Actor } from '#domain/permissions.ts';
import { ok, refuse, type Result } from '#domain/refusal.ts';
import { settleThread } from '../../store/threads.ts';
import { runCommand, type CommandDeps } from '../../commands/run-command.ts';
import { threadEvent } from './thread-events.ts';
import { authorizeThread, authorizeDocumentCommand, speaking } from './thread-access.ts';

export const settle = (
  tools: CommandDeps,
  actor: Actor,
  { id, version }: { readonly id: string; readonly version: number },
  state: 'open' | 'resolved'
): Promise<Result<null>> =>
  runCommand(tools, async ({ trx, at, appendEvent }) => {
    const authorized = await authorizeThread(trx, actor, id, authorizeDocumentCommand);
    if (!authorized.ok) return authorized;
    const { document, thread, isOut } = authorized.value;
    const speaker = speaking(authorized.value, thread.audience);
    if (!speaker) return refuse('forbidden');
    if (!(await settleThread(trx, { id, version }, state, { userId: actor.userId, at })))
      return refuse('stale');
    if (isOut)
      await appendEvent(
        document.studyId,
        speaker.acting,
        threadEvent(document, thread, state === 'open' ? 'thread.reopened' : 'thread.resolved')
      );
    return ok(null);
  });
