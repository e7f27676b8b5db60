/**
 * Manages a city's own way through the roadmap, round by round: assess, find gaps, act, assess again. What the
 * city decides and ticks off is read by its own people alone: it is in no event, no list of others, no search
 * and no archive.
 */
import type { Bilingual } from '#base/locale.ts';
import { ok, refuse, type Result } from '#base/refusal.ts';
import { noChoices, ownWays, type EntryLevel, type OwnWay } from '#rules/roadmap/roadmap.ts';
import type { StudyId } from '#base/ids.ts';
import { bind } from '#server/commands/bind.ts';
import { commandsOf } from '#server/commands/command.ts';
import { readsOf } from '#server/commands/read.ts';
import { refused, take } from '#server/commands/refused.ts';
import type { CommandDeps } from '#server/commands/run-command.ts';
import type { Db } from '#server/store/open.ts';
import {
  findRelease,
  insertRound,
  listRounds,
  saveRound,
  type Release,
  type Round,
  type RoundContent
} from './store/roadmap.ts';
import { releasedLevels } from '#areas/panels';
import { assessmentSubject } from '#areas/assessments';
import { listLinkable, publicRights, type LinkingTools } from '#areas/meetings';
import { shown, type ShownStep } from './roadmap-views.ts';

export interface OwnRound {
  readonly n: number;
  readonly begunAt: string;
  readonly closedAt: string | null;
  readonly release: number;
  readonly levels: Readonly<Record<string, EntryLevel>>;
  readonly rests: readonly string[];
  readonly ticks: Round['ticks'];
}

export interface OwnRoadmap {
  /** Null before the first. */
  readonly release: { readonly n: number; readonly at: string } | null;
  /** Says that a newer release than the one of the open round is there. */
  readonly hasNewer: boolean;
  readonly characteristics: readonly { readonly id: string; readonly name: Bilingual }[];
  readonly levels: readonly { readonly id: string; readonly name: Bilingual; readonly meaning: Bilingual }[];
  readonly ways: readonly OwnWay<ShownStep>[];
  /** Null before the first. */
  readonly round: OwnRound | null;
  /** Newest first. */
  readonly earlier: readonly OwnRound[];
}

export type OwnDecision =
  | { readonly kind: 'tick'; readonly step: string; readonly holds: boolean }
  | { readonly kind: 'rest'; readonly characteristic: string; readonly holds: boolean }
  /** Enters at a step of the city's choice; null for the one that follows from its level. */
  | { readonly kind: 'enter'; readonly characteristic: string; readonly step: string | null }
  /** Goes over to the newest release, with all that was decided. */
  | { readonly kind: 'renew' };

/** Per city. */
const mostRounds = 100;

const own = { subject: assessmentSubject, needs: 'roadmap.own' } as const;

const command = commandsOf<CommandDeps>();

/** The first decision begins the first round. */
export const decide = command(
  { name: 'own-roadmap.decide', ...own, locks: ['assessment'] },
  async ({ trx, at, subject: { study, assessment } }, decision: OwnDecision) => {
    const { cityId } = assessment;
    const rounds = await listRounds(trx, study.id, cityId);
    const newest = await findRelease(trx, study.id);
    if (!newest) throw refused('wrong-state');
    const open = rounds.find(({ closedAt }) => closedAt === null);
    const round = open ?? (await roundNow(trx, study.id, cityId, newest));
    const release = open ? ((await findRelease(trx, study.id, open.release)) ?? newest) : newest;
    const decided = take(decidedIn(round, decision, { release, newest, at }));
    const place = { studyId: study.id, cityId, n: open?.n ?? (rounds[0]?.n ?? 0) + 1 };
    if (!open) await insertRound(trx, place, decided, at);
    else if (!(await saveRound(trx, place, decided))) throw refused('stale');
    return null;
  }
);

/** The next begins from the levels and the release of now. */
export const beginRound = command(
  { name: 'own-roadmap.begin-round', ...own, locks: ['assessment'] },
  async ({ trx, at, subject: { study, assessment } }) => {
    const { cityId } = assessment;
    const newest = await findRelease(trx, study.id);
    if (!newest) throw refused('wrong-state');
    const rounds = await listRounds(trx, study.id, cityId);
    if (rounds.length >= mostRounds) throw refused('too-many');
    const open = rounds.find(({ closedAt }) => closedAt === null);
    if (open) await saveRound(trx, { studyId: study.id, cityId, n: open.n }, contentOf(open), at);
    const n = (rounds[0]?.n ?? 0) + 1;
    const place = { studyId: study.id, cityId, n };
    const begun = await roundNow(trx, study.id, cityId, newest);
    // A city's wish for no further level holds until the city says otherwise.
    await insertRound(trx, place, { ...begun, rests: open ? [...open.rests] : [] }, at);
    return { n };
  }
);

