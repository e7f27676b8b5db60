/**
 * Reads for anyone the good practices, trends and challenges that a published report holds, in the words that the chairs
 * signed: of several editions, in those of the newest. What a city has taken its consent back from, or what is no longer
 * validated, is found no more; what was changed since appears with the next edition.
 */
import type { Locale } from '#base/locale.ts';
import type { PracticeItem, ThemeItem } from '#rules/report/report-blocks.ts';
import { editionSlug } from '#rules/report/report-build.ts';
import type { ManifestPart, ReportManifest } from '#rules/report/report-inputs.ts';
import type { ReportBlockName } from '#rules/report/report.ts';
import { ok, refuse, type Result } from '#base/refusal.ts';
import type { Study } from '#rules/study/study.ts';
import { themeKinds, type ThemeKind } from '#rules/practices/theme.ts';
import type { Db } from '#server/store/open.ts';
import { findBuild } from './store/report-builds.ts';
import { loadFile } from './store/report-files.ts';
import { listPublications } from './store/publications.ts';
import { findStudy } from '#areas/study';
import { readPractices, readThemes, type FindingTools } from './findings-data.ts';

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

type Item = PracticeItem | ThemeItem;

const blocks: readonly ReportBlockName[] = ['practices', 'trends', 'challenges'];

export function openOpenFindings(db: Db): OpenFindings {
  // The states of supports are not read: a public page shows no supports.
  const tools: FindingTools = { db, statesOf: () => Promise.resolve(new Map()) };
  /** Keeps what each publication holds, which never changes. */
  const held = new Map<string, Promise<ReadonlyMap<string, Item>>>();

  async function readPrinted(study: Study, buildId: string): Promise<ReadonlyMap<string, Item>> {
    const manifest = (await findBuild(db, study.id, buildId))?.manifest;
    const printed = new Map<string, Item>();
    if (!manifest) return printed;
    for (const hash of dataOf((JSON.parse(manifest) as ReportManifest).parts)) {
      const bytes = await loadFile(db, study.id, hash);
      if (!bytes) continue;
      for (const item of JSON.parse(new TextDecoder().decode(bytes)) as readonly Item[])
        printed.set(item.id, item);
    }
    return printed;
  }

  /** `not-found` for one that has published nothing. */
  async function published(studySlug: string) {
    const study = await findStudy(db, studySlug);
    const publications = study ? await listPublications(db, study.id) : [];
    if (!study || publications.length === 0) return refuse('not-found');
    const editions: { readonly slug: string; readonly printed: ReadonlyMap<string, Item> }[] = [];
    for (const { kind, number, buildId } of publications.toSorted((a, b) => (a.at < b.at ? -1 : 1))) {
      const known = held.get(buildId) ?? readPrinted(study, buildId);
      held.set(buildId, known);
      known.catch(() => held.delete(buildId));
      editions.push({ slug: editionSlug(kind, String(number)), printed: await known });
    }
    return ok({
      study,
      /** Returns a thing as the newest edition that has it holds it, with all editions that have it. */
      printed: (id: string): { readonly item: Item; readonly editions: readonly string[] } | undefined => {
        const own = editions.filter(({ printed }) => printed.has(id));
        const item = own.at(-1)?.printed.get(id);
        return item && { item, editions: own.map(({ slug }) => slug) };
      }
    });
  }

  const findings: OpenFindings = {
    async practices(studySlug) {
      const found = await published(studySlug);
      if (!found.ok) return found;
      const { study, printed } = found.value;
      return ok(
        (await readPractices(tools, study)).flatMap((present): OpenPractice[] => {
          const known = printed(present.id);
          return known && isPractice(known.item)
            ? practiceIn(known.item, present.languages, known.editions)
            : [];
        })
      );
    },
    async practice(studySlug, id) {
      const all = await findings.practices(studySlug);
      return all.ok ? oneOf(all.value, id) : all;
    },
    async themes(studySlug) {
      const found = await published(studySlug);
      if (!found.ok) return found;
      const { study, printed } = found.value;
      const themes: OpenTheme[] = [];
      for (const kind of themeKinds)
        for (const { id } of await readThemes(tools, study, kind)) {
          const known = printed(id);
          if (!known || isPractice(known.item)) continue;
          themes.push({ ...withoutSupports(known.item), kind, editions: known.editions });
        }
      return ok(themes);
    },
    async theme(studySlug, id) {
      const all = await findings.themes(studySlug);
      return all.ok ? oneOf(all.value, id) : all;
    }
  };
  return findings;
}

const isPractice = (item: Item): item is PracticeItem => 'languages' in item;

/** Returns a thing without what it rests on: a public page shows no supports. */
function withoutSupports<T extends Item>({
  supports: _,
  isFlagged: __,
  ...item
}: T): Omit<T, 'supports' | 'isFlagged'> {
  return item;
}

/** Returns a card in the languages in which the edition holds it and the city still agrees. */
function practiceIn(
  item: PracticeItem,
  agreed: readonly Locale[],
  editions: readonly string[]
): OpenPractice[] {
  const practice = withoutSupports(item);
  const languages = practice.languages.filter((language) => agreed.includes(language));
  const only = (text: PracticeItem['texts']['title']) => ({
    en: languages.includes('en') ? text.en : '',
    zh: languages.includes('zh') ? text.zh : ''
  });
  const texts = Object.fromEntries(
    Object.entries(practice.texts).map(([name, text]) => [name, only(text)])
  ) as PracticeItem['texts'];
  return languages.length === 0 ? [] : [{ ...practice, languages, texts, editions }];
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
