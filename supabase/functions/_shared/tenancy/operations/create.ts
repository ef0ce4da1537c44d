import { reserve } from "../steps/reserve.ts";
import { fill, finish } from "./common.ts";
import { nothing, operation } from "./operation.ts";

export const create = operation({
  kind: "create",
  input: nothing,
  steps: [reserve, ...fill, ...finish],
});
