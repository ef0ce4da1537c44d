/** IPv4 networks that are not the public Internet, as address and length: RFC 6890 and what clouds tell of themselves. */
const notPublic: [string, number][] = [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.0.2.0", 24],
  ["192.88.99.0", 24],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
  ["198.51.100.0", 24],
  ["203.0.113.0", 24],
  ["224.0.0.0", 3],
];

/** Whether an IP address, as URLs and resolvers write it, is not one of the public Internet. */
export function isPrivate(address: string): boolean {
  const text = address.replace(/^\[(.*)\]$/, "$1").replace(/%.*$/, "");
  if (!text.includes(":")) return isPrivateV4(text);
  const groups = groupsOf(text);
  if (groups === undefined) return true;
  const [first, second] = groups as [number, number];
  const embedded = embeddedV4(groups);
  if (embedded !== undefined) return isPrivateV4(embedded);
  // Of all addresses only 2000::/3 is given out; in it, documentation and tunnels are not.
  return first >> 13 !== 1 || first === 0x2001 && second < 0x200 ||
    first === 0x2001 && second === 0xdb8 || first === 0x3fff;
}

function isPrivateV4(text: string): boolean {
  const number = numberOf(text);
  if (number === undefined) return true;
  return notPublic.some(([network, length]) => {
    const below = 2 ** (32 - length);
    return Math.floor(number / below) === Math.floor(numberOf(network)! / below);
  });
}

function numberOf(text: string): number | undefined {
  const parts = text.split(".");
  if (parts.length !== 4 || !parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) < 256)) {
    return undefined;
  }
  return parts.reduce((number, part) => number * 256 + Number(part), 0);
}

/** The eight groups of an IPv6 address; a URL parser has written it in its one short form. */
function groupsOf(text: string): number[] | undefined {
  const host = URL.parse(`http://[${text}]`)?.hostname.slice(1, -1);
  if (host === undefined) return undefined;
  const [head, tail] = host.split("::") as [string, string | undefined];
  const parts = (side: string | undefined) => side ? side.split(":") : [];
  const [before, after] = [parts(head), parts(tail)];
  const missing = Array<string>(8 - before.length - after.length).fill("0");
  return [...before, ...tail === undefined ? [] : missing, ...after].map((group) =>
    parseInt(group, 16)
  );
}

/** The IPv4 address that an IPv6 one stands for: mapped, compatible, NAT64 or 6to4. */
function embeddedV4(groups: number[]): string | undefined {
  const dotted = (high: number, low: number) =>
    [high >> 8, high & 255, low >> 8, low & 255].join(".");
  const zeros = (from: number, to: number) => groups.slice(from, to).every((group) => group === 0);
  const [g0, g1, g2, , , g5, g6, g7] = groups as [
    ...[number, number, number, number, number, number, number, number],
  ];
  if (zeros(0, 5) && (g5 === 0xffff || g5 === 0)) return dotted(g6, g7);
  if (zeros(0, 4) && groups[4] === 0xffff && g5 === 0) return dotted(g6, g7);
  if (g0 === 0x64 && g1 === 0xff9b) return dotted(g6, g7);
  if (g0 === 0x2002) return dotted(g1, g2);
  return undefined;
}
