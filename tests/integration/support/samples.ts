import fc from "fast-check";
import document from "../../../supabase/functions/api/openapi.json" with { type: "json" };

/** A schema of the API's document, as far as it is used there. */
export interface Schema {
  $ref?: string;
  type?: string | string[];
  const?: unknown;
  enum?: unknown[];
  format?: string;
  pattern?: string;
  anyOf?: Schema[];
  oneOf?: Schema[];
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  additionalProperties?: boolean | Schema;
  minLength?: number;
  maxLength?: number;
  minimum?: number;
  maximum?: number;
  minItems?: number;
  maxItems?: number;
}

/** What the document says of one endpoint. */
export interface Endpoint {
  method: string;
  path: string;
  id: string;
  parameters: { name: string; in: string; required?: boolean; schema: Schema }[];
  body?: Schema;
  /** Media types of a body that is not JSON. */
  upload: string[];
  statuses: number[];
}

/** Every endpoint of the document. */
export const endpoints: Endpoint[] = Object.entries(document.paths).flatMap(([path, methods]) =>
  // deno-lint-ignore no-explicit-any -- as JSON has it
  Object.entries(methods as Record<string, any>).map(([method, operation]) => {
    const content = operation.requestBody?.content ?? {};
    return {
      method: method.toUpperCase(),
      path,
      id: operation.operationId,
      parameters: operation.parameters ?? [],
      body: content["application/json"]?.schema,
      upload: Object.keys(content).filter((type) => type !== "application/json"),
      statuses: Object.keys(operation.responses).map(Number),
    };
  })
);

function resolved(schema: Schema): Schema {
  if (!schema.$ref) return schema;
  const name = schema.$ref.split("/").at(-1)!;
  return (document.components.schemas as unknown as Record<string, Schema>)[name]!;
}

const formats: Record<string, fc.Arbitrary<unknown>> = {
  uuid: fc.uuid({ version: 4 }),
  email: fc.constantFrom("nobody@example.com", "x.y@example.com"),
  "date-time": fc.date({ noInvalidDate: true, min: new Date(0), max: new Date("2100-01-01") })
    .map((date) => date.toISOString()),
  date: fc.constantFrom("2026-01-31", "2024-02-29"),
  uri: fc.constantFrom("https://odoo.example.com", "http://127.0.0.1:9/"),
};

/** Values that a schema takes. */
export function valid(given: Schema): fc.Arbitrary<unknown> {
  const schema = resolved(given);
  const either = schema.anyOf ?? schema.oneOf;
  if (either) return fc.oneof(...either.map(valid));
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.enum) return fc.constantFrom(...schema.enum);
  const [type, ...others] = [schema.type ?? "string"].flat();
  if (others.length > 0) {
    return fc.oneof(...[type, ...others].map((type) => valid({ ...schema, type })));
  }
  return ofType(schema, type!);
}

function ofType(schema: Schema, type: string): fc.Arbitrary<unknown> {
  switch (type) {
    case "null":
      return fc.constant(null);
    case "boolean":
      return fc.boolean();
    case "integer":
    case "number":
      return fc.integer({
        min: schema.minimum ?? 0,
        max: Math.min(schema.maximum ?? 100, 1_000_000),
      });
    case "array": {
      const maxLength = Math.min(schema.maxItems ?? 3, 3);
      const minLength = Math.min(schema.minItems ?? 0, maxLength);
      return fc.array(valid(schema.items ?? { type: "string" }), { minLength, maxLength });
    }
    case "object":
      return ofObject(schema);
    default:
      return ofText(schema);
  }
}

function ofObject({ properties = {}, required = [] }: Schema): fc.Arbitrary<object> {
  const entries = Object.entries(properties).map(([key, schema]) => [key, valid(schema)]);
  return fc.record(Object.fromEntries(entries), { requiredKeys: required as never[] });
}

function ofText({ format, pattern, minLength = 0, maxLength = 40 }: Schema) {
  if (format && formats[format]) return formats[format]!;
  // fast-check makes no text for a pattern that looks around.
  if (pattern?.includes("(?")) return fc.constantFrom("fuzz", "fuzz-1", "f1");
  if (pattern) return fc.stringMatching(new RegExp(pattern), { size: "small" });
  return fc.string({ minLength, maxLength: Math.max(minLength, Math.min(maxLength, 40)) });
}

/** What people send who mean no good, or have slipped. */
export const hostile: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(
    "'; drop table control.tenants; --",
    "' or '1'='1",
    "%00",
    "\u0000",
    "\ud800",
    "../../etc/passwd",
    "{{7*7}}",
    "$(id)",
    "\r\nx-injected: 1",
    "a".repeat(5000),
    "١٢٣",
    "NaN",
    "Infinity",
    "-1",
    "9".repeat(40),
    "1e400",
    "2026-02-30T25:61:61Z",
    "0001-01-01T00:00:00Z",
    "infinity",
    "__proto__",
    "constructor",
    null,
    true,
    -1,
    1e30,
    0.1,
    [],
    {},
    [[[]]],
    { a: { b: { c: 1 } } },
  ),
  fc.string({ unit: "binary", maxLength: 60 }),
  fc.jsonValue({ maxDepth: 2 }),
);
