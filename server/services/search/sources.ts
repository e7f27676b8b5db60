/**
 * Lists what can be found in a study, source by source. A source is indexed as a whole, and names the right
 * that reading each of its entries needs. Threads about scores and drafts of a city's comments are in none.
 */
import { isOnText } from '#domain/comment.ts';
import type { City } from '#domain/city.ts';
import { answerParts, type Framework } from '#domain/framework.ts';
import type { StudyId } from '#domain/ids.ts';
import type { Bilingual, Locale } from '#domain/locale.ts';
import { spanOf } from '#domain/partial-date.ts';
import { inLanguages, practiceTexts, type PracticeInput } from '#domain/practice.ts';
import { scopeOf, type Reading } from '#domain/search.ts';
import type { Theme } from '#domain/theme.ts';
import { pieceOf, type Findable } from '#lib/search/entries.ts';
import { listSources } from '../../store/bibliography.ts';
import { listCities } from '../../store/cities.ts';
import { listEntries, listTopics } from '../../store/context-entries.ts';
import { listContextFigures, listContextTables } from '../../store/context-figures.ts';
import { listSubmitted } from '../../store/city-comments.ts';
import { listCodes, listCodings, listMemos } from '../../store/coding.ts';
import type { DocumentRow } from '../../store/documents.ts';
import { listEvidence, listFiles } from '../../store/evidence.ts';
import { findFramework } from '../../store/frameworks.ts';
import { listTerms } from '../../store/glossary.ts';
import { listMeetings } from '../../store/meetings.ts';
import { listNextSteps } from '../../store/next-steps.ts';
import type { Db } from '../../store/open.ts';
import { listPractices, publishedPractices } from '../../store/practices.ts';
import { listThemes, publishedThemes } from '../../store/themes.ts';
import { listSteps } from '../../store/step-sections.ts';
import { codeFrom } from '../coding/reading.ts';
import type { Outline, PartOf } from '../framework/outline.ts';
import { listTalks } from '../../store/research-notes.ts';
import type { Piece } from '../../store/search-entries.ts';
import { listCommentSizes, listCommentsById, listThreads } from '../../store/threads.ts';
import { listUsersOfStudy } from '../../store/users.ts';
import type { FindableText } from '#document/findable-text.ts';

export const studySources = [
  'people',
  'glossary',
  'framework',
  'cities',
  'minutes',
  'practices',
  'themes',
  'roadmap',
  'context',
  'coding'
] as const;
export type StudySource = (typeof studySources)[number];

/** Reads a source that belongs to the study as a whole. */
export async function findablesOfStudy(db: Db, studyId: StudyId, source: StudySource): Promise<Findable[]> {
  switch (source) {
    case 'people':
      return (await listUsersOfStudy(db, studyId)).map(({ id, nameEn, nameZh }) => ({
        ...ofStudy(studyId, 'person', id),
        title: { en: nameEn, zh: nameZh },
        text: nothing,
        spelt: 'person',
        userId: id
      }));
    case 'glossary':
      return (await listTerms(db, studyId)).map(({ id, term, definition, caution }) => ({
        ...ofStudy(studyId, 'term', id),
        title: term,
        text: together([definition, caution ?? nothing]),
        spelt: 'thing'
      }));
    case 'framework': {
      const framework = await findFramework(db, studyId);
      return framework ? findablesOfFramework(studyId, framework) : [];
    }
    case 'cities':
      return (await listCities(db, studyId)).map((city) => findableCity(studyId, city));
    case 'roadmap':
      // Its prose is found as text of its chapter.
      return (await listSteps(db, studyId)).map(({ id, characteristic, title, responsible }) => ({
        ...ofStudy(studyId, 'step', id, 'roadmap'),
        title,
        text: responsible,
        section: characteristic
      }));
    case 'minutes':
      return [...(await findableMeetings(db, studyId)), ...(await findableSteps(db, studyId))];
    case 'practices':
      return findablePractices(db, studyId);
    case 'themes':
      return findableThemes(db, studyId);
    case 'coding':
      return findableCodes(db, studyId);
    case 'context':
      return [
        ...(await findableSources(db, studyId)),
        ...(await findableContext(db, studyId)),
        ...(await findableTalks(db, studyId))
      ];
  }
}

const nothing: Bilingual = { en: '', zh: '' };

