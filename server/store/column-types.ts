/** Defines the types of columns, the same on both engines. */
export type Truth = 0 | 1;
/** Holds a time: ISO-8601 in UTC with milliseconds, as `Date.toISOString` gives it. */
export type Time = string;
/** Holds a date as exact as it is known: `2013`, `2013-04` or `2013-04-18`. */
export type PartialDate = string;
export type Json = string;
