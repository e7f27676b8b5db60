/**
 * Maps each location in the document of a city's response to its part. Content that belongs to no question is
 * written by those who write all of it.
 */
import { answersRoot, parseAnswerSection, parseCell } from '#document/answer-cells.ts';
import { rootName } from '#document/narrative.ts';
import { locales } from '#base/locale.ts';
import { questionPart } from '#base/parts.ts';
import type { PartsAt } from '#server/sync/handshake/room-facts.ts';

interface Part {
  readonly id: string;
  readonly questions: readonly { readonly id: string }[];
}

/**
 * Describes the outline of a response: characteristics have a text of their own; parts of a short profile
 * have questions alone.
 */
interface Outline {
  readonly characteristics: readonly Part[];
  readonly profile: readonly Part[];
}

export function partsIn({ characteristics, profile }: Outline): PartsAt {
  const ofRoot = new Map(
    characteristics.flatMap(({ id }) => locales.map((language) => [rootName(id, language), [id]] as const))
  );
  const ofQuestion = new Map(
    [...characteristics, ...profile].flatMap(({ id, questions }) =>
      questions.map((question) => [question.id, [questionPart(question.id), id]] as const)
    )
  );
  return (root, key) => {
    const question = root === answersRoot ? questionOfCell(key) : questionOfRoot(root);
    return (question === undefined ? ofRoot.get(root) : ofQuestion.get(question)) ?? [];
  };
}

const questionOfCell = (key: string | null): string =>
  (key === null ? undefined : parseCell(key)?.question) ?? '';

function questionOfRoot(root: string): string | undefined {
  const end = root.lastIndexOf('.');
  return end < 0 ? undefined : parseAnswerSection(root.slice(0, end))?.question;
}