const load = readsOf<CommandDeps & LinkingTools>()(
  { name: 'own-roadmap.load', ...own },
  async ({ db, deps, subject: { study, assessment } }): Promise<OwnRoadmap> => {
    const { cityId } = assessment;
    const rounds = await listRounds(db, study.id, cityId);
    const round = rounds.find(({ closedAt }) => closedAt === null) ?? null;
    const newest = await findRelease(db, study.id);
    const release = round ? ((await findRelease(db, study.id, round.release)) ?? newest) : newest;
    const seen = release && shown(release, await listLinkable(deps, db, study.id, publicRights));
    const levels = await levelsOf(db, study.id, cityId);
    return {
      release: release ? { n: release.n, at: release.at } : null,
      hasNewer: newest !== undefined && release !== undefined && newest.n > release.n,
      characteristics: seen?.characteristics ?? [],
      levels: seen?.levels ?? [],
      ways: seen ? ownWays(seen.characteristics, seen.levels, seen.steps, levels, round ?? noChoices) : [],
      round: round && asShown(round),
      earlier: rounds.filter(({ closedAt }) => closedAt !== null).map(asShown)
    };
  }
);

export type OwnRoadmaps = ReturnType<typeof createOwnRoadmaps>;

export const createOwnRoadmaps = (tools: CommandDeps & LinkingTools) =>
  bind(tools, { load, decide, beginRound });

/** By characteristic. */
const levelsOf = async (db: Db, studyId: StudyId, city: string): Promise<Map<string, EntryLevel>> =>
  new Map(
    (await releasedLevels(db, studyId))
      .filter(({ cityId }) => cityId === city)
      .map(({ characteristic, outcome, level }) => [characteristic, { outcome, level }])
  );

const roundNow = async (db: Db, studyId: StudyId, cityId: string, { n }: Release): Promise<RoundContent> => ({
  release: n,
  levels: Object.fromEntries(await levelsOf(db, studyId, cityId)),
  entries: {},
  rests: [],
  ticks: []
});

const contentOf = ({ release, levels, entries, rests, ticks }: RoundContent): RoundContent => ({
  release,
  levels,
  entries,
  rests,
  ticks
});

const asShown = ({ n, begunAt, closedAt, release, levels, rests, ticks }: Round): OwnRound => ({
  n,
  begunAt,
  closedAt,
  release,
  levels,
  rests,
  ticks
});

function decidedIn(
  round: RoundContent,
  decision: OwnDecision,
  { release, newest, at }: { readonly release: Release; readonly newest: Release; readonly at: string }
): Result<RoundContent> {
  const content = contentOf(round);
  const { steps, characteristics } = release.content;
  if (decision.kind === 'renew') return ok({ ...content, release: newest.n });
  if (decision.kind === 'tick') {
    const step = steps.find(({ id }) => id === decision.step);
    if (!step) return refuse('not-found');
    const others = content.ticks.filter((tick) => tick.step !== step.id);
    const tick = content.ticks.find((one) => one.step === step.id) ?? {
      step: step.id,
      characteristic: step.characteristic,
      title: step.title,
      at
    };
    return ok({ ...content, ticks: decision.holds ? [...others, tick] : others });
  }
  const { characteristic } = decision;
  if (!characteristics.some(({ id }) => id === characteristic)) return refuse('not-found');
  if (decision.kind === 'rest') {
    const others = content.rests.filter((one) => one !== characteristic);
    return ok({ ...content, rests: decision.holds ? [...others, characteristic] : others });
  }
  const entries: Record<string, string> = Object.fromEntries(
    Object.entries(content.entries).filter(([id]) => id !== characteristic)
  );
  if (decision.step === null) return ok({ ...content, entries });
  if (!steps.some((step) => step.id === decision.step && step.characteristic === characteristic))
    return refuse('not-found');
  return ok({ ...content, entries: { ...entries, [characteristic]: decision.step } });
}
