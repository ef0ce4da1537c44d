import { Ajv, type ValidateFunction } from "ajv";
import description from "./github_openapi.json" with { type: "json" };

interface Parameter {
  name: string;
  in: "path" | "query";
  required?: boolean;
}

interface Operation {
  operationId: string;
  parameters: { $ref: string }[];
  requestBody?: { content: { "application/json": { schema: object } } };
  responses: Record<string, unknown>;
}

interface Described {
  operation: Operation;
  path: RegExp;
  method: string;
  query: Map<string, Parameter & { fits: ValidateFunction }>;
  body?: ValidateFunction;
}

const ajv = new Ajv({ strict: false, coerceTypes: true, allErrors: true });
ajv.addSchema(description, "github");

/** A pointer into the description, as ajv finds it. */
const at = (...path: string[]) =>
  `github#/${path.map((key) => encodeURIComponent(key.replaceAll("/", "~1"))).join("/")}`;

const described: Described[] = Object.entries(description.paths).flatMap(([path, methods]) =>
  Object.entries(methods as unknown as Record<string, Operation>).map(([method, operation]) => ({
    operation,
    path: new RegExp(`^${path.replaceAll(/\{[a-z_]+\}/g, "[^/]+")}$`),
    method: method.toUpperCase(),
    query: new Map(operation.parameters.flatMap(({ $ref }) => {
      const name = $ref.split("/").at(-1)!;
      const parameters = description.components.parameters as unknown as Record<string, Parameter>;
      const parameter = parameters[name]!;
      if (parameter.in !== "query") return [];
      const fits = ajv.compile({ $ref: at("components", "parameters", name, "schema") });
      return [[parameter.name, { ...parameter, fits }]];
    })),
    body: operation.requestBody && ajv.compile({
      $ref: at("paths", path, method, "requestBody", "content", "application/json", "schema"),
    }),
  }))
);

/** What GitHub's description says against a request: nothing, where it is as it must be. */
export function faultsOf(method: string, url: URL, body: unknown): string[] {
  const found = described.find((one) => one.method === method && one.path.test(url.pathname));
  if (!found) return [`${method} ${url.pathname} is not described`];
  const query = [...url.searchParams].flatMap(([name, value]) => {
    const parameter = found.query.get(name);
    if (!parameter) return [`${name} is not described`];
    return parameter.fits(value) ? [] : [`${name}: ${ajv.errorsText(parameter.fits.errors)}`];
  });
  if (!found.body) return body === undefined ? query : [...query, "there is a body"];
  return found.body(body) ? query : [...query, ajv.errorsText(found.body.errors)];
}
