import { throws } from "node:assert/strict";
import { Secret } from "../secret.ts";
import { requireBearer } from "./bearer.ts";

const accepted = [new Secret("now"), new Secret("a longer next one")];

for (const header of ["Bearer now", "Bearer a longer next one", "bearer now", "BEARER now"]) {
  Deno.test(`requireBearer() lets through the header "${header}"`, () => {
    requireBearer(header, accepted);
  });
}

for (const header of [undefined, "", "Bearer", "Bearer ", "Basic now", "now", "x Bearer now"]) {
  Deno.test(`requireBearer() asks for a token given the header ${header}`, () => {
    throws(() => requireBearer(header, accepted), {
      code: "unauthorized",
      message: "Cannot serve the request: it has no bearer token.",
    });
  });
}

for (const token of ["no", "nowt", "NOW", "now,a longer next one", "***", "a longer next on"]) {
  Deno.test(`requireBearer() refuses the token ${token}`, () => {
    throws(() => requireBearer(`Bearer ${token}`, accepted), {
      code: "unauthorized",
      message: "Cannot serve the request: its bearer token is not valid.",
    });
  });
}

Deno.test("requireBearer() refuses everybody when no token is set", () => {
  throws(() => requireBearer("Bearer now", []), { code: "unauthorized" });
});
