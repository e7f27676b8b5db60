import { commandsOf } from '#server/commands/command.ts';
import { refused } from '#server/commands/refused.ts';
import type { CommandDeps } from '#server/commands/run-command.ts';
import { settleThread } from './store/threads.ts';
import { threadEvent } from './thread-events.ts';
import { threadSubject } from './thread-subject.ts';

const command = commandsOf<CommandDeps>();

const settling = (name: string, state: 'open' | 'resolved') =>
  command(
    { name, subject: threadSubject, needs: 'write' },
    async ({ trx, at, subject: { document, thread, isOut, version }, actor, append }) => {
      if (!(await settleThread(trx, { id: thread.id, version }, state, { userId: actor.userId, at })))
        throw refused('stale');
      if (isOut)
        append(threadEvent(document, thread, state === 'open' ? 'thread.reopened' : 'thread.resolved'));
      return null;
    }
  );

export const resolve = settling('threads.resolve', 'resolved');
export const reopen = settling('threads.reopen', 'open');
