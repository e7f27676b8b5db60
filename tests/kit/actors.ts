/** People of a test as the house knows them once they are signed in. */
import type { Actor } from '#domain/permissions.ts';
import type { House } from '#server/house.ts';
import { cookieOf, makePerson, type PersonWish } from './people.ts';

export async function signedInAs(house: House, wish: PersonWish): Promise<Actor> {
  const cookie = await cookieOf(house, await makePerson(house, wish));
  const session = await house.sessions.read(cookie);
  if (!session) throw new Error('The session that was just begun cannot be read');
  return session.actor;
}
