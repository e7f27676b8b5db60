/**
 * Reads for anyone the good practices, trends and challenges that a published report holds. They are read as they are
 * published now: what a city has taken its consent back from, or what is no longer validated, is found no more.
 */
import type { Locale } from '#domain/locale.ts';
import type { PracticeItem, ThemeItem } from '#domain/report-blocks.ts';
import { editionSlug } from '#domain/report-build.ts';
import type { ManifestPart, ReportManifest } from '#domain/report-inputs.ts';
import type { ReportBlockName } from '#domain/report.ts';
import { ok, refuse, type Result } from '#domain/refusal.ts';
import type { Study } from '#domain/study.ts';
import { themeKinds, type ThemeKind } from '#domain/theme.ts';
import type { Db } from '../../store/open.ts';
import { findBuild, listPublications, loadFile } from '../../store/report-builds.ts';
import { findStudy } from '../../store/studies.ts';
import { readPractices, readThemes, type FindingTools } from './findings-data.ts';

/** Says in which published reports a thing is, by their names in the address. */
interface Printed {
  readonly editions: readonly string[];
}
export type OpenPractice = Omit<PracticeItem, 'supports' | 'isFlagged'> & Printed;
export type OpenTheme = Omit<ThemeItem, 'supports' | 'isFlagged'> & Printed & { readonly kind: ThemeKind };

export interface OpenFindings {
  practices(studySlug: string): Promise<Result<readonly OpenPractice[]>>;
  practice(studySlug: string, id: string): Promise<Result<OpenPractice>>;
  themes(studySlug: string): Promise<Result<readonly OpenTheme[]>>;
  theme(studySlug: string, id: string): Promise<Result<OpenTheme>>;
}

const blocks: readonly ReportBlockName[] = ['practices', 'trends', 'challenges'];

export function openOpenFindings(db: Db): OpenFindings {
  // The states of supports are not read: a public page shows no supports.
  const tools: FindingTools = { db, statesOf: () => Promise.resolve(new Map()) };
  /** Keeps what each publication holds, which never changes. */
  const held = new Map<string, Promise<ReadonlyMap<string, readonly Locale[]>>>();

  async function readPrinted(study: Study, buildId: string): Promise<ReadonlyMap<string, readonly Locale[]>> {
    const manifest = (await findBuild(db, study.id, buildId))?.manifest;
    const printed = new Map<string, readonly Locale[]>();
    if (!manifest) return printed;
    for (const hash of dataOf((JSON.parse(manifest) as ReportManifest).parts)) {
      const bytes = await loadFile(db, study.id, hash);
      if (!bytes) continue;
      const items = JSON.parse(new TextDecoder().decode(bytes)) as readonly (PracticeItem | ThemeItem)[];
      for (const item of items) printed.set(item.id, 'languages' in item ? item.languages : ['en', 'zh']);
    }
    return printed;
  }

  /** Returns the study and what its publications hold; `not-found` for one that has published nothing. */
  async function published(studySlug: string) {
    const study = await findStudy(db, studySlug);
    const publications = study ? await listPublications(db, study.id) : [];
    if (!study || publications.length === 0) return refuse('not-found');
    const editions: { readonly slug: string; readonly printed: ReadonlyMap<string, readonly Locale[]> }[] =
      [];
    for (const { kind, number, buildId } of publications) {
      const known = held.get(buildId) ?? readPrinted(study, buildId);
      held.set(buildId, known);
      known.catch(() => held.delete(buildId));
      editions.push({ slug: editionSlug(kind, String(number)), printed: await known });
    }
    return ok({
      study,
      printedIn: (id: string) => editions.flatMap(({ slug, printed }) => (printed.has(id) ? [slug] : [])),
      languagesOf: (id: string) => new Set(editions.flatMap(({ printed }) => printed.get(id) ?? []))
    });
  }

  const findings: OpenFindings = {
    async practices(studySlug) {
      const found = await published(studySlug);
      if (!found.ok) return found;
      const { study, printedIn, languagesOf } = found.value;
      return ok(
        (await readPractices(tools, study)).flatMap(
          ({ supports: _, isFlagged: __, ...practice }): OpenPractice[] => {
            const languages = practice.languages.filter((language) => languagesOf(practice.id).has(language));
            const only = (text: PracticeItem['texts']['title']) => ({
              en: languages.includes('en') ? text.en : '',
              zh: languages.includes('zh') ? text.zh : ''
            });
            const texts = Object.fromEntries(
              Object.entries(practice.texts).map(([name, text]) => [name, only(text)])
            ) as PracticeItem['texts'];
            return languages.length === 0
              ? []
              : [{ ...practice, languages, texts, editions: printedIn(practice.id) }];
          }
        )
      );
    },
    async practice(studySlug, id) {
      const all = await findings.practices(studySlug);
      return all.ok ? oneOf(all.value, id) : all;
    },
    async themes(studySlug) {
      const found = await published(studySlug);
      if (!found.ok) return found;
      const { study, printedIn } = found.value;
      const themes: OpenTheme[] = [];
      for (const kind of themeKinds)
        themes.push(
          ...(await readThemes(tools, study, kind)).map(
            ({ supports: _, isFlagged: __, ...theme }): OpenTheme => ({
              ...theme,
              kind,
              editions: printedIn(theme.id)
            })
          )
        );
      return ok(themes.filter(({ editions }) => editions.length > 0));
    },
    async theme(studySlug, id) {
      const all = await findings.themes(studySlug);
      return all.ok ? oneOf(all.value, id) : all;
    }
  };
  return findings;
}

function oneOf<T extends { readonly id: string }>(all: readonly T[], id: string): Result<T> {
  const found = all.find((one) => one.id === id);
  return found ? ok(found) : refuse('not-found');
}

const dataOf = (parts: readonly ManifestPart[]): readonly string[] =>
  parts.flatMap(({ source, parts: below }) => [
    ...(source.kind === 'block' && blocks.includes(source.block) ? [source.data] : []),
    ...dataOf(below)
  ]);
