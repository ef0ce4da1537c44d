/** `PK\5\6`, then 18 bytes; Odoo's archives carry no comment after it. */
const endBytes = 22;
const signature = 0x06054b50;
/** In an archive of 4 GB and more the real offset stands in a further record. */
const elsewhere = 0xffffffff;

/** Passes an archive on and remembers its last bytes, which say how long it has to be. */
export class ZipEnd {
  #last = new Uint8Array();
  #bytes = 0;

  async *passing(content: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const chunk of content) {
      this.#bytes += chunk.length;
      const tail = chunk.length < endBytes ? Uint8Array.of(...this.#last, ...chunk) : chunk;
      this.#last = tail.slice(-endBytes);
      yield chunk;
    }
  }

  /** Whether all of the archive has passed: where its directory begins and how long that is add up. */
  isWhole(): boolean {
    if (this.#last.length < endBytes) return false;
    const view = new DataView(this.#last.buffer);
    if (view.getUint32(0, true) !== signature) return false;
    const [size, offset] = [view.getUint32(12, true), view.getUint32(16, true)];
    return offset === elsewhere || offset + size + endBytes === this.#bytes;
  }
}
