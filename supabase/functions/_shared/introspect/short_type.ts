const shorter: [long: RegExp, short: string][] = [
  [/^character varying\b/, "varchar"],
  [/^character\b(?! varying)/, "char"],
  [/^(timestamp|time)(\(\d+\))? without time zone/, "$1$2"],
  [/^(timestamp|time)(\(\d+\))? with time zone/, "$1tz$2"],
];

/** A type as format_type() says it, by the shorter of its names: `timestamptz`, `varchar(50)[]`. */
export function shortType(type: string): string {
  const [long, short] = shorter.find(([long]) => long.test(type)) ?? [];
  return long ? type.replace(long, short!) : type;
}
