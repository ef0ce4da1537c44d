import { openSession } from "./session.ts";

/** A project, as the public knows it. */
export interface Project {
  /** e.g. https://<ref>.supabase.co */
  apiUrl: string;
  publishableKey: string;
}

/** Signs a person in. @returns their access token, for an hour @throws {AuthError} */
export async function signIn(
  { apiUrl, publishableKey }: Project,
  email: string,
  password: string,
): Promise<string> {
  return (await openSession({ url: apiUrl, key: publishableKey }, email, password)).token;
}
