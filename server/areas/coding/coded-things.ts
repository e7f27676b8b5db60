/**
 * Reads what codings name as it is now: passages with the passage that says the same in the other language, answers,
 * comments and notes of the research. It tells for each whether a reader may read it.
 */
import { codedKey, type CodedThing, type CodingScope, type CodingTarget } from '#rules/coding/coding.ts';
import { partOfQuestion } from '#rules/framework/framework.ts';
import { locales, type Bilingual, type Locale } from '#base/locale.ts';
import { ok, refuse, type Result } from '#base/refusal.ts';
import { shortened, supportKey, type SupportPlace } from '#rules/bibliography/support.ts';
import { listCities } from '#areas/cities';
import { contentPrint } from '#areas/documents';
import { listFrameworks } from '#areas/framework';
import type { Db } from '#server/store/open.ts';
import { listTalks } from '#areas/context';
import type { PresentBlock, CitedItem, CitedContent, SupportReader } from '#areas/practices';
import { openCodedRights, type CodedRights } from './coded-rights.ts';
import { inTurns } from '#server/process/in-turns.ts';

type Thing = CodedThing | CodingTarget;

export interface PresentCoded {
  readonly print: string;
  /** Names the unit of text: both languages of a pair are one. */
  readonly unit: string;
  /** Names the blocks of a passage and of its partner. */
  readonly blocks: Partial<Readonly<Record<Locale, string>>>;
  /** Holds the words as they are now; null for an answer, which is read where it is. */
  readonly words: Partial<Readonly<Record<Locale, string>>> | null;
}

export interface CodedPlace {
  readonly title: Bilingual | null;
  readonly city: Bilingual | null;
  readonly href: string | null;
}

export interface MadeThing extends CodingScope {
  readonly thing: CodedThing;
}

export interface CodedReader extends CodedRights {
  /** Returns what these things are now, by `codedKey`; what is gone, or what the reader may not read, is left out. */
  read(things: readonly (CodedThing | CodingTarget)[]): Promise<ReadonlyMap<string, PresentCoded>>;
  placeOf(thing: CodedThing): Promise<CodedPlace>;
  /** `not-found` for what is not there, or may not be read. */
  made(target: CodingTarget): Promise<Result<MadeThing>>;
  unitsOf(place: SupportPlace): Promise<string[]>;
}

export async function openCodedReader(
  db: Db,
  citedContent: CitedContent,
  reader: SupportReader
): Promise<CodedReader> {
  const { study, actor, abilities } = reader;
  const { access, mayRead, commentOf } = await openCodedRights(db, reader);
  const [frameworks, listed] = await Promise.all([listFrameworks(db, study.id), listCities(db, study.id)]);
  const cities = new Map(listed.map((city) => [city.id as string, city]));
  const sections = new Map<string, Promise<readonly PresentBlock[]>>();
  const talks = abilities.has('study.research')
    ? new Map((await listTalks(db, study.id)).map((talk) => [talk.id, talk]))
    : new Map<string, never>();

  const blocksAt = (place: SupportPlace): Promise<readonly PresentBlock[]> => {
    const key = JSON.stringify(place);
    const known = sections.get(key) ?? citedContent.listBlocks(study, place, actor.userId);
    sections.set(key, known);
    return known;
  };

  async function answersAmong(things: readonly Thing[]): Promise<ReadonlyMap<string, CitedItem>> {
    const readable: Extract<Thing, { readonly kind: 'answer' }>[] = [];
    for (const thing of things) if (thing.kind === 'answer' && (await mayRead(thing))) readable.push(thing);
    return readable.length === 0 ? new Map() : citedContent.read(study, readable, actor.userId);
  }

  const around: Around = {
    base: `/studies/${study.slug}`,
    frameworks,
    cities,
    talks,
    chapters: access.chapters,
    commentOf,
    blocksAt
  };

  async function read(things: readonly Thing[]): Promise<ReadonlyMap<string, PresentCoded>> {
    const found = new Map<string, PresentCoded>();
    const answers = await answersAmong(things);
    await inTurns(things, async (thing) => {
      const key = codedKey(thing);
      if (found.has(key)) return;
      const now = (await mayRead(thing)) ? await present(around, thing, answers) : undefined;
      if (now) found.set(key, now);
    });
    return found;
  }

  return {
    read,
    mayRead,

    placeOf: (thing) => placeOf(around, thing),

    made: (target) => made(around, read, target),

    unitsOf: async (place) => [...new Set((await blocksAt(place)).map((block) => unitOf(place, block)))]
  };
}

type OpenRights = Awaited<ReturnType<typeof openCodedRights>>;

interface Around extends Pick<OpenRights, 'commentOf'> {
  /** Begins the addresses of the study. */
  readonly base: string;
  readonly frameworks: Awaited<ReturnType<typeof listFrameworks>>;
  readonly cities: ReadonlyMap<string, Awaited<ReturnType<typeof listCities>>[number]>;
  readonly talks: ReadonlyMap<string, Awaited<ReturnType<typeof listTalks>>[number]>;
  readonly chapters: OpenRights['access']['chapters'];
  /** Lists the blocks of a section, each section once. */
  readonly blocksAt: (place: SupportPlace) => Promise<readonly PresentBlock[]>;
}

