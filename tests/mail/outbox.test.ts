/**
 * Tests the mail outbox: e-mails are sent when a mail server is there, once each, and are given up in the
 * end; without one they stay stored.
 */
import { describe, expect, it } from 'vitest';
import { signedInAs } from '#kit/actors.ts';
import { engines, type Engine } from '#kit/databases.ts';
import { testClock, testConfig } from '#kit/app.ts';
import { loadSecretKey } from '#server/auth/secret-key.ts';
import { openLinkSeal } from '#server/mail/link-seal.ts';
import { openMailServer, type MailServer } from '#kit/mail-server.ts';
import { makePerson, makeStudy } from '#kit/people.ts';
import { readConfig } from '#server/process/config.ts';
import { createApp, type App } from '#server/app.ts';
import { createLogger } from '#server/process/logger.ts';
import { openMailer, type UrgentMatter } from '#server/mail/mailer.ts';
import { holdMail, releaseMail, reviveMail } from '#server/mail/stored-mail.ts';
import { updateUser } from '#server/auth/users.ts';
import { onTestFinished } from 'vitest';

async function setUp(engine: Engine, server: MailServer | null) {
  const clock = testClock('2013-11-01T08:00:00.000Z');
  const config = await testConfig(engine);
  const smtp = server ? readConfig({ SMTP_URL: server.url }).smtp : null;
  const log: string[] = [];
  const open = async (): Promise<App> => {
    const logger = createLogger({ level: 'info', now: clock.now, write: (line) => void log.push(line) });
    const app = await createApp({ ...config, smtp }, { now: clock.now, schedulerMilliseconds: null, logger });
    onTestFinished(() => app.close());
    return app;
  };
  const app = await open();
  const study = await makeStudy(app);
  const write = (userIds: readonly string[], more: Partial<UrgentMatter> = {}) =>
    app.store.db.transaction().execute((trx) =>
      openMailer(app).writeUrgent(
        { trx, at: clock.now().toISOString() },
        {
          kind: 'approval-asked',
          studyId: study.id,
          userIds,
          about: { kind: 'assessment', cityId: 'bristol' },
          path: '/assessments/bristol',
          ...more
        }
      )
    );
  const rows = () => app.store.db.selectFrom('mail').selectAll().orderBy('address').execute();
  const round = async (of: App = app) => {
    await of.scheduler.run();
    await of.mail.idle();
  };
  /** Returns the messages of the log about mail, each once written. */
  const logged = (): string[] =>
    log.map((line) => (JSON.parse(line) as { message: string }).message).filter((text) => /mail/.test(text));
  return { app, open, study, clock, write, rows, round, logged };
}

async function metric(app: App, name: string): Promise<number> {
  const text = await app.logger.metrics.registry.metrics();
  return Number(new RegExp(`^${name} (.*)$`, 'm').exec(text)?.[1]);
}

const decoded = (raw: string): string =>
  /base64/i.test(raw)
    ? Buffer.from(raw.split('\n\n').slice(1).join(''), 'base64').toString()
    : raw
        .replaceAll(/=\n/g, '')
        .replaceAll(/(=[0-9A-F]{2})+/g, (bytes) => Buffer.from(bytes.replaceAll('=', ''), 'hex').toString());

