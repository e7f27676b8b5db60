/** Brings a small study to where its report can be built and published, and runs its builds. */
import type { Actor } from '#base/permissions.ts';
import type { ReportContent, ReportInline, ReportKind, ReportPart } from '#rules/report/report-content.ts';
import type { App } from '#server/app.ts';
import { findNewestDone } from '#server/areas/report/store/report-builds.ts';
import { loadFile } from '#server/areas/report/store/report-files.ts';
import { bothChairs, requestApproval, requestChapterApproval, signs } from './approvals.ts';
import { testApp } from './app.ts';
import type { Engine } from './databases.ts';
import { citiesIn, makeStudy, type TestStudy } from './people.ts';

export const must = <T>(
  result:
    | { readonly ok: true; readonly value: T }
    | { readonly ok: false; readonly refusal: { readonly code: string } }
): T => {
  if (!result.ok) throw new Error(result.refusal.code);
  return result.value;
};

export interface ReportStage {
  readonly app: App;
  readonly study: TestStudy;
  readonly secretariat: Actor;
  readonly eu: Actor;
  readonly cn: Actor;
}

/** Makes a study whose chapter and whose one city of the Chinese side are approved; Bristol is not. */
export async function reportStage(engine: Engine = 'sqlite'): Promise<ReportStage> {
  const app = await testApp(engine);
  const study = await makeStudy(app, { cities: citiesIn('revision') });
  const secretariat = await requestApproval(app, study);
  await requestChapterApproval(app, study, secretariat);
  const chairs = await bothChairs(app, study);
  for (const chair of [chairs.eu, chairs.cn])
    for (const subject of ['findings:haidian', 'chapter:trends'])
      must(await signs(app, chair, study, subject));
  return { app, study, secretariat, ...chairs };
}

/** Requests a build and runs it; returns it as the page shows it. */
export async function build(
  { app, study, secretariat }: Pick<ReportStage, 'app' | 'study' | 'secretariat'>,
  purpose: 'draft' | 'edition' = 'draft',
  kind: ReportKind = 'report'
) {
  const { id } = must(
    await app.reports.builds.request(secretariat, study.slug, kind, {
      purpose,
      editions: ['en', 'zh'],
      formats: ['html', 'json']
    })
  );
  await app.buildRunner.run();
  return buildOf({ app, study, secretariat }, id, kind);
}

export async function buildOf(
  { app, study, secretariat }: Pick<ReportStage, 'app' | 'study' | 'secretariat'>,
  id: string,
  kind: ReportKind = 'report'
) {
  const { builds } = must(await app.reports.builds.list(secretariat, study.slug, kind));
  const found = builds.find((one) => one.id === id);
  if (!found) throw new Error('The build is not in the list');
  return found;
}

/** Returns the content of the newest report that was built. */
export async function contentOf(
  { app, study }: Pick<ReportStage, 'app' | 'study'>,
  kind: ReportKind = 'report'
): Promise<ReportContent> {
  const newest = await findNewestDone(app.store.db, study.id, kind);
  const bytes = newest?.contentHash && (await loadFile(app.store.db, study.id, newest.contentHash));
  if (!bytes) throw new Error('Nothing is built');
  return JSON.parse(new TextDecoder().decode(bytes)) as ReportContent;
}

/** Returns the words of a block's text, without notes and signs. */
export const wordsOf = (text: readonly ReportInline[]): string =>
  text.map((one) => (one.kind === 'text' ? one.text : '')).join('');

export const partOf = (content: Pick<ReportContent, 'parts'>, id: string): ReportPart => {
  const walk = (parts: readonly ReportPart[]): ReportPart[] =>
    parts.flatMap((part) => [part, ...walk(part.parts)]);
  const found = walk(content.parts).find((part) => part.id === id);
  if (!found) throw new Error(`There is no part ${id}`);
  return found;
};

/** Makes a report that can be published: the parts of which nothing stops the publication. */
export async function publishable(stage: ReportStage): Promise<void> {
  const { app, study, secretariat } = stage;
  must(await app.reports.composing.begin(secretariat, study.slug, 'report'));
  const view = must(await app.reports.composing.load(secretariat, study.slug, 'report'));
  for (const { part } of view.faults.filter(({ stops }) => stops))
    must(await app.reports.composing.removePart(secretariat, study.slug, 'report', part));
}