/** Returns what a thing is now that the reader may read; undefined for what is gone. */
async function present(
  { talks, commentOf, blocksAt }: Around,
  thing: Thing,
  answers: ReadonlyMap<string, CitedItem>
): Promise<PresentCoded | undefined> {
  switch (thing.kind) {
    case 'passage': {
      const blocks = await blocksAt(thing.place);
      const found = blocks.find(({ block }) => block === thing.block);
      if (!found) return undefined;
      const partner = blocks.find(
        ({ block, language }) => block === found.partner && language !== found.language
      );
      const both = partner ? [found, partner] : [found];
      const named = <T>(read: (block: PresentBlock) => T) =>
        Object.fromEntries(both.map((one) => [one.language, read(one)])) as Partial<Record<Locale, T>>;
      return {
        print: found.print,
        unit: unitOf(thing.place, found),
        blocks: named(({ block }) => block),
        words: named(({ text }) => text)
      };
    }
    case 'answer': {
      const found = answers.get(supportKey(thing));
      return !found || found.print === null
        ? undefined
        : { print: found.print, unit: codedKey(thing), blocks: {}, words: null };
    }
    case 'note': {
      const talk = talks.get(thing.id);
      return (
        talk && {
          print: contentPrint([talk.party, talk.heldOn, talk.summary]),
          unit: codedKey(thing),
          blocks: {},
          words: writtenIn(talk.summary)
        }
      );
    }
    case 'comment': {
      const note = await commentOf(thing.id);
      return note?.comment.withdrawnAt === null
        ? {
            print: contentPrint([note.comment.body]),
            unit: codedKey(thing),
            blocks: {},
            words: { [note.comment.language]: note.comment.body }
          }
        : undefined;
    }
  }
}

const nameOfSection = ({ frameworks }: Around, id: string): Bilingual | null =>
  frameworks.flatMap(({ characteristics }) => characteristics).find((one) => one.id === id)?.name ?? null;

const nameOfCity = ({ cities }: Around, id: string | null): Bilingual | null =>
  cities.get(id ?? '')?.shortName ?? null;

async function placeOf(around: Around, thing: CodedThing): Promise<CodedPlace> {
  const { base, frameworks, talks, chapters, commentOf } = around;
  switch (thing.kind) {
    case 'passage': {
      const { place, block } = thing;
      if ('city' in place)
        return {
          title: nameOfSection(around, place.section),
          city: nameOfCity(around, place.city),
          href: `${base}/assessments/${place.city}/${place.section}?text=findings&panel=codes#block-${block}`
        };
      const chapter = [...chapters.values()].find(({ slug }) => slug === place.chapter);
      return {
        title: chapter?.title ?? null,
        city: null,
        href: `${base}/chapters/${place.chapter}?panel=codes#block-${block}`
      };
    }
    case 'answer': {
      const part = frameworks.flatMap((one) => partOfQuestion(one, thing.question) ?? [])[0];
      const question = part?.questions.find(({ id }) => id === thing.question);
      return {
        title: question?.text ?? null,
        city: nameOfCity(around, thing.city),
        href: part
          ? `${base}/assessments/${thing.city}/${part.id}?text=response#question-${thing.question}`
          : null
      };
    }
    case 'note':
      return {
        title: talks.get(thing.id)?.party ?? null,
        city: null,
        href: `${base}/context/talks#${thing.id}`
      };
    case 'comment': {
      const note = await commentOf(thing.id);
      if (!note?.isRead) return { title: null, city: null, href: null };
      return {
        title: note.thread.section === null ? null : nameOfSection(around, note.thread.section),
        city: nameOfCity(around, note.thread.cityId),
        href: `${base}/threads/${note.thread.id}`
      };
    }
  }
}

async function made(
  { frameworks, commentOf }: Around,
  read: CodedReader['read'],
  target: CodingTarget
): Promise<Result<MadeThing>> {
  const now = (await read([target])).get(codedKey(target));
  if (!now) return refuse('not-found');
  const { print } = now;
  switch (target.kind) {
    case 'passage': {
      const { place, block } = target;
      const language = locales.find((one) => now.blocks[one] === block) ?? 'en';
      const text = now.words?.[language] ?? '';
      // The selected words are part of the block; whatever else was sent is not quoted.
      const selected = target.quote?.trim() ?? '';
      const quote = shortened(selected !== '' && isWithin(selected, text) ? selected : text);
      return ok({
        thing: { kind: 'passage', place, block, language, print, quote },
        cityId: 'city' in place ? place.city : null,
        section: 'city' in place ? place.section : null
      });
    }
    case 'answer': {
      const part = frameworks.flatMap((one) => partOfQuestion(one, target.question) ?? [])[0];
      return ok({ thing: { ...target, print }, cityId: target.city, section: part?.id ?? null });
    }
    case 'note':
      return ok({ thing: { ...target, print }, cityId: null, section: null });
    case 'comment': {
      const thread = (await commentOf(target.id))?.thread;
      return ok({
        thing: { ...target, print },
        cityId: thread?.cityId ?? null,
        section: !thread || thread.cityId === null ? null : thread.section
      });
    }
  }
}

/** Names a pair by its English block, and a block without a partner by itself. */
const unitOf = (place: SupportPlace, { language, block, partner }: PresentBlock): string =>
  supportKey({ kind: 'passage', place, block: language === 'zh' ? (partner ?? block) : block });

const writtenIn = (text: Bilingual): Partial<Record<Locale, string>> =>
  Object.fromEntries(locales.flatMap((one) => (text[one] === '' ? [] : [[one, text[one]]])));

const isWithin = (words: string, text: string): boolean =>
  text.replace(/\s+/g, ' ').includes(words.replace(/\s+/g, ' '));