describe.each(engines)('the outbox on %s', (engine) => {
  it('sends a mail once, in its reader’s language, with a link and every zone of the deadline (R248)', async () => {
    const server = await openMailServer();
    const { app, study, write, rows, round } = await setUp(engine, server);
    const chair = await makePerson(app, { role: 'chair', side: 'cn', study, email: 'chair@x.example' });
    await updateUser(app.store.db, chair.id, { locale: 'zh' });
    await write([chair.id, chair.id], {
      kind: 'consultation-opened',
      deadline: { at: '2013-11-12T10:00:00.000Z', zone: 'Asia/Shanghai' }
    });
    await round();
    await round();
    expect(server.taken).toHaveLength(1);
    const [mail] = server.taken;
    expect(mail).toMatchObject({ from: 'office@meridian.example', to: ['chair@x.example'] });
    const text = decoded(mail?.raw ?? '');
    for (const expected of [
      '城市1',
      '北京 2013年11月12日 18:00',
      '布鲁塞尔 2013年11月12日 11:00',
      '/studies/small-study/assessments/bristol',
      'chair@x.example'
    ]) {
      expect(text).toContain(expected);
    }
    expect(await rows()).toMatchObject([{ tries: 1, lastError: '', sentAt: '2013-11-01T08:00:00.000Z' }]);
  });

  it('keeps every mail where no mail server is configured', async () => {
    const { app, study, write, rows, round } = await setUp(engine, null);
    await write([(await makePerson(app, { role: 'chair', study })).id]);
    await round();
    expect(await rows()).toMatchObject([{ tries: 0, sentAt: null, givenUpAt: null, locale: 'en' }]);
  });

  it('tries again later and later where the server is away, says so once, and gives up in the end', async () => {
    const server = await openMailServer();
    server.refusal = '451 later';
    const { app, study, clock, write, rows, round, logged } = await setUp(engine, server);
    await write([(await makePerson(app, { role: 'chair', study, email: 'a@x.example' })).id]);
    const waits: number[] = [];
    for (let i = 0; i < 6; i++) {
      await round();
      const [row] = await rows();
      if (!row || row.givenUpAt !== null) break;
      expect(logged()).toEqual(['the mail server takes no e-mails; they wait']);
      expect(await metric(app, 'meridian_mail_waiting')).toBe(1);
      waits.push((Date.parse(row.nextTryAt) - clock.now().getTime()) / 60_000);
      clock.advance(Date.parse(row.nextTryAt) - clock.now().getTime() - 1);
      await round();
      expect((await rows())[0]?.tries).toBe(row.tries);
      clock.advance(1);
    }
    expect(waits).toEqual([1, 5, 30, 120, 600]);
    expect(await rows()).toMatchObject([
      { tries: 6, sentAt: null, lastError: expect.stringContaining('451') as string }
    ]);
    expect(await metric(app, 'meridian_mail_waiting')).toBe(0);
    expect(await metric(app, 'meridian_mail_given_up_total')).toBe(1);
    server.refusal = null;
    await app.mail.tryAgain(await signedInAs(app, { administrator: true }), null);
    await round();
    expect(server.taken).toHaveLength(1);
    expect(logged().slice(1)).toEqual(['mail given up', 'the mail server takes e-mails again']);
  });

  it('gives up at once where the mailbox does not exist', async () => {
    const server = await openMailServer();
    server.refusal = '550 <a@x.example>: no such mailbox';
    const { app, study, write, rows, round } = await setUp(engine, server);
    await write([(await makePerson(app, { role: 'chair', study, email: 'a@x.example' })).id]);
    await round();
    expect(await rows()).toMatchObject([{ tries: 1, givenUpAt: '2013-11-01T08:00:00.000Z' }]);
    const lastError = (await rows())[0]?.lastError;
    expect(lastError).toContain('no such mailbox');
    expect(lastError).not.toContain('x.example');
  });

  it('writes to nobody who is suspended, sends to nobody who was suspended meanwhile, and sends no old mail', async () => {
    const server = await openMailServer();
    const { app, study, clock, write, rows, round } = await setUp(engine, server);
    const gone = await makePerson(app, {
      role: 'chair',
      side: 'eu',
      study,
      suspended: true,
      email: 'gone@x.example'
    });
    const going = await makePerson(app, { role: 'chair', side: 'cn', study, email: 'going@x.example' });
    const old = await makePerson(app, { role: 'expert', study, email: 'old@x.example' });
    await write([old.id]);
    clock.advance(3 * 24 * 3600_000 + 1);
    await write([gone.id, going.id]);
    await updateUser(app.store.db, going.id, { suspendedAt: clock.now().toISOString() });
    await round();
    expect(server.taken).toEqual([]);
    expect((await rows()).map(({ address, lastError }) => [address, lastError])).toEqual([
      ['going@x.example', 'suspended'],
      ['old@x.example', 'too old']
    ]);
  });

  it('sends one mail once when several nodes look at the same moment', async () => {
    const server = await openMailServer();
    const { app, open, study, write, round } = await setUp(engine, server);
    const other = await open();
    const people = await Promise.all(
      Array.from({ length: 8 }, (_, i) =>
        makePerson(app, { role: 'expert', study, email: `p${i}@x.example` })
      )
    );
    await write(people.map(({ id }) => id));
    await Promise.all([round(), round(other)]);
    await Promise.all([round(), round(other)]);
    expect(server.taken.flatMap(({ to }) => to).sort()).toEqual(people.map(({ email }) => email).sort());
  });

  it('no name of a city or study begins a header of its own', async () => {
    const server = await openMailServer();
    const { app, study, write, round } = await setUp(engine, server);
    await app.store.db
      .updateTable('city')
      .set({ shortNameEn: 'Bristol\r\nBcc: all@x.example\r\n\r\nHello' })
      .where('id', '=', 'bristol')
      .execute();
    await write([(await makePerson(app, { role: 'chair', study, email: 'a@x.example' })).id]);
    await round();
    const head = server.taken[0]?.raw.split('\n\n')[0] ?? '';
    expect(head).toMatch(/^Subject: /m);
    expect(head).not.toMatch(/^Bcc:/im);
    expect(server.taken[0]?.to).toEqual(['a@x.example']);
  });
});

