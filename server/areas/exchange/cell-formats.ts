/**
 * Determines how a program shows a number: as a date of one of two calendars, as a percentage, or as it is.
 */
import { parseXml } from '#server/files/xml-parsing.ts';

export type DatePrecision = 'day' | 'month' | 'year';
export interface CellFormat {
  readonly dates: DatePrecision | null;
  readonly isPercent: boolean;
}
export interface Styles {
  readonly formatOf: (style: number) => CellFormat;
}

const plain: CellFormat = { dates: null, isPercent: false };

/**
 * Returns the format that every program knows by this number (ECMA-376, 18.8.30), those of East Asia
 * included; formats of times alone are left out.
 */
function builtIn(id: number): CellFormat {
  if (id === 9 || id === 10) return { dates: null, isPercent: true };
  if (id === 17 || id === 55 || id === 57) return { dates: 'month', isPercent: false };
  return {
    dates:
      (id >= 14 && id <= 16) || id === 22 || (id >= 27 && id <= 31) || id === 36 || (id >= 50 && id <= 58)
        ? 'day'
        : null,
    isPercent: false
  };
}

export function formatFrom(code: string): CellFormat {
  const [shown = ''] = code
    .replace(/"[^"]*"|\\.|_.|\*./g, '')
    .replace(/\[[^\]]*\]/g, '')
    .toLowerCase()
    .split(';');
  if (shown.includes('%')) return { dates: null, isPercent: true };
  if (!/[yd]/.test(shown) || /[#0?]|general/.test(shown.replace(/\.0+/g, ''))) return plain;
  return { dates: shown.includes('d') ? 'day' : shown.includes('m') ? 'month' : 'year', isPercent: false };
}

export function readStyles(xml: string | undefined): Styles {
  const custom = new Map<number, CellFormat>();
  const formats: number[] = [];
  let isUsed = false;
  if (xml !== undefined) {
    parseXml(xml, {
      open: (name, attributes) => {
        if (name === 'numFmt')
          custom.set(Number(attributes['numFmtId']), formatFrom(attributes['formatCode'] ?? ''));
        if (name === 'cellXfs') isUsed = true;
        if (name === 'xf' && isUsed) formats.push(Number(attributes['numFmtId'] ?? 0));
      },
      close: (name) => {
        if (name === 'cellXfs') isUsed = false;
      }
    });
  }
  return {
    formatOf: (style) => {
      const id = formats[style] ?? 0;
      return custom.get(id) ?? builtIn(id);
    }
  };
}

const day = 86_400_000;

/** It counts days from 1900, which a program of 1985 took for a leap year, or from 1904. */
export function datesFrom(serial: number, precision: DatePrecision, is1904: boolean): string {
  const days = Math.floor(serial);
  const since = is1904
    ? Date.UTC(1904, 0, 1) + days * day
    : Date.UTC(1899, 11, days < 60 ? 31 : 30) + days * day;
  const date = new Date(since);
  if (days < 0 || Number.isNaN(date.getTime()) || date.getUTCFullYear() > 9999) return String(serial);
  return date.toISOString().slice(0, precision === 'day' ? 10 : precision === 'month' ? 7 : 4);
}

/** Returns the shortest text that gives the number exactly. */
export const numberText = (value: number, isPercent: boolean): string =>
  isPercent ? `${Number((value * 100).toPrecision(15))}%` : String(value);
