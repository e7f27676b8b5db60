/**
 * Writes the code book as QDC, and the codings with their texts as QDPX. A reader gets the codings that the pages
 * show them: what an open second pass hides, and what they may not read, is in no byte.
 */
import { setImmediate } from 'node:timers/promises';
import { inBookOrder } from '#rules/coding/code-book.ts';
import {
  lineOf,
  qdaCodes,
  qdaOrigin,
  qdaProjectOf,
  type GuidFor,
  type SentCoding,
  type SentText
} from '#rules/coding/coding-export.ts';
import type { Coding } from '#rules/coding/coding.ts';
import type { Bilingual, Locale } from '#base/locale.ts';
import type { QdaProject } from '#rules/coding/qda-project.ts';
import type { SupportPlace } from '#rules/bibliography/support.ts';
import type { QdaFiles } from './qda-files.ts';
import { readsOf } from '#server/commands/read.ts';
import { take } from '#server/commands/refused.ts';
import { listCities, citiesInOrder } from '#areas/cities';
import { listCodes, listMemos } from './store/coding.ts';
import type { Db, Store } from '#server/store/open.ts';
import { namesOfUsers } from '#server/auth/users.ts';
import { studySubject } from '#areas/study';
import type { CodedReader } from './coded-things.ts';
import { codedReaderOf, codeFrom } from './reading.ts';
import { inTurns } from '#server/process/in-turns.ts';
import { guidsOfStudy } from './qda-guids.ts';
import { openQdaTexts, type QdaTexts, type QdaTextTools } from './qda-texts.ts';
import { visibleCodings } from './visible-codings.ts';

export interface QdaSendingTools extends Omit<QdaTextTools, 'db'> {
  readonly store: Pick<Store, 'db'>;
  readonly qdaFiles: QdaFiles;
}

const read = readsOf<QdaSendingTools>();

/** As QDC. */
export const codeBookFile = read(
  { name: 'coding.code-book-file', subject: studySubject, needs: 'study.coding' },
  async ({ db, deps, actor, subject: { study } }): Promise<Uint8Array> => {
    const codes = inBookOrder((await listCodes(db, study.id)).map(codeFrom));
    const book = { origin: qdaOrigin, codes: qdaCodes(codes, guidsOfStudy(study.id)), sets: [] };
    return take(await deps.qdaFiles.writeCodeBook(book, actor.userId));
  }
);

/** Code book and codings as QDPX. */
export const codingsFile = read(
  { name: 'coding.codings-file', subject: studySubject, needs: 'study.coding' },
  async (reading): Promise<Uint8Array> => {
    const { db, deps, actor } = reading;
    const { study } = reading.subject;
    const reader = await codedReaderOf(reading);
    const texts = await openQdaTexts({ ...deps, db }, { actor, study }, reader);
    const codings = await visibleCodings(db, study, actor.userId, reader);
    const guidFor = guidsOfStudy(study.id);
    const sent = await sentTexts(codings, { guidFor, texts, reader });
    const shown = new Set(sent.flatMap((text) => text.codings.map(({ id }) => id)));
    const codes = inBookOrder((await listCodes(db, study.id)).map(codeFrom));
    const about = new Set([...codes.map(({ id }) => id), ...shown]);
    const memos = (await listMemos(db, study.id)).filter(({ aboutId }) => about.has(aboutId));
    const project: QdaProject = qdaProjectOf(
      {
        id: study.id,
        title: study.title,
        codes,
        memos: memos.map(({ id, aboutId, textEn, textZh, userId, at }) => ({
          id,
          aboutId,
          text: { en: textEn, zh: textZh },
          userId,
          at
        })),
        coders: await namesOf(db, [
          ...codings.filter(({ id }) => shown.has(id)).map(({ coderId }) => coderId),
          ...memos.map(({ userId }) => userId)
        ]),
        texts: sent,
        cities: citiesInOrder(await listCities(db, study.id), study).map((city) => ({
          id: city.id,
          name: city.shortName,
          side: nameIn(study.sides.find(({ id }) => id === city.sideId)?.name)
        }))
      },
      guidFor
    );
    // Copying it for the thread is work of its own.
    await setImmediate();
    return take(await deps.qdaFiles.writeProject(project, actor.userId));
  }
);

