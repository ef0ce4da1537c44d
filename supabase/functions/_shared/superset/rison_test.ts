import { strictEqual } from "node:assert/strict";
import { rison } from "./rison.ts";

Deno.test("rison() writes what Superset's lists are asked with", () => {
  const filters = [{ col: "database_name", opr: "eq", value: "O'Hara!" }];
  strictEqual(
    rison({ filters, page: 0, page_size: 100, desc: false, deep: true }),
    "(filters:!((col:'database_name',opr:'eq',value:'O!'Hara!!')),page:0,page_size:100,desc:!f,deep:!t)",
  );
});
