import { type Command, Option } from "commander";
import { wholeNumber } from "../stack/command_line.ts";
import type { Frame } from "./frame.ts";
import type { Listing } from "./output.ts";

/** Which part of a list. */
export interface PageOptions {
  limit: number;
  offset: number;
}

interface Page {
  items: unknown[];
  total: number;
}

/** `--limit` and `--offset`, as every list has them. */
export function pageOptions(command: Command): Command {
  return command
    .addOption(
      new Option("--limit <number>", "so many at most").argParser(wholeNumber).default(50),
    )
    .addOption(
      new Option("--offset <number>", "leave out so many first").argParser(wholeNumber).default(0),
    );
}

/** Shows a page of a list, and says where more of it is. */
export function showPage(
  frame: Frame,
  page: Page,
  listing: Listing,
  { offset }: PageOptions,
): void {
  frame.show(page, listing);
  const next = offset + page.items.length;
  if (page.items.length > 0 && next < page.total) {
    frame.tell(`${next} of ${page.total}; the others: --offset ${next}`);
  }
}
