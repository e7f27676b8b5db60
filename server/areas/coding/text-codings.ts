import type { Code } from '#rules/coding/code-book.ts';
import { codedKey, type CodedKind, type Coding } from '#rules/coding/coding.ts';
import type { Bilingual, Locale } from '#base/locale.ts';
import { stateOfSupport, type SupportState } from '#rules/bibliography/support.ts';
import type { Reading } from '#server/commands/read.ts';
import { listCodes, listCodings, type CodingFilter } from './store/coding.ts';
import { namesOfUsers } from '#server/auth/users.ts';
import { studySubject } from '#areas/study';
import { codedReaderOf, codeFrom, readCodings, type ReadingTools } from './reading.ts';
import { visibleCodings } from './visible-codings.ts';

export interface TextCoding {
  readonly id: string;
  readonly code: Pick<Code, 'id' | 'label' | 'colour'>;
  readonly coder: Bilingual | null;
  readonly isOwn: boolean;
  readonly state: SupportState;
  /** Names the language and block in which the words were tagged; null for what is not a passage. */
  readonly tagged: { readonly language: Locale; readonly block: string; readonly quote: string } | null;
  /** Names the block of each language that the coding is shown at. */
  readonly blocks: Partial<Readonly<Record<Locale, string>>>;
  readonly thing: { readonly kind: CodedKind; readonly id: string };
}

export interface CodingsOnText {
  readonly mayWrite: boolean;
  readonly codings: readonly TextCoding[];
}

export type CodedText =
  | { readonly kind: 'findings'; readonly city: string; readonly section: string }
  | { readonly kind: 'response'; readonly city: string; readonly questions: readonly string[] }
  | { readonly kind: 'chapter'; readonly chapter: string; readonly section: string }
  | { readonly kind: 'notes' };

/** Without those of comments on it; null for a reader who reads none. */
export const loadCodingsOnText = readCodings(
  { name: 'coding.on-text', subject: studySubject },
  async (reading, text: CodedText): Promise<CodingsOnText | null> => {
    const { abilities } = reading;
    if (!abilities.has('study.coding')) return null;
    return {
      mayWrite: abilities.has('study.coding-edit'),
      codings: await codingsAmong(
        reading,
        { cityId: 'city' in text ? text.city : null },
        ({ key }) => isAboutText(key, text),
        (coding) => isIn(coding, text)
      )
    };
  }
);

/** Null for a reader who reads none. */
export const loadCodingsOfComments = readCodings(
  { name: 'coding.of-comments', subject: studySubject },
  async (reading, commentIds: readonly string[]): Promise<readonly TextCoding[] | null> => {
    if (!reading.abilities.has('study.coding')) return null;
    const filter = { keys: commentIds.map((id) => codedKey({ kind: 'comment', id })) };
    const found = await listCodings(reading.db, reading.subject.study.id, filter);
    return found.length === 0 ? [] : codingsAmong(reading, filter);
  }
);

type CodingReading = Reading<ReadingTools, typeof studySubject>;

/** Reads codings that the reader may know, each with what it is about as that is now. */
async function codingsAmong(
  reading: CodingReading,
  filter: CodingFilter,
  mayBe?: (row: { readonly key: string }) => boolean,
  is: (coding: Coding) => boolean = () => true
): Promise<readonly TextCoding[]> {
  const { db, actor } = reading;
  const { study } = reading.subject;
  const reader = await codedReaderOf(reading);
  const codings = (await visibleCodings(db, study, actor.userId, reader, filter, mayBe)).filter(is);
  const codes = new Map((await listCodes(db, study.id)).map((row) => [row.id, codeFrom(row)]));
  const present = await reader.read(codings.map(({ thing }) => thing));
  const names = await namesOfUsers(
    db,
    codings.map(({ coderId }) => coderId)
  );
  return codings.flatMap(({ id, codeId, coderId, thing, key }): TextCoding[] => {
    const code = codes.get(codeId);
    const now = present.get(key);
    if (!code) return [];
    return [
      {
        id,
        code: { id: codeId, label: code.label, colour: code.colour },
        coder: names.get(coderId) ?? null,
        isOwn: coderId === actor.userId,
        state: stateOfSupport(thing, now),
        tagged:
          thing.kind === 'passage'
            ? { language: thing.language, block: thing.block, quote: thing.quote }
            : null,
        blocks: now?.blocks ?? {},
        thing: {
          kind: thing.kind,
          id: thing.kind === 'passage' ? thing.block : thing.kind === 'answer' ? thing.question : thing.id
        }
      }
    ];
  });
}

/** Tells apart quickly what cannot be in a text, by the key alone. */
const isAboutText = (key: string, text: CodedText): boolean =>
  text.kind === 'notes'
    ? key.startsWith('note ')
    : text.kind === 'chapter'
      ? key.startsWith(`passage chapter ${text.chapter} `)
      : text.kind === 'findings'
        ? key.startsWith(`passage city ${text.city} ${text.section} `) ||
          key.startsWith(`answer ${text.city} `)
        : key.startsWith(`answer ${text.city} `);

const isIn = ({ thing }: Pick<Coding, 'thing'>, text: CodedText): boolean => {
  switch (thing.kind) {
    case 'passage':
      return text.kind === 'chapter'
        ? 'chapter' in thing.place && thing.place.section === text.section
        : text.kind === 'findings';
    case 'answer':
      return (
        text.kind === 'findings' || (text.kind === 'response' && text.questions.includes(thing.question))
      );
    case 'comment':
      return false;
    case 'note':
      return text.kind === 'notes';
  }
};
