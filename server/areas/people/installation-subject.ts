/** States the installation as the subject of commands and reads: its accounts, studies and settings. */
import { instanceAbilitiesOf, type Actor } from '#base/permissions.ts';
import { instanceAbilities, type InstanceAbility } from '#base/abilities.ts';
import type { Principal, Subject } from '#server/commands/subject.ts';

/**
 * Names a person, or the operator: anyone with a shell on the server. The value is a string and not null, so
 * that a page that passes on a reader who is not signed in cannot act as the operator by accident.
 */
export type AccountAdmin = Actor | 'operator';

/** Tells nobody else that there is anything to manage. */
export const accountsSubject: Subject<AccountAdmin, [], object, InstanceAbility> = {
  name: 'accounts',
  keyParts: 0,
  find: () => Promise.resolve({}),
  abilities: (who) => (who === 'operator' ? new Set(instanceAbilities) : instanceAbilitiesOf(who)),
  sees: 'instance.users',
  studyOf: () => null,
  locks: {}
};

/** Says of an installation which studies it has, and makes others. */
export const studiesSubject: Subject<Actor, [], object, InstanceAbility> = {
  ...accountsSubject,
  name: 'studies',
  abilities: instanceAbilitiesOf,
  sees: 'instance.studies'
};

/** Is the same for administrators alone, who are named in what follows. */
export const administeredSubject: Subject<Actor, [], object, InstanceAbility> = {
  ...accountsSubject,
  name: 'accounts, by an administrator',
  abilities: instanceAbilitiesOf
};

/** Is what the operator alone does. */
export const operatedSubject: Subject<AccountAdmin, [], object, InstanceAbility> = {
  ...accountsSubject,
  name: 'operated accounts',
  abilities: (who) => new Set(who === 'operator' ? instanceAbilities : [])
};

/** Is what the server does by itself. */
export const scheduledSubject: Subject<'schedule', [], object, InstanceAbility> = {
  name: 'scheduled accounts',
  keyParts: 0,
  find: accountsSubject.find,
  abilities: (who: Principal) => new Set<InstanceAbility>(who === 'schedule' ? ['instance.users'] : []),
  sees: 'instance.users',
  studyOf: () => null,
  locks: {}
};

export const ownAccountSubject: Subject<Actor, [], object, InstanceAbility> = {
  ...accountsSubject,
  name: 'own account',
  abilities: instanceAbilitiesOf,
  sees: 'instance.own-account'
};
