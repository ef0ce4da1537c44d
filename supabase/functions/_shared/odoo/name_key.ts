/** What has no width, and looks like nothing. */
const unseen = /[\u200B\u2060\uFEFF]/g;
/** Unicode's white space; `\s` leaves U+0085 out. */
const white =
  // deno-lint-ignore no-control-regex
  /[\u0009-\u000D\u0020\u0085\u00A0\u1680\u2000-\u200A\u2028\u2029\u202F\u205F\u3000]+/g;

/**
 * The normal form of a name by which a record is found: composed (NFC), white space of any kind as
 * single spaces and none around. Capitals count, as in Odoo's tags. The twin of
 * `odoo_seed.name_key()`: a test holds the two together.
 */
export function nameKey(name: string): string {
  return name.replace(unseen, "").normalize("NFC").replace(white, " ").replace(/^ | $/g, "");
}

/** Whether a text is empty, or begins or ends with what a name would lose there; the twin of `odoo_seed.is_padded()`. */
export function isPadded(text: string): boolean {
  return nameKey(text.slice(0, 1)) === "" || nameKey(text.slice(-1)) === "";
}