const ofStudy = (
  studyId: string,
  kind: Findable['kind'],
  id: string,
  reading: Reading = 'study'
): Pick<Findable, 'key' | 'kind' | 'scope' | 'target'> => ({
  key: `${kind}/${id}`,
  kind,
  scope: scopeOf(studyId, reading),
  target: { id }
});

function together(texts: readonly Bilingual[]): Bilingual {
  const of = (language: Locale): string =>
    texts.flatMap((text) => (text[language].trim() === '' ? [] : [text[language]])).join('\n');
  return { en: of('en'), zh: of('zh') };
}

const alike = (text: string): Bilingual =>
  /\p{Script=Han}/u.test(text) ? { en: '', zh: text } : { en: text, zh: '' };

function findablesOfFramework(studyId: string, framework: Framework): Findable[] {
  return answerParts(framework).flatMap((part) => [
    {
      ...ofStudy(studyId, 'framework', part.id),
      title: part.name,
      text: part.purpose,
      section: part.id,
      target: { id: part.id }
    },
    ...part.questions
      .filter(({ retired }) => !retired)
      .map((question): Findable => ({
        ...ofStudy(studyId, 'framework', `${part.id}/${question.id}`),
        title: question.text,
        text: together([
          { en: question.code, zh: question.code },
          question.guidance ?? nothing,
          question.example ?? nothing
        ]),
        section: part.id,
        target: { id: part.id }
      }))
  ]);
}

const findableCity = (studyId: string, { id, name, shortName, parent, country }: City): Findable => ({
  ...ofStudy(studyId, 'city', id),
  title: name,
  text: together([shortName, parent ?? nothing, country]),
  spelt: 'thing',
  cityId: id
});

async function findableMeetings(db: Db, studyId: StudyId): Promise<Findable[]> {
  return (await listMeetings(db, studyId)).map(({ id, title, place, agenda, decisions, learned, fromOn }) =>
    dated(
      {
        ...ofStudy(studyId, 'meeting', id, 'meetings'),
        title,
        text: together([place, agenda, decisions, learned])
      },
      fromOn
    )
  );
}

async function findableSteps(db: Db, studyId: StudyId): Promise<Findable[]> {
  return (await listNextSteps(db, studyId)).map(({ id, action, report, dueOn }) =>
    dated({ ...ofStudy(studyId, 'next-step', id, 'meetings'), title: action, text: report }, dueOn)
  );
}

/** Makes of each card one thing for those who read drafts, and one for each language in which it is published. */
async function findablePractices(db: Db, studyId: StudyId): Promise<Findable[]> {
  const made = (card: PracticeInput & { readonly id: string }): Omit<Findable, 'key' | 'scope'> => ({
    ...ofStudy(studyId, 'practice', card.id),
    title: card.title,
    text: together(practiceTexts.filter((name) => name !== 'title').map((name) => card[name])),
    section: card.characteristic,
    cityId: card.cityId
  });
  const published = await publishedPractices(db, studyId);
  return [
    ...(await listPractices(db, studyId)).map((card) => ({
      ...made(card),
      key: `practice/${card.id}`,
      scope: scopeOf(studyId, 'themes')
    })),
    ...published.flatMap((card) =>
      card.languages.map((language) => ({
        ...made(inLanguages(card, [language])),
        key: `practice/${card.id}/${language}`,
        scope: scopeOf(studyId, 'themes-published'),
        target: { id: card.id, language }
      }))
    )
  ];
}

async function findableThemes(db: Db, studyId: StudyId): Promise<Findable[]> {
  const made = (theme: Theme, reading: Reading, key: string): Findable => ({
    ...ofStudy(studyId, 'theme', theme.id, reading),
    key,
    title: theme.statement,
    text: theme.explanation,
    section: theme.characteristics.length === 1 ? (theme.characteristics[0] ?? null) : null
  });
  return [
    ...(await listThemes(db, studyId)).map((theme) => made(theme, 'themes', `theme/${theme.id}`)),
    ...(await publishedThemes(db, studyId)).map((theme) =>
      made(theme, 'themes-published', `theme/${theme.id}/published`)
    )
  ];
}

async function findableSources(db: Db, studyId: StudyId): Promise<Findable[]> {
  return (await listSources(db, studyId)).map(({ id, title, author, publisher, date }) =>
    dated(
      {
        ...ofStudy(studyId, 'source', id),
        title,
        text: together([{ en: author, zh: author }, publisher])
      },
      date
    )
  );
}

