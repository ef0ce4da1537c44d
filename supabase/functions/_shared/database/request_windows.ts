import type { Sql } from "./connection.ts";

/** Some of a caller's requests: how many there were left, and when there are new ones. */
export interface Taken {
  granted: number;
  ends_at: Date;
}

/** Takes some of the requests that a caller has in the minute under way. @param caller a user's id, or token:<digest> */
export async function takeRequests(sql: Sql, caller: string, wanted: number): Promise<Taken> {
  const [row] = await sql<[Taken]>`
    select * from control.take_requests(p_caller => ${caller}, p_wanted => ${wanted})
  `;
  return row;
}
