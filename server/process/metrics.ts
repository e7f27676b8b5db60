/** Defines the counters, gauges and histograms behind /metrics. */
import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';

export interface Metrics {
  readonly registry: Registry;
  readonly connections: Gauge;
  readonly rooms: Gauge;
  readonly updates: Counter;
  readonly refusedFrames: Counter<'reason'>;
  readonly quarantined: Counter<'outcome'>;
  /** Counts the writes that were refused since their author has used up the log quota of a text. */
  readonly logQuotaRefusals: Counter;
  readonly commitSeconds: Histogram;
  /** Measures the transactions of the update log: how long each took, and how many rooms it wrote. */
  readonly transactionSeconds: Histogram;
  readonly transactionParts: Histogram;
  readonly busLagSeconds: Gauge;
  readonly busUp: Gauge;
  readonly busDropped: Counter;
  readonly busRefused: Counter;
  /** Counts sign-ins that did not succeed: wrong credentials, or too many attempts. */
  readonly refusedSignIns: Counter<'reason'>;
  /** Counts the responses of pages and API by the class of their status. */
  readonly responses: Counter<'status'>;
  /** Measures from the arrival of a request of pages and API to the end of its response. */
  readonly requestSeconds: Histogram<'method'>;
  readonly mailGivenUp: Counter;
  /** Says when each scheduled job last came to its end. */
  readonly jobEnded: Gauge<'job'>;
  /** Counts the rounds in which a scheduled job failed. */
  readonly jobFailed: Counter<'job'>;
  /** Counts the sources that have changed and are not in the search index yet, and says when none was left. */
  readonly searchWaiting: Gauge;
  readonly searchIndexed: Gauge;
  /** Holds 1, with what was built as labels. */
  readonly buildInfo: Gauge<'version' | 'commit'>;
}

export function createMetrics(): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry, prefix: 'meridian_' });
  return {
    registry,
    ...syncMetrics(registers),
    ...busMetrics(registers),
    ...requestMetrics(registers),
    ...backgroundMetrics(registers),
    buildInfo: new Gauge({
      name: 'meridian_build_info',
      help: '1; the labels name the version and the commit that it was built from',
      labelNames: ['version', 'commit'],
      registers
    })
  };
}

const syncMetrics = (registers: Registry[]) => ({
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
  logQuotaRefusals: new Counter({
    name: 'meridian_log_quota_refusals_total',
    help: 'Writes refused since their author had added as much to the log of a text as one person may; the log names them',
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
  })
});

const busMetrics = (registers: Registry[]) => ({
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
});

const requestMetrics = (registers: Registry[]) => ({
  refusedSignIns: new Counter({
    name: 'meridian_refused_sign_ins_total',
    help: 'Sign-ins that did not succeed, by reason',
    labelNames: ['reason'],
    registers
  }),
  responses: new Counter({
    name: 'meridian_http_responses_total',
    help: 'Responses of pages and API, by class of status (2xx to 5xx)',
    labelNames: ['status'],
    registers
  }),
  requestSeconds: new Histogram({
    name: 'meridian_http_request_seconds',
    help: 'From the arrival of a request of pages and API to the end of its response',
    labelNames: ['method'],
    buckets: [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
    registers
  })
});

const backgroundMetrics = (registers: Registry[]) => ({
  mailGivenUp: new Counter({
    name: 'meridian_mail_given_up_total',
    help: 'E-mails that were given up: refused for good, tried too often, or out of date',
    registers
  }),
  jobEnded: new Gauge({
    name: 'meridian_job_last_run_timestamp_seconds',
    help: 'When a scheduled job last ran to its end',
    labelNames: ['job'],
    registers
  }),
  jobFailed: new Counter({
    name: 'meridian_job_failures_total',
    help: 'Rounds in which a scheduled job failed',
    labelNames: ['job'],
    registers
  }),
  searchWaiting: new Gauge({
    name: 'meridian_search_waiting_sources',
    help: 'Texts and lists that have changed and are not in the search index yet',
    registers
  }),
  searchIndexed: new Gauge({
    name: 'meridian_search_last_round_timestamp_seconds',
    help: 'When everything that had changed was last in the search index',
    registers
  })
});

/** Registers gauges whose values are read when the metrics are requested. */
export function addGauges(
  { registry }: Metrics,
  gauges: readonly {
    readonly name: string;
    readonly help: string;
    readonly read: () => Promise<number>;
  }[]
): void {
  for (const { name, help, read } of gauges)
    new Gauge({
      name: `meridian_${name}`,
      help,
      registers: [registry],
      async collect() {
        this.set(await read());
      }
    });
}
