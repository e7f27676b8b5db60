/** Describes the user of a connection, as the others in the room see them. */
export interface PresenceUser {
  readonly userId: string;
  /** `user` of each of its states. */
  readonly user: Readonly<Record<string, unknown>>;
  /** The id of its presence where it never writes under that; null where both may be the same. */
  readonly presenceId: number | null;
  /** A reader writes under no id. */
  readonly access: 'read' | 'write';
}