async function namesOf(
  db: Db,
  ids: readonly string[]
): Promise<{ readonly id: string; readonly name: string }[]> {
  const names = await namesOfUsers(db, ids);
  return [...new Set(ids)].sort().map((id) => ({ id, name: nameIn(names.get(id)) }));
}

const nameIn = (name: Bilingual | null | undefined): string => name?.en || name?.zh || '';

interface TextParts {
  readonly guidFor: GuidFor;
  readonly texts: QdaTexts;
  readonly reader: CodedReader;
}

/** Returns the id by which the GUID of a text is made. */
export const passageTextId = (place: SupportPlace, language: Locale): string =>
  'city' in place
    ? `passages city ${place.city} ${place.section} ${language}`
    : `passages chapter ${place.chapter} ${place.section} ${language}`;

/** Each once, in an order that does not depend on what was coded first. */
async function sentTexts(codings: readonly Coding[], parts: TextParts): Promise<SentText[]> {
  const byText = new Map<string, Coding[]>();
  for (const coding of codings) {
    const { thing } = coding;
    const id = thing.kind === 'passage' ? passageTextId(thing.place, thing.language) : coding.key;
    byText.set(id, [...(byText.get(id) ?? []), coding]);
  }
  const sent: SentText[] = [];
  const inOrder = [...byText].sort(([a], [b]) => (a < b ? -1 : 1));
  await inTurns(inOrder, async ([id, own]) => void sent.push(...(await textsWith(id, own, parts))));
  return sent;
}

/** Returns a text with its codings, and a second one with the words of passages that have changed or are gone. */
async function textsWith(
  id: string,
  codings: readonly Coding[],
  { guidFor, texts, reader }: TextParts
): Promise<SentText[]> {
  const [first] = codings;
  if (!first) return [];
  const { thing, cityId } = first;
  const { lines } =
    thing.kind === 'passage' ? await texts.passages(thing.place, thing.language) : await texts.words(thing);
  const { title, city } = await reader.placeOf(thing);
  const name = [nameIn(city), nameIn(title)].filter(Boolean).join(' – ') || thing.kind;
  const language = thing.kind === 'passage' ? thing.language : null;
  const present: SentCoding[] = [];
  const earlier: Coding[] = [];
  for (const coding of codings) {
    // It is named here, while others have their turn between two texts; `guidFor` remembers the name.
    for (const kind of ['selection', 'coding'] as const) guidFor(kind, coding.id);
    const line = lineOfCoding(coding, lines);
    if (line === null) earlier.push(coding);
    else present.push({ ...sentCoding(coding), line, quote: quoteOf(coding) });
  }
  const text = { language, cityId, name: language === null ? name : `${name} (${language})` };
  return [
    {
      ...text,
      guid: guidFor('text', id),
      lines: lines.map(({ words }) => words),
      codings: present
    },
    {
      ...text,
      guid: guidFor('text', `earlier ${id}`),
      name: `${text.name}, earlier words`,
      lines: earlier.map((coding) => lineOf(quoteOf(coding)) || '—'),
      codings: earlier.map((coding, line) => ({ ...sentCoding(coding), line, quote: '' }))
    }
  ].filter((one) => one.codings.length > 0);
}

const sentCoding = ({ id, codeId, coderId, at }: Coding) => ({ id, codeId, coderId, at });

const quoteOf = ({ thing }: Coding): string => (thing.kind === 'passage' ? thing.quote : '');

/** Finds the line that still has the coded words. */
function lineOfCoding(
  { thing }: Coding,
  lines: readonly { readonly words: string; readonly block: string | null }[]
): number | null {
  if (thing.kind !== 'passage') return lines.length === 0 ? null : 0;
  const at = lines.findIndex(({ block }) => block === thing.block);
  return at !== -1 && lines[at]?.words.includes(lineOf(thing.quote)) ? at : null;
}
