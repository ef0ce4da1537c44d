import { peoplesChanges, type ScaleFigures, type Size } from "./measure.ts";

/** One line of the table: what was measured, what is to be reached, and whether it is. */
export interface Target {
  /** Stable name, for machines. */
  key: string;
  work: string;
  /** The bare figure; null where it could not be measured. */
  value: number | null;
  figure: string;
  target: string;
  /** Null where it could not be measured. */
  met: boolean | null;
}

/** A figure that is to be at least, or at most, as large as the target says. */
export function targets(figures: ScaleFigures): Target[] {
  return [...writing(figures), ...following(figures), ...reading(figures), ...using(figures)];
}

function writing({ sizes, baselines, updateAll }: ScaleFigures): Target[] {
  const [, middle] = sizes as [Size, Size, Size];
  const created = middle.tasks / middle.create.seconds;
  const updated = updateAll.tasks / updateAll.ran.seconds;
  const { inProcess } = baselines;
  const create = `create ${middle.tasks} tasks`;
  return [
    atLeast("create", create, created / baselines.create, 80, "× the earlier way"),
    inProcess === null
      ? {
        key: "create_orm",
        work: create,
        value: null,
        figure: "not reachable",
        target: "2 × Odoo's ORM in process",
        met: null,
      }
      : atLeast("create_orm", create, created / inProcess, 2, "× Odoo's ORM in process"),
    atLeast(
      "update",
      `update ${updateAll.tasks} tasks`,
      updated / baselines.update,
      40,
      "× the earlier way",
    ),
  ];
}

function following({ sizes, changed }: ScaleFigures): Target[] {
  const large = sizes.at(-1)!;
  const { ran, alone, aloneUnchanged } = changed;
  const needed = large.unchanged.seconds + alone.seconds - aloneUnchanged.seconds;
  const work = `${changed.tasks} of ${large.tasks} tasks changed`;
  const unchanged = `nothing changed, ${large.tasks} tasks`;
  const share = large.shadow.seconds / 5;
  return [
    atMost("changed", work, ran.seconds, 1.5 * needed, "s"),
    exactly("changed_writes", work, ran.writes, changed.tasks, "writes"),
    atMost("unchanged", unchanged, large.unchanged.seconds, share, "s"),
    atMost("unchanged_rpc", unchanged, large.unchanged.rpc, 20, "RPC calls"),
    exactly("unchanged_writes", unchanged, large.unchanged.writes, 0, "writes"),
  ];
}

function reading({ sizes, people }: ScaleFigures): Target[] {
  const { tasks, shadow, plan, drift } = sizes.at(-1)!;
  const meddled = `3 edits, 2 deletes, 1 archive among ${tasks}`;
  return [
    exactly("people_found", meddled, people.found, peoplesChanges, "found"),
    atMost("people_shadow", meddled, people.ran.seconds, shadow.seconds / 20, "s"),
    atLeast("shadow", `full shadow of ${tasks} tasks`, tasks / shadow.seconds, 12_000, "records/s"),
    atMost("plan", `v_plan over ${tasks} tasks`, plan, shadow.seconds / 5, "s"),
    atMost("drift", `v_drift over ${tasks} tasks`, drift, shadow.seconds / 5, "s"),
  ];
}

function using({ sizes, memory, sliceCpu }: ScaleFigures): Target[] {
  const { tasks } = sizes.at(-1)!;
  return [
    atMost("memory", `peak memory of a function, ${tasks} tasks`, memory, 160, "MB"),
    atMost("slice_cpu", `CPU of a function's dearest slice, ${tasks} tasks`, sliceCpu, 1.5, "s"),
  ];
}

function atLeast(key: string, work: string, figure: number, target: number, unit: string): Target {
  return compared(key, work, figure, `≥ ${short(target)}`, unit, figure >= target);
}

function atMost(key: string, work: string, figure: number, target: number, unit: string): Target {
  return compared(key, work, figure, `≤ ${short(target)}`, unit, figure <= target);
}

function exactly(key: string, work: string, figure: number, target: number, unit: string): Target {
  return compared(key, work, figure, short(target), unit, figure === target);
}

function compared(
  key: string,
  work: string,
  figure: number,
  target: string,
  unit: string,
  met: boolean,
): Target {
  return {
    key,
    work,
    value: figure,
    figure: `${short(figure)} ${unit}`,
    target: `${target} ${unit}`,
    met,
  };
}

/** Two decimals for small figures, none for large ones. */
function short(figure: number): string {
  return String(Math.abs(figure) < 100 ? Math.round(figure * 100) / 100 : Math.round(figure));
}
