const isoMoment = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)(?:\.\d+)?(?:Z|\+00:00)$/;

/** A day or a moment that somebody typed, as the API takes it; undefined for what is none. */
export function typedMoment(text: string): string | undefined {
  const date = new Date(text);
  const isOne = /^\d{4}-\d\d-\d\d/.test(text) && !Number.isNaN(date.getTime());
  return isOne ? date.toISOString() : undefined;
}

/** Why something waits, and until when, if that is known. */
export function untilText({ detail, until }: Record<string, unknown>): string {
  return typeof until === "string" ? `${detail}, until ${momentText(until)}` : `${detail}`;
}

/** A moment as people read it, to the second; any other text as it is. */
export function momentText(text: string): string {
  return text.replace(isoMoment, "$1 $2 UTC");
}
