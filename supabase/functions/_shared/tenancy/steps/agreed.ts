import { refuseUnlessAgreed } from "../tenant/target.ts";
import { absent, type Step } from "../tenant/step.ts";

/** Before anything is done; what destroys the database compares once more. */
export const agreed: Step = {
  name: "agreed",
  does:
    "Compare what is to be destroyed with what was approved; if it has changed, nothing is destroyed.",
  touches: "nothing",
  harmless: true,
  observe: () => Promise.resolve(absent),
  apply: refuseUnlessAgreed,
};
