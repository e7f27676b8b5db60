export {
  createCityComparison,
  type CityComparison,
  type Compared,
  type ComparedCity,
  type ComparedLevels,
  type ComparedStatements,
  type TextStatus
} from './city-comparison.ts';
