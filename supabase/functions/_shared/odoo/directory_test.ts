import { deepStrictEqual, strictEqual, throws } from "node:assert/strict";
import { Directory, People, required } from "./directory.ts";
import { nameKey } from "./name_key.ts";

Deno.test("Directory finds an id by its name and a name by its id", () => {
  const tags = new Directory("project.tags");
  tags.add(3, "close");
  deepStrictEqual([tags.id("close"), tags.name(3), tags.knows(3)], [3, "close", true]);
  deepStrictEqual([tags.id("Close"), tags.knows(4)], [undefined, false]);
});

Deno.test("Directory.name() says model,id for a record that was never read, null for none", () => {
  const tags = new Directory("project.tags");
  deepStrictEqual([tags.name(4), tags.name(null)], ["project.tags,4", null]);
});

Deno.test("Directory.add() keeps the first of two records with one name, and shows both", () => {
  const stages = new Directory("project.task.type");
  stages.add(3, "Done");
  stages.add(5, "Done");
  deepStrictEqual([stages.id("Done"), stages.name(3), stages.name(5)], [3, "Done", "Done"]);
  deepStrictEqual(stages.entries(), [["Done", 3]]);
});

Deno.test("Directory.id() finds a name by its key, and name() shows it as it is spelled", () => {
  const stages = new Directory("project.task.type", nameKey);
  stages.add(3, "To  Do\t");
  stages.add(5, "To Do");
  deepStrictEqual([stages.id(" To Do"), stages.name(3), stages.name(5)], [3, "To  Do\t", "To Do"]);
  deepStrictEqual(new Directory("project.task").id("To Do"), undefined);
});

Deno.test("Directory.id() finds a record by its name in any language, its own first", () => {
  const stages = new Directory("project.task.type", nameKey);
  stages.add(3, "To Do", ["À faire", "Zu tun"]);
  stages.add(5, "À  faire", ["To Do"]);
  deepStrictEqual([stages.id("To Do"), stages.id("À faire"), stages.id("Zu tun")], [3, 5, 3]);
  deepStrictEqual([stages.name(3), stages.id("Faire")], ["To Do", undefined]);
});

Deno.test("Directory.label() shows a record without making it findable", () => {
  const users = new Directory("res.users");
  users.label(9, "gone@example.com");
  deepStrictEqual([users.name(9), users.id("gone@example.com")], ["gone@example.com", undefined]);
  deepStrictEqual(users.entries(), []);
});

Deno.test("People.login() tells who wrote a record by login, apart from their address", () => {
  const people = new People();
  people.add(7, "ana@example.com");
  people.addLogin(7, "ana");
  deepStrictEqual(
    [people.login(7), people.name(7), people.login(8), people.login(null)],
    ["ana", "ana@example.com", "res.users,8", null],
  );
  strictEqual(people.id("ana"), undefined);
});

Deno.test("required() gives the id, or says which name Odoo does not have", () => {
  const tags = new Directory("project.tags");
  tags.add(3, "close");
  strictEqual(required(tags, "tag", "close"), 3);
  throws(() => required(tags, "tag", "ledger"), {
    name: "RowError",
    field: "tag",
    message: 'Cannot refer to tag "ledger": it is not in Odoo.',
  });
});
