/** Opens what all areas share: the store, brought to the present schema, and what stands on it. */
import { randomBytes, randomUUID } from 'node:crypto';
import { openPairStates, openStaleSections, openTextUnits } from '#areas/pairs';
import type { AppOptions } from '#server/app.ts';
import { loadSecretKey } from '#server/auth/secret-key.ts';
import { openPasswords } from '#server/auth/password.ts';
import { attemptsAt } from '#server/auth/throttle.ts';
import { contributions } from '#server/contributions.ts';
import { createSignalBus } from '#server/events/signals.ts';
import { watchSignalOutbox } from '#server/events/signal-outbox.ts';
import { openHearers } from '#server/hearers.ts';
import { openLinkSeal } from '#server/mail/link-seal.ts';
import { openMailer } from '#server/mail/mailer.ts';
import { clientAddressBehind } from '#server/process/client-address.ts';
import type { Config } from '#server/process/config.ts';
import { createLogger } from '#server/process/logger.ts';
import { loadBusSecret } from '#server/store/bus-secret.ts';
import { openDatabaseClock } from '#server/store/database-clock.ts';
import { migrateToLatest } from '#server/store/migrate.ts';
import { DatabaseUnusableError, openStore } from '#server/store/open.ts';
import { freeBytesOf, openStorage } from '#server/store/storage.ts';
import { openFanout } from '#server/sync/cluster/open-fanout.ts';
import { relaySignals } from '#server/sync/cluster/relay-signals.ts';
import { openDocumentWorkers } from '#server/workers/document-workers.ts';
import { openFiles } from './files.ts';

/** Throws when the database cannot be opened or is newer. */
async function openMigratedStore(config: Config, parts: AppOptions) {
  const store = openStore(config.database);
  const clock = openDatabaseClock(store);
  const now = parts.now ?? clock.now;
  const newId = parts.newId ?? randomUUID;
  const logger = parts.logger ?? createLogger({ level: config.logLevel, now });
  await store.ping().catch((cause: unknown) => {
    throw new DatabaseUnusableError(config.database, cause);
  });
  await migrateToLatest(store.db);
  return { config, store, clock, now, newId, logger };
}

/** Opens the signals of this process and of the cluster. */
async function openSignals(
  { config, store, newId, logger }: Awaited<ReturnType<typeof openMigratedStore>>,
  servesNobody: boolean
) {
  const signals = createSignalBus();
  // One node alone shares nothing.
  const redisUrl = servesNobody ? null : config.redisUrl;
  const secret = redisUrl === null ? new Uint8Array() : await loadBusSecret(store.db, randomBytes(32));
  const fanout = openFanout(redisUrl, { nodeId: newId(), secret, logger });
  relaySignals(signals, fanout);
  const stopHearing = servesNobody ? () => undefined : watchSignalOutbox({ store, signals });
  return { signals, fanout, stopHearing };
}

export async function openTools(config: Config, parts: AppOptions) {
  const { servesNobody = false } = parts;
  const stored = await openMigratedStore(config, parts);
  const { store, now, newId, logger } = stored;
  const signalling = await openSignals(stored, servesNobody);
  const workers = openDocumentWorkers({ logger, spawn: parts.spawnDocumentThread });
  const mailer = openMailer({ newId, config });
  const hearers = openHearers({ store, now, mailer });
  const linkSeal = openLinkSeal(() => loadSecretKey(config));
  const textUnits = openTextUnits({ store, workers });
  const pairStates = openPairStates(textUnits);
  return {
    ...stored,
    ...signalling,
    workers,
    mailer,
    hearers,
    linkSeal,
    textUnits,
    pairStates,
    staleSections: openStaleSections(pairStates),
    storage: openStorage({ store, now, readFreeBytes: parts.readFreeBytes ?? freeBytesOf(config.dataDir) }),
    clientAddress: clientAddressBehind(config.trustedProxy, (address) =>
      logger.warn(
        `Requests come from ${address} on behalf of others, and TRUSTED_PROXY does not name it: if it is a proxy, all its clients share its limits and its address in the log`
      )
    ),
    passwords: openPasswords(config),
    attempts: attemptsAt(store.db, now),
    usesSignalOutbox: servesNobody,
    ...openFiles(),
    ...contributions
  };
}

/** Holds what areas and platforms are made of; each names in its own type what it takes of it. */
export type AppTools = Awaited<ReturnType<typeof openTools>>;
