/** Reads the parts of REFI-QDA that code books and projects have in common: codes and sets. */
import { qdaLimits, type QdaCode, type QdaSet } from '#rules/coding/qda-project.ts';
import {
  colorOf,
  descriptionOf,
  nameOf,
  ownGuid,
  sorted,
  targetGuid,
  type Element,
  type Losses
} from './elements.ts';
import { QdaError } from './qda-error.ts';

/** `book` is an element `CodeBook`. */
export function codesOf(book: Element | undefined, losses: Losses): QdaCode[] {
  let count = 0;
  const read = (element: Element, depth: number): QdaCode => {
    count += 1;
    if (count > qdaLimits.codes) throw new QdaError('too-many-codes', String(qdaLimits.codes));
    if (depth > qdaLimits.depth) throw new QdaError('codes-too-deep', nameOf(element));
    const { Description, NoteRef, Code } = sorted(element, ['Description', 'NoteRef', 'Code'], losses);
    return {
      guid: ownGuid(element),
      name: nameOf(element),
      description: descriptionOf(Description),
      color: colorOf(element, losses),
      isCodable: !['false', '0'].includes((element.attributes['isCodable'] ?? '').trim()),
      notes: NoteRef.map(targetGuid),
      children: Code.map((child) => read(child, depth + 1))
    };
  };
  const lists = book?.children.filter(({ name }) => name === 'Codes') ?? [];
  return lists.flatMap((list) => sorted(list, ['Code'], losses).Code.map((code) => read(code, 1)));
}

export const setsOf = (lists: readonly Element[], losses: Losses): QdaSet[] =>
  lists.flatMap((list) =>
    sorted(list, ['Set'], losses).Set.map((set) => {
      const { Description, MemberCode, MemberSource, MemberNote } = sorted(
        set,
        ['Description', 'MemberCode', 'MemberSource', 'MemberNote'],
        losses
      );
      return {
        guid: ownGuid(set),
        name: nameOf(set),
        description: descriptionOf(Description),
        codes: MemberCode.map(targetGuid),
        sources: MemberSource.map(targetGuid),
        notes: MemberNote.map(targetGuid)
      };
    })
  );
