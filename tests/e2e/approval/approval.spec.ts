/**
 * Two chairs approve the findings of one city: in two contexts, each in their own language, and anyone can
 * verify it afterwards.
 */
import { fileURLToPath } from 'node:url';
import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import Database from 'better-sqlite3';
import type { Server } from '../../kit/server.ts';
import { expectNoBarrier } from '../axe.ts';
import { compiled, dataAt, serve } from '../demo.ts';
import { expect, test } from '../kit.ts';
import type { Page } from '@playwright/test';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const study = '/studies/eu-china-2013';
const approval = `${study}/assessments/haidian/approval`;
const run = promisify(execFile);

const node = (file: string, args: readonly string[], env: Readonly<Record<string, string>>) =>
  run(process.execPath, [file, ...args], {
    cwd: root,
    env: { PATH: process.env['PATH'], TZ: 'UTC', ...compiled(), ...env }
  }).then(
    ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
    (error: unknown) => {
      const { code, stdout, stderr } = error as {
        readonly code: number;
        readonly stdout: string;
        readonly stderr: string;
      };
      return { code, stdout, stderr };
    }
  );

async function sign(
  page: Page,
  labels: { readonly read: string; readonly password: string; readonly sign: string },
  password: string
): Promise<void> {
  await page.getByRole('checkbox', { name: labels.read }).check();
  await page.getByLabel(labels.password, { exact: true }).fill(password);
  await page.getByRole('button', { name: labels.sign }).click();
}
const english = {
  read: 'I have read both language versions.',
  password: 'Your password',
  sign: 'Sign this version'
};
const chinese = { read: '我已阅读中英文两个文本。', password: '您的密码', sign: '签署此版本' };

