/**
 * Loads what one person may learn in a study, by the present states of its assessments and chapters. The log,
 * the inbox, digests and the tasks of a home page all use it, so that none of them shows what another hides.
 */
import type { AnyPayload } from '#lib/events/kinds.ts';
import { isOutFor, mayRead, type Audience } from '#rules/threads/comment.ts';
import {
  assessmentAbilitiesOf,
  chapterAbilitiesOf,
  instanceAbilitiesOf,
  studyAbilitiesOf,
  type Actor,
  type Grant
} from '#base/permissions.ts';
import type { Abilities, Ability, AssessmentAbility, ChapterAbility } from '#base/abilities.ts';
import { documentAccess } from '#base/document-rights.ts';
import type { StudyId } from '#base/ids.ts';
import type { DocumentKind } from '#base/states.ts';
import { listAssessments, listChapters, type Assessment, type Chapter } from '#areas/assessments';
import { listHeldBack } from './store/evidence.ts';
import type { LoggedEvent } from '#server/events/stored-events.ts';
import type { Db } from '#server/store/open.ts';

export interface CommentAccess {
  readonly audience: Audience;
  readonly kind: DocumentKind;
  readonly cityId: string | null;
  readonly documentId: string;
  readonly role: string;
  readonly heldUntil: string | null;
}

export interface TextAccess {
  readonly assessments: ReadonlyMap<string, Assessment>;
  /** By document. */
  readonly chapters: ReadonlyMap<string, Chapter>;
  /** None for a city without an assessment. */
  readonly ofCity: (cityId: string) => Abilities<AssessmentAbility>;
  readonly ofChapter: (documentId: string) => Abilities<ChapterAbility>;
  /** Checks whether the person reads the text, is of the thread's circle, and has the comment by now. */
  readonly hasComment: (comment: CommentAccess) => boolean;
}

export interface ReaderAccess extends TextAccess {
  readonly mayLearn: (
    event: Pick<LoggedEvent, 'needs' | 'cityId' | 'documentId'> & { readonly payload: AnyPayload }
  ) => boolean;
}

export async function loadReaderAccess(
  db: Db,
  actor: Pick<Actor, 'isAdministrator'>,
  studyId: StudyId,
  grants: readonly Grant[]
): Promise<ReaderAccess> {
  const texts = await loadTextAccess(db, studyId, grants);
  const { ofCity, ofChapter } = texts;
  const heldBack: ReadonlySet<unknown> = await listHeldBack(db, studyId);
  const ofStudy: ReadonlySet<Ability> = new Set<Ability>([
    ...studyAbilitiesOf(grants),
    ...instanceAbilitiesOf(actor)
  ]);
  return {
    ...texts,
    mayLearn: ({ needs, cityId, documentId, payload }) => {
      // When a piece is held back, earlier public events about it are held back as well.
      if (heldBack.has(payload.evidenceId) && !has(ofCity(cityId ?? ''), 'evidence.hold')) return false;
      const ability = needs as Ability;
      return (
        ofStudy.has(ability) ||
        has(ofCity(cityId ?? ''), ability) ||
        has(ofChapter(documentId ?? ''), ability)
      );
    }
  };
}

/** Loads the same without what may be learnt of the log, which asks for less. */
export async function loadTextAccess(
  db: Db,
  studyId: StudyId,
  grants: readonly Grant[]
): Promise<TextAccess> {
  // A transaction has one connection, which takes one statement after another.
  const [listed, written] = db.isTransaction
    ? [await listAssessments(db, studyId), await listChapters(db, studyId)]
    : await Promise.all([listAssessments(db, studyId), listChapters(db, studyId)]);
  const assessments = new Map(listed.map((one) => [one.cityId as string, one]));
  const chapters = new Map(written.map((one) => [one.id as string, one]));
  const ofCity = once((cityId: string) => {
    const assessment = assessments.get(cityId);
    return new Set(assessment ? assessmentAbilitiesOf(grants, assessment) : []);
  });
  const ofChapter = once((documentId: string) => {
    const chapter = chapters.get(documentId);
    return new Set(chapter ? chapterAbilitiesOf(grants, chapter) : []);
  });
  const opens = ({ kind, cityId, documentId }: CommentAccess): boolean => {
    const { state } = (kind === 'chapter' ? chapters.get(documentId) : assessments.get(cityId ?? '')) ?? {};
    return (
      state !== undefined &&
      documentAccess(grants, { kind, cityId, state } as Parameters<typeof documentAccess>[1]) !== 'none'
    );
  };
  return {
    assessments,
    chapters,
    ofCity,
    ofChapter,
    hasComment: (comment) => {
      const abilities: ReadonlySet<Ability> =
        comment.kind === 'chapter' ? ofChapter(comment.documentId) : ofCity(comment.cityId ?? '');
      return (
        opens(comment) && mayRead(comment.kind, comment.audience, abilities) && isOutFor(comment, abilities)
      );
    }
  };
}

const has = (abilities: ReadonlySet<Ability>, ability: Ability): boolean => abilities.has(ability);

function once<T>(work: (key: string) => T): (key: string) => T {
  const done = new Map<string, T>();
  return (key) => {
    const known = done.get(key);
    if (known !== undefined) return known;
    const made = work(key);
    done.set(key, made);
    return made;
  };
}
