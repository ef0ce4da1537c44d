import { z } from "zod";
import type { Config } from "../config.ts";
import { Bearers } from "./access.ts";
import { GithubClient, type GithubRequest } from "./client.ts";
import { GithubFault } from "./faults.ts";

/** A workflow run that a dispatch has begun. */
export interface Run {
  title: string;
  url: string;
}

const runs = z.object({
  workflow_runs: z.array(z.object({ display_title: z.string(), html_url: z.string() })),
});

/** One repository of GitHub, as far as it is told of something. Each throws {GithubFault}. */
export interface GithubRepository {
  /** Makes sure that requests will be let in, as far as that can be known. */
  signIn(): Promise<void>;
  /** Sends an event, once; GitHub says nothing of what it begins. */
  dispatch(type: string, payload: Record<string, unknown>): Promise<void>;
  /** The latest runs that events have begun since a moment, 100 at most. */
  dispatchedRuns(since: Date): Promise<Run[]>;
}

/** @param now the clock by which tokens are renewed */
export function githubRepository(
  { api, repository, access }: NonNullable<Config["github"]>,
  now: () => Date = () => new Date(),
): GithubRepository {
  const client = new GithubClient(api, now);
  const bearers = new Bearers(client, repository, access);
  const letIn = async <T>(work: (bearer: GithubRequest["bearer"]) => Promise<T>): Promise<T> => {
    try {
      return await work(await bearers.bearer());
    } catch (error) {
      // Who is not let in has done nothing: an App's token may have been revoked.
      const isRevoked = error instanceof GithubFault && error.status === 401 && bearers.forget();
      if (!isRevoked) throw error;
      return await work(await bearers.bearer());
    }
  };
  return {
    async signIn() {
      await bearers.bearer();
    },
    async dispatch(type, payload) {
      await letIn((bearer) =>
        client.send({
          ...{ method: "POST", path: `/repos/${repository}/dispatches`, bearer },
          title: `send ${type} to ${repository}`,
          body: { event_type: type, client_payload: payload },
        })
      );
    },
    async dispatchedRuns(since) {
      const query = new URLSearchParams({
        event: "repository_dispatch",
        created: `>=${since.toISOString().slice(0, 19)}Z`,
        per_page: "100",
      });
      const found = await letIn((bearer) =>
        client.ask({
          ...{ method: "GET", path: `/repos/${repository}/actions/runs?${query}`, bearer },
          title: `list the runs of ${repository}`,
        }, runs)
      );
      return found.workflow_runs.map(({ display_title: title, html_url: url }) => ({ title, url }));
    },
  };
}
