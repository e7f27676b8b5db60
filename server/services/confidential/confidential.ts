/**
 * Serves the answers that a city holds back as confidential: holds them back and takes them back, and says
 * who may read them. Their text is read and written like that of any other document.
 */
import type { ConfidentialAnswer } from '#domain/confidential.ts';
import { holdsAny } from '#domain/parts.ts';
import { writableParts, type Actor } from '#domain/permissions.ts';
import { ok, refuse, type Result } from '#domain/refusal.ts';
import type { CommandDeps } from '../../commands/run-command.ts';
import { authorizeAssessment } from '../workflow/workflow-access.ts';
import { nameReader, removeReader, viewReaders, type ConfidentialReaders } from './confidential-readers.ts';
import { foundConfidential, inOpenResponse, moveAnswer, type MovingTools } from './moving.ts';

export interface Confidential {
  /** Returns who may read the answers, besides the city; for the city and the secretariat. */
  readers(actor: Actor, studySlug: string, cityId: string): Promise<Result<ConfidentialReaders>>;
  /**
   * Moves an answer out of the response, where only a mark of it stays. `wrong-state` while the response is
   * frozen; `stale` where it is confidential already.
   */
  holdBack(
    actor: Actor,
    studySlug: string,
    cityId: string,
    answer: ConfidentialAnswer
  ): Promise<Result<null>>;
  /** Moves an answer back into the response. `stale` where it is not confidential. */
  takeBack(
    actor: Actor,
    studySlug: string,
    cityId: string,
    answer: ConfidentialAnswer
  ): Promise<Result<null>>;
  /** Creates the confidential document, for notes, where the city has none yet. */
  begin(actor: Actor, studySlug: string, cityId: string): Promise<Result<null>>;
  /** Names a person of the study who represents no city; `stale` where the person is named already. */
  name(actor: Actor, studySlug: string, cityId: string, userId: string): Promise<Result<null>>;
  /** Removes a named person; `stale` where the person is not named. */
  remove(actor: Actor, studySlug: string, cityId: string, userId: string): Promise<Result<null>>;
}

export function openConfidential(tools: CommandDeps & MovingTools): Confidential {
  const { db } = tools.store;
  return {
    readers: async (actor, studySlug, cityId) => {
      const authorized = await authorizeAssessment(db, actor, studySlug, cityId);
      if (!authorized.ok) return authorized;
      return authorized.value.abilities.has('confidential.readers')
        ? ok(await viewReaders(db, authorized.value))
        : refuse('not-found');
    },
    holdBack: (actor, studySlug, cityId, answer) =>
      moveAnswer(tools, actor, studySlug, cityId, answer, 'hold-back'),
    takeBack: (actor, studySlug, cityId, answer) =>
      moveAnswer(tools, actor, studySlug, cityId, answer, 'take-back'),
    begin: (actor, studySlug, cityId) =>
      inOpenResponse(tools, actor, studySlug, cityId, async ({ context, acting, response, room }) => {
        if (!acting.grants.some((grant) => holdsAny(writableParts([grant], room.facts))))
          return refuse('forbidden');
        const { id } = await foundConfidential(tools, context, response);
        context.signalAfterCommit({ kind: 'document-moved', documentId: id });
        return ok(null);
      }),
    name: (actor, studySlug, cityId, userId) => nameReader(tools, actor, studySlug, cityId, userId),
    remove: (actor, studySlug, cityId, userId) => removeReader(tools, actor, studySlug, cityId, userId)
  };
}
