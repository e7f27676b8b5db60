/** Has the towns comment on their findings, and the experts decide on each comment. */
import { findingsOf, takeStep } from './assessing.ts';
import { comments, type SampleComment } from './content/consultation.ts';
import { towns } from './content/towns/towns.ts';
import type { Town } from './content/towns/town.ts';
import { rapporteursOf, townAccount } from './setting-up.ts';
import { must, sampleSlug, type SampleStage } from './stage.ts';
import { blockWith, replaceWords } from './texts.ts';

export async function consult(stage: SampleStage): Promise<void> {
  const { app, clock } = stage;
  clock.goTo(125);
  for (const town of towns) await takeStep(stage, town, rapporteursOf(town).reviewer, 'review');
  clock.goTo(118);
  for (const town of towns)
    await takeStep(stage, town, 'secretariat', 'open-consultation', {
      at: clock.hourAhead(),
      zone: town.sideId === 'eu' ? 'Europe/Brussels' : 'Asia/Shanghai'
    });
  clock.goTo(98);
  for (const town of towns) await comment(stage, town);
  clock.goTo(88);
  for (const town of towns) await decide(stage, town);
  clock.goTo(76);
  for (const town of towns) await answer(stage, town);
  for (const one of comments.filter(({ isStatement }) => isStatement)) {
    const found = await findComment(stage, one);
    must(
      await app.consultations.state(await stage.actor('chair.eu'), sampleSlug, one.town, found, true),
      `print the statement of ${one.town}`
    );
  }
}

/** Has a colleague draft the comments and the senior representative submit them, or say that there are none. */
async function comment(stage: SampleStage, town: Town): Promise<void> {
  const { app } = stage;
  const colleague = await stage.actor(townAccount(town.id, 1));
  const documentId = await findingsOf(stage, town.id);
  for (const one of comments.filter(({ town: id }) => id === town.id)) {
    const { section, language, quote, stance, kind, body, proposal = '' } = one;
    const blockId = await blockWith(stage, documentId, { section, language, words: quote });
    must(
      await app.consultations.draft(colleague, sampleSlug, town.id, {
        section,
        blockId,
        quote,
        stance,
        kind,
        language,
        body,
        proposal
      }),
      `draft a comment of ${town.id}`
    );
  }
  const senior = await stage.actor(townAccount(town.id));
  const { drafts } = must(
    await app.consultations.load(senior, sampleSlug, town.id),
    `open the consultation of ${town.id}`
  );
  const seen = (drafts?.present ?? []).map(({ id, version }) => ({ id, version }));
  must(
    await app.consultations.submit(senior, sampleSlug, town.id, seen),
    `submit the comments of ${town.id}`
  );
}

async function findComment(
  stage: SampleStage,
  { town, body }: Pick<SampleComment, 'town' | 'body'>
): Promise<{ readonly id: string; readonly version: number }> {
  const view = must(
    await stage.app.consultations.load(await stage.actor('secretariat'), sampleSlug, town),
    `open the consultation of ${town}`
  );
  const found = view.comments.find((one) => one.body === body);
  if (!found) throw new Error(`${town} has not said “${body}”`);
  return { id: found.id, version: found.version };
}

async function decide(stage: SampleStage, town: Town): Promise<void> {
  const { app } = stage;
  const lead = await stage.actor(rapporteursOf(town).lead);
  const documentId = await findingsOf(stage, town.id);
  for (const one of comments.filter(({ town: id }) => id === town.id)) {
    const { section, disposition, reason, change } = one;
    if (change) await replaceWords(stage, documentId, lead.userId, { section, ...change });
    const changed = change
      ? await blockWith(stage, documentId, { section, language: 'en', words: change.now.en })
      : null;
    must(
      await app.consultations.decide(lead, sampleSlug, town.id, await findComment(stage, one), {
        disposition,
        reason,
        change: changed
      }),
      `decide on a comment of ${town.id}`
    );
  }
}

async function answer(stage: SampleStage, town: Town): Promise<void> {
  const senior = await stage.actor(townAccount(town.id));
  for (const one of comments.filter(({ town: id }) => id === town.id))
    must(
      await stage.app.consultations.answer(senior, sampleSlug, town.id, await findComment(stage, one), {
        answer: one.answer,
        text: one.answerText
      }),
      `answer the decision on a comment of ${town.id}`
    );
}
