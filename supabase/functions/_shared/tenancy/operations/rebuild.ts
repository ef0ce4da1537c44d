import { agreed } from "../steps/agreed.ts";
import { removeDatabase } from "../steps/remove_database.ts";
import { fill, finish } from "./common.ts";
import { nothing, type Operation } from "./operation.ts";

export const rebuild: Operation = {
  kind: "rebuild",
  input: nothing,
  steps: [agreed, removeDatabase, ...fill, ...finish],
};
