/**
 * Tests concurrent changes to the draft of a framework: each part is decided by the version of it that the
 * author has seen.
 */
import { describe, expect, it } from 'vitest';
import type { DraftCommand } from '#rules/framework/draft-command.ts';
import { findQuestion, seenOf } from '#rules/framework/framework-seen.ts';
import type { Framework } from '#rules/framework/framework.ts';
import type { Actor } from '#base/permissions.ts';
import type { Result } from '#base/refusal.ts';
import { signedInAs } from '#kit/actors.ts';
import { serviceEngines, type Engine } from '#kit/databases.ts';
import { testApp } from '#kit/app.ts';
import { makeStudy } from '#kit/people.ts';

const both = (en: string, zh = en) => ({ en, zh });
const [vision, who] = ['strategy.vision', 'stakeholders.who'];

function done<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(JSON.stringify(result.refusal));
  return result.value;
}

function withWording(framework: Framework, id: string, en: string): DraftCommand {
  const question = findQuestion(framework, id);
  if (!question) throw new Error(`${id} is no question of the framework`);
  return { kind: 'question', id, edit: { ...question, text: both(en, `${en}（中文）`) } };
}

async function opened(engine: Engine) {
  const app = await testApp(engine);
  const study = await makeStudy(app, {});
  const secretariat = await signedInAs(app, { role: 'secretariat', study });
  const [one, other] = [
    await signedInAs(app, { role: 'expert', study, side: 'eu' }),
    await signedInAs(app, { role: 'expert', study, side: 'cn' })
  ];
  done(await app.frameworkDrafts.begin(secretariat, study.slug));
  const draft = async () => {
    const found = done(await app.frameworkDrafts.load(secretariat, study.slug)).draft;
    if (!found) throw new Error('There is no draft');
    return found;
  };
  const change = (actor: Actor, seen: Framework, command: DraftCommand) =>
    app.frameworkDrafts.change(actor, study.slug, seenOf(seen, command), command);
  const wordingOf = async (id: string) => findQuestion((await draft()).framework, id)?.text.en;
  return { app, study, secretariat, one, other, draft, change, wordingOf };
}

