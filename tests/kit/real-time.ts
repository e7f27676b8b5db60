/** Gives a provider of a test the time of the machine, no chance, and no session to ask for. */
export const realTime = {
  now: (): number => Date.now(),
  random: (): number => 0,
  later: (milliseconds: number, call: () => void) => {
    const timer = setTimeout(call, milliseconds);
    return (): void => clearTimeout(timer);
  },
  probeSession: () => Promise.resolve('away' as const)
};