describe('the outbox as a page', () => {
  it('is for administrators alone, and does not show what the mails say', async () => {
    const { app, study, write } = await setUp('sqlite', null);
    const chair = await signedInAs(app, { role: 'chair', study, email: 'chair@x.example' });
    await write([chair.userId]);
    expect(await app.mail.list(chair)).toMatchObject({ refusal: { code: 'not-found' } });
    expect(await app.mail.tryAgain(chair, null)).toMatchObject({ refusal: { code: 'not-found' } });
    const seen = await app.mail.list(await signedInAs(app, { administrator: true }));
    expect(seen).toMatchObject({
      value: { host: null, mails: [{ address: 'chair@x.example', kind: 'urgent' }] }
    });
    expect(JSON.stringify(seen)).not.toContain('bristol');
  });
});

// Promise: who reads the database or a backup of it finds no link that still works.
describe('an e-mail with a link', () => {
  const offer = async (server: MailServer | null) => {
    const stage = await setUp('sqlite', server);
    const { app, study, rows } = stage;
    const secretariat = await signedInAs(app, { role: 'secretariat', study, name: 'Mark {link} Secretary' });
    const sent = await app.invitations.send(secretariat, study.slug, {
      email: 'li.na@x.example',
      role: 'observer',
      sideId: null,
      cityId: null,
      locale: 'en'
    });
    if (!sent.ok) throw new Error(sent.refusal.code);
    // Where e-mail is sent, its reader alone gets the link.
    expect(sent.value.link === null).toBe(server !== null);
    const [mail] = await app.store.db.selectFrom('mail').select(['id', 'sealedLink']).execute();
    const link =
      openLinkSeal(() => loadSecretKey(app.config)).open(mail?.id ?? '', mail?.sealedLink ?? '') ?? '';
    expect(JSON.stringify(await rows())).not.toContain(link.split('/').at(-1));
    return { ...stage, link };
  };

  it('has it sealed while it waits, in full when it is sent, and nothing of it afterwards', async () => {
    const server = await openMailServer();
    const { link, round, rows } = await offer(server);
    await round();
    const text = decoded(server.taken[0]?.raw ?? '');
    expect(text).toContain(link);
    expect(text).toContain('Mark {link} Secretary');
    expect(await rows()).toMatchObject([{ body: '', sealedLink: null }]);
  });

  it('loses text and link when it is given up, and is not sent again without them', async () => {
    const server = await openMailServer();
    const { app, clock, round, rows } = await offer(server);
    clock.advance(4 * 24 * 60 * 60_000);
    await round();
    expect(await rows()).toMatchObject([{ body: '', sealedLink: null, lastError: 'too old' }]);
    await reviveMail(app.store.db, clock.now().toISOString(), null);
    await round();
    expect(server.taken).toEqual([]);
  });

  it('waits for the node that holds its key', async () => {
    const server = await openMailServer();
    const { app, clock, rows } = await offer(null);
    const other = await createApp(
      { ...app.config, smtp: readConfig({ SMTP_URL: server.url }).smtp, secretKey: new Uint8Array(32) },
      { now: clock.now, schedulerMilliseconds: null }
    );
    onTestFinished(() => other.close());
    await other.scheduler.run();
    await other.mail.idle();
    expect(server.taken).toEqual([]);
    const [row] = await rows();
    expect(row).toMatchObject({ sentAt: null, givenUpAt: null });
    expect(row?.lastError).toMatch(/another key/);
  });
});

describe('the texts of e-mails', () => {
  it('are cleared after thirty days, and no e-mail goes out while a restore holds them back', async () => {
    const server = await openMailServer();
    const { app, clock, study, write, rows, round } = await setUp('sqlite', server);
    const chair = await makePerson(app, { role: 'chair', side: 'cn', study, email: 'chair@x.example' });
    await write([chair.id]);
    await holdMail(app.store.db, clock.now().toISOString());
    await round();
    expect(server.taken).toEqual([]);
    const at = clock.now().toISOString();
    expect(await app.store.db.transaction().execute((trx) => releaseMail(trx, at, false))).toBe(1);
    await round();
    expect(server.taken).toHaveLength(1);
    clock.advance(31 * 24 * 60 * 60_000);
    await round();
    expect(await rows()).toMatchObject([{ body: '', address: 'chair@x.example' }]);
  });
});
