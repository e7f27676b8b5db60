/**
 * Lists the floors of src/lib besides the areas, each a folder of it. What is on a floor imports what is on lower ones:
 * `base`, the rules of areas (areas/<area>/rules/), the platforms one above the other, the components of areas
 * (areas/<area>/), what shows all areas. Of areas, their rules and components alike, each imports itself and those before
 * it in the order of areas.ts.
 */

/** Names what all may import: rights, refusals, ids, languages, states, the shape of stored texts. */
export const base = 'base';

/** Lists the platforms, the lowest first. */
export const platforms: readonly string[] = [
  'wire',
  'i18n',
  'document',
  'ui',
  'forms',
  'level-chips',
  'charts',
  'map',
  'collab',
  'editor'
];

/** Lists what shows all areas, the lowest first: the menu, and the border of routes. */
export const border: readonly string[] = ['navigation', 'server'];

/** Names what is composed of a part of each area, and may be imported by all: the kinds of events. */
export const union = 'events';
