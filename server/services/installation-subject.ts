/** States the installation as the subject of commands and reads: its accounts, studies and settings. */
import {
  instanceAbilities,
  instanceAbilitiesOf,
  type Actor,
  type InstanceAbility
} from '#domain/permissions.ts';
import type { Subject } from '../commands/subject.ts';

/** Manages accounts: an administrator, or the operator with the command-line tool. */
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
