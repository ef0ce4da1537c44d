import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { isPrivate } from "./private_address.ts";

Deno.test("isPrivate() knows what is not the public Internet, however it is written", () => {
  const all = [
    ...["127.0.0.1", "10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.1.1", "169.254.169.254"],
    ...["0.0.0.0", "100.64.0.1", "198.19.0.1", "224.0.0.1", "255.255.255.255", "192.0.0.8"],
    ...["::", "::1", "[::1]", "fe80::1", "fe80::1%eth0", "fc00::1", "fd12:3456::1", "ff02::1"],
    ...["::ffff:127.0.0.1", "::ffff:7f00:1", "::ffff:0:10.0.0.1", "::10.0.0.1", "64:ff9b::a00:1"],
    ...[
      "2002:a00:1::",
      "2001:db8::1",
      "2001:0:1::",
      "fd00:ec2::254",
      "localhost",
      "1.2.3",
      "1::2::3",
    ],
  ];
  deepStrictEqual(all.filter((address) => !isPrivate(address)), []);
});

Deno.test("isPrivate() leaves the others alone", () => {
  const all = [
    ...["1.1.1.1", "172.32.0.1", "100.128.0.1", "192.0.1.1", "223.255.255.255"],
    ...["2606:4700:4700::1111", "2a00:1450:4001::200e", "[2606:4700::1]", "::ffff:1.1.1.1"],
    ...["64:ff9b::101:101", "2002:101:101::1"],
  ];
  deepStrictEqual(all.filter(isPrivate), []);
});

Deno.test("a URL's host is written in one form before it is looked at", () => {
  for (const url of ["http://2130706433/", "http://0x7f.1/", "http://017700000001/"]) {
    strictEqual(isPrivate(new URL(url).hostname), true, url);
  }
});
