/** Makes actors of a test as the server loads them for a session. */
import type { Actor } from '#base/permissions.ts';
import type { App } from '#server/app.ts';
import { cookieOf, makePerson, type PersonInput, type TestPerson } from './people.ts';

/** Signs a person in. */
export async function actorFor(app: App, person: TestPerson): Promise<Actor> {
  const session = await app.sessions.read(await cookieOf(app, person));
  if (!session) throw new Error('The session that was just begun cannot be read');
  return session.actor;
}

export const signedInAs = async (app: App, input: PersonInput): Promise<Actor> =>
  actorFor(app, await makePerson(app, input));
