import { html } from "./html.ts";
import type { Message } from "./message.ts";

/** Mail programs take styles in attributes alone, but for a dark theme, which those that know one take from the head. */
const dark = `@media (prefers-color-scheme: dark) {
  .page, .card { background: #17191c !important; }
  .card { border-color: #34383e !important; }
  .words { color: #e8eaed !important; }
  .small { color: #a4abb3 !important; }
}`;
const font = "font-family:-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif";
const words = `${font};font-size:16px;line-height:1.5;color:#1d2125;word-break:break-word`;
const small = `${font};font-size:13px;line-height:1.5;color:#5b636b`;
const button =
  `${font};font-size:16px;font-weight:600;color:#ffffff;background:#5f4a8b;border-radius:6px;` +
  "display:inline-block;padding:12px 20px;text-decoration:none";

/** A message as a mail program shows it: one column that a phone holds, no image, nothing loaded. */
export function mailHtml({ subject, paragraphs, facts, link, footer, language }: Message): string {
  return html`
    <!doctype html>
    <html lang="${language}">
      <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="color-scheme" content="light dark">
        <title>${subject}</title>
        <style>${dark}</style>
      </head>
      <body class="page" style="margin:0;padding:24px 12px;background:#f3f4f6">
        <table role="presentation" class="card"
          style="max-width:560px;width:100%;margin:0 auto;background:#ffffff;border:1px solid #dfe2e6;border-radius:10px"
          cellspacing="0" cellpadding="0">
          <tr>
            <td style="padding:28px">
    <h1 class="words" style="${words};font-size:22px;line-height:1.3;margin:0 0 16px">${subject}</h1>
    ${paragraphs.map((text) =>
      html`
        <p class="words" style="${words};margin:0 0 16px">${text}</p>
      `
    )}${facts.length > 0 && html`
      <table style="margin:0 0 20px" cellspacing="0" cellpadding="0">${facts.map(([name, value]) =>
        html`
          <tr>
            <th scope="row" class="small"
              style="${small};text-align:left;font-weight:400;padding:2px 16px 2px 0;vertical-align:baseline">${name}</th>
            <td class="words" style="${words};padding:2px 0">${value}</td>
          </tr>
        `
      )}
      </table>
    `}${link && html`
      <p style="margin:0 0 4px"><a href="${link.url}" style="${button}">${link.label}</a></p>
    `}</td>
          </tr>
        </table>
        <p class="small"
          style="${small};max-width:560px;margin:16px auto 0;text-align:center">${footer}</p>
      </body>
    </html>
  `.text;
}
