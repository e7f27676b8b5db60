/** Describes the user of a connection, as the others in the room see them. */
export interface PresenceUser {
  readonly userId: string;
  /** `user` of each of its states. */
  readonly user: Readonly<Record<string, unknown>>;
}
