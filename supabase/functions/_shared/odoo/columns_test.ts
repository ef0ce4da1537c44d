import { deepStrictEqual, rejects, strictEqual } from "node:assert/strict";
import { columnsOf, readColumns } from "./columns.ts";
import { Secret } from "../secret.ts";
import type { FieldInfo, OdooCall, OdooConnection } from "./types.ts";

const connection: OdooConnection = {
  ...{ url: "http://odoo.test", database: "acme", username: "bot@example.com" },
  password: new Secret("hunter22"),
  transport: "auto",
};

const plain: FieldInfo = { type: "char", store: true };
const links: FieldInfo = { type: "many2many", store: true };

Deno.test("columnsOf() parts plain fields from many2many ones", () => {
  const fields = { name: plain, tag_ids: links, stage_id: { type: "many2one", store: true } };
  deepStrictEqual(columnsOf(fields, ["name", "tag_ids", "stage_id"]), {
    plain: ["name", "stage_id"],
    links: ["tag_ids"],
  });
});

for (
  const [what, info] of Object.entries<FieldInfo | undefined>({
    "computed": { type: "char", store: false },
    "translated": { type: "char", store: true, translate: true },
    "company-dependent": { type: "char", store: true, company_dependent: true },
    "one2many": { type: "one2many", store: true },
    "unknown": undefined,
  })
) {
  Deno.test(`columnsOf() gives up on a field that is ${what}`, () => {
    const fields: Record<string, FieldInfo> = { name: plain, ...(info && { other: info }) };
    strictEqual(columnsOf(fields, ["name", "other"]), undefined);
  });
}

interface Task {
  id: number;
  name: string | null;
  tag_ids: number[];
}

/** Groups its tasks as `formatted_read_group` does: arrays by id, null where there are none. */
class FakeGroups {
  readonly #tasks: Task[];

  constructor(tasks: Task[]) {
    this.#tasks = tasks;
  }

  operation = (title: string) => ({ title, connection });

  call(_model: string, _method: string, { kwargs }: Omit<OdooCall, "signal"> = {}) {
    const [groupby] = kwargs!.groupby as string[];
    return Promise.resolve(groupby === undefined ? [this.#all()] : this.#byTag());
  }

  #all() {
    const of = <T>(values: T[]) => values.length > 0 ? values : null;
    return {
      "id:array_agg": of(this.#tasks.map((task) => task.id)),
      "name:array_agg": of(this.#tasks.map((task) => task.name)),
    };
  }

  #byTag() {
    const tags = [...new Set(this.#tasks.flatMap((task) => task.tag_ids))].toSorted((a, b) =>
      b - a
    );
    return tags.map((tag) => ({
      tag_ids: [tag, `tag ${tag}`],
      "id:array_agg": this.#tasks.filter((task) => task.tag_ids.includes(tag)).map((task) =>
        task.id
      ),
    }));
  }
}

const columns = { plain: ["name"], links: ["tag_ids"] };

Deno.test("readColumns() puts records together in the shape of a search_read", async () => {
  const tasks = [
    { id: 3, name: "a", tag_ids: [2, 9] },
    { id: 5, name: null, tag_ids: [] },
    { id: 8, name: "c", tag_ids: [9] },
  ];
  const learned = new Map<number, string>();
  const learn = (field: string, id: number, label: string) => learned.set(id, `${field} ${label}`);
  const client = new FakeGroups(tasks);
  deepStrictEqual(await readColumns(client, "project.task", columns, [], {}, learn), [
    { id: 3, name: "a", tag_ids: [2, 9] },
    { id: 5, name: false, tag_ids: [] },
    { id: 8, name: "c", tag_ids: [9] },
  ]);
  deepStrictEqual([...learned].toSorted(), [[2, "tag_ids tag 2"], [9, "tag_ids tag 9"]]);
});

Deno.test("readColumns() reads nothing as no records", async () => {
  deepStrictEqual(await readColumns(new FakeGroups([]), "project.task", columns, [], {}), []);
});

Deno.test("readColumns() lets a record be linked to one that has no name", async () => {
  const client = new FakeGroups([{ id: 3, name: "a", tag_ids: [2] }]);
  const named: string[] = [];
  const nameless = Object.assign(Object.create(client), {
    call: async (model: string, method: string, call: Omit<OdooCall, "signal">) => {
      const groups = await client.call(model, method, call) as Record<string, unknown>[];
      return groups.map((group) => "tag_ids" in group ? { ...group, tag_ids: [2, false] } : group);
    },
  });
  const learn = (_: string, __: number, label: string) => named.push(label);
  const [record] = await readColumns(nameless, "project.task", columns, [], {}, learn);
  deepStrictEqual([record, named], [{ id: 3, name: "a", tag_ids: [2] }, []]);
});

const garbled: Record<string, (group: Record<string, unknown>) => unknown> = {
  "no groups": () => undefined,
  "ids that are no list": (group) => ({ ...group, "id:array_agg": 7 }),
  "a column that is too short": (group) => ({ ...group, "name:array_agg": [] }),
  "a column that is no list": (group) => ({ ...group, "name:array_agg": "abc" }),
  "a link that is no record": (group) => "tag_ids" in group ? { ...group, tag_ids: "tag" } : group,
};
for (const [what, change] of Object.entries(garbled)) {
  Deno.test(`readColumns() takes ${what} for nobody's values`, async () => {
    const client = new FakeGroups([{ id: 3, name: "a", tag_ids: [2] }]);
    const odd = Object.assign(Object.create(client), {
      call: async (model: string, method: string, call: Omit<OdooCall, "signal">) => {
        const groups = await client.call(model, method, call) as Record<string, unknown>[];
        return what === "no groups" ? "none" : groups.map(change);
      },
    });
    await rejects(readColumns(odd, "project.task", columns, [], {}), {
      name: "OdooFault",
      kind: "unreadable",
    });
  });
}
