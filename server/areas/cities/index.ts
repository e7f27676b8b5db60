export { citiesInOrder } from './cities-in-order.ts';
export { createCities, type Cities } from './cities.ts';
export { createCriteria, type Criteria } from './criteria.ts';
export { createMovingCities, type MovingCities } from './moving-cities.ts';
export { createPilots, type Pilots } from './pilots.ts';
export { findCity, listChecks, listCities, listCriteria } from './store/cities.ts';
