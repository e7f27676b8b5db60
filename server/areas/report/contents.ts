/** Reads composed reports from the store, and keeps the last few of them in memory. */
import type { ReportContent } from '#rules/report/report-content.ts';
import { quotableBlocks, type QuotableBlock } from '#rules/report/report-quotes.ts';
import type { Db } from '#server/store/open.ts';
import { loadFile } from './store/report-files.ts';

export interface Contents {
  /** Undefined where it is no longer stored. */
  load(studyId: string, hash: string): Promise<ReportContent | undefined>;
  /** Lists what passages of a shorter paper may rest on. */
  quotable(studyId: string, hash: string): Promise<readonly QuotableBlock[]>;
}

/** Each is of some megabytes at most. */
const mostKept = 4;

export function openContents(db: Db): Contents {
  const kept = new Map<string, Promise<ReportContent | undefined>>();

  const read = async (studyId: string, hash: string): Promise<ReportContent | undefined> => {
    const bytes = await loadFile(db, studyId, hash);
    return bytes && (JSON.parse(new TextDecoder().decode(bytes)) as ReportContent);
  };

  const load: Contents['load'] = async (studyId, hash) => {
    const key = `${studyId} ${hash}`;
    const known = kept.get(key) ?? read(studyId, hash);
    kept.delete(key);
    kept.set(key, known);
    for (const oldest of kept.keys()) {
      if (kept.size <= mostKept) break;
      kept.delete(oldest);
    }
    try {
      const content = await known;
      if (!content) kept.delete(key);
      return content;
    } catch (error) {
      kept.delete(key);
      throw error;
    }
  };

  return {
    load,
    quotable: async (studyId, hash) => {
      const content = await load(studyId, hash);
      return content ? quotableBlocks(content) : [];
    }
  };
}
