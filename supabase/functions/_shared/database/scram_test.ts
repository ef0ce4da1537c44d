import { doesNotMatch, strictEqual } from "node:assert/strict";
import { Buffer } from "node:buffer";
import { Secret } from "../secret.ts";
import { scramVerifier } from "./scram.ts";

Deno.test("scramVerifier() makes what PostgreSQL makes of the password", () => {
  // As pg_authid.rolpassword of PostgreSQL 17 had it.
  const salt = Buffer.from("PuFaeK77nt8fsIoL0W5wnw==", "base64");
  strictEqual(
    scramVerifier(new Secret("pencil"), salt),
    "SCRAM-SHA-256$4096:PuFaeK77nt8fsIoL0W5wnw==$2zDxRENlR9NLIRAUnVMBpcWyX3QgKYPTCMWRvIM/kiM=:mO2mGlhTaWxTLKEojVqOBNZ1nJ0ZHV1WVUeYm50YsNM=",
  );
});

Deno.test("scramVerifier() holds nothing of the password, and differs each time", () => {
  const password = new Secret("pencil");
  const verifier = scramVerifier(password);
  doesNotMatch(verifier, /pencil/);
  strictEqual(verifier === scramVerifier(password), false);
});
