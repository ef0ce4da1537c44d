const named: Record<string, string> = { lt: "<", gt: ">", amp: "&", quot: '"', nbsp: "\u00A0" };

function decoded(text: string): string {
  return text.replace(/&(lt|gt|amp|quot|nbsp);/g, (_, name) => named[name]!);
}

/** The text of HTML with all tags left out, as a search finds it. */
export function textOf(html: string): string {
  return decoded(html.replace(/<[^>]*>/g, ""));
}

/** Odoo marks what looks like a signature or a quote, which shows nothing by itself. */
function unmarked(html: string): string {
  return html.replace(/ data-o-mail-quote(-container)?="1"/g, "").replace(
    /^<div>(.*)<\/div>$/s,
    "$1",
  );
}

/**
 * What a browser shows of paragraphs with line breaks, as text: white space collapses unless a style
 * keeps it, a break at the end of a paragraph shows nothing. @throws for any other HTML
 */
export function shown(stored: string): string {
  const html = unmarked(stored);
  const paragraphs = [...html.matchAll(/<p( style="white-space: ?pre-wrap;?")?>(.*?)<\/p>/gs)];
  const rest = paragraphs.reduce((text, [whole]) => text.replace(whole, ""), html);
  if (rest.trim() !== "") throw new Error(`Cannot show ${rest}: it is in no paragraph.`);
  return paragraphs.map(([, style, inner]) => shownLines(inner!, style !== undefined)).join("\n\n");
}

function shownLines(inner: string, keepsSpace: boolean): string {
  const lines = inner.replace(/<br>$/, "").split("<br>");
  return lines.map((line) => {
    if (/[<>]/.test(line)) throw new Error(`Cannot show ${line}: it holds another tag.`);
    return decoded(keepsSpace ? line : line.replace(/[ \t\n]+/g, " ").trim());
  }).join("\n");
}
