/** Where something stands; lines and columns begin with 1. */
export interface Place {
  file: string;
  line: number;
  column: number;
}

/** What is wrong with files, and where. */
export interface Fault extends Place {
  message: string;
}

/** A fault as compilers tell one, so that editors jump to it. */
export function faultLine({ file, line, column, message }: Fault): string {
  return `${file}:${line}:${column}: ${message}`;
}

/** By file, and from the top of each. */
export function inOrder(faults: readonly Fault[]): Fault[] {
  return faults.toSorted((a, b) =>
    a.file < b.file ? -1 : a.file > b.file ? 1 : a.line - b.line || a.column - b.column
  );
}
