/** Returns a function that does something once what has changed is painted, for all calls until then. */
export function oncePainted(act: () => void): () => void {
  let isWaiting = false;
  return () => {
    if (isWaiting) return;
    isWaiting = true;
    requestAnimationFrame(() =>
      setTimeout(() => {
        isWaiting = false;
        act();
      })
    );
  };
}