/** Lists the entries of the registers, the figures and the tables of numbers. */
async function findableContext(db: Db, studyId: StudyId): Promise<Findable[]> {
  const topics = new Map((await listTopics(db, studyId)).map(({ id, title }) => [id, title]));
  const of = (part: string, id: string) => ({
    ...ofStudy(studyId, 'context', `${part}/${id}`),
    target: { part, id }
  });
  const entries = (await listEntries(db, studyId)).map(
    ({ id, topicId, title, summary, issuer, date }): Findable =>
      dated(
        {
          ...of('entries', id),
          title,
          text: together([issuer, summary, topics.get(topicId ?? '') ?? nothing])
        },
        date
      )
  );
  const figures = (await listContextFigures(db, studyId)).map(
    ({ id, topicId, label, scope, method }): Findable => ({
      ...of('figures', id),
      title: label,
      text: together([scope, method, topics.get(topicId) ?? nothing])
    })
  );
  const tables = (await listContextTables(db, studyId)).map(({ id, title, note, rows }): Findable => ({
    ...of('tables', id),
    title,
    text: together([note, ...rows.map(({ label }) => label)])
  }));
  return [...entries, ...figures, ...tables];
}

async function findableTalks(db: Db, studyId: StudyId): Promise<Findable[]> {
  return (await listTalks(db, studyId)).map(({ id, party, summary, heldOn }) =>
    dated({ ...ofStudy(studyId, 'talk', id, 'research'), title: party, text: summary }, heldOn)
  );
}

/**
 * Lists the codes with the memos on them, which everyone reads who reads codes, and the memos on codings, each of
 * which is read by those who may know the coding.
 */
async function findableCodes(db: Db, studyId: StudyId): Promise<Findable[]> {
  const codes = (await listCodes(db, studyId)).map(codeFrom);
  const memos = (await listMemos(db, studyId)).map((memo) => ({
    ...memo,
    text: { en: memo.textEn, zh: memo.textZh }
  }));
  const onCodings = memos.filter(({ aboutKind }) => aboutKind === 'coding');
  const codings = await listCodings(db, studyId, { ids: onCodings.map(({ aboutId }) => aboutId) });
  const labels = new Map(codes.map(({ id, label }) => [id, label]));
  const codingsById = new Map(codings.map((coding) => [coding.id, coding]));
  return [
    ...codes.map(({ id, label, definition }): Findable => ({
      ...ofStudy(studyId, 'code', id, 'coding'),
      title: label,
      text: together([
        definition,
        ...memos.flatMap((memo) => (memo.aboutKind === 'code' && memo.aboutId === id ? [memo.text] : []))
      ]),
      spelt: 'thing'
    })),
    ...onCodings.flatMap(({ id, aboutId, text, userId, at }): Findable[] => {
      const coding = codingsById.get(aboutId);
      const label = labels.get(coding?.codeId ?? '');
      if (!coding || !label) return [];
      return [
        {
          ...ofStudy(studyId, 'memo', id, 'coding'),
          // Its code names it; by the name of the code, the code alone is found.
          title: nothing,
          text,
          cityId: coding.cityId,
          section: coding.section,
          userId,
          day: at.slice(0, 10),
          target: { id, codingId: aboutId, codeId: coding.codeId, nameEn: label.en, nameZh: label.zh }
        }
      ];
    })
  ];
}

/** Returns a thing with its date: the first day that it can mean is what is compared, and no more is shown than is known. */
function dated(thing: Findable, date: string | null): Findable {
  if (date === null) return thing;
  const { first } = spanOf(date);
  return { ...thing, day: first, target: first === date ? thing.target : { ...thing.target, date } };
}

/** Reads the evidence of a city. */
export async function findableEvidence(db: Db, studyId: string, cityId: string): Promise<Findable[]> {
  const pieces = await listEvidence(db, studyId, cityId);
  const files = await listFiles(
    db,
    pieces.map(({ id }) => id)
  );
  return pieces.map((piece) => {
    const names = files.filter(({ evidenceId }) => evidenceId === piece.id).map(({ fileName }) => fileName);
    const found: Findable = {
      key: piece.id,
      kind: 'evidence',
      scope: scopeOf(studyId, piece.isConfidential === 1 ? 'evidence-held' : 'evidence', cityId),
      title: { en: piece.titleEn, zh: piece.titleZh },
      text: together([
        { en: piece.noteEn, zh: piece.noteZh },
        ...[piece.citation, piece.url ?? '', ...new Set(names)].map(alike)
      ]),
      cityId,
      userId: piece.userId,
      target: { id: piece.id }
    };
    return dated(found, piece.datedOn);
  });
}

