/** The first that is refused ends the load. */

type Awaits<Parts> = { [Name in keyof Parts]: Awaited<Parts[Name]> };

/** Returns the parts when all of them are there: `{ threads: services.threads.list(…).then(found), … }`. */
export async function sideBySide<const Parts extends Readonly<Record<string, unknown>>>(
  parts: Parts
): Promise<Awaits<Parts>> {
  const loaded = await Promise.all(Object.values(parts));
  return Object.fromEntries(Object.keys(parts).map((name, index) => [name, loaded[index]])) as Awaits<Parts>;
}