describe.each(serviceEngines)('a draft that several change at once on %s', (engine) => {
  it('keeps what each of two did to another thing, also in the same moment (R024)', async () => {
    const { one, other, draft, change, wordingOf } = await opened(engine);
    const { framework, version } = await draft();
    const both = await Promise.all([
      change(one, framework, withWording(framework, vision, 'Which vision?')),
      change(other, framework, withWording(framework, who, 'Who takes part now?'))
    ]);
    expect(both.map(({ ok }) => ok)).toEqual([true, true]);
    expect([await wordingOf(vision), await wordingOf(who)]).toEqual(['Which vision?', 'Who takes part now?']);
    expect((await draft()).version).toBe(version + 2);
  });

  it('takes the first of two who change the same thing, and names it to the second, whose words it does not hold', async () => {
    const { one, other, draft, change, wordingOf } = await opened(engine);
    const { framework, version } = await draft();
    const answers = await Promise.all([
      change(one, framework, withWording(framework, vision, 'Mine')),
      change(other, framework, withWording(framework, vision, 'Yours'))
    ]);
    expect(answers.map(({ ok }) => ok).sort()).toEqual([false, true]);
    expect(answers.find(({ ok }) => !ok)).toEqual({
      ok: false,
      refusal: { code: 'stale', facts: { part: 'question', id: vision } }
    });
    const kept = answers[0].ok ? 'Mine' : 'Yours';
    expect(await wordingOf(vision)).toBe(kept);
    expect((await draft()).version).toBe(version + 1);
    // A person who has seen the current text may replace it.
    const now = (await draft()).framework;
    done(await change(answers[0].ok ? other : one, now, withWording(now, vision, 'Both of ours')));
    expect(await wordingOf(vision)).toBe('Both of ours');
  });

  it('loses nothing where many add at once', async () => {
    const { one, other, secretariat, draft, change } = await opened(engine);
    const { framework } = await draft();
    const ids = Array.from({ length: 9 }, (_, index) => `stakeholders.n${index}`);
    const adding = ids.map((id, index) =>
      change([one, other, secretariat][index % 3] as Actor, framework, {
        kind: 'add-question',
        characteristic: 'stakeholders',
        parentId: null,
        id,
        code: id,
        answerKind: 'rich-text',
        text: both(id)
      })
    );
    for (const added of await Promise.all(adding)) done(added);
    const questionIds = (await draft()).framework.characteristics[1]?.questions.map(({ id }) => id) ?? [];
    expect([...questionIds].sort()).toEqual([...ids, who].sort());
    const again: DraftCommand = {
      kind: 'add-question',
      characteristic: 'stakeholders',
      parentId: null,
      id: ids[0] ?? '',
      code: '2.9',
      answerKind: 'date',
      text: both('again')
    };
    expect(await change(one, framework, again)).toMatchObject({
      refusal: { code: 'conflict', facts: { field: 'id' } }
    });
  });

  it('is refused to who changes what another has taken out or the secretariat has replaced', async () => {
    const { app, study, secretariat, one, other, draft, change } = await opened(engine);
    const { framework } = await draft();
    done(await change(one, framework, { kind: 'remove-question', id: who }));
    expect(await change(other, framework, withWording(framework, who, 'Who?'))).toMatchObject({
      refusal: { code: 'stale', facts: { id: who } }
    });
    const taken = {
      ...framework,
      characteristics: framework.characteristics.map((each) => ({
        ...each,
        questions: each.questions.map((question) => ({ ...question, text: both('Anew') }))
      }))
    };
    done(
      await app.frameworkDrafts.take(secretariat, study.slug, (await draft()).version, JSON.stringify(taken))
    );
    expect(await change(other, framework, withWording(framework, vision, 'Which?'))).toMatchObject({
      refusal: { code: 'stale', facts: { id: vision } }
    });
    done(await app.frameworkDrafts.drop(secretariat, study.slug, (await draft()).version));
    expect(await change(other, framework, withWording(framework, vision, 'Which?'))).toMatchObject({
      refusal: { code: 'not-found' }
    });
  });

  it('is published as the secretariat saw it, or not at all', async () => {
    const { app, study, secretariat, one, draft, change } = await opened(engine);
    const { framework, version } = await draft();
    const named: DraftCommand = {
      kind: 'framework',
      version: '2',
      title: framework.title,
      rankingNotice: framework.rankingNotice,
      filledBy: both('A city', '城市')
    };
    done(await change(secretariat, framework, named));
    done(await change(one, framework, withWording(framework, vision, 'Which?')));
    expect(await app.frameworkDrafts.publish(secretariat, study.slug, version + 1)).toMatchObject({
      refusal: { code: 'stale' }
    });
    done(await app.frameworkDrafts.publish(secretariat, study.slug, version + 2));
    expect(await change(one, framework, withWording(framework, vision, 'Too late'))).toMatchObject({
      refusal: { code: 'not-found' }
    });
  });

  it('tells every change to the log and to open pages of those who read drafts, and none to the feed, the inbox or anybody else', async () => {
    const { app, study, one, other, draft, change } = await opened(engine);
    const { framework } = await draft();
    done(await change(one, framework, withWording(framework, vision, 'Which?')));
    // Saved unchanged: no event is appended.
    const same = (await draft()).framework;
    done(await change(one, same, withWording(same, vision, 'Which?')));
    const logged = async (actor: Actor) =>
      done(await app.events.list(actor, study.slug, 0)).filter(
        ({ kind }) => kind === 'framework.draft-changed'
      );
    expect(await logged(other)).toMatchObject([
      { actorId: one.userId, needs: 'study.draft', cityId: null, payload: { part: 'question', id: vision } }
    ]);
    expect(await logged(await signedInAs(app, { role: 'observer', study }))).toEqual([]);
    expect(done(await app.events.recent(other, study.slug)).map(({ kind }) => kind)).toEqual([
      'framework.draft-begun'
    ]);
    expect(done(await app.inbox.load(other, study.slug)).changes.map(({ kind }) => kind)).toEqual([
      'framework.draft-begun'
    ]);
  });
});
