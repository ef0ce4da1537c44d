/** The members of an answer that is to be a JSON object; none of one that is not. */
export function membersOf(text: string): Record<string, unknown> {
  return Object(jsonOf(text));
}

/** An answer's JSON; undefined where it is none, as of a proxy before the peer. */
export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
