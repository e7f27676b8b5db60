/**
 * Places a name next to each point so that no name covers another name, a point or the frame. Names in a
 * crowded area move away and get a leader line. The same points always give the same layout.
 */
import type { Point } from './projection.ts';

export interface ToLabel {
  readonly id: string;
  readonly point: Point;
  readonly text: string;
}

export interface Label {
  readonly id: string;
  /** Holds the left end of the baseline. */
  readonly x: number;
  readonly y: number;
  /** Holds the end of the leader line; null for a name directly at its point. */
  readonly leader: Point | null;
}

interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

const pointRadius = 6;
const lineHeight = 1.25;

/** Han characters are as wide as the font is high; Latin letters take about half of that. */
export const widthOf = (text: string, fontSize: number): number =>
  fontSize *
  Array.from(text).reduce((width, letter) => width + (/\p{Script=Han}/u.test(letter) ? 1 : 0.54), 0);

const distances = [11, 18, 28, 40, 54, 70, 88, 108, 130, 154] as const;
/** Right first, in reading order; then left, and around the compass. */
const directions = [0, 180, -35, 35, 215, 145, -90, 90, -60, 60, 240, 120, -15, 15, 195, 165] as const;

/** Places names of `fontSize` pixels of the frame. */
export function placeLabels(
  items: readonly ToLabel[],
  frame: { readonly width: number; readonly height: number },
  fontSize: number
): Label[] {
  const points = items.map(({ point }) => boxAround(point));
  const crowd = (item: ToLabel): number =>
    items.filter((other) => Math.hypot(other.point.x - item.point.x, other.point.y - item.point.y) < 60)
      .length;
  const taken: Box[] = [];
  const lines: [Point, Point][] = [];
  // Lone points come first: they take the position at their side that no other point needs; crowded points
  // then spread into the free space.
  const order = [...items].sort(
    (a, b) => crowd(a) - crowd(b) || a.point.y - b.point.y || (a.id < b.id ? -1 : 1)
  );
  const labels = order.map((item) => {
    const best = candidates(item, frame, fontSize).find(
      ({ box, leader }) =>
        !taken.some((other) => overlap(box, other)) &&
        !points.some((other) => overlap(box, other)) &&
        !lines.some(([from, to]) => crosses(from, to, box)) &&
        (leader === null || !taken.some((other) => crosses(item.point, leader, other)))
    );
    const chosen = best ?? candidates(item, frame, fontSize)[0];
    if (!chosen) throw new Error('A label has no candidate');
    taken.push(chosen.box);
    if (chosen.leader) lines.push([item.point, chosen.leader]);
    return chosen.label;
  });
  const byId = new Map(labels.map((label) => [label.id, label]));
  return items.flatMap(({ id }) => byId.get(id) ?? []);
}

function candidates(item: ToLabel, frame: { width: number; height: number }, fontSize: number) {
  return distances
    .flatMap((distance) => directions.map((direction) => candidate(item, fontSize, distance, direction)))
    .filter(
      ({ box }) =>
        box.left >= 2 && box.top >= 2 && box.right <= frame.width - 2 && box.bottom <= frame.height - 2
    );
}

function candidate(item: ToLabel, fontSize: number, distance: number, direction: number) {
  const width = widthOf(item.text, fontSize);
  const half = (fontSize * lineHeight) / 2;
  const angle = (direction * Math.PI) / 180;
  const end = { x: item.point.x + distance * Math.cos(angle), y: item.point.y + distance * Math.sin(angle) };
  const rightwards = Math.cos(angle);
  // The nearer end of the name touches the leader's end; above and below, its middle does.
  const left = rightwards > 0.3 ? end.x : rightwards < -0.3 ? end.x - width : end.x - width / 2;
  const box = { left, right: left + width, top: end.y - half, bottom: end.y + half };
  const leader = distance > 18 ? end : null;
  return { box, leader, label: { id: item.id, x: left, y: end.y + fontSize * 0.36, leader } satisfies Label };
}

const boxAround = ({ x, y }: Point): Box => ({
  left: x - pointRadius,
  right: x + pointRadius,
  top: y - pointRadius,
  bottom: y + pointRadius
});

const overlap = (a: Box, b: Box): boolean =>
  a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;

/** Checks whether a line runs through a box: by small steps, which is exact enough for a drawing. */
function crosses(from: Point, to: Point, box: Box): boolean {
  return Array.from({ length: 17 }, (_, step) => step / 16).some((t) => {
    const x = from.x + (to.x - from.x) * t;
    const y = from.y + (to.y - from.y) * t;
    return x > box.left && x < box.right && y > box.top && y < box.bottom;
  });
}
