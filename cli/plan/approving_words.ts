/** The words of the command by which somebody else agrees to a plan. */
export function approvingWords(plan: string): string[] {
  return ["plan", "approve", plan, "--reason", "As agreed."];
}
