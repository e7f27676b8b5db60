/** Tests that an operator sees in /metrics what is built, what waits, and what has last been done. */
import { describe, expect, it } from 'vitest';
import { ownVersion } from '#server/process/version.ts';
import { testApp } from '#kit/app.ts';
import { engines } from '#kit/databases.ts';

describe.each(engines)('the metrics on %s', (engine) => {
  it('name the build, the queues, the last run of each job and, where there is a pool, its connections', async () => {
    const app = await testApp(engine);
    await app.scheduler.run();
    await app.searchIndexer.run();
    const text = await app.logger.metrics.registry.metrics();
    expect(text).toContain(
      `meridian_build_info{version="${ownVersion.number}",commit="${ownVersion.commit}"} 1`
    );
    for (const queue of ['mail_waiting', 'document_jobs_waiting', 'search_waiting_sources'])
      expect(text).toMatch(new RegExp(`^meridian_${queue} 0$`, 'm'));
    expect(text).toMatch(/^meridian_job_last_run_timestamp_seconds\{job="outbox"\} 1\d{9}/m);
    expect(text).toMatch(/^meridian_search_last_round_timestamp_seconds 1\d{9}/m);
    expect(text).toContain('meridian_http_request_seconds');
    const connections = [...text.matchAll(/^meridian_database_connections_(\w+) \d+$/gm)].map(
      ([, kind]) => kind
    );
    expect(connections).toEqual(engine === 'postgres' ? ['open', 'idle', 'waiting'] : []);
  });
});
