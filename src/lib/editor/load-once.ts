/**
 * Returns a function that calls back with a module: after it was loaded, and at once from then on. Where one editor
 * replaces another, letters that are typed between the two would be lost.
 */
export function loadOnce<Module>(load: () => Promise<Module>): (use: (module: Module) => void) => void {
  let loaded: Module | undefined;
  return (use) => {
    if (loaded !== undefined) use(loaded);
    else void load().then((module) => use((loaded = module)));
  };
}
