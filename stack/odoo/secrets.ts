/** A random password of 32 hexadecimal digits. */
export function newPassword(): string {
  return crypto.getRandomValues(new Uint8Array(16)).toHex();
}
