const encoder = new TextEncoder();
/** 1980-01-01, the first day that a ZIP can name: the same files make the same bytes. */
const day = 0x21;
/** Names are UTF-8. */
const utf8 = 0x800;

/** A ZIP archive of texts, stored as they are: what is sent is small. Names are paths with slashes. */
export function zipOf(files: Record<string, string>): Uint8Array<ArrayBuffer> {
  const parts: Uint8Array<ArrayBuffer>[] = [];
  const entries: Uint8Array<ArrayBuffer>[] = [];
  let at = 0;
  for (const [path, text] of Object.entries(files)) {
    const [name, content] = [encoder.encode(path), encoder.encode(text)];
    const sizes = [["4", crc32(content)], ["4", content.length], ["4", content.length]] as Fields;
    const common: Fields = [["2", 20], ["2", utf8], ["2", 0], ["2", 0], ["2", day], ...sizes];
    const named: Fields = [...common, ["2", name.length], ["2", 0]];
    const local = bytes([["4", 0x04034b50], ...named]);
    parts.push(local, name, content);
    const rest: Fields = [["2", 0], ["2", 0], ["2", 0], ["4", 0], ["4", at]];
    entries.push(bytes([["4", 0x02014b50], ["2", 20], ...named, ...rest]), name);
    at += local.length + name.length + content.length;
  }
  const size = entries.reduce((sum, part) => sum + part.length, 0);
  const count = Object.keys(files).length;
  const counts: Fields = [["2", 0], ["2", 0], ["2", count], ["2", count], ["4", size], ["4", at]];
  return joined([...parts, ...entries, bytes([["4", 0x06054b50], ...counts, ["2", 0]])]);
}

/** Numbers, each with in how many bytes it is written. */
type Fields = ["2" | "4", number][];

/** Numbers as a ZIP has them, the low byte first. */
function bytes(fields: Fields): Uint8Array<ArrayBuffer> {
  return new Uint8Array(
    fields.flatMap(([width, value]) =>
      Array.from({ length: Number(width) }, (_, at) => value >>> 8 * at & 0xff)
    ),
  );
}

function joined(parts: Uint8Array[]): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/** The checksum of a ZIP's entry. */
function crc32(content: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of content) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc >>> 1 ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0;
}
