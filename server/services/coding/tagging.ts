/** Tags passages, answers, comments and notes with codes, and takes codes off again. */
import { added, removeCodings, type CodingRow } from '#domain/coding-acts.ts';
import { codedKey, isHiddenFrom, mostCodings, type CodedThing, type CodingTarget } from '#domain/coding.ts';
import { usualColour } from '#domain/code-book.ts';
import type { Bilingual } from '#domain/locale.ts';
import type { Actor } from '#domain/permissions.ts';
import { ok, refuse, type Result } from '#domain/refusal.ts';
import type { CommandDeps } from '../../commands/run-command.ts';
import { countCodingRows } from '../../store/coding.ts';
import { contentPrint } from '../../store/content-print.ts';
import { authorizeStudy } from '../study-access.ts';
import type { PresentThings } from '../supports/present-things.ts';
import { runAct, runActs, type ActContext, type MadeAct } from './acting.ts';
import { openCodedReader, type MadeThing } from './coded-things.ts';
import { addedCode } from './new-code.ts';

export interface Tagging {
  /** Gives a code to words of a block, an answer, a comment or a note. `conflict` where the coder did so already. */
  tag(
    actor: Actor,
    studySlug: string,
    codeId: string,
    target: CodingTarget
  ): Promise<Result<{ readonly id: string }>>;
  /** Adds a code to the book and tags with it; both or neither. The history undoes each by itself. */
  tagWithNew(
    actor: Actor,
    studySlug: string,
    code: BriefCode,
    target: CodingTarget
  ): Promise<Result<{ readonly id: string }>>;
  untag(actor: Actor, studySlug: string, codingIds: readonly string[]): Promise<Result<null>>;
}

/** Describes a code as a coder adds it while coding: its definition and a colour of its own follow in the book. */
export interface BriefCode {
  readonly label: Bilingual;
  readonly parentId: string | null;
}

export interface TaggingTools extends CommandDeps {
  readonly presentThings: PresentThings;
}

/** Returns a fingerprint of what is coded and of the words that are quoted. */
export const wordsPrintOf = (thing: CodedThing): string =>
  contentPrint([codedKey(thing), thing.kind === 'passage' ? thing.quote : '']);

const none: Bilingual = { en: '', zh: '' };

export function openTagging(tools: TaggingTools): Tagging {
  const { db } = tools.store;

  /** Reads what is to be tagged before the transaction, in which nothing waits for a text to be read. */
  async function read(actor: Actor, studySlug: string, target: CodingTarget): Promise<Result<MadeThing>> {
    const authorized = await authorizeStudy(db, actor, studySlug, 'study.coding-edit');
    if (!authorized.ok) return authorized;
    const reader = await openCodedReader(db, tools.presentThings, { actor, ...authorized.value });
    return reader.made(target);
  }

  async function tagged(
    { userId }: Actor,
    { trx, rows, study, at }: ActContext,
    codeId: string,
    { thing, cityId, section }: MadeThing
  ): Promise<Result<MadeAct<{ readonly id: string }>>> {
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
      userId,
      at,
      version: 1
    };
    const isKnown = rows.codings.some(
      (one) => one.codeId === codeId && one.userId === userId && one.wordsPrint === coding.wordsPrint
    );
    return isKnown
      ? refuse('conflict')
      : ok({ kind: 'tagged', changes: [added('coding', coding)], codeId, result: { id: coding.id } });
  }

  return {
    tag: async (actor, studySlug, codeId, target) => {
      const made = await read(actor, studySlug, target);
      if (!made.ok) return made;
      const make = (context: ActContext) =>
        context.rows.codes.some(({ id }) => id === codeId)
          ? tagged(actor, context, codeId, made.value)
          : refuse('not-found');
      return runAct(tools, actor, studySlug, make, { key: codedKey(target) });
    },

    tagWithNew: async (actor, studySlug, { label, parentId }, target) => {
      const made = await read(actor, studySlug, target);
      if (!made.ok) return made;
      return runActs<{ readonly id: string }>(
        tools,
        actor,
        studySlug,
        async (context) => {
          const { codes } = context.rows;
          const colour = codes.find(({ id }) => id === parentId)?.colour ?? usualColour;
          const code = addedCode(tools, actor, context, { label, definition: none, colour, parentId });
          if (!code.ok) return code;
          const coding = await tagged(actor, context, code.value.result.id, made.value);
          return coding.ok ? ok([code.value, coding.value]) : coding;
        },
        { key: codedKey(target) }
      );
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
