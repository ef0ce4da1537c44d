import { newKey, useKey } from "../steps/keys.ts";
import { nothing, type Operation } from "./operation.ts";

export const rotateKey: Operation = {
  kind: "rotate_key",
  input: nothing,
  steps: [newKey, useKey],
};