/** Reads the comments that a city has submitted in its consultations. */
export async function findableCityComments(db: Db, studyId: string, cityId: string): Promise<Findable[]> {
  return (await listSubmitted(db, studyId, cityId)).map(
    ({ id, body, proposal, section, userId, submittedAt, at }) => ({
      key: id,
      kind: 'city-comment',
      scope: scopeOf(studyId, 'city-comments', cityId),
      title: nothing,
      text: together([body, proposal].map(alike)),
      cityId,
      section,
      userId,
      day: (submittedAt ?? at).slice(0, 10),
      target: { id }
    })
  );
}

/** Limits what is read of the comments on a text at once, in characters and comments. */
const lettersOfPiece = 100_000;
const commentsOfPiece = 500;

/** Returns the next comments that are read at once, behind the id of one that was read before. */
async function nextComments(
  db: Db,
  documentId: string,
  after: string | null
): Promise<{ readonly ids: readonly string[]; readonly piece: Piece }> {
  const left = (await listCommentSizes(db, documentId)).filter(({ id }) => after === null || id > after);
  let letters = 0;
  const isFull = ({ letters: own }: { readonly letters: number }, at: number): boolean => {
    letters += own;
    return at > 0 && (at === commentsOfPiece || letters > lettersOfPiece);
  };
  const end = left.findIndex(isFull);
  const ids = (end === -1 ? left : left.slice(0, end)).map(({ id }) => id);
  const last = end === -1 ? null : (ids.at(-1) ?? null);
  return {
    ids,
    piece: {
      after: last,
      holds: (key) => {
        const id = pieceOf(key).key;
        return (after === null || id > after) && (last === null || id <= last);
      }
    }
  };
}

/** Reads a piece of the comments on a text that everyone has for whom they are. */
export async function findableComments(
  db: Db,
  document: Pick<DocumentRow, 'id' | 'studyId' | 'kind' | 'cityId'>,
  partOf: PartOf,
  after: string | null
): Promise<{ readonly findables: readonly Findable[]; readonly piece: Piece }> {
  const threads = (await listThreads(db, document.id)).filter(({ audience }) => isOnText(audience));
  const byId = new Map(threads.map((thread) => [thread.id, thread]));
  const { ids, piece } = await nextComments(db, document.id, after);
  const comments = await listCommentsById(db, ids);
  const findables = comments.flatMap(
    ({ id, threadId, body, language, userId, at, heldUntil, withdrawnAt }): Findable[] => {
      const thread = byId.get(threadId);
      if (!thread || heldUntil !== null || withdrawnAt !== null) return [];
      const comment: Findable = {
        key: id,
        kind: 'comment' as const,
        scope: scopeOf(
          document.studyId,
          `${document.kind}-${thread.audience}` as Reading,
          document.kind === 'chapter' ? document.id : (document.cityId ?? '')
        ),
        title: nothing,
        text: { ...nothing, [language]: withoutMentions(body) },
        cityId: document.cityId,
        section: thread.section === null ? null : (partOf(thread.section) ?? thread.section),
        userId,
        day: at.slice(0, 10),
        target: { id, threadId }
      };
      return [comment];
    }
  );
  return { findables, piece };
}

/** Takes the ids of mentioned people out of a comment. */
const withoutMentions = (body: string): string => body.replace(/@\[[^\]\s]{1,100}\]/gu, '@…');

/** Makes what can be found of the texts in a document. */
export function findablesOfText(
  document: Pick<DocumentRow, 'id' | 'studyId' | 'kind' | 'cityId' | 'slug'>,
  reading: Reading,
  texts: readonly FindableText[],
  { partOf }: Outline
): Findable[] {
  const { id, studyId, kind, cityId, slug } = document;
  const ofText = {
    scope: scopeOf(studyId, reading, kind === 'chapter' ? id : (cityId ?? '')),
    title: nothing,
    cityId
  };
  return texts.map(({ key, section, question, blockId, text }) => ({
    ...ofText,
    key,
    kind: kindOf(kind, question),
    text,
    section: kind === 'chapter' ? null : (partOf(question ?? section ?? '') ?? section),
    target: { documentId: id, slug, section, question, blockId }
  }));
}

function kindOf(kind: DocumentRow['kind'], question: string | null): Findable['kind'] {
  if (kind === 'findings') return 'finding';
  if (kind !== 'response') return kind;
  return question === null ? 'response' : 'answer';
}
