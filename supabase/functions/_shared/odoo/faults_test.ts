import { deepStrictEqual, doesNotMatch, strictEqual } from "node:assert/strict";
import { Secret } from "../secret.ts";
import {
  faultFromException,
  faultFromNetwork,
  type FaultKind,
  isDataError,
  type Operation,
} from "./faults.ts";

const operation: Operation = {
  title: "call project.task.create",
  connection: {
    url: "https://odoo.example.com/",
    database: "acme",
    username: "bot@example.com",
    password: new Secret("hunter22"),
    transport: "auto",
  },
};

const exceptions: [FaultKind, string, string][] = [
  ["data", "odoo.exceptions.ValidationError", "A tag with the same name already exists."],
  ["data", "odoo.exceptions.UserError", "Project Template can't be used"],
  ["data", "odoo.exceptions.MissingError", "Record does not exist (Record: project.task(9,))"],
  ["data", "builtins.ValueError", "Invalid field 'x_nope' in 'project.task'"],
  ["data", "builtins.TypeError", "unsupported operand"],
  ["data", "builtins.AttributeError", "'NoneType' object has no attribute 'id'"],
  ["data", "psycopg2.errors.NotNullViolation", "null value in column name"],
  ["data", "werkzeug.exceptions.UnprocessableEntity", "missing a required argument: 'vals'"],
  ["access", "odoo.exceptions.AccessError", "You are not allowed to create Task records"],
  ["access", "werkzeug.exceptions.Forbidden", "Forbidden"],
  ["auth", "odoo.exceptions.AccessDenied", "Access Denied"],
  ["auth", "werkzeug.exceptions.Unauthorized", "Invalid apikey"],
  ["auth", "odoo.http.SessionExpiredException", "Session expired"],
  ["database_missing", "psycopg2.OperationalError", 'FATAL:  database "x" does not exist\n'],
  ["unknown_outcome", "psycopg2.OperationalError", "server closed the connection unexpectedly"],
  ["unknown_outcome", "psycopg2.InterfaceError", "connection already closed"],
  ["transient", "psycopg2.errors.SerializationFailure", "could not serialize access"],
  ["transient", "psycopg2.errors.LockNotAvailable", "could not obtain lock"],
  ["transient", "psycopg2.errors.DeadlockDetected", "deadlock detected"],
  ["transient", "odoo.sql_db.PoolError", "The Connection Pool Is Full"],
  ["protocol", "odoo.exceptions.UserError", "Object x.nope doesn't exist"],
  ["protocol", "builtins.AttributeError", "The method 'project.task.nope' does not exist"],
  ["protocol", "builtins.AttributeError", "type object 'project.task' has no attribute 'nope'"],
  ["protocol", "werkzeug.exceptions.NotFound", "the model 'x.nope' does not exist"],
];

for (const [kind, name, message] of exceptions) {
  Deno.test(`faultFromException() calls ${name} "${message.trim()}" ${kind}`, () => {
    const fault = faultFromException(operation, { name, message });
    strictEqual(fault.kind, kind);
    strictEqual(isDataError(fault), kind === "data");
    deepStrictEqual(fault.extra, { kind, exception: name });
  });
}

Deno.test("faultFromException() tells a missing field by its own code", () => {
  const message = "Invalid field 'x_nope' in 'project.task'";
  const fault = faultFromException(operation, { name: "builtins.ValueError", message });
  strictEqual(fault.code, "odoo_field_missing");
  strictEqual(fault.reason, message);
  strictEqual(fault.message, `Cannot call project.task.create: ${message}.`);
});

Deno.test("faultFromException() shows no traceback, no secret and no endless text", () => {
  const trace =
    'Traceback (most recent call last):\n  File "x.py"\nValueError: key hunter22 is bad';
  const only = faultFromException(operation, { name: "builtins.ValueError", message: trace });
  strictEqual(only.reason, "ValueError: key *** is bad");
  const after = faultFromException(operation, {
    name: "builtins.ValueError",
    message: `Wrong\n  value.\n\n${trace}`,
  });
  strictEqual(after.reason, "Wrong value.");
  const long = faultFromException(operation, { name: "x", message: "a".repeat(9_000) });
  strictEqual(long.reason.length, 501);
});

const failed = (cause: string) => new TypeError("fetch failed", { cause: new Error(cause) });
const failures: [FaultKind, string, unknown][] = [
  ["unreachable", "odoo_unreachable", failed("client error (Connect): Connection refused")],
  ["unreachable", "odoo_unreachable", failed("client error (Connect): dns error: no such name")],
  ["unreachable", "odoo_unreachable", failed("client error (Connect): invalid peer certificate")],
  // Earlier Deno versions put it into the message itself.
  ["unreachable", "odoo_unreachable", new TypeError("client error (Connect): refused")],
  ["unknown_outcome", "odoo_timeout", failed("client error (SendRequest): connection closed")],
  ["unknown_outcome", "odoo_timeout", new TypeError("error reading a body from connection")],
  ["unknown_outcome", "odoo_timeout", new DOMException("timed out", "TimeoutError")],
];

for (const [kind, code, error] of failures) {
  Deno.test(`faultFromNetwork() calls ${(error as Error).cause ?? error} ${kind}`, () => {
    const fault = faultFromNetwork(operation, error);
    deepStrictEqual([fault.kind, fault.code], [kind, code]);
    doesNotMatch(fault.message, /hunter22|fetch failed/);
  });
}
