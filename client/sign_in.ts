import { createClient } from "@supabase/supabase-js";

const options = { auth: { persistSession: false, autoRefreshToken: false } };

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
  const { auth } = createClient(apiUrl, publishableKey, options);
  const { data, error } = await auth.signInWithPassword({ email, password });
  if (error) throw error;
  return data.session.access_token;
}
