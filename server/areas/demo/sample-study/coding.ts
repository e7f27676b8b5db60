/** Has the experts tag the passages on which themes rest, and two of them code one characteristic blind. */
import { passageWith, type Named } from './concluding.ts';
import { codes, secondPass } from './content/codes.ts';
import { themes } from './content/themes.ts';
import { must, sampleSlug, type SampleStage } from './stage.ts';

export async function codePassages(stage: SampleStage, named: Named): Promise<void> {
  const { app, clock } = stage;
  clock.goTo(58);
  const expert = await stage.actor('expert1.eu');
  for (const { key, above, theme, ...input } of codes) {
    const parentId = above === undefined ? null : (named.get(`code ${above}`) ?? null);
    const { id } = must(
      await app.coding.addCode(expert, sampleSlug, { ...input, parentId }),
      `add the code ${key}`
    );
    named.set(`code ${key}`, id);
    for (const words of themes.find((one) => one.key === theme)?.supports ?? [])
      must(
        await app.coding.tag(expert, sampleSlug, id, await taggable(stage, words)),
        `tag “${words.words}”`
      );
  }
  await codeBlind(stage, named);
}

async function taggable(stage: SampleStage, words: Parameters<typeof passageWith>[1]) {
  const target = await passageWith(stage, words);
  if (target.kind !== 'passage') throw new Error('A passage is tagged');
  return { ...target, quote: words.words };
}

async function codeBlind(stage: SampleStage, named: Named): Promise<void> {
  const { app, clock } = stage;
  const { section, first, second, passages, reason } = secondPass;
  const { id } = must(
    await app.coding.giveTask(await stage.actor('expert1.cn'), sampleSlug, {
      cityId: null,
      section,
      firstCoderId: (await stage.actor(first)).userId,
      secondCoderId: (await stage.actor(second)).userId
    }),
    'give the second pass'
  );
  for (const [address, tagged] of [
    [first, passages],
    [second, passages.slice(0, -1)]
  ] as const) {
    const coder = await stage.actor(address);
    for (const { code, town, words } of tagged)
      must(
        await app.coding.tag(
          coder,
          sampleSlug,
          named.get(`code ${code}`) ?? '',
          await taggable(stage, { town, section, words })
        ),
        `tag “${words}” as ${address}`
      );
    must(await app.coding.closePass(coder, sampleSlug, id), `close the pass of ${address}`);
  }
  clock.goTo(57);
  const judge = await stage.actor('expert1.cn');
  const { disagreements } = must(await app.coding.loadTask(judge, sampleSlug, id), 'compare the passes');
  for (const { unit } of disagreements)
    must(
      await app.coding.settle(judge, sampleSlug, id, {
        unit,
        verdict: 'second',
        reason: reason.zh,
        language: 'zh'
      }),
      'settle a disagreement'
    );
}
