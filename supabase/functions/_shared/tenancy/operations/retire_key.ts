import { retireKey } from "../steps/keys.ts";
import { nothing, type Operation } from "./operation.ts";

export const retireKeys: Operation = {
  kind: "retire_key",
  input: nothing,
  steps: [retireKey],
};
