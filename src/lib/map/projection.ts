/**
 * Computes the position of a location on the map. Each inset is a Lambert azimuthal equal-area projection
 * about its own centre, so that land areas stay in proportion; scripts/land.ts drew the land outlines with
 * the same numbers.
 */

export interface Inset {
  readonly id: 'europe' | 'china';
  /** Holds the centre in degrees. */
  readonly centre: { readonly longitude: number; readonly latitude: number };
  /** Holds the pixels for one radian at the centre. */
  readonly scale: number;
  readonly width: number;
  readonly height: number;
}

export const insets: readonly Inset[] = [
  { id: 'europe', centre: { longitude: 10.5, latitude: 50.5 }, scale: 940, width: 470, height: 480 },
  { id: 'china', centre: { longitude: 104, latitude: 35.5 }, scale: 735, width: 650, height: 480 }
];

export interface Point {
  readonly x: number;
  readonly y: number;
}

const radians = (degrees: number): number => (degrees * Math.PI) / 180;

/**
 * Projects a location: Snyder, Map Projections (USGS 1395), equations 22-4, 24-2 to 24-4, with y downwards.
 */
export function project(inset: Inset, longitude: number, latitude: number): Point {
  const λ = radians(longitude - inset.centre.longitude);
  const φ = radians(latitude);
  const φ0 = radians(inset.centre.latitude);
  const k = Math.sqrt(2 / (1 + Math.sin(φ0) * Math.sin(φ) + Math.cos(φ0) * Math.cos(φ) * Math.cos(λ)));
  return {
    x: inset.width / 2 + inset.scale * k * Math.cos(φ) * Math.sin(λ),
    y:
      inset.height / 2 -
      inset.scale * k * (Math.cos(φ0) * Math.sin(φ) - Math.sin(φ0) * Math.cos(φ) * Math.cos(λ))
  };
}

/**
 * Returns the inset that shows a location, and its position there; undefined for a location that neither
 * inset shows.
 */
export function pointOnMap(
  longitude: number,
  latitude: number
): { readonly inset: Inset; readonly point: Point } | undefined {
  const found = insets
    .map((inset) => ({ inset, point: project(inset, longitude, latitude) }))
    .filter(
      ({ inset, point }) => point.x >= 0 && point.x <= inset.width && point.y >= 0 && point.y <= inset.height
    );
  // Far from a centre both insets may contain a location; the nearer centre is right.
  const distance = ({ inset, point }: { inset: Inset; point: Point }): number =>
    Math.hypot(point.x - inset.width / 2, point.y - inset.height / 2) / inset.scale;
  return found.sort((a, b) => distance(a) - distance(b))[0];
}
