import process from "node:process";
import { terminalColumns } from "../stack/progress.ts";

const codes = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33, magenta: 35, cyan: 36 };

export type Style = keyof typeof codes;

/** Whether stdout is a person's terminal, where colours and a live line make sense. */
export const live: boolean = process.stdout.isTTY;

/** How wide the texts are: as the terminal is, but no wider than reads well. */
export const columns: number = live ? Math.min(100, terminalColumns()) : 100;

const coloured = live && !process.env.NO_COLOR;

/** A text in a style; plain outside a terminal and under NO_COLOR. */
export function paint(text: string, style?: Style, enabled = coloured): string {
  return style && enabled ? `\x1b[${codes[style]}m${text}\x1b[0m` : text;
}
