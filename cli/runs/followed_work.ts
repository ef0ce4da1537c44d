import { setTimeout } from "node:timers/promises";
import { answered, type Api, Refused, Unreachable } from "../../client/client.ts";
import { Failure } from "../failure.ts";
import type { Frame } from "../frame.ts";
import type { Counter } from "../progress.ts";
import { onInterruption } from "./interruption.ts";

/** What is being done, by a title, and how far it is. */
export interface Stage {
  title: string;
  done?: number;
  of?: number;
}

/** A run, or a plan that is being made. */
export interface Followed<T> {
  id: string;
  /** As it is now. */
  read(): Promise<T>;
  /** What is being done; undefined once it is over. */
  stage(state: T): Stage | undefined;
  /** The command that goes on after it was stopped. */
  resume: string;
}

const pauseMs = 500;

/** Follows a run to its end, with progress; the first Ctrl-C asks it to stop at a checkpoint. @throws {Failure} when nobody answers any more; the run goes on @throws {Refused} */
export async function followedWork<T>(
  { id, read, stage, resume }: Followed<T>,
  api: Api,
  frame: Frame,
): Promise<T> {
  const asBefore = onInterruption(() => void stop(id, resume, api, frame));
  let current: { title: string; counter: Counter } | undefined;
  try {
    while (true) {
      const state = await read();
      const now = stage(state);
      if (!now) return state;
      if (now.title !== current?.title) {
        current?.counter.end();
        current = { title: now.title, counter: frame.progress(now.title) };
      }
      current.counter.at(now.done ?? 0, now.of);
      await setTimeout(pauseMs);
    }
  } catch (error) {
    if (!(error instanceof Unreachable)) throw error;
    throw new Failure(error.message, `It goes on by itself: ${frame.line("seed", "status", id)}`);
  } finally {
    asBefore();
    current?.counter.end();
  }
}

async function stop(id: string, resume: string, api: Api, frame: Frame): Promise<void> {
  frame.tell("Stopping at the next checkpoint; Ctrl-C once more leaves the run alone.");
  try {
    await answered(api.POST("/runs/{id}/cancel", { params: { path: { id } }, body: {} }));
    frame.tell(`What it wrote until then stays. To go on: ${resume}`);
  } catch (error) {
    if (!(error instanceof Refused || error instanceof Unreachable)) throw error;
    frame.tell(`${error.message} Next: ${frame.line("seed", "status", id)}`);
  }
}
