/** Tags passages, answers, comments and notes with codes, and takes codes off again. */
import { added, removeCodings, type CodingRow } from '#domain/coding-acts.ts';
import { codedKey, isHiddenFrom, mostCodings, type CodedThing, type CodingTarget } from '#domain/coding.ts';
import type { Actor } from '#domain/permissions.ts';
import { ok, refuse, type Result } from '#domain/refusal.ts';
import type { CommandDeps } from '../../commands/run-command.ts';
import { countCodingRows } from '../../store/coding.ts';
import { contentPrint } from '../../store/content-print.ts';
import { authorizeStudy } from '../study-access.ts';
import type { PresentThings } from '../supports/present-things.ts';
import { runAct, type ActContext, type MadeAct } from './acting.ts';
import { openCodedReader } from './coded-things.ts';

export interface Tagging {
  /** Gives a code to words of a block, an answer, a comment or a note. `conflict` where the coder did so already. */
  tag(
    actor: Actor,
    studySlug: string,
    codeId: string,
    target: CodingTarget
  ): Promise<Result<{ readonly id: string }>>;
  untag(actor: Actor, studySlug: string, codingIds: readonly string[]): Promise<Result<null>>;
}

export interface TaggingTools extends CommandDeps {
  readonly presentThings: PresentThings;
}

/** Returns a fingerprint of what is coded and of the words that are quoted. */
export const wordsPrintOf = (thing: CodedThing): string =>
  contentPrint([codedKey(thing), thing.kind === 'passage' ? thing.quote : '']);

export function openTagging(tools: TaggingTools): Tagging {
  const { db } = tools.store;
  return {
    tag: async (actor, studySlug, codeId, target) => {
      const authorized = await authorizeStudy(db, actor, studySlug, 'study.coding-edit');
      if (!authorized.ok) return authorized;
      // The coded passage is read before the transaction, in which nothing waits for a text to be read.
      const reader = await openCodedReader(db, tools.presentThings, { actor, ...authorized.value });
      const made = await reader.made(target);
      if (!made.ok) return made;
      const { thing, cityId, section } = made.value;
      const make = async ({ trx, rows, study, at }: ActContext): Promise<Result<MadeAct<{ id: string }>>> => {
        if (!rows.codes.some(({ id }) => id === codeId)) return refuse('not-found');
        if ((await countCodingRows(trx, study.id)) >= mostCodings) return refuse('too-many');
        const coding: CodingRow = {
          id: tools.newId(),
          studyId: study.id,
          codeId,
          kind: thing.kind,
          key: codedKey(thing),
          wordsPrint: wordsPrintOf(thing),
          content: JSON.stringify(thing),
          cityId,
          section,
          userId: actor.userId,
          at,
          version: 1
        };
        const isKnown = rows.codings.some(
          (one) =>
            one.codeId === codeId && one.userId === actor.userId && one.wordsPrint === coding.wordsPrint
        );
        return isKnown
          ? refuse('conflict')
          : ok({ kind: 'tagged', changes: [added('coding', coding)], codeId, result: { id: coding.id } });
      };
      return runAct(tools, actor, studySlug, make, { key: codedKey(thing) });
    },

    untag: (actor, studySlug, codingIds) => {
      const make = ({ rows, tasks }: ActContext): Result<MadeAct<null>> => {
        const chosen = rows.codings.filter(
          (coding) =>
            codingIds.includes(coding.id) &&
            !isHiddenFrom(actor.userId, { ...coding, coderId: coding.userId }, tasks)
        );
        const [first] = chosen;
        if (!first || chosen.length !== new Set(codingIds).size) return refuse('not-found');
        const changes = removeCodings(
          rows,
          chosen.map(({ id }) => id)
        );
        return ok({ kind: 'untagged', changes, codeId: first.codeId, result: null });
      };
      return runAct(tools, actor, studySlug, make, { ids: codingIds });
    }
  };
}
