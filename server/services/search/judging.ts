/**
 * Judges each thing that the index found by what its reader may read now, by the rules of the page that shows
 * it. The index may be a second behind: what was withdrawn, frozen or held back since is left out here.
 */
import { isConfidential, type ConfidentialAnswer } from '#domain/confidential.ts';
import { isConfidentialSection } from '#document/confidential-answers.ts';
import type { StudyId } from '#domain/ids.ts';
import type { Actor } from '#domain/permissions.ts';
import { readingsOfChapter, readingsOfCity, scopeOf } from '#domain/search.ts';
import { openSince } from '../../store/clarifications.ts';
import { listConfidentialAnswersIn } from '../../store/confidential.ts';
import type { Db } from '../../store/open.ts';
import type { Candidate } from '../../store/search-candidates.ts';
import { listJudgedComments, listJudgedEvidence, listSubmittedAmong } from '../../store/search-facts.ts';
import { accessOf, listRoomsOfDocuments } from '../access.ts';
import { isShown, mayRead } from '../evidence/evidence-access.ts';
import type { ReaderAccess } from '../reader-access.ts';
import type { AuthorizedStudy } from '../study-access.ts';
import { generationOfMark } from './mark.ts';

/** Holds what an entry says of where it is shown. */
export type Target = Readonly<Record<string, string | null>>;

export interface Found extends Candidate {
  readonly place: Target;
}

type Rule = (found: Found) => boolean;

interface Reader {
  readonly actor: Actor;
  readonly authorized: AuthorizedStudy;
  readonly access: ReaderAccess;
}

/** Returns those that the reader may read. */
export async function judge(db: Db, reader: Reader, candidates: readonly Candidate[]): Promise<Found[]> {
  const all = candidates.map((one): Found => ({ ...one, place: JSON.parse(one.target) as Target }));
  const of = (...kinds: readonly string[]): Found[] => all.filter(({ kind }) => kinds.includes(kind));
  const inScope = scopeRule(reader);
  const isReadable: Record<string, Rule> = {
    ...named(['finding', 'chapter', 'response', 'answer', 'confidential'], await textRule(db, reader, of)),
    evidence: await evidenceRule(db, reader, of('evidence')),
    comment: await commentRule(db, reader, of('comment')),
    'city-comment': await cityCommentRule(db, of('city-comment'))
  };
  return all.filter((found) => inScope(found) && (isReadable[found.kind]?.(found) ?? true));
}

const named = (kinds: readonly string[], rule: Rule): Record<string, Rule> =>
  Object.fromEntries(kinds.map((kind) => [kind, rule]));

const idsOf = (founds: readonly Found[], name: string): string[] => [
  ...new Set(founds.flatMap(({ place }) => place[name] ?? []))
];

/** Judges by the same abilities as the index was asked with, of the thing itself. */
function scopeRule({ authorized, access }: Reader): Rule {
  const { study, grants, abilities } = authorized;
  const opened = new Set([
    ...(abilities.has('study.see') ? [scopeOf(study.id, 'study')] : []),
    ...(abilities.has('study.meetings') ? [scopeOf(study.id, 'meetings')] : []),
    ...[...access.assessments.values()].flatMap((one) =>
      readingsOfCity(grants, one).map((reading) => scopeOf(study.id, reading, one.cityId))
    ),
    ...[...access.chapters.values()].flatMap((one) =>
      readingsOfChapter(grants, one).map((reading) => scopeOf(study.id, reading, one.id))
    )
  ]);
  return ({ scope }) => opened.has(scope);
}

/** A text is judged as the room of the generation that was indexed. */
async function textRule(
  db: Db,
  { actor }: Reader,
  of: (...kinds: readonly string[]) => Found[]
): Promise<Rule> {
  const texts = of('finding', 'chapter', 'response', 'answer', 'confidential');
  if (texts.length === 0) return () => false;
  const rooms = await listRoomsOfDocuments(
    db,
    texts.map(({ place, mark }) => ({
      documentId: place['documentId'] ?? '',
      generation: generationOfMark(mark)
    }))
  );
  const heldBack = new Map<string, readonly ConfidentialAnswer[]>();
  for (const id of idsOf(of('response', 'answer'), 'documentId'))
    heldBack.set(id, await listConfidentialAnswersIn(db, id));
  return ({ kind, place, mark }) => {
    const room = rooms.get(`${place['documentId']}@${generationOfMark(mark)}`);
    if (!room || accessOf(actor, room) === 'none') return false;
    const answers = kind === 'confidential' ? [] : (heldBack.get(place['documentId'] ?? '') ?? []);
    return !(
      isConfidentialSection(answers, place['section'] ?? '') ||
      isConfidential(answers, place['question'] ?? '')
    );
  };
}

async function evidenceRule(db: Db, { authorized, access }: Reader, pieces: readonly Found[]): Promise<Rule> {
  if (pieces.length === 0) return () => false;
  const rows = new Map((await listJudgedEvidence(db, idsOf(pieces, 'id'))).map((row) => [row.id, row]));
  const since = new Map<string, string | null>();
  for (const cityId of new Set(pieces.flatMap((piece) => piece.cityId ?? [])))
    since.set(
      cityId,
      access.ofCity(cityId).has('clarification.read')
        ? null
        : ((await openSince(db, authorized.study.id as StudyId, cityId)) ?? null)
    );
  return ({ place, cityId }) => {
    const row = rows.get(place['id'] ?? '');
    const abilities = access.ofCity(cityId ?? '');
    return (
      row !== undefined &&
      abilities.has('evidence.read') &&
      mayRead(abilities, row) &&
      isShown({ shownBefore: since.get(cityId ?? '') ?? null }, row)
    );
  };
}

async function commentRule(db: Db, { access }: Reader, comments: readonly Found[]): Promise<Rule> {
  if (comments.length === 0) return () => false;
  const rows = new Map((await listJudgedComments(db, idsOf(comments, 'id'))).map((row) => [row.id, row]));
  return ({ place }) => {
    const row = rows.get(place['id'] ?? '');
    return row !== undefined && row.withdrawnAt === null && access.hasComment(row);
  };
}

async function cityCommentRule(db: Db, comments: readonly Found[]): Promise<Rule> {
  if (comments.length === 0) return () => false;
  const submitted = await listSubmittedAmong(db, idsOf(comments, 'id'));
  return ({ place }) => submitted.has(place['id'] ?? '');
}
