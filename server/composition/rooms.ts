/** Opens the server of the texts that people write together, and what pages follow live. */
import { randomBytes } from 'node:crypto';
import { confidentialAt } from '#areas/answers';
import { findRoom, listRoomsOfDocuments, rootsOf } from '#areas/documents';
import type { Events } from '#areas/inbox';
import { findLead } from '#areas/meetings';
import type { AppOptions } from '#server/app.ts';
import { openDevices } from '#server/auth/devices.ts';
import { openSessions } from '#server/auth/sessions.ts';
import { loadBusSecret } from '#server/store/bus-secret.ts';
import { openProbe } from '#server/sync/handshake/probe.ts';
import { openLive } from '#server/sync/live/live.ts';
import { openLog } from '#server/sync/log/log.ts';
import { openSync } from '#server/sync/sync.ts';
import type { AppTools } from './tools.ts';

export function openRooms(tools: AppTools, events: Events, parts: AppOptions) {
  const { store, signals, logger, now, newId, fanout } = tools;
  const devices = openDevices({ ...tools, loadSecret: () => loadBusSecret(store.db, randomBytes(32)) });
  const sessions = openSessions({ ...tools, devices });
  const own = openLog(store, signals, { logger, now, newId });
  const log = parts.log?.(own) ?? own;
  const { maxTextBytes, maxLogBytes } = parts;
  const sync = openSync({
    ...tools,
    sessions,
    log,
    fanout,
    roomSource: {
      find: (name) => findRoom(store.db, name),
      list: (texts) => listRoomsOfDocuments(store.db, texts),
      targetsOf: (room) => rootsOf(store.db, room),
      confidentialAt: (room) => confidentialAt(store.db, room)
    },
    maxTextBytes,
    maxLogBytes
  });
  const live = openLive({ ...tools, sessions, events, findLead: (studyId) => findLead(store.db, studyId) });
  return { sessions, log, sync, live, probe: openProbe(tools) };
}
