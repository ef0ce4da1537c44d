import { signIn } from "../client/sign_in.ts";
import { emailOf, localPeople } from "../stack/people.ts";
import { readState } from "../stack/state.ts";
import type { LocalStack } from "./clone.ts";

/** The stack of that name, if it runs. */
export async function runningStack(instance: string): Promise<LocalStack | undefined> {
  const state = await readState(instance);
  return state && {
    apiUrl: state.apiUrl,
    seedRunToken: state.seedRunToken,
    owner: emailOf(localPeople[0]!),
    odoo: state.odoo,
    signedIn: (email) => signIn(state, email, state.peoplePassword),
  };
}
