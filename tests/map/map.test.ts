import { readFileSync } from 'node:fs';
import { geoAzimuthalEqualArea } from 'd3-geo';
import { describe, expect, it } from 'vitest';
import { placeLabels, widthOf, type Label } from '#lib/map/labels.ts';
import { insets, pointOnMap, project } from '#lib/map/projection.ts';
import { leastDistance, spread } from '#lib/map/spread.ts';

interface SeedCity {
  readonly id: string;
  readonly side: string;
  readonly name: { readonly en: string; readonly zh: string };
  readonly location: { readonly lat: number; readonly lon: number };
}
const seeds = new URL('../../server/seeds/', import.meta.url);
const { cities } = JSON.parse(readFileSync(new URL('cities.json', seeds), 'utf8')) as { cities: SeedCity[] };
const names = JSON.parse(readFileSync(new URL('short-names.json', seeds), 'utf8')) as Record<
  string,
  { short?: { en: string; zh: string } }
>;

const shown = cities.map((city) => {
  const mapPoint = pointOnMap(city.location.lon, city.location.lat);
  if (!mapPoint) throw new Error(`${city.id} is on no inset`);
  return { id: city.id, side: city.side, ...mapPoint, name: names[city.id]?.short ?? city.name };
});

describe('the map', () => {
  it('puts every city of a side on that side’s inset (R044)', () => {
    expect(shown.map(({ side, inset }) => [side, inset.id])).toEqual(
      shown.map(({ side }) => [side, side === 'eu' ? 'europe' : 'china'])
    );
  });

  it('shows nothing that lies elsewhere', () => {
    expect(pointOnMap(-74, 40.7)).toBeUndefined();
  });

  it('places points where the outlines were drawn', () => {
    for (const inset of insets) {
      const rendered = geoAzimuthalEqualArea()
        .rotate([-inset.centre.longitude, -inset.centre.latitude])
        .scale(inset.scale)
        .translate([inset.width / 2, inset.height / 2]);
      for (const city of shown.filter((entry) => entry.inset === inset)) {
        const { lon, lat } = cities.find(({ id }) => id === city.id)?.location ?? { lon: 0, lat: 0 };
        const [x, y] = rendered([lon, lat]) ?? [0, 0];
        expect(project(inset, lon, lat).x).toBeCloseTo(x, 6);
        expect(project(inset, lon, lat).y).toBeCloseTo(y, 6);
      }
    }
  });

  it('draws no sign over another one, and moves none far from its place', () => {
    for (const inset of insets) {
      const exact = shown.filter((entry) => entry.inset === inset).map(({ point }) => point);
      const moved = spread(exact);
      for (const [index, a] of moved.entries()) {
        expect(Math.hypot(a.x - (exact[index]?.x ?? 0), a.y - (exact[index]?.y ?? 0))).toBeLessThan(12);
        for (const b of moved.slice(index + 1))
          expect(Math.hypot(a.x - b.x, a.y - b.y)).toBeGreaterThan(leastDistance - 0.1);
      }
    }
  });

  it.each([
    ['en', 13],
    ['zh', 13],
    ['en', 22],
    ['zh', 22]
  ] as const)('writes no name over another one, in %s at %i px', (locale, fontSize) => {
    for (const inset of insets) {
      const here = shown.filter((entry) => entry.inset === inset);
      const points = spread(here.map(({ point }) => point));
      const items = here.map(({ id, point, name }, index) => ({
        id,
        point: points[index] ?? point,
        text: name[locale]
      }));
      const labels = placeLabels(items, inset, fontSize);
      const box = (label: Label) => {
        const width = widthOf(items.find(({ id }) => id === label.id)?.text ?? '', fontSize);
        return {
          left: label.x,
          right: label.x + width,
          top: label.y - fontSize * 0.9,
          bottom: label.y + fontSize * 0.2
        };
      };
      expect(labels).toHaveLength(items.length);
      for (const [index, label] of labels.entries()) {
        const a = box(label);
        expect(a.left).toBeGreaterThanOrEqual(0);
        expect(a.right).toBeLessThanOrEqual(inset.width);
        for (const other of labels.slice(index + 1)) {
          const b = box(other);
          expect(
            a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom,
            `${label.id} over ${other.id}`
          ).toBe(false);
        }
      }
    }
  });
});
