import process from "node:process";
import type { Command } from "commander";
import { type Api, apiOf } from "../client/client.ts";
import { namedInstance, shellWord, taskLine } from "../stack/command_line.ts";
import { standardError, terminalColumns } from "../stack/progress.ts";
import type { Access } from "./access.ts";
import { confirmed } from "./confirmation.ts";
import { callLine, lineForAnother, ocpCommand, pastedLine } from "./pasted_line.ts";
import { keptLogin, platformAccess } from "./platform_access.ts";
import { chosenFormat, type Format, type Listing, pageColumns, written } from "./output.ts";
import { type Counter, counter } from "./progress.ts";
import { typed } from "./typed.ts";
import { waiting } from "./waiting.ts";

/** What every command works with. */
export interface Frame {
  format: Format;
  /** Where the platform is and as whom it is asked. @throws {NoAccess} */
  access(): Promise<Access>;
  /** The API as that caller. @throws {NoAccess} */
  api(): Promise<Api>;
  /** Writes the answer to standard output, in the format that was asked for. */
  show(value: unknown, listing: Listing): void;
  /** How wide what is shown may be. */
  columns: number;
  /** Writes to standard output what is no table: an answer for people's eyes alone. */
  print(lines: (page: { columns: number; colour: boolean }) => string[]): void;
  /** Says something beside the answer, on standard error. */
  tell(line: string): void;
  /** Counts on standard error what takes more than two seconds; it is to be ended. */
  progress(title: string, total?: number): Counter;
  /** Shows on a terminal what is waited for, until what it returns is called. */
  waiting(title: string): () => void;
  /** Has a word typed once more, unless --confirm or another option gave it. @throws {Failure} when it is another */
  confirm(
    word: string,
    given: string | undefined,
    question: string,
    option?: string,
  ): Promise<void>;
  /** What the process ends with once everything is written. */
  ends(code: number): void;
  /** These words behind `ocp`, as a line to paste. */
  line(...words: string[]): string;
  /** A task of the clone about the same stack, as a line to paste. */
  taskLine(task: string): string;
  /** A call of the API as a line to paste. */
  callLine(method: string, path: string, body?: unknown): string;
  /** The words behind `ocp` for a second person. */
  lineForAnother(...words: string[]): Promise<string>;
}

/** What the options of the program say for one of its commands. */
export function frameOf(command: Command): Frame {
  const program = root(command);
  const options = program.opts<{ output?: Format; json?: boolean; as?: string }>();
  const format = chosenFormat(options);
  const wanted = { ...namedInstance(program), as: options.as };
  const access = () => platformAccess(wanted);
  const columns = pageColumns(outputColumns());
  return {
    format,
    access,
    async api() {
      const { url, token } = await access();
      return apiOf(url, token);
    },
    show: (value, listing) => console.log(written(format, value, listing, outputColumns())),
    columns,
    print: (lines) => {
      const colour = process.stdout.isTTY && !process.env.NO_COLOR;
      console.log(lines({ columns, colour }).join("\n"));
    },
    // A counter may be drawn where the line goes.
    tell: (line) => console.error(process.stderr.isTTY ? `\r\x1b[2K${line}` : line),
    progress: (title, total) => counter(title, total, standardError()),
    waiting: (title) => waiting(title, columns, standardError()),
    confirm: (word, given, question, option) =>
      confirmed(word, given, () => typed(question), givenLine(), option),
    ends: (code) => void (process.exitCode = code),
    line: (...words) => pastedLine(wanted, words),
    taskLine: (task) => taskLine(task, wanted.instance),
    callLine: (method, path, body) => callLine(wanted, method, path, body),
    async lineForAnother(...words) {
      const isToken = process.env.OCP_TOKEN !== undefined;
      const by = isToken ? "token" : await keptLogin(wanted) ? "login" : "address";
      return lineForAnother(wanted, words, by);
    },
  };
}

function root(command: Command): Command {
  return command.parent ? root(command.parent) : command;
}

/** This command with its words and flags once more; of a flag that is repeated, the last one counts. */
function givenLine(): string {
  return ocpCommand("local", process.argv.slice(2).map(shellWord));
}

/** Nobody sees where a pipe ends: it gets the widest. */
function outputColumns(): number {
  return process.stdout.isTTY ? terminalColumns() : Number.POSITIVE_INFINITY;
}
