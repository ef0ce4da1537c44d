/**
 * Draws diagrams with the package Mermaid, in a process of its own: texts in a JSON list on standard
 * input, what became of each on standard output. Its packages take 150 MB and are named where Deno does
 * not look for them: only who runs this fetches them.
 */
const [jsdom, mermaidItself] = ["npm:jsdom@31.0.1", "npm:mermaid@12.3.0"];

/** What Mermaid looks for in a browser. */
const globals = [
  ...["document", "Element", "HTMLElement", "SVGElement", "Node", "DOMParser", "XMLSerializer"],
  ...["getComputedStyle", "DocumentFragment", "NodeFilter", "CSSStyleSheet", "NamedNodeMap"],
];

/** What is drawn has the size of its text: there is no screen. */
async function makeDocument(): Promise<void> {
  const { JSDOM } = await import(jsdom);
  const { window } = new JSDOM("<!doctype html><body></body>", { pretendToBeVisual: true });
  Object.assign(globalThis, { window });
  for (const name of globals) Object.assign(globalThis, { [name]: window[name] });
  const width = ({ textContent }: { textContent: string | null }) => 7 * (textContent ?? "").length;
  Object.assign(window.SVGElement.prototype, {
    getBBox(this: { textContent: string | null }) {
      return { x: 0, y: 0, width: width(this), height: 16 };
    },
    getComputedTextLength(this: { textContent: string | null }) {
      return width(this);
    },
  });
}

if (import.meta.main) {
  const texts: string[] = await new Response(Deno.stdin.readable).json();
  await makeDocument();
  const { default: mermaid } = await import(mermaidItself);
  mermaid.initialize({ startOnLoad: false, htmlLabels: false });
  const drawn = [];
  for (const [at, text] of texts.entries()) {
    const { db } = await mermaid.mermaidAPI.getDiagramFromText(text);
    const entities = [...db.getEntities().keys()];
    const references = db.getRelationships().length;
    const { svg } = await mermaid.render(`diagram-${at}`, text);
    drawn.push({ entities, references, svg });
  }
  console.log(JSON.stringify(drawn));
  Deno.exit();
}
