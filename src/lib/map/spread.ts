/**
 * Moves points that would cover each other a little apart, each as little as needed. Positions on the map are
 * approximate anyway.
 */
import type { Point } from './projection.ts';

/** Sets the least distance between two signs, centre to centre, in pixels. */
export const leastDistance = 11;

/** Returns the same number of points in the same order; the same points always give the same result. */
export function spread(points: readonly Point[]): Point[] {
  const moved = points.map(({ x, y }) => ({ x, y }));
  for (let round = 0; round < 60; round++) {
    let isSettled = true;
    for (const [index, a] of moved.entries()) {
      for (const b of moved.slice(index + 1)) {
        const distance = Math.hypot(b.x - a.x, b.y - a.y);
        if (distance >= leastDistance - 0.01) continue;
        isSettled = false;
        // Two cities at the same position are moved apart horizontally.
        const [ux, uy] = distance === 0 ? [1, 0] : [(b.x - a.x) / distance, (b.y - a.y) / distance];
        const push = (leastDistance - distance) / 2;
        a.x -= ux * push;
        a.y -= uy * push;
        b.x += ux * push;
        b.y += uy * push;
      }
    }
    if (isSettled) break;
  }
  return moved;
}
