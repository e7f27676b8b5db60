/**
 * Lists words that this project used for machinery before it took the terms of the field. Words of the
 * product and of its users are not here, nor is a word that has an ordinary meaning in code, such as `line`
 * or `place`.
 */

export interface OldName {
  /** Singular and plural, in lower case; a name of several segments as one word, so `rollCall` is `rollcall`. */
  readonly words: readonly string[];
  readonly instead: string;
  /** Longer terms in which the word is right, in lower case without spaces and hyphens. */
  readonly except?: readonly string[];
  /** Paths in which the word is right. */
  readonly allowedIn?: readonly string[];
  /** Paths in which the word is wrong; without it, all. */
  readonly refusedIn?: readonly string[];
}

/** The sync server and its client, where no panel judges and nobody speaks. */
const sync = ['server/sync/', 'src/lib/collab/', 'src/lib/wire/'];

/** Lists what is refused as a segment of an identifier. */
export const oldNames: readonly OldName[] = [
  { words: ['house', 'houses'], instead: 'app or services', except: ['houseeffect', 'houseeffects'] },
  { words: ['doorstep', 'doorsteps'], instead: 'appRegistry' },
  { words: ['journal', 'journals'], instead: 'logger or metrics' },
  { words: ['desk', 'desks', 'desktools'], instead: 'commands' },
  { words: ['bell', 'bells', 'ring', 'rings'], instead: 'signal' },
  { words: ['ringafter'], instead: 'signalAfterCommit' },
  { words: ['door', 'doors', 'doorman'], instead: 'handshake, guard or access' },
  { words: ['knock', 'knocks', 'entrant', 'entrants'], instead: 'request or admittedRequest' },
  { words: ['workshop', 'workshops', 'foreman'], instead: 'workerPool' },
  { words: ['hire', 'hires', 'hired'], instead: 'spawn' },
  { words: ['farewell', 'farewells'], instead: 'closeMarker' },
  { words: ['comebacks', 'hope'], instead: 'reconnectPolicy' },
  { words: ['rollcall', 'rollcalls'], instead: 'queryAwareness' },
  { words: ['httpline'], instead: 'HttpTransport' },
  { words: ['socketline'], instead: 'WebSocketTransport' },
  { words: ['liveline'], instead: 'transport' },
  { words: ['redisline'], instead: 'RedisConnection' },
  { words: ['skeleton', 'skeletons'], instead: 'structIndex' },
  { words: ['told', 'tell', 'tells'], instead: 'notified, shown or broadcast' },
  { words: ['happening', 'happenings'], instead: 'event' },
  { words: ['parcel', 'parcels'], instead: 'envelope' },
  { words: ['letter', 'letters'], instead: 'mail', refusedIn: ['server/mail/', 'tests/mail/'] },
  {
    words: ['judge', 'judges', 'judged', 'judging', 'judgement', 'judgements'],
    instead: 'validate, authorize or checkUpdate; panels judge',
    refusedIn: [...sync, 'server/commands/', 'server/http/', 'server/areas/search/']
  },
  {
    words: ['speaker', 'speakers'],
    instead: 'presenceUser',
    refusedIn: sync
  },
  { words: ['asker', 'askers'], instead: 'requester' },
  { words: ['wish', 'wishes'], instead: 'input' },
  { words: ['drawn'], instead: 'rendered' },
  { words: ['footing', 'footings'], instead: 'caption' },
  { words: ['surroundings'], instead: 'streams' },
  { words: ['mistake', 'mistakes'], instead: 'usageError' },
  { words: ['fate', 'fates'], instead: 'changeKind' },
  { words: ['slip', 'slips'], instead: 'draft' },
  { words: ['standingtwice', 'blockstwice'], instead: 'duplicateBlock' },
  { words: ['movedtwice'], instead: 'duplicateMove' },
  { words: ['restoredtwice'], instead: 'duplicateRestores' },
  { words: ['takealong'], instead: 'relocate' },
  { words: ['rolesthen'], instead: 'pastRoles' },
  { words: ['presentthing', 'presentthings'], instead: 'citedContent' },
  { words: ['researchthing', 'researchthings'], instead: 'researchItem' },
  { words: ['answersbeside', 'factsbeside', 'besideroom'], instead: 'shownAnswers, pinnedContext or gap' },
  { words: ['restinglist', 'restingon', 'restingsection'], instead: 'dependents or citing' },
  { words: ['tidying', 'tidycopies'], instead: 'cleanUp', refusedIn: ['src/'] }
];

/** Lists what is refused as a word of a comment. */
export const oldWords: readonly OldName[] = [
  {
    words: ['house', 'houses'],
    instead: 'the app or its services',
    except: ['houseeffect', 'houseeffects', 'inhouse']
  },
  { words: ['doorstep', 'doorsteps'], instead: 'the app registry' },
  {
    words: ['workshop', 'workshops', 'foreman'],
    instead: 'the worker pool',
    allowedIn: ['server/seeds/']
  },
  { words: ['doorman'], instead: 'the upgrade guard' },
  { words: ['bell', 'bells'], instead: 'a signal' },
  { words: ['httpline', 'socketline', 'liveline', 'redisline'], instead: 'the transport' },
  { words: ['rollcall'], instead: 'the query for awareness' },
  { words: ['whoever'], instead: 'the user who' },
  { words: ['ofwhom'], instead: 'whose, or a sentence of its own' },
  { words: ['beside'], instead: 'next to' }
];
