/**
 * Defines the patterns of bars: a tile of 8 by 8 units, repeated. On paper, every pattern except `solid` and
 * `open` can be distinguished in black alone.
 */
import { colourOf, type Palette } from './palette.ts';
import type { Look, Pattern } from './spec.ts';

const side = 8;

/** Draws the strokes and dots of one tile; lines that leave it come in again at the opposite edge. */
const marks: Readonly<Record<Exclude<Pattern, 'solid' | 'open'>, (tile: CanvasRenderingContext2D) => void>> =
  {
    hatch: (tile) =>
      stroke(
        tile,
        [
          [-2, 2, 2, -2],
          [-2, 10, 10, -2],
          [6, 10, 10, 6]
        ],
        1.75
      ),
    cross: (tile) =>
      stroke(
        tile,
        [
          [-2, 2, 2, -2],
          [-2, 10, 10, -2],
          [6, 10, 10, 6],
          [-2, 6, 2, 10],
          [-2, -2, 10, 10],
          [6, -2, 10, 2]
        ],
        1.25
      ),
    lines: (tile) => stroke(tile, [[0, 4, 8, 4]], 1.5),
    columns: (tile) => stroke(tile, [[4, 0, 4, 8]], 1.5),
    waves: (tile) =>
      stroke(
        tile,
        [
          [0, 5, 2, 3],
          [2, 3, 4, 5],
          [4, 5, 6, 3],
          [6, 3, 8, 5]
        ],
        1.25
      ),
    dots: (tile) => {
      for (const [x, y] of [
        [2, 2],
        [6, 6]
      ] as const) {
        tile.beginPath();
        tile.arc(x, y, 1.4, 0, 2 * Math.PI);
        tile.fill();
      }
    },
    halves: (tile) => {
      tile.beginPath();
      tile.moveTo(0, 8);
      tile.lineTo(8, 0);
      tile.lineTo(8, 8);
      tile.fill();
    }
  };

function stroke(
  tile: CanvasRenderingContext2D,
  lines: readonly (readonly [number, number, number, number])[],
  width: number
): void {
  tile.lineWidth = width;
  for (const [fromX, fromY, toX, toY] of lines) {
    tile.beginPath();
    tile.moveTo(fromX, fromY);
    tile.lineTo(toX, toY);
    tile.stroke();
  }
}

/** `ratio` is the number of canvas pixels per unit. */
export function fillOf(
  context: CanvasRenderingContext2D,
  look: Look,
  palette: Palette,
  ratio: number
): CanvasPattern | string {
  const colour = colourOf(look.tone, palette);
  if (look.pattern === 'solid') return colour;
  if (look.pattern === 'open') return palette.paper;
  const tile = document.createElement('canvas');
  tile.width = tile.height = Math.round(side * ratio);
  const context2d = tile.getContext('2d');
  if (!context2d) return colour;
  context2d.scale(tile.width / side, tile.height / side);
  context2d.fillStyle = palette.paper;
  context2d.fillRect(0, 0, side, side);
  context2d.fillStyle = context2d.strokeStyle = colour;
  marks[look.pattern](context2d);
  const pattern = context.createPattern(tile, 'repeat');
  // The canvas of a chart is scaled to the screen already; its tiles are not scaled a second time.
  pattern?.setTransform(new DOMMatrix().scale(side / tile.width, side / tile.height));
  return pattern ?? colour;
}
