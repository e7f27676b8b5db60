/**
 * Judges each thing that the index found by what its reader may read now, by the rules of the page that shows
 * it. The index may be a second behind: what was withdrawn, frozen or held back since is left out here.
 */
import { isConfidential } from '#rules/answers/confidential.ts';
import { isConfidentialSection } from '#document/confidential-answers.ts';
import type { Actor } from '#base/permissions.ts';
import { listOpenSince, listRoomsOfDocuments } from '#areas/documents';
import { listMemos, openCodedRights, visibleCodings } from '#areas/coding';
import { listConfidentialAnswersOf } from '#areas/answers';
import type { Db } from '#server/store/open.ts';
import type { Candidate } from './store/search-candidates.ts';
import { publishedPractices, publishedThemes } from '#areas/practices';
import { listSubmittedAmong } from '#areas/consultation';
import { listCommentFacts } from '#areas/threads';
import { accessOf } from '#rules/documents/room-rights.ts';
import { isShown, listEvidenceFacts, mayRead, type TextAccess } from '#areas/evidence';
import type { AuthorizedStudy } from '#areas/study';
import { generationOfMark } from './mark.ts';

/** Holds what an entry says of where it is shown. */
export type Target = Readonly<Record<string, string | null>>;

export interface Found extends Candidate {
  readonly place: Target;
}

type Rule = (found: Found) => boolean;

export interface Reader {
  readonly actor: Actor;
  readonly authorized: AuthorizedStudy;
  readonly access: TextAccess;
  /** Holds what the reader's grants open, as `search/rules/search` lists it. */
  readonly scopes: ReadonlySet<string>;
}

export async function authorizeFound(
  db: Db,
  reader: Reader,
  candidates: readonly Candidate[]
): Promise<Found[]> {
  const all = candidates.map((one): Found => ({ ...one, place: JSON.parse(one.target) as Target }));
  const of = (...kinds: readonly string[]): Found[] => all.filter(({ kind }) => kinds.includes(kind));
  const [texts, evidence, comments, cityComments, themes, memos] = await Promise.all([
    textRule(db, reader, of),
    evidenceRule(db, reader, of('evidence')),
    commentRule(db, reader, of('comment')),
    cityCommentRule(db, of('city-comment')),
    themeRule(db, reader, of('practice', 'theme')),
    memoRule(db, reader, of('memo'))
  ]);
  const isReadable: Record<string, Rule> = {
    ...named(['finding', 'chapter', 'response', 'answer', 'confidential'], texts),
    evidence,
    comment: comments,
    'city-comment': cityComments,
    ...named(['practice', 'theme'], themes),
    memo: memos
  };
  return all.filter((found) => reader.scopes.has(found.scope) && (isReadable[found.kind]?.(found) ?? true));
}

const named = (kinds: readonly string[], rule: Rule): Record<string, Rule> =>
  Object.fromEntries(kinds.map((kind) => [kind, rule]));

const idsOf = (founds: readonly Found[], name: string): string[] => [
  ...new Set(founds.flatMap(({ place }) => place[name] ?? []))
];

/** A text is authorized as the room of the generation that was indexed. */
async function textRule(
  db: Db,
  { actor }: Reader,
  of: (...kinds: readonly string[]) => Found[]
): Promise<Rule> {
  const texts = of('finding', 'chapter', 'response', 'answer', 'confidential');
  if (texts.length === 0) return () => false;
  const [rooms, heldBack] = await Promise.all([
    listRoomsOfDocuments(
      db,
      texts.map(({ place, mark }) => ({
        documentId: place['documentId'] ?? '',
        generation: generationOfMark(mark)
      }))
    ),
    listConfidentialAnswersOf(db, idsOf(of('response', 'answer'), 'documentId'))
  ]);
  const opens = once((key: string) => {
    const room = rooms.get(key);
    return room !== undefined && accessOf(actor, room) !== 'none';
  });
  return ({ kind, place, mark }) => {
    const documentId = place['documentId'] ?? '';
    if (!opens(`${documentId}@${generationOfMark(mark)}`)) return false;
    const answers = kind === 'confidential' ? [] : (heldBack.get(documentId) ?? []);
    return !(
      isConfidentialSection(answers, place['section'] ?? '') ||
      isConfidential(answers, place['question'] ?? '')
    );
  };
}

async function evidenceRule(db: Db, { authorized, access }: Reader, pieces: readonly Found[]): Promise<Rule> {
  if (pieces.length === 0) return () => false;
  const rows = new Map((await listEvidenceFacts(db, idsOf(pieces, 'id'))).map((row) => [row.id, row]));
  const since = await listOpenSince(db, authorized.study.id);
  return ({ place, cityId }) => {
    const row = rows.get(place['id'] ?? '');
    const abilities = access.ofCity(cityId ?? '');
    return (
      row !== undefined &&
      abilities.has('evidence.read') &&
      mayRead(abilities, row) &&
      isShown(
        { shownBefore: abilities.has('clarification.read') ? null : (since.get(cityId ?? '') ?? null) },
        row
      )
    );
  };
}

async function commentRule(db: Db, { access }: Reader, comments: readonly Found[]): Promise<Rule> {
  if (comments.length === 0) return () => false;
  const rows = new Map((await listCommentFacts(db, idsOf(comments, 'id'))).map((row) => [row.id, row]));
  return ({ place }) => {
    const row = rows.get(place['id'] ?? '');
    return row !== undefined && row.withdrawnAt === null && access.hasComment(row);
  };
}

/** A card from which a city has withdrawn its consent is not found any more, however old the index is. */
async function themeRule(db: Db, { authorized }: Reader, founds: readonly Found[]): Promise<Rule> {
  if (founds.length === 0) return () => false;
  const { study, abilities } = authorized;
  if (abilities.has('study.themes')) return () => true;
  const practices = new Map(
    (await publishedPractices(db, study.id)).map((card) => [card.id, card.languages])
  );
  const themes = new Set((await publishedThemes(db, study.id)).map(({ id }) => id));
  return ({ kind, place }) =>
    kind === 'theme'
      ? themes.has(place['id'] ?? '')
      : (practices.get(place['id'] ?? '') ?? []).some((language) => language === place['language']);
}

/** A memo on a coding is found by those who may know the coding, as its page shows it. */
async function memoRule(db: Db, { actor, authorized }: Reader, memos: readonly Found[]): Promise<Rule> {
  if (memos.length === 0) return () => false;
  const { study } = authorized;
  const rights = await openCodedRights(db, { actor, ...authorized });
  const codings = await visibleCodings(db, study, actor.userId, rights, { ids: idsOf(memos, 'codingId') });
  const present = new Set((await listMemos(db, study.id)).map(({ id }) => id));
  const known = new Set(codings.map(({ id }) => id));
  return ({ place }) => present.has(place['id'] ?? '') && known.has(place['codingId'] ?? '');
}

async function cityCommentRule(db: Db, comments: readonly Found[]): Promise<Rule> {
  if (comments.length === 0) return () => false;
  const submitted = await listSubmittedAmong(db, idsOf(comments, 'id'));
  return ({ place }) => submitted.has(place['id'] ?? '');
}

function once(work: (key: string) => boolean): (key: string) => boolean {
  const done = new Map<string, boolean>();
  return (key) => {
    const known = done.get(key) ?? work(key);
    done.set(key, known);
    return known;
  };
}
