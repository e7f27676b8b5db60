/**
 * Tests what of a chart needs no canvas: moving through it by keys, breaking names into lines, and its
 * height.
 */
import { describe, expect, it } from 'vitest';
import { heightOf } from '#lib/charts/height.ts';
import { linesOf } from '#lib/charts/lines.ts';
import { walk } from '#lib/charts/walk.ts';
import { levelLook, outsideLooks, sideLook } from '#lib/areas/comparison/looks.ts';

describe('walking a chart by keys', () => {
  const size = { categories: 3, series: 2 };
  it('begins at the first point, goes from bar to bar and within a bar, and stops at the ends', () => {
    expect(walk(null, 'ArrowDown', size)).toEqual({ category: 0, series: 0 });
    expect(walk({ category: 0, series: 0 }, 'ArrowDown', size)).toEqual({ category: 1, series: 0 });
    expect(walk({ category: 1, series: 0 }, 'ArrowRight', size)).toEqual({ category: 1, series: 1 });
    expect(walk({ category: 2, series: 1 }, 'ArrowDown', size)).toEqual({ category: 2, series: 1 });
    expect(walk({ category: 0, series: 0 }, 'ArrowLeft', size)).toEqual({ category: 0, series: 0 });
    expect(walk({ category: 1, series: 0 }, 'End', size)).toEqual({ category: 2, series: 1 });
  });
  it('leaves with Escape, and lets every other key be', () => {
    expect(walk({ category: 1, series: 0 }, 'Escape', size)).toBeNull();
    expect(walk(null, 'Escape', size)).toBeUndefined();
    expect(walk(null, 'Tab', size)).toBeUndefined();
    expect(walk(null, 'ArrowDown', { categories: 0, series: 1 })).toBeUndefined();
  });
});

describe('names on several lines', () => {
  const letters = (text: string): number => Array.from(text).length;
  it('break between words, and in Chinese anywhere but before a closing mark', () => {
    expect(linesOf('Legal and Regulatory Policies', 12, letters)).toEqual([
      'Legal and',
      'Regulatory',
      'Policies'
    ]);
    expect(linesOf('智慧城市服务，法律', 6, letters)).toEqual(['智慧城市服务，', '法律']);
  });
  it('lose nothing, and leave a word that is too long whole', () => {
    expect(linesOf('Issy-les-Moulineaux', 4, letters)).toEqual(['Issy-les-Moulineaux']);
    expect(linesOf('', 4, letters)).toEqual(['']);
  });
});

it('a chart takes more room for more bars', () => {
  const points = [{ value: 1, label: '1', announcement: '1' }];
  const series = { name: 'a', look: { tone: 1, pattern: 'solid' as const }, points };
  const spec = {
    id: 'a',
    title: '',
    summary: '',
    axis: '',
    categories: ['a'],
    series: [series],
    bars: 'grouped' as const,
    isCount: true
  };
  expect(heightOf({ ...spec, categories: ['a', 'b'] }, 13)).toBeGreaterThan(heightOf(spec, 13));
  expect(heightOf({ ...spec, series: [series, series] }, 13)).toBeGreaterThan(heightOf(spec, 13));
});

describe('looks', () => {
  it('of levels deepen along the scale without a hue, and neighbours differ in pattern (R145)', () => {
    for (const count of [2, 3, 5, 7]) {
      const looks = Array.from({ length: count }, (_, index) => levelLook(index, count));
      const tones = looks.map(({ tone }) => Number(tone));
      expect(tones).toEqual([...tones].sort((a, b) => a - b));
      for (const [index, look] of looks.slice(1).entries())
        expect(look.pattern).not.toBe(looks[index]?.pattern);
    }
  });
  it('of what is no level share a pattern with no level, nor with each other', () => {
    const levels = new Set(Array.from({ length: 7 }, (_, index) => levelLook(index, 7).pattern));
    const outside = Object.values(outsideLooks).map(({ pattern }) => pattern);
    expect(outside.filter((pattern) => levels.has(pattern))).toEqual([]);
    expect(new Set(outside).size).toBe(outside.length);
  });
  it('of the two sides differ in hue and pattern', () => {
    expect(sideLook(0)).not.toEqual(sideLook(1));
    expect(sideLook(0).pattern).not.toBe(sideLook(1).pattern);
  });
});
