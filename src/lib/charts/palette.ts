/**
 * Reads the page's colours and typeface in the form that a canvas needs: resolved, for the current theme, or
 * for the light theme used in print.
 */
import type { Tone } from './spec.ts';

const tokens = [
  'ink',
  'ink-2',
  'ink-3',
  'paper',
  'paper-2',
  'line',
  'line-strong',
  'side-0',
  'side-1',
  'focus'
] as const;
type Token = (typeof tokens)[number];

export type Palette = Readonly<Record<Token, string>> & {
  readonly font: string;
  /** Mixes a colour between paper (0) and ink (1). */
  readonly mixed: (share: number) => string;
};

/**
 * Tokens are written with light-dark() and stay unresolved as properties; only a colour that is used is
 * resolved.
 */
export function readPalette(within: HTMLElement, theme: 'page' | 'light'): Palette {
  const probe = document.createElement('span');
  probe.hidden = true;
  if (theme === 'light') probe.style.colorScheme = 'light';
  within.append(probe);
  const resolve = (colour: string): string => {
    probe.style.color = colour;
    return getComputedStyle(probe).color;
  };
  const found = Object.fromEntries(tokens.map((token) => [token, resolve(`var(--${token})`)])) as Record<
    Token,
    string
  >;
  const steps = Array.from({ length: 21 }, (_, step) =>
    resolve(`color-mix(in oklab, var(--ink) ${step * 5}%, var(--paper))`)
  );
  const font = getComputedStyle(within).fontFamily;
  probe.remove();
  return {
    ...found,
    font,
    mixed: (share) => steps[Math.round(Math.min(Math.max(share, 0), 1) * 20)] ?? found.ink
  };
}

export const colourOf = (tone: Tone, palette: Palette): string =>
  typeof tone === 'number' ? palette.mixed(tone) : palette[tone];
