const others: Record<string, string> = {
  int: "integer",
  int4: "integer",
  int2: "smallint",
  int8: "bigint",
  bool: "boolean",
  decimal: "numeric",
  float4: "real",
  float8: "double precision",
};

/** A type of a file that somebody wrote by hand, by the name that PostgreSQL has for it. */
export function longType(type: string): string {
  const [, name = "", rest = ""] = /^([a-z_]\w*)(.*)$/is.exec(type) ?? [];
  return name in others ? `${others[name]}${rest}` : type;
}
