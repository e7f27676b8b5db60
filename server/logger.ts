/**
 * Writes logs as JSON lines on standard output, and defines the counters behind /metrics. No secrets, no text
 * of documents.
 */
import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';
import type { LogLevel } from './config.ts';

export type Facts = Readonly<Record<string, unknown>>;

export interface Logger {
  debug(message: string, facts?: Facts): void;
  info(message: string, facts?: Facts): void;
  warn(message: string, facts?: Facts): void;
  /** `error` is a defect or a lost database; its stack is logged. */
  error(message: string, error: unknown, facts?: Facts): void;
  readonly metrics: Metrics;
}

export interface Metrics {
  readonly registry: Registry;
  readonly connections: Gauge;
  readonly rooms: Gauge;
  readonly updates: Counter;
  readonly refusedFrames: Counter<'reason'>;
  readonly quarantined: Counter<'outcome'>;
  readonly commitSeconds: Histogram;
  /** Measures the transactions of the update log: how long each took, and how many rooms it wrote. */
  readonly transactionSeconds: Histogram;
  readonly transactionParts: Histogram;
  readonly busLagSeconds: Gauge;
  readonly busUp: Gauge;
  readonly busDropped: Counter;
  readonly busRefused: Counter;
}

const order: readonly LogLevel[] = ['debug', 'info', 'warn', 'error', 'silent'];

export function createLogger(options: {
  level: LogLevel;
  now: () => Date;
  write?: (line: string) => void;
}): Logger {
  const write = options.write ?? ((line: string) => process.stdout.write(line + '\n'));
  const threshold = order.indexOf(options.level);
  const log = (level: LogLevel, message: string, facts: Facts | undefined): void => {
    if (order.indexOf(level) < threshold) return;
    write(JSON.stringify({ at: options.now().toISOString(), level, message, ...facts }));
  };
  return {
    debug: (message, facts) => log('debug', message, facts),
    info: (message, facts) => log('info', message, facts),
    warn: (message, facts) => log('warn', message, facts),
    error: (message, error, facts) =>
      log('error', message, {
        ...facts,
        error: error instanceof Error ? (error.stack ?? error.message) : String(error)
      }),
    metrics: createMetrics()
  };
}

function createMetrics(): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry, prefix: 'meridian_' });
  return {
    registry,
    connections: new Gauge({ name: 'meridian_connections', help: 'Open room sockets', registers }),
    rooms: new Gauge({ name: 'meridian_rooms', help: 'Rooms held in memory', registers }),
    updates: new Counter({ name: 'meridian_updates_total', help: 'Updates committed to the log', registers }),
    refusedFrames: new Counter({
      name: 'meridian_refused_frames_total',
      help: 'Frames that closed their socket or were dropped, by reason',
      labelNames: ['reason'],
      registers
    }),
    quarantined: new Counter({
      name: 'meridian_quarantined_total',
      help: 'Updates that the schema does not know: kept in quarantine, or dropped since their author has enough there',
      labelNames: ['outcome'],
      registers
    }),
    commitSeconds: new Histogram({
      name: 'meridian_commit_seconds',
      help: 'From the arrival of the first update of an append to its commit',
      buckets: [0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5],
      registers
    }),
    transactionSeconds: new Histogram({
      name: 'meridian_log_transaction_seconds',
      help: 'One transaction of the log, from its sending to its commit',
      buckets: [0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5],
      registers
    }),
    transactionParts: new Histogram({
      name: 'meridian_log_transaction_rooms',
      help: 'Rooms whose updates one transaction of the log holds',
      buckets: [1, 2, 4, 8, 16, 32, 64, 128, 256, 512],
      registers
    }),
    busLagSeconds: new Gauge({
      name: 'meridian_bus_lag_seconds',
      help: 'Delay of the fan-out between nodes; 0 with one node',
      registers
    }),
    busUp: new Gauge({
      name: 'meridian_bus_up',
      help: '1 while what is told to other nodes is heard at once; 0 also with one node',
      registers
    }),
    busDropped: new Counter({
      name: 'meridian_bus_dropped_total',
      help: 'News that was not told to other nodes; they read it from the log',
      registers
    }),
    busRefused: new Counter({
      name: 'meridian_bus_refused_total',
      help: 'Entries on the bus that no node of this installation has written',
      registers
    })
  };
}
