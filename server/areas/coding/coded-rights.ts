/** Says which of the things that can be coded a person may read, before anything of them is read. */
import type { CodedThing, CodingTarget } from '#rules/coding/coding.ts';
import type { Study } from '#rules/study/study.ts';
import { listDocuments } from '#areas/assessments';
import type { Db } from '#server/store/open.ts';
import { findComment, findThread, type CommentRow, type ThreadRow } from '#areas/threads';
import { loadReaderAccess, type ReaderAccess } from '#areas/evidence';
import type { SupportReader } from '#areas/practices';

export interface CodedRights {
  /** What is gone is told to nobody who could not have read it. */
  readonly mayRead: (thing: CodedThing | CodingTarget) => Promise<boolean>;
}

export interface LoadedComment {
  readonly comment: CommentRow;
  readonly thread: ThreadRow;
  readonly isRead: boolean;
}

export interface OpenCodedRights extends CodedRights {
  readonly access: ReaderAccess;
  /** Each comment is read once. */
  readonly commentOf: (id: string) => Promise<LoadedComment | undefined>;
}

export async function openCodedRights(
  db: Db,
  { study, actor, grants, abilities }: SupportReader
): Promise<OpenCodedRights> {
  const access = await loadReaderAccess(db, actor, study.id, grants);
  const commentOf = once((id: string) => loadComment(db, study, access, id));

  async function mayRead(thing: CodedThing | CodingTarget): Promise<boolean> {
    switch (thing.kind) {
      case 'passage': {
        const { place } = thing;
        if ('city' in place) return access.ofCity(place.city).has('findings.read');
        const chapter = [...access.chapters.values()].find(({ slug }) => slug === place.chapter);
        return chapter !== undefined && access.ofChapter(chapter.id).has('chapter.read');
      }
      case 'answer':
        return access.ofCity(thing.city).has('response.read');
      case 'note':
        return abilities.has('study.research');
      case 'comment':
        return (await commentOf(thing.id))?.isRead ?? false;
    }
  }

  return { access, commentOf, mayRead };
}

async function loadComment(
  db: Db,
  study: Study,
  access: ReaderAccess,
  id: string
): Promise<LoadedComment | undefined> {
  const comment = await findComment(db, id);
  const thread = comment && (await findThread(db, comment.threadId));
  if (!thread || thread.studyId !== study.id) return undefined;
  const document = (await listDocuments(db, [thread.documentId])).get(thread.documentId);
  if (!document) return undefined;
  const isRead = access.hasComment({
    audience: thread.audience,
    kind: document.kind,
    cityId: thread.cityId,
    documentId: thread.documentId,
    role: comment.role,
    heldUntil: comment.heldUntil
  });
  return { comment, thread, isRead };
}

function once<T>(work: (key: string) => Promise<T>): (key: string) => Promise<T> {
  const done = new Map<string, Promise<T>>();
  return (key) => {
    const made = done.get(key) ?? work(key);
    done.set(key, made);
    return made;
  };
}
