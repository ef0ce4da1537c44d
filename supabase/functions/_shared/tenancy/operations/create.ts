import { reserve } from "../steps/reserve.ts";
import { fill, finish } from "./common.ts";
import { nothing, type Operation } from "./operation.ts";

export const create: Operation = {
  kind: "create",
  input: nothing,
  steps: [reserve, ...fill, ...finish],
};
