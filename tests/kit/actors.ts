/** Makes actors of a test as the server loads them for a session. */
import type { Actor } from '#base/permissions.ts';
import type { App } from '#server/app.ts';
import { cookieOf, makePerson, type PersonInput } from './people.ts';

export async function signedInAs(app: App, input: PersonInput): Promise<Actor> {
  const cookie = await cookieOf(app, await makePerson(app, input));
  const session = await app.sessions.read(cookie);
  if (!session) throw new Error('The session that was just begun cannot be read');
  return session.actor;
}
