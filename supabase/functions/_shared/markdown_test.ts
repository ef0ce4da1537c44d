import { strictEqual } from "node:assert/strict";
import { markdownRenderer } from "./markdown.ts";

const render = await markdownRenderer();

const cases: Record<string, [markdown: string, html: string]> = {
  "emphasis": ["**now**", "<p><strong>now</strong></p>"],
  "a list": ["- one\n- two", "<ul>\n<li>one</li>\n<li>two</li>\n</ul>"],
  "a line break": ["one\ntwo", "<p>one<br>\ntwo</p>"],
  "what looks like a tag": ["List<String> & co", "<p>List&lt;String&gt; &amp; co</p>"],
  "HTML, as text": ["<script>x</script>", "<p>&lt;script&gt;x&lt;/script&gt;</p>"],
  "an address": [
    "<ben@example.com>",
    '<p><a href="mailto:ben@example.com">ben@example.com</a></p>',
  ],
  "a link that would run": ["[x](javascript:y)", "<p>[x](javascript:y)</p>"],
  "nothing": ["", ""],
};

for (const [what, [markdown, html]] of Object.entries(cases)) {
  Deno.test(`markdownRenderer() makes HTML of ${what}`, () => strictEqual(render(markdown), html));
}
