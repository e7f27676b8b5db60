/** Holds the minutes of a meeting at which nothing was said. */
const empty = { en: '', zh: '' };

export const emptyMinutes = {
  toOn: null,
  agenda: empty,
  decisions: empty,
  attendance: {},
  cities: [],
  advances: [],
  learned: empty
};
