import { strictEqual } from "node:assert/strict";
import { refusedReceiver } from "./receiver.ts";

const resolve = (addresses: string[]) => () => Promise.resolve(addresses);
const isRefused = async (url: string, addresses: string[] = []) =>
  await refusedReceiver(url, resolve(addresses)) !== undefined;

Deno.test("refusedReceiver() takes HTTPS to a public address alone", async () => {
  strictEqual(await isRefused("https://hooks.example.com/in", ["1.1.1.1", "2606:4700::1"]), false);
  strictEqual(await isRefused("https://1.1.1.1/"), false);
  strictEqual(await isRefused("http://hooks.example.com/in", ["1.1.1.1"]), true);
});

Deno.test("refusedReceiver() refuses what is private under any name", async () => {
  strictEqual(await isRefused("https://127.0.0.1/"), true);
  strictEqual(await isRefused("https://2130706433/"), true);
  strictEqual(await isRefused("https://[::ffff:10.0.0.1]/"), true);
  strictEqual(await isRefused("https://inside.example.com/", ["10.0.0.1"]), true);
  strictEqual(await isRefused("https://both.example.com/", ["1.1.1.1", "::1"]), true);
  strictEqual(await isRefused("https://nowhere.example.com/"), true);
});
