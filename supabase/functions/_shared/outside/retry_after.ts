/** In how many seconds a peer wants to be asked again: the header Retry-After, which has seconds or a date. */
export function retryAfter(headers: Headers, now: Date): number | undefined {
  const said = headers.get("retry-after");
  if (said === null) return undefined;
  if (/^\d{1,9}$/.test(said)) return Number(said);
  const at = Date.parse(said);
  return Number.isNaN(at) ? undefined : Math.max(0, (at - now.getTime()) / 1000);
}
