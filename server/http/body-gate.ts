/**
 * Decides before a body is read: its size, the session and the right to send a large one, then how much is in
 * flight for all and for one person. What is refused is not read, and its connection is closed.
 */
import { join } from 'node:path';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Actor } from '#base/permissions.ts';
import { statusOf, type Result } from '#base/refusal.ts';
import type { Sessions } from '#server/auth/sessions.ts';
import { sourceOf } from '#server/auth/throttle.ts';
import type { ClientAddress } from '#server/process/client-address.ts';
import type { Config } from '#server/process/config.ts';
import { announcedLength, openInFlight, type InFlight, type Release } from '#server/process/in-flight.ts';
import type { Logger } from '#server/process/logger.ts';
import type { Storage } from '#server/store/storage.ts';
import { bodyRuleFor, isTooLarge, type BodyRule, type UploadTarget } from './body.ts';
import { diskFull, overloads, tooLarge, EarlyRefusals, type Exchange } from './early-refusals.ts';
import { UploadQueue } from './upload-queue.ts';

export interface BodyGateTools {
  readonly clientAddress: ClientAddress;
  readonly config: Pick<Config, 'dataDir'>;
  readonly logger: Logger;
  readonly sessions: Pick<Sessions, 'peek'>;
  readonly storage: Pick<Storage, 'hasRoom'>;
  /** Tells whether a person may send a file there, before any of it is read. */
  readonly uploadRights: {
    readonly check: (actor: Actor, target: UploadTarget) => Promise<Result<null>>;
  };
}

const mebibyte = 2 ** 20;

/** Bounds a form that signs in: an address and a password of the most characters, percent-encoded. */
const shortBytes = 4 * 2 ** 10;
/**
 * Limits short forms of readers without a session; an office behind one address sends a few at a time. Who holds back
 * longer ones takes no room of those who sign in.
 */
const short = { bytes: 8 * mebibyte, each: { bytes: 32 * shortBytes, count: 32 } };
/** Limits longer forms of readers without a session: comments of external reviewers. */
const withoutSession = { bytes: 8 * mebibyte, each: { bytes: mebibyte / 2, count: 8 } };
/** Limits files that are looked up by readers without a session, apart from forms: they may not wait for one. */
const checked = { bytes: 4 * mebibyte, each: { bytes: mebibyte, count: 1 } };
/** Limits ordinary forms, which are held in memory about four times over while they are parsed. */
const forms = { bytes: 16 * mebibyte, each: { bytes: 6 * mebibyte, count: 16 } };
/** Limits large bodies, which are stored on disk. */
const files = { bytes: 512 * mebibyte, each: { bytes: 44 * mebibyte, count: 2 } };

/** Limits the time of a form without a session: some seconds, and what a slow connection needs for its bytes. */
const graceMilliseconds = 15_000;
const slowestBytesPerSecond = 16 * 1024;

export interface BodyGate {
  /** Undefined when it was answered here or its sender is gone. */
  admit(request: IncomingMessage, response: ServerResponse): Promise<IncomingMessage | undefined>;
}

export function openBodyGate({
  clientAddress,
  config,
  logger,
  sessions,
  storage,
  uploadRights
}: BodyGateTools): BodyGate {
  const inFlight = {
    short: openInFlight(short),
    withoutSession: openInFlight(withoutSession),
    checked: openInFlight(checked),
    forms: openInFlight(forms),
    files: openInFlight(files)
  };
  const refusals = new EarlyRefusals();
  const uploads = new UploadQueue({ folder: join(config.dataDir, 'incoming'), logger, refusals });

  const amongAll = (length: number): InFlight => {
    if (length > smallBytes) return inFlight.checked;
    return length > shortBytes ? inFlight.withoutSession : inFlight.short;
  };

  /** Admits the bytes until the answer is complete, or answers that there is too much. */
  function hold(exchange: Exchange, among: InFlight, requester: string | null): Release | undefined {
    const held = among.take(requester, exchange.length);
    if (typeof held === 'string') return refusals.refuse(exchange, ...overloads[held]);
    exchange.response.once('close', held);
    return held;
  }

  /** Admits a form without a session, or a file to look up. */
  function admitWithoutSession(exchange: Exchange, rule: BodyRule): IncomingMessage | undefined {
    const { request, length } = exchange;
    endSlow(exchange);
    if (length > rule.withoutSession)
      return rule.isPublic
        ? refusals.refuse(exchange, ...tooLarge)
        : refusals.refuse(exchange, statusOf['signed-out'], 'signed-out', 'Sign in first');
    return hold(exchange, amongAll(length), sourceOf(clientAddress(request))) && request;
  }

  async function admitUpload(
    exchange: Exchange,
    actor: Actor,
    upload: UploadTarget
  ): Promise<IncomingMessage | undefined> {
    // The right is asked only for as many as this person may send at once.
    const held = hold(exchange, inFlight.files, actor.userId);
    if (!held) return undefined;
    const allowed = await uploadRights.check(actor, upload);
    if (!allowed.ok) {
      held();
      const { code } = allowed.refusal;
      return refusals.refuse(exchange, statusOf[code], code, 'You may not send this here');
    }
    if (!(await storage.hasRoom(inFlight.files.bytes))) {
      held();
      return refusals.refuse(exchange, ...diskFull);
    }
    return uploads.admit(exchange);
  }

  return {
    admit: async (request, response) => {
      const length = announcedLength(request);
      if (length === 0) return request;
      const rule = bodyRuleFor(request.url ?? '');
      if (length === null || isTooLarge(request))
        return refusals.refuse({ request, response, length: 0 }, ...tooLarge);
      const exchange = { request, response, length };
      const actor = await sessions.peek(request.headers.cookie ?? null);
      if (response.destroyed) return undefined;
      if (!actor) return admitWithoutSession(exchange, rule);
      if (rule.upload === null) return hold(exchange, inFlight.forms, actor.userId) && request;
      return admitUpload(exchange, actor, rule.upload);
    }
  };
}

/** Separates forms of readers without a session from files that they look up. */
const smallBytes = 128 * 2 ** 10;

/** Cuts a sender that takes longer than the slowest connection that we serve. */
function endSlow({ request, length }: Exchange): void {
  const limit = graceMilliseconds + (length / slowestBytesPerSecond) * 1_000;
  const cut = setTimeout(() => request.destroy(), limit);
  cut.unref();
  const clear = (): void => clearTimeout(cut);
  request.once('end', clear);
  request.once('close', clear);
}
