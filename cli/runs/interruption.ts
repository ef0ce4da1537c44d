/** What a shell says of a program that was interrupted. */
const interrupted = 130;

/** Does something at the first Ctrl-C, and leaves at the second; as before once it is disposed of. */
export function onInterruption(first: () => void): Disposable {
  let isAsked = false;
  const listener = () => {
    if (isAsked) Deno.exit(interrupted);
    isAsked = true;
    first();
  };
  Deno.addSignalListener("SIGINT", listener);
  return { [Symbol.dispose]: () => Deno.removeSignalListener("SIGINT", listener) };
}
