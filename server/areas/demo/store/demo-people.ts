/**
 * Defines the demo's accounts, what each may do, and who reports on which city. The people are invented; the
 * cities are not.
 */
import type { Transaction } from 'kysely';
import { isRepresentative } from '#base/grant-duties.ts';
import { readSeed } from '#server/seeds/read.ts';
import type { Schema } from '#server/store/schema.ts';

export { demoPassword } from '#server/auth/demo-accounts.ts';

export const demoEmails = (): string[] => readSeed('people').map((person) => person.email);

/** Holds the time when everyone joined: after the launch, when the expert group first met. */
const joinedAt = '2013-05-13T02:00:00.000Z';
const expertsOfASide = 4;

export interface PeopleTools {
  readonly studyId: string;
  readonly newId: () => string;
  readonly at: string;
  readonly passwordHash: string;
}

/** Returns the ids of the accounts by the part of the address before the @. */
export async function insertPeople(
  trx: Transaction<Schema>,
  { studyId, newId, at, passwordHash }: PeopleTools
): Promise<(address: string) => string> {
  const people = readSeed('people').map((person) => ({ ...person, id: newId() }));
  const idOf = (address: string): string => {
    const found = people.find((person) => person.email === `${address}@demo.local`);
    if (!found) throw new Error(`The demo has no account ${address}`);
    return found.id;
  };
  const cities = readSeed('cities').cities;
  const sideOf = (city: string | undefined): string | null =>
    cities.find((one) => one.id === city)?.side ?? null;
  await trx
    .insertInto('user')
    .values(
      people.map(({ id, email, name, role }) => ({
        id,
        email,
        passwordHash,
        nameEn: name.en,
        nameZh: name.zh,
        // The browser's language decides until the person chooses one.
        locale: null,
        isAdministrator: role === null ? (1 as const) : (0 as const),
        suspendedAt: null,
        createdAt: at
      }))
    )
    .execute();
  await trx
    .insertInto('grant')
    .values(
      people.flatMap(({ id, role, side, city }) => {
        if (role === null) return [];
        const isSenior =
          isRepresentative({ role }) &&
          people.find((one) => isRepresentative(one) && one.city === city)?.id === id;
        const scope = {
          sideId: side ?? sideOf(city),
          cityId: city ?? null,
          isSenior: isSenior ? (1 as const) : (0 as const)
        };
        return [{ id: newId(), studyId, userId: id, role, ...scope, createdAt: joinedAt }];
      })
    )
    .execute();
  const inBody = (bodyId: string, role: string) =>
    people.filter((person) => person.role === role).map((person) => ({ studyId, bodyId, userId: person.id }));
  await trx
    .insertInto('bodyMember')
    .values([
      ...inBody('steering-committee', 'chair'),
      ...inBody('technical-expert-group', 'expert'),
      ...inBody('secretariat', 'secretariat')
    ])
    .execute();
  const expert = (side: string, number: number): string =>
    idOf(`expert${((number - 1) % expertsOfASide) + 1}.${side}`);
  await trx
    .insertInto('rapporteur')
    .values(
      cities.flatMap((city) => [
        { studyId, cityId: city.id, userId: expert(city.side, city.number), duty: 'lead' as const },
        {
          studyId,
          cityId: city.id,
          userId: expert(city.side === 'eu' ? 'cn' : 'eu', city.number),
          duty: 'reviewer' as const
        }
      ])
    )
    .execute();
  return idOf;
}
