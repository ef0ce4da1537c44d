/** A file is not text in the encoding that it was said to have. */
export class NotText extends Error {}

/** The text of a file: as its byte order mark says, else in the encoding that was told, else in UTF-8. @throws {NotText} */
export function decoded(bytes: Uint8Array, told?: string): string {
  const encoding = marked(bytes) ?? told ?? "utf-8";
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch (cause) {
    const known = cause instanceof RangeError
      ? "is no encoding that is known"
      : "is not its encoding";
    const advice = told === undefined
      ? "Say which one it is, for instance windows-1252."
      : "Say another one.";
    throw new NotText(`${encoding} ${known}. ${advice}`, { cause });
  }
}

function marked([first, second, third]: Uint8Array): string | undefined {
  if (first === 0xff && second === 0xfe) return "utf-16le";
  if (first === 0xfe && second === 0xff) return "utf-16be";
  return first === 0xef && second === 0xbb && third === 0xbf ? "utf-8" : undefined;
}
