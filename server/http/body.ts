/**
 * Defines how much a request may bring, by its path: as much as one of our forms holds, more where a scan,
 * evidence or a filled-in file is taken, and less from a reader without a session.
 */
import type { IncomingMessage } from 'node:http';
import { announcedLength } from '#server/process/in-flight.ts';

const largestForm = 2 ** 20;
/** Limits a request with a scan: 10 MiB, and the form around it. */
const largestScan = 11 * 2 ** 20;
/** Limits a request with a framework or a glossary, and the form around it. */
const largestTextForm = 4 * 2 ** 20;
/** Limits a request with evidence or with a filled-in file: 20 MiB, and the form around it. */
export const largestBody = 21 * 2 ** 20;
/** Limits a form of a reader without a session: an e-mail address, a password, a name. */
export const largestWithoutSession = 16 * 2 ** 10;
/** Limits the comment of a reviewer outside the study: its characters, three bytes each, percent-encoded. */
const largestComment = 128 * 2 ** 10;

/** Names the place to which a large file is sent. */
export type UploadTarget =
  | { readonly kind: 'evidence' | 'answers'; readonly studySlug: string; readonly city: string }
  | { readonly kind: 'seal'; readonly studySlug: string }
  | { readonly kind: 'coding'; readonly studySlug: string };

export interface BodyRule {
  /** Limits the bytes of a person with a session. */
  readonly largest: number;
  /** Limits the bytes of a reader without one. */
  readonly withoutSession: number;
  /** Says that the path takes forms of readers without a session. */
  readonly isPublic: boolean;
  /** Names whose right is asked before the body is read; null for an ordinary form. */
  readonly upload: UploadTarget | null;
}

type Upload = Pick<BodyRule, 'largest'> & {
  readonly path: RegExp;
  readonly target: (studySlug: string, city: string) => UploadTarget;
};

const uploads: readonly Upload[] = [
  {
    path: /^\/studies\/([^/?]+)\/assessments\/([^/?]+)\/evidence(?:\?\/(?:file|link)|\/[^/?]+\?\/revise)$/,
    largest: largestBody,
    target: (studySlug, city) => ({ kind: 'evidence', studySlug, city })
  },
  {
    path: /^\/studies\/([^/?]+)\/assessments\/([^/?]+)\/files\?\/(?:read|imported)$/,
    largest: largestBody,
    target: (studySlug, city) => ({ kind: 'answers', studySlug, city })
  },
  {
    path: /^\/studies\/([^/?]+)\/coding\/files\?\/receive$/,
    largest: largestBody,
    target: (studySlug) => ({ kind: 'coding', studySlug })
  },
  {
    path: /^\/studies\/([^/?]+)\/(?:(?:assessments|chapters)\/[^/?]+\/approval|approvals\/(?:framework|pilots))\?\/seal$/,
    largest: largestScan,
    target: (studySlug) => ({ kind: 'seal', studySlug })
  }
];

const takesTextFile =
  /^\/studies\/[^/?]+\/(?:framework(?:\?\/(?:publish|rubric)|\/edit\?\/take)|glossary\?\/import)$/;
const isPublic =
  /^\/(?:(?:login|logout|locale|theme|verify)|(?:invitation|external-review|reading)\/[^/?]+)(?:\?|$)/;
/** Includes the address that the page had before (`src/lib/server/moved-addresses.ts`). */
const takesComment = /^\/(?:external-review|reading)\/[^/?]+(?:\?|$)/;
/** A browser that runs no script sends the file whose hash it looks up. */
const takesChecked = /^\/verify(?:\?|$)/;

/**
 * Returns path and action of an address without what else its query says: `?question=5&/file` acts as `?/file` does.
 * SvelteKit takes the first parameter that begins with a slash.
 */
function actionAddress(url: string): string {
  const [path = '', ...query] = url.split('?');
  const action = [...new URLSearchParams(query.join('?')).keys()].find((name) => name.startsWith('/'));
  return action === undefined ? path : `${path}?${action}`;
}

export function bodyRuleFor(address: string): BodyRule {
  const url = actionAddress(address);
  const upload = uploads
    .map(({ path, largest, target }) => ({ match: path.exec(url), largest, target }))
    .find(({ match }) => match !== null);
  return {
    largest: upload?.largest ?? (takesTextFile.test(url) ? largestTextForm : largestForm),
    withoutSession: takesChecked.test(url)
      ? largestForm
      : takesComment.test(url)
        ? largestComment
        : largestWithoutSession,
    isPublic: isPublic.test(url),
    upload: upload?.match
      ? upload.target(decoded(upload.match[1] ?? ''), decoded(upload.match[2] ?? ''))
      : null
  };
}

/** What cannot be decoded names nothing. */
function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return '';
  }
}

/** Checks the size that the request announces, before any of it is read. */
export function isTooLarge({ headers, url = '' }: Pick<IncomingMessage, 'headers' | 'url'>): boolean {
  const announced = announcedLength({ headers });
  return announced === null || announced > bodyRuleFor(url).largest;
}
