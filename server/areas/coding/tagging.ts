/** Tags passages, answers, comments and notes with codes, and takes codes off again. */
import { added, removeCodings } from '#rules/coding/coding-acts.ts';
import type { CodingRow } from '#rules/coding/coding-rows.ts';
import {
  codedKey,
  isHiddenFrom,
  mostCodings,
  type CodedThing,
  type CodingTarget
} from '#rules/coding/coding.ts';
import { usualColour } from '#rules/coding/code-book.ts';
import type { Bilingual } from '#base/locale.ts';
import type { Preparation } from '#server/commands/command-spec.ts';
import { refused, take } from '#server/commands/refused.ts';
import { countCodingRows } from './store/coding.ts';
import { contentPrint } from '#areas/documents';
import type { studySubject } from '#areas/study';
import { act, acts, type ActContext, type CodingTools, type MadeAct } from './acting.ts';
import { openCodedReader, type MadeThing } from './coded-things.ts';
import { addedCode } from './new-code.ts';

/** Describes a code as a coder adds it while coding: its definition and a colour of its own follow in the book. */
export interface BriefCode {
  readonly label: Bilingual;
  readonly parentId: string | null;
}

/** Returns a fingerprint of what is coded and of the words that are quoted. */
export const wordsPrintOf = (thing: CodedThing): string =>
  contentPrint([codedKey(thing), thing.kind === 'passage' ? thing.quote : '']);

const none: Bilingual = { en: '', zh: '' };

/** Reads what is to be tagged before the transaction, in which nothing waits for a text to be read. */
const made = async (
  { db, deps, ...authorized }: Preparation<CodingTools, typeof studySubject>,
  target: CodingTarget
): Promise<MadeThing> => {
  const { actor, grants, abilities, subject } = authorized;
  const reader = await openCodedReader(db, deps.citedContent, { actor, grants, abilities, ...subject });
  return take(await reader.made(target));
};

async function tagged(
  { trx, rows, subject: { study }, actor: { userId }, at, deps, prepared }: ActContext<MadeThing>,
  codeId: string
): Promise<MadeAct<{ readonly id: string }>> {
  const { thing, cityId, section } = prepared;
  if ((await countCodingRows(trx, study.id)) >= mostCodings) throw refused('too-many');
  const coding: CodingRow = {
    id: deps.newId(),
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
  if (isKnown) throw refused('conflict');
  return { kind: 'tagged', changes: [added('coding', coding)], codeId, result: { id: coding.id } };
}

/** Gives a code to words of a block, an answer, a comment or a note. `conflict` where the coder did so already. */
export const tag = act(
  {
    name: 'tag',
    prepare: (preparation, _codeId: string, target: CodingTarget) => made(preparation, target),
    filter: (_codeId: string, target: CodingTarget) => ({ key: codedKey(target) })
  },
  (context, codeId: string, _target: CodingTarget) => {
    if (!context.rows.codes.some(({ id }) => id === codeId)) throw refused('not-found');
    return tagged(context, codeId);
  }
);

/** Adds a code to the book and tags with it; both or neither. The history undoes each by itself. */
export const tagWithNew = acts(
  {
    name: 'tag-with-new',
    prepare: (preparation, _code: BriefCode, target: CodingTarget) => made(preparation, target),
    filter: (_code: BriefCode, target: CodingTarget) => ({ key: codedKey(target) })
  },
  async (context, { label, parentId }: BriefCode, _target: CodingTarget) => {
    const colour = context.rows.codes.find(({ id }) => id === parentId)?.colour ?? usualColour;
    const code = addedCode(context, { label, definition: none, colour, parentId });
    return [code, await tagged(context, code.result.id)] as const;
  }
);

export const untag = act(
  { name: 'untag', filter: (codingIds: readonly string[]) => ({ ids: codingIds }) },
  ({ rows, tasks, actor }, codingIds: readonly string[]): MadeAct<null> => {
    const chosen = rows.codings.filter(
      (coding) =>
        codingIds.includes(coding.id) &&
        !isHiddenFrom(actor.userId, { ...coding, coderId: coding.userId }, tasks)
    );
    const [first] = chosen;
    if (!first || chosen.length !== new Set(codingIds).size) throw refused('not-found');
    const ids = chosen.map(({ id }) => id);
    return { kind: 'untagged', changes: removeCodings(rows, ids), codeId: first.codeId, result: null };
  }
);
