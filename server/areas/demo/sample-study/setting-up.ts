/** Sets the sample study up: accounts of the towns, the study with its plan and terms, people and pilots. */
import { must, sampleSlug, demoPassword, expertsOf, type SampleStage } from './stage.ts';
import { towns } from './content/towns/towns.ts';
import type { Town } from './content/towns/town.ts';
import * as study from './content/study.ts';

/** Returns the part of the address before the @ of the town's senior representative, or of a colleague. */
export const townAccount = (town: string, which: 0 | 1 = 0): string =>
  which === 0 ? `town.${town}` : `town.${town}.2`;

/** They begin the founding: see sample-study.ts. */
export async function makeAccounts({ app }: SampleStage): Promise<void> {
  for (const { id, people } of towns)
    for (const which of [0, 1] as const)
      must(
        await app.users.create('operator', {
          email: `${townAccount(id, which)}@demo.local`,
          name: people[which],
          password: demoPassword
        }),
        `make the account of ${id}`
      );
}

export async function setUp(stage: SampleStage): Promise<void> {
  const { app, clock } = stage;
  clock.goTo(335);
  must(
    await app.studies.create(await stage.actor('admin'), {
      slug: sampleSlug,
      texts: study.studyTexts,
      sides: [study.sides[0], study.sides[1]],
      secretariat: 'secretariat@demo.local'
    }),
    'create the study'
  );
  const secretariat = await stage.actor('secretariat');
  must(await app.frameworks.adopt(secretariat, sampleSlug, 'standard:'), 'adopt the framework');
  await appoint(stage);
  await plan(stage);
  await choosePilots(stage);
  await meet(stage);
  await agreeOnTerms(stage);
}

async function appoint(stage: SampleStage): Promise<void> {
  const { app } = stage;
  const secretariat = await stage.actor('secretariat');
  const give = async (address: string, role: 'chair' | 'expert' | 'observer', sideId: 'eu' | 'cn' | null) => {
    const email = `${address}@demo.local`;
    must(
      await app.people.give(secretariat, sampleSlug, { email, role, sideId, cityId: null }),
      `appoint ${address}`
    );
  };
  const join = async (address: string, body: string) =>
    must(
      await app.people.joinBody(secretariat, sampleSlug, body, (await stage.actor(address)).userId),
      `seat ${address}`
    );
  await join('secretariat', 'secretariat');
  for (const side of ['eu', 'cn'] as const) {
    await give(`chair.${side}`, 'chair', side);
    await join(`chair.${side}`, 'steering-committee');
    for (const expert of expertsOf(side)) {
      await give(expert, 'expert', side);
      await join(expert, 'technical-expert-group');
    }
  }
  await give('observer', 'observer', null);
}

async function plan(stage: SampleStage): Promise<void> {
  const { app, clock } = stage;
  const secretariat = await stage.actor('secretariat');
  for (const { name, description, from, to } of study.phases) {
    const [begins, ends] = [clock.dayBefore(from), clock.dayBefore(to)];
    const dates = { plannedFrom: begins, plannedTo: ends, actualFrom: begins, actualTo: ends };
    must(await app.plan.addPhase(secretariat, sampleSlug, { name, description, ...dates }), 'plan a phase');
  }
  for (const { title, body, before } of study.deliverables) {
    const on = clock.dayBefore(before);
    const deliverable = { title, ownerBodyId: body, dueOn: on, deliveredOn: on, state: 'delivered' as const };
    must(await app.plan.addDeliverable(secretariat, sampleSlug, deliverable), 'plan a deliverable');
  }
}

async function choosePilots(stage: SampleStage): Promise<void> {
  const { app, clock } = stage;
  clock.goTo(300);
  const secretariat = await stage.actor('secretariat');
  for (const sideId of ['eu', 'cn'])
    for (const criterion of study.criteria)
      must(await app.criteria.add(secretariat, sampleSlug, { sideId, ...criterion }), 'add a criterion');
  for (const town of towns) await choose(stage, town);
  const criteria = must(await app.cities.criteria(secretariat, sampleSlug), 'read the criteria');
  for (const side of criteria.sides)
    for (const { id } of side.cities)
      for (const criterion of side.criteria)
        must(
          await app.cities.check(secretariat, sampleSlug, id, {
            criterionId: criterion.id,
            result: 'met',
            note: { en: '', zh: '' },
            evidence: '',
            version: 0
          }),
          `check ${id}`
        );
}

async function choose(stage: SampleStage, town: Town): Promise<void> {
  const { app } = stage;
  const secretariat = await stage.actor('secretariat');
  const country = study.countries[town.sideId];
  must(
    await app.pilots.add(secretariat, sampleSlug, {
      id: town.id,
      sideId: town.sideId,
      kind: town.kind,
      name: town.name,
      shortName: town.shortName,
      parent: town.parent,
      parentLevel: town.parentLevel,
      country: country.name,
      isoCountry: country.iso,
      latitude: town.latitude,
      longitude: town.longitude,
      timeZone: town.sideId === 'eu' ? 'Europe/Brussels' : 'Asia/Shanghai'
    }),
    `choose ${town.id}`
  );
  const { city } = must(await app.cities.load(secretariat, sampleSlug, town.id), `read ${town.id}`);
  must(
    await app.cities.edit(
      secretariat,
      sampleSlug,
      { id: town.id, version: city.version },
      {
        name: town.name,
        shortName: town.shortName,
        parent: town.parent,
        parentLevel: town.parentLevel,
        kind: town.kind,
        selectionReason: town.reason
      }
    ),
    `give the reason for ${town.id}`
  );
  for (const which of [0, 1] as const)
    must(
      await app.people.give(secretariat, sampleSlug, {
        email: `${townAccount(town.id, which)}@demo.local`,
        role: 'city',
        sideId: null,
        cityId: town.id
      }),
      `give ${town.id} a representative`
    );
  const { lead, reviewer } = rapporteursOf(town);
  must(
    await app.people.nameRapporteurs(secretariat, sampleSlug, town.id, {
      lead: (await stage.actor(lead)).userId,
      deputy: null,
      reviewer: (await stage.actor(reviewer)).userId
    }),
    `name the rapporteurs of ${town.id}`
  );
}

export function rapporteursOf({ id, sideId }: Pick<Town, 'id' | 'sideId'>): {
  readonly lead: string;
  readonly reviewer: string;
} {
  const place = towns.filter((town) => town.sideId === sideId).findIndex((town) => town.id === id);
  const other = sideId === 'eu' ? 'cn' : 'eu';
  return { lead: expertsOf(sideId)[place] ?? '', reviewer: expertsOf(other)[place] ?? '' };
}

async function meet(stage: SampleStage): Promise<void> {
  const { app, clock } = stage;
  const secretariat = await stage.actor('secretariat');
  for (const { before, towns: visited, ...minutes } of study.meetings)
    must(
      await app.meetings.add(secretariat, sampleSlug, {
        ...minutes,
        fromOn: clock.dayBefore(before),
        toOn: null,
        attendance: {},
        cities: visited,
        advances: []
      }),
      'add a meeting'
    );
}

async function agreeOnTerms(stage: SampleStage): Promise<void> {
  const { app } = stage;
  const secretariat = await stage.actor('secretariat');
  for (const term of study.terms)
    must(
      await app.glossary.add(secretariat, sampleSlug, {
        ...term,
        caution: { en: '', zh: '' },
        isChecked: true
      }),
      'add a term'
    );
}
