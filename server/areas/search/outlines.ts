/** Keeps what the frameworks of a study say of its texts, for the search index. */
import type { StudyId } from '#base/ids.ts';
import type { DocumentRow } from '#areas/assessments';
import type { Db } from '#server/store/open.ts';
import type { IndexedStudy } from './store/search-progress.ts';
import { sectionIdsOf } from '#areas/documents';
import { loadOutline, type Outline } from '#areas/framework';

/** Reads, when it is first needed, what the frameworks of a study say of its texts. */
export interface StudyOutline {
  outline(): Promise<Outline>;
  sectionsOf(document: DocumentRow): Promise<readonly string[]>;
}

/**
 * Keeps the outline of each study until its next event, with which alone a framework changes: it takes longer to read
 * than most texts.
 */
export function openOutlines(db: Db): (study: Pick<IndexedStudy, 'id' | 'eventSeq'>) => StudyOutline {
  const kept = new Map<string, { readonly seq: number; readonly outline: StudyOutline }>();
  return ({ id, eventSeq }) => {
    const known = kept.get(id);
    if (known?.seq === eventSeq) return known.outline;
    const sections = new Map<string, Promise<readonly string[]>>();
    /** Forgets everything where it cannot be read, so that the next round reads it again. */
    const orForget = <T>(reading: Promise<T>): Promise<T> => {
      reading.catch(() => kept.delete(id));
      return reading;
    };
    const outline: StudyOutline = {
      outline: once(() => orForget(loadOutline(db, id as StudyId))),
      sectionsOf: (document) => {
        // Of the chapters, the roadmap alone has sections of its own.
        const key = document.kind === 'chapter' ? document.id : document.kind;
        const ids = sections.get(key) ?? orForget(sectionIdsOf(db, document));
        sections.set(key, ids);
        return ids;
      }
    };
    kept.set(id, { seq: eventSeq, outline });
    return outline;
  };
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => (made ??= make());
}
