/**
 * A standard decorator is given a context object where those of routing-controllers are given a name, and nothing would be recorded:
 * handlers would be open that look protected.
 * @throws TypeError with the mend
 */
export function refuseStandard(decorator: string, second: unknown): void {
  if (typeof second === 'object' && second !== null && 'kind' in second)
    throw new TypeError(
      `@${decorator} was called as a standard decorator, which routing-controllers does not know; set experimentalDecorators and emitDecoratorMetadata in tsconfig.json.`,
    );
}
