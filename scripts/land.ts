/**
 * Draws the land of the map's insets once and for all: Natural Earth's coastlines (public domain, through world-atlas),
 * without any border of a state. Run by hand after a change of the insets: `node scripts/land.ts`.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { geoAzimuthalEqualArea, geoGraticule, geoPath } from 'd3-geo';
import { feature } from 'topojson-client';
import type { GeometryCollection, Topology } from 'topojson-specification';
import { insets, type Inset } from '#lib/map/projection.ts';

const atlas = new URL('../node_modules/world-atlas/land-50m.json', import.meta.url);
const topology = JSON.parse(readFileSync(atlas, 'utf8')) as Topology<{ land: GeometryCollection }>;
const land = feature(topology, topology.objects.land);

/** Points nearer than this many pixels to the last kept one are left out. */
const tolerance = 1.8;

function renderInset(inset: Inset): { land: string; graticule: string } {
  const projection = geoAzimuthalEqualArea()
    .rotate([-inset.centre.longitude, -inset.centre.latitude])
    .scale(inset.scale)
    .translate([inset.width / 2, inset.height / 2])
    .clipExtent([
      [-4, -4],
      [inset.width + 4, inset.height + 4]
    ])
    .precision(0.5);
  const path = geoPath(projection).digits(1);
  const graticule = geoGraticule().step([10, 10])();
  return { land: thin(path(land) ?? ''), graticule: thin(path(graticule) ?? '') };
}

/** Thins a path out; what is left of an islet with fewer than five points vanishes. */
function thin(path: string): string {
  return path
    .split(/(?=M)/)
    .flatMap((piece) => {
      const closed = piece.endsWith('Z');
      const points = [...piece.matchAll(/(-?[\d.]+),(-?[\d.]+)/g)].map((match) => ({
        x: Number(match[1]),
        y: Number(match[2])
      }));
      const kept: { x: number; y: number }[] = [];
      for (const point of points) {
        const last = kept.at(-1);
        if (!last || Math.hypot(point.x - last.x, point.y - last.y) >= tolerance) kept.push(point);
      }
      if (closed && kept.length < 5) return [];
      return (
        kept.map(({ x, y }, index) => `${index === 0 ? 'M' : 'L'}${round(x)},${round(y)}`).join('') +
        (closed ? 'Z' : '')
      );
    })
    .join('');
}

const round = (value: number): number => Math.round(value * 2) / 2;

const rendered = Object.fromEntries(insets.map((inset) => [inset.id, renderInset(inset)]));
const target = new URL('../src/lib/map/land.ts', import.meta.url);
writeFileSync(
  target,
  `/** Drawn by scripts/land.ts from Natural Earth (public domain): coastlines only, no borders of states. Not edited by hand. */
import type { Inset } from './projection.ts';

export const land: Readonly<Record<Inset['id'], { readonly land: string; readonly graticule: string }>> = ${JSON.stringify(rendered, null, 2)};
`
);
