/**
 * What a process has done so far, in megabytes: hosted functions cannot ask how much CPU they used, and
 * what they exchange with Odoo is what costs it. See docs/adr/0034.
 */
const bytesPerMb = 1e6;
/** A call costs as much as so many bytes of its texts. */
const bytesPerCall = 50_000;
/** A byte of Markdown costs as much as so many that go to Odoo and come from it. */
const bytesPerRendered = 15;
/** To post an event costs as much as so many. */
const bytesPerPost = 3_500;

let bytes = 0;

/** Notes a call of Odoo that is about to be sent with a text of this length. */
export function noteCall(length: number): void {
  bytes += bytesPerCall + length;
}

/** Notes a part of an answer. */
export function noteAnswer(length: number): void {
  bytes += length;
}

/** Notes Markdown that was made HTML. */
export function noteRendered(length: number): void {
  bytes += length * bytesPerRendered;
}

/** Notes an event that is about to be posted. */
export function notePost(length: number): void {
  bytes += bytesPerPost + length;
}

/** All that this process has noted, in megabytes. */
export function workDoneMb(): number {
  return bytes / bytesPerMb;
}
