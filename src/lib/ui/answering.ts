/**
 * Knows which forms are taking in their answers. A form loads the page again and then goes by what it shows; a load that
 * something else begins meanwhile would end the form's own before it is shown.
 */
const answering = new Set<Promise<unknown>>();

export async function takingIn(takeIn: () => Promise<void> | void): Promise<void> {
  const taken = Promise.resolve(takeIn());
  answering.add(taken);
  try {
    await taken;
  } finally {
    answering.delete(taken);
  }
}

/** Resolves once no form is taking in an answer. */
export async function allTakenIn(): Promise<void> {
  while (answering.size > 0) await Promise.allSettled(answering);
}
