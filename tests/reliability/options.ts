/** Parses a run's command line: numbers and strings by name; anything else ends it with a sentence. */
import { parseArgs } from 'node:util';

/** `defaults` holds each option's default. Numbers stay numbers. */
export function readOptions<T extends Record<string, number | string>>(
  defaults: T
): { readonly [K in keyof T]: T[K] extends number ? number : string } {
  const options = Object.fromEntries(
    Object.keys(defaults).map((name) => [name, { type: 'string' as const }])
  );
  try {
    const { values } = parseArgs({ options });
    const read = Object.entries(defaults).map(([name, byDefault]) => {
      const held = values[name];
      if (typeof held !== 'string') return [name, byDefault];
      if (typeof byDefault === 'string') return [name, held];
      if (!Number.isFinite(Number(held))) throw new Error(`--${name} takes a number`);
      return [name, Number(held)];
    });
    return Object.fromEntries(read) as { [K in keyof T]: T[K] extends number ? number : string };
  } catch (error) {
    const known = Object.entries(defaults).map(([name, byDefault]) => `--${name} ${byDefault}`);
    console.error(
      `${error instanceof Error ? error.message : String(error)}\noptions and their defaults: ${known.join('  ')}`
    );
    process.exit(2);
  }
}
