/** How an error is told over HTTP. */
export interface ErrorKind {
  /** HTTP status of the problem document. */
  readonly status: number;
  /** What is the same in every error of this code. */
  readonly title: string;
  /** Next step, where the thrower knows no better one. */
  readonly suggestion: string;
}
