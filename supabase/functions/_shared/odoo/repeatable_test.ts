import { strictEqual } from "node:assert/strict";
import { isRepeatable } from "./repeatable.ts";

Deno.test("isRepeatable() lets reads and plain writes be sent again", () => {
  strictEqual(isRepeatable("search_read"), true);
  strictEqual(isRepeatable("write", { vals: { name: "a", tag_ids: [[6, 0, [1, 2]]] } }), true);
  strictEqual(isRepeatable("web_save_multi", { vals_list: [{ name: "a" }, {}] }), true);
});

Deno.test("isRepeatable() refuses what would make rows twice", () => {
  const creating = { message_follower_ids: [[0, 0, { partner_id: 3 }]] };
  strictEqual(isRepeatable("create", { vals_list: [{ name: "a" }] }), false);
  strictEqual(isRepeatable("write", { vals: creating }), false);
  strictEqual(isRepeatable("web_save_multi", { vals_list: [{ name: "a" }, creating] }), false);
  strictEqual(isRepeatable("message_post"), false);
});
