/** A name for a text: the same for the same one, in hexadecimal digits of its SHA-256. */
export async function shortDigest(text: string, digits = 16): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return new Uint8Array(digest).toHex().slice(0, digits);
}