test('two chairs sign the same version, and anybody verifies it', async ({ personAt }) => {
  test.setTimeout(240_000);
  const dataDir = await dataAt('waiting');
  const env = { DATA_DIR: dataDir, LOG_LEVEL: 'warn' };
  let server: Server | undefined = await serve(dataDir);
  const { origin } = server;
  try {
    const eu = await personAt(origin, 'chair.eu');
    const cn = await personAt(origin, 'chair.cn', { locale: 'zh', width: 390 });

    await test.step('the page shows what is signed and whom it waits for', async () => {
      await cn.page.goto(approval);
      await eu.page.goto(approval);
      await expect(eu.page.getByText('Waits for Shen Jingzhi')).toBeVisible();
      await expect(eu.page.getByRole('heading', { name: 'What you sign' })).toBeVisible();
      await expect(
        eu.page.locator('[lang="zh-Hans"]', { hasText: '各部门数据汇聚于统一平台。' }).first()
      ).toBeVisible();
      await expect(eu.page.getByText('2 paragraphs began as machine translation')).toBeVisible();
      await expect(cn.page.getByText('由机器翻译起草的段落：2 段')).toBeVisible();
      await expectNoBarrier(eu.page);
      await expectNoBarrier(cn.page);
    });

    await test.step('a wrong password signs nothing', async () => {
      await sign(eu.page, english, 'not my password');
      await expect(eu.page.getByRole('alert').first()).toBeVisible();
      await expect(eu.page.getByText('Waits for Henrik Vandamme')).toBeVisible();
    });

    await test.step('one signature alone leaves it pending, and the other chair’s open page says so (R151)', async () => {
      await sign(eu.page, english, 'meridian');
      await expect(
        eu.page.getByText('You have signed. The approval waits for the other side.')
      ).toBeVisible();
      await expect(cn.page.getByText('签署摘要：').first()).toBeVisible();
    });

    // Another window of the chair, in which the version was ticked and the password typed, but not sent: its network is gone.
    const ticked = await personAt(origin, 'chair.cn', { locale: 'zh' });
    await ticked.page.goto(approval);
    await ticked.page.getByRole('checkbox', { name: chinese.read }).check();
    await ticked.page.getByLabel(chinese.password, { exact: true }).fill('meridian');
    await ticked.context.setOffline(true);

    await test.step('a return with a reason makes it void; what the other has half typed for one stays (R153)', async () => {
      await eu.page.locator('summary').filter({ hasText: 'Send back with a reason' }).click();
      const half = eu.page.getByRole('group', { name: 'Reason' }).getByLabel('English');
      await half.fill('The sum is not');
      await cn.page.getByText('附理由退回').first().click();
      await cn.page.getByLabel('中文').fill('“资金”一节的数字有误。');
      await cn.page.getByRole('button', { name: '附理由退回' }).click();
      await expect(cn.page.getByText('已退回。其上的签署已失效。')).toBeVisible();
      await expect(
        eu.page.getByText('This version no longer waits for signatures. What you have typed is kept here.')
      ).toBeVisible();
      await expect(half).toHaveValue('The sum is not');
      await expect(eu.page.getByRole('button', { name: 'Send back with a reason' })).toBeDisabled();
      await expectNoBarrier(eu.page);
      await eu.page.goto(approval);
      await expect(eu.page.getByText('void since')).toBeVisible();
      await expect(eu.page.getByText('“资金”一节的数字有误。')).toBeVisible();
      await expect(eu.page.getByRole('button', { name: 'Sign this version' })).toHaveCount(0);
    });

    await test.step('asked anew, both sign the new version', async () => {
      expect(await node('tests/kit/waiting-approval.ts', ['again'], env)).toMatchObject({ code: 0 });
      await ticked.context.setOffline(false);
      await expect(ticked.page.getByRole('heading', { name: '第 2 版' })).toBeVisible({ timeout: 30_000 });
      await expect(ticked.page.getByRole('checkbox', { name: chinese.read })).not.toBeChecked();
      await expect(ticked.page.getByLabel(chinese.password, { exact: true })).toHaveValue('');
      await eu.page.goto(approval);
      await expect(eu.page.getByText('New since version 1, which you have seen')).toBeVisible();
      await sign(eu.page, english, 'meridian');
      await expect(
        eu.page.getByText('You have signed. The approval waits for the other side.')
      ).toBeVisible();
      await cn.page.goto(approval);
      await sign(cn.page, chinese, 'meridian');
      await expect(cn.page.getByText('您已签署。双方均已批准此版本。')).toBeVisible();
    });

    await test.step('several at once: ticked by hand, one password (R156)', async () => {
      await eu.page.goto(`${study}/approvals/sign`);
      await expect(eu.page.getByText('Findings: Haidian')).toHaveCount(0);
      await expectNoBarrier(eu.page);
      await eu.page.getByLabel('Assessment Framework').check();
      await eu.page.getByLabel('List of pilot cities').check();
      await eu.page.getByLabel('I have read every version that I have ticked, in both languages.').check();
      await eu.page.getByLabel('Your password', { exact: true }).fill('meridian');
      await eu.page.getByRole('button', { name: 'Sign what is ticked' }).click();
      await expect(eu.page.getByRole('heading', { name: 'What became of each' })).toBeVisible();
    });

    const hash = await test.step('the printed page carries hash and code', async () => {
      await eu.page.goto(`${approval}/print`);
      await expect(eu.page.getByText('Not approved: both chairs have not signed yet.')).toHaveCount(0);
      await expect(eu.page.getByText('Shen Jingzhi / 沈敬之')).toBeVisible();
      const address =
        (await eu.page.getByRole('img', { name: /\/verify\?hash=/ }).getAttribute('aria-label')) ?? '';
      await expectNoBarrier(eu.page);
      return new URL(address).searchParams.get('hash') ?? '';
    });
    expect(hash).toMatch(/^[0-9a-f]{64}$/);

    await test.step('a scan is kept and served as nothing that runs', async () => {
      await eu.page.goto(approval);
      await eu.page.getByText('Upload a scan').click();
      await eu.page.getByLabel('Scan', { exact: true }).setInputFiles({
        name: '盖章.pdf',
        mimeType: 'text/html',
        buffer: Buffer.concat([Buffer.from('%PDF-1.7\n'), Buffer.alloc(2_000_000)])
      });
      await eu.page.getByRole('button', { name: 'Save', exact: true }).click();
      await expect(eu.page.getByText('The scan is kept with this approval.')).toBeVisible();
      const at = (await eu.page.getByRole('link', { name: '盖章.pdf' }).getAttribute('href')) ?? '';
      const scan = await eu.context.request.get(at);
      expect(scan.headers()).toMatchObject({
        'content-type': 'application/pdf',
        'x-content-type-options': 'nosniff',
        'content-security-policy': "default-src 'none'; sandbox"
      });
      expect(scan.headers()['content-disposition']).toMatch(/^attachment;/);
      await expectNoBarrier(eu.page);
    });

    await test.step('anybody verifies a hash, or a file that never leaves the browser', async () => {
      const anybody = await personAt(origin, null, { locale: 'zh' });
      await anybody.page.goto(`/verify?hash=${hash}`);
      await expect(anybody.page.getByText('已由双方批准；内容、签署与日志一致')).toBeVisible();
      // The moment of a signature says in which zone it is told.
      await expect(anybody.page.locator('time').first()).toHaveText(/GMT\+\d \d\d:\d\d:\d\d$/);
      await expectNoBarrier(anybody.page);
      await anybody.page.goto(`/verify?hash=${'ab'.repeat(32)}`);
      await expect(anybody.page.getByText('查无此项')).toBeVisible();
      const bytesAt = await eu.page
        .getByRole('link', { name: /Download the signed file/ })
        .getAttribute('href');
      const bytes = await (await eu.context.request.get(bytesAt ?? '')).body();
      await anybody.page.goto('/verify');
      await expect(anybody.page.getByText('拖放至此或选择文件。')).toBeVisible();
      await anybody.page
        .locator('input[type=file]')
        .setInputFiles({ name: 'v.json', mimeType: 'application/json', buffer: bytes });
      await expect(anybody.page.getByText('已由双方批准；内容、签署与日志一致')).toBeVisible();
    });

    await test.step('the record of approvals in both languages (R159)', async () => {
      await eu.page.goto(`${study}/approvals`);
      await expectNoBarrier(eu.page);
      await cn.page.goto(`${study}/approvals`);
      await expectNoBarrier(cn.page);
      const csv = await (await eu.context.request.get(`${study}/approvals/export.csv`)).text();
      expect(csv).toContain(hash);
    });

    await server.stop();
    server = undefined;
    await test.step('the command verifies a copy of the database, and finds what was changed in it', async () => {
      const copy = join(dataDir, 'copy');
      mkdirSync(copy);
      for (const name of readdirSync(dataDir).filter((one) => one.startsWith('meridian.db')))
        cpSync(join(dataDir, name), join(copy, name));
      const verify = () =>
        node('build/app/cli.js', ['approval', 'verify', '--hash', hash], {
          DATA_DIR: copy,
          LOG_LEVEL: 'warn'
        });
      expect(await verify()).toMatchObject({ code: 0, stderr: '' });
      const database = new Database(join(copy, 'meridian.db'));
      database
        .prepare(
          "update version set bytes = cast(replace(cast(bytes as text), 'platform', 'paper') as blob) where subject = 'findings:haidian' and number = 2"
        )
        .run();
      database.close();
      const changed = await verify();
      expect(changed.code).toBe(1);
      expect(changed.stderr).toContain('version 2 of findings:haidian is not what was kept');
    });
  } finally {
    await server?.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
});
