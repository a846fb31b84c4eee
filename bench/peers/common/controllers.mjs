/** Decorators by hand, for files that no compiler reads. */
export function decorate(type, decorators, methods) {
  for (const [name, own] of Object.entries(methods)) {
    const descriptor = Object.getOwnPropertyDescriptor(type.prototype, name);
    for (const decorator of own) decorator(type.prototype, name, descriptor);
  }
  for (const decorator of decorators) decorator(type);
  return type;
}
