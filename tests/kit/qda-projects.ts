/**
 * Makes projects of REFI-QDA: from chance, with everything that the format can hold, and as files of other programs
 * have them.
 */
import fc from '#kit/properties.ts';
import { zipSync } from 'fflate';
import {
  linkDirections,
  pointsIn,
  variableTypes,
  type Guid,
  type QdaCode,
  type QdaCodeBook,
  type QdaCoding,
  type QdaProject,
  type QdaSelection,
  type QdaText
} from '#rules/coding/qda-project.ts';

/** Returns the part of a text that a selection marks. */
export const selectedText = (
  text: string,
  { start, end }: { readonly start: number; readonly end: number }
): string => Array.from(text).slice(start, end).join('');

/** Returns the GUID of a number: the same number has the same GUID. */
export const guidFor = (number: number): Guid =>
  `00000000-0000-4000-8000-${number.toString(16).padStart(12, '0')}`;

/** Holds what programs count and write differently: pairs of surrogates, joined emoji, line breaks, markup. */
const pieces = fc.constantFrom(
  'a',
  'é',
  '中',
  '𠮷',
  '👩‍👩‍👧',
  '🏙️',
  ' ',
  '  ',
  '\n',
  '\r\n',
  '\r',
  '\t',
  '&',
  '<b>',
  ']]>',
  '"',
  "'",
  '&amp;',
  '\uFEFF',
  '\u00A0',
  '，'
);
const words = (maxLength: number): fc.Arbitrary<string> =>
  fc.array(pieces, { maxLength }).map((some) => some.join(''));

const guids = fc.integer({ min: 0, max: 2 ** 40 }).map(guidFor);
const someGuids = fc.array(guids, { maxLength: 2 });
const color = fc.option(fc.constantFrom('#aa0011', '#0f0f0f'));
const moment = fc.option(fc.constantFrom('2026-11-28T03:00:00Z', '2019-06-04T06:11:56'));
const audit = {
  creatingUser: fc.option(guids),
  created: moment,
  modifyingUser: fc.option(guids),
  modified: moment
};

interface Numbers {
  next(): Guid;
}

/** Gives the things to which others refer GUIDs of their own, in place of those of chance. */
function numbered(): Numbers {
  let last = 2 ** 41;
  return { next: () => guidFor((last += 1)) };
}

const codes: fc.Arbitrary<readonly QdaCode[]> = fc.letrec<{ codes: readonly QdaCode[]; code: QdaCode }>(
  (tie) => ({
    codes: fc.oneof({ depthSize: 'small' }, fc.constant([]), fc.array(tie('code'), { maxLength: 3 })),
    code: fc.record({
      guid: guids,
      name: words(4),
      description: words(6),
      color,
      isCodable: fc.boolean(),
      notes: someGuids,
      children: tie('codes')
    })
  })
).codes;

const withGuids = (all: readonly QdaCode[], numbers: Numbers): QdaCode[] =>
  all.map((code) => ({ ...code, guid: numbers.next(), children: withGuids(code.children, numbers) }));

const codingOf = (known: readonly Guid[]): fc.Arbitrary<QdaCoding> =>
  fc.record({
    guid: guids,
    code: fc.constantFrom(...known),
    creatingUser: fc.option(guids),
    created: moment,
    notes: someGuids
  });

const selectionsIn = (text: string, codings: fc.Arbitrary<QdaCoding[]>): fc.Arbitrary<QdaSelection[]> =>
  fc.array(
    fc
      .record({
        guid: guids,
        name: words(3),
        description: words(3),
        ends: fc.tuple(fc.nat(pointsIn(text)), fc.nat(pointsIn(text))),
        ...audit,
        codings,
        notes: someGuids
      })
      .map(({ ends: [a, b], ...selection }) => ({
        ...selection,
        start: Math.min(a, b),
        end: Math.max(a, b)
      })),
    { maxLength: 4 }
  );

const textWith = (known: readonly Guid[]): fc.Arbitrary<QdaText> => {
  const codings =
    known.length === 0 ? fc.constant<QdaCoding[]>([]) : fc.array(codingOf(known), { maxLength: 3 });
  return words(25).chain((text) =>
    fc.record({
      guid: guids,
      name: words(3),
      description: words(3),
      text: fc.constant(text),
      ...audit,
      selections: selectionsIn(text, codings),
      codings,
      notes: someGuids,
      values: fc.array(
        fc.record({ variable: guids, type: fc.constantFrom(...variableTypes), value: words(3) }),
        { maxLength: 2 }
      )
    })
  );
};

const allGuids = (some: readonly QdaCode[]): Guid[] =>
  some.flatMap(({ guid, children }) => [guid, ...allGuids(children)]);

/** Makes projects in which whatever the format can hold occurs; a coding always names a code of the book. */
export const anyProject: fc.Arbitrary<QdaProject> = codes.chain((random) => {
  const numbers = numbered();
  const book = withGuids(random, numbers);
  const known = allGuids(book);
  const texts = fc
    .array(textWith(known), { maxLength: 3 })
    .map((all) => all.map((text) => ({ ...text, guid: numbers.next() })));
  const things = <Shape extends object>(shape: { [Key in keyof Shape]: fc.Arbitrary<Shape[Key]> }) =>
    fc
      .array(fc.record(shape), { maxLength: 2 })
      .map((all) => all.map((one) => ({ ...one, guid: numbers.next() })));
  return fc.record({
    origin: words(3),
    name: words(3),
    description: words(4),
    ...audit,
    remarks: someGuids,
    users: things({ name: words(3), id: words(2) }),
    codes: fc.constant(book),
    variables: things({ name: words(2), type: fc.constantFrom(...variableTypes), description: words(2) }),
    cases: things({
      name: words(2),
      description: words(2),
      codes: someGuids,
      values: fc.constant([{ variable: guidFor(1), type: 'Text' as const, value: 'a\r\nb' }]),
      sources: someGuids,
      selections: someGuids
    }),
    sources: texts,
    notes: texts,
    links: things({
      name: words(2),
      direction: fc.option(fc.constantFrom(...linkDirections)),
      color,
      origin: fc.option(guids),
      target: fc.option(guids),
      notes: someGuids
    }),
    sets: things({
      name: words(2),
      description: words(2),
      codes: someGuids,
      sources: someGuids,
      notes: someGuids
    })
  });
});

/** Returns what a code book alone holds of a project: codes without notes, and sets of codes. */
export function codeBookOf({ origin, codes: all, sets }: QdaProject): QdaCodeBook {
  const bare = (some: readonly QdaCode[]): QdaCode[] =>
    some.map((code) => ({ ...code, notes: [], children: bare(code.children) }));
  return { origin, codes: bare(all), sets: sets.map((set) => ({ ...set, sources: [], notes: [] })) };
}

/** Packs a project as a program would: `project.qde` is the given XML. */
export const qdpx = (xml: string, sources: Readonly<Record<string, string | Uint8Array>> = {}): Uint8Array =>
  zipSync(
    Object.fromEntries(
      Object.entries({ 'project.qde': xml, ...sources }).map(([name, part]) => [
        name,
        typeof part === 'string' ? new TextEncoder().encode(part) : part
      ])
    )
  );

export const projectXml = (content: string, origin = 'Another Program 1.0'): string =>
  `<?xml version="1.0" encoding="utf-8"?>\n<Project xmlns="urn:QDA-XML:project:1.0" name="Interviews" origin="${origin}">${content}</Project>`;
