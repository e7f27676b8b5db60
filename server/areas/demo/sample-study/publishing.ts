/** Has the report and the White Paper of the sample study composed, built, and published by both chairs. */
import type { Run } from '#document/blocks.ts';
import type { Locale } from '#base/locale.ts';
import type { ReportKind } from '#rules/report/report-content.ts';
import { chapterSection } from '#document/narrative.ts';
import { approveChapter, idOf, type Named } from './concluding.ts';
import type { BuildRequest } from '#areas/report';
import { chapters, erratum, whitePaper, type Citing } from './content/report.ts';
import { chairs, demoPassword, must, sampleSlug, type SampleStage } from './stage.ts';
import { writeSections, type Written } from './texts.ts';

/** The roadmap, which is a chapter as well, comes before the last of them. */
export async function writeChapters(stage: SampleStage, named: Named): Promise<void> {
  const { app, clock } = stage;
  clock.goTo(44);
  const secretariat = await stage.actor('secretariat');
  for (const { title, text } of chapters) {
    const { slug } = must(await app.chapters.add(secretariat, sampleSlug, title), `add ${title.en}`);
    const { id } = must(await app.chapters.load(secretariat, sampleSlug, slug), `open ${slug}`);
    const { userId } = await stage.actor('expert1.eu');
    const written = text.map((one) => ('cites' in one ? citing(stage, one, named) : one));
    await writeSections(stage, id, userId, { [chapterSection]: written });
  }
}

/** Links the words to the page of the source. */
function citing({ app }: SampleStage, { cites, before, words, after }: Citing, named: Named): Written {
  const link = `${app.config.origin}/studies/${sampleSlug}/context/sources/${idOf(named, `source ${cites}`)}`;
  const runsIn = (locale: Locale): readonly Run[] => [
    before[locale],
    { text: words[locale], link },
    after[locale]
  ];
  return { runs: { en: runsIn('en'), zh: runsIn('zh') } };
}

export async function approveChapters(stage: SampleStage): Promise<void> {
  const { app, clock } = stage;
  clock.goTo(12);
  const secretariat = await stage.actor('secretariat');
  const written = must(await app.chapters.list(secretariat, sampleSlug), 'read the chapters');
  const [roadmap, last] = [written.at(-1)?.slug ?? '', written.at(-2)?.slug ?? ''];
  must(await app.chapters.move(secretariat, sampleSlug, { slug: roadmap, past: last }), 'place the roadmap');
  for (const { slug, state } of written) if (state === 'drafting') await approveChapter(stage, slug);
}

/** Says in which languages and forms the publications are built. */
export type Outputs = Pick<BuildRequest, 'editions' | 'formats'>;

export async function publish(stage: SampleStage, outputs: Outputs): Promise<void> {
  const { app, clock } = stage;
  clock.catchUp();
  const secretariat = await stage.actor('secretariat');
  must(await app.reports.composing.begin(secretariat, sampleSlug, 'report'), 'begin the report');
  await removeEmptyParts(stage, 'report');
  await publishEdition(stage, 'report', outputs);
  const { id } = must(
    await app.reports.errata.propose(
      secretariat,
      sampleSlug,
      { kind: 'report', number: '1' },
      { part: 'introduction', text: erratum }
    ),
    'propose an erratum'
  );
  for (const address of chairs)
    must(
      await app.reports.errata.confirm(await stage.actor(address), sampleSlug, id, demoPassword),
      'confirm the erratum'
    );
}

/** Lists blocks for which the sample study holds nothing. */
const emptyBlocks = ['abbreviations', 'waivers', 'divergences'];

/** With some of them a report cannot be published. */
async function removeEmptyParts(stage: SampleStage, kind: ReportKind): Promise<void> {
  const { composing } = stage.app.reports;
  const secretariat = await stage.actor('secretariat');
  const { faults, parts } = must(await composing.load(secretariat, sampleSlug, kind), `read the ${kind}`);
  const empty = parts.filter(({ id }) => emptyBlocks.includes(id)).map(({ id }) => id);
  for (const part of new Set([...faults.filter(({ stops }) => stops).map((fault) => fault.part), ...empty]))
    must(await composing.removePart(secretariat, sampleSlug, kind, part), `take out ${part}`);
}

/** Writes the passages of the White Paper, each with the words of the report on which it rests, and publishes it. */
export async function publishWhitePaper(stage: SampleStage, outputs: Outputs): Promise<void> {
  const { app } = stage;
  const { composing, builds } = app.reports;
  const secretariat = await stage.actor('secretariat');
  must(await composing.begin(secretariat, sampleSlug, 'white-paper'), 'begin the White Paper');
  const quotable = must(await builds.quotable(secretariat, sampleSlug), 'read what can be quoted');
  for (const [part, passages] of Object.entries(whitePaper))
    for (const { text, restsOn } of passages) {
      const source = quotable.find(({ words }) => words.en.includes(restsOn));
      if (!source) throw new Error(`The report does not say “${restsOn}”`);
      must(
        await composing.addPassage(secretariat, sampleSlug, 'white-paper', part, { text, source }),
        'write a passage'
      );
    }
  await publishEdition(stage, 'white-paper', outputs);
}

/** Has an edition built, here or by a server that runs, and both chairs sign it. */
async function publishEdition(stage: SampleStage, kind: ReportKind, outputs: Outputs): Promise<void> {
  const { app } = stage;
  const { builds, publishing } = app.reports;
  const secretariat = await stage.actor('secretariat');
  const { id } = must(
    await builds.request(secretariat, sampleSlug, kind, { purpose: 'edition', ...outputs }),
    `request the ${kind}`
  );
  const hash = await built(stage, kind, id);
  for (const address of chairs)
    must(
      await publishing.sign(await stage.actor(address), sampleSlug, { id, hash }, demoPassword),
      `sign the ${kind}`
    );
}

/** Returns the hash of the build once it is done. A server that runs may have taken it up. */
async function built(stage: SampleStage, kind: ReportKind, id: string): Promise<string> {
  const { app } = stage;
  const secretariat = await stage.actor('secretariat');
  for (;;) {
    await app.buildRunner.run();
    const list = must(await app.reports.builds.list(secretariat, sampleSlug, kind), 'read the builds');
    const found = list.builds.find((one) => one.id === id);
    if (found?.state === 'done' && found.hash !== null) return found.hash;
    if (found?.state !== 'queued' && found?.state !== 'running')
      throw new Error(
        `The ${kind} was not built: ${found?.state} ${found?.fault} ${JSON.stringify(found?.faults)}`
      );
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}
