const isoMoment = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)(?:\.\d+)?(?:Z|\+00:00)$/;

/** A moment as people read it, to the second; any other text as it is. */
export function momentText(text: string): string {
  return text.replace(isoMoment, "$1 $2 UTC");
}
