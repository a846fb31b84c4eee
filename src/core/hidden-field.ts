export interface HiddenField<T> {
  get(object: object): T | undefined;
  set(object: object, value: T): void;
}

/** Its constructor answers with an object that is there already. */
class Given {
  constructor(object: object) {
    // biome-ignore lint/correctness/noConstructorReturn: a subclass then puts its private fields on that object
    return object;
  }
}

/**
 * A value that goes with an object, which nobody else sees and no copy has. A WeakMap gives the same, at ten times the cost
 * for an object that lives no longer than a request.
 */
export function hiddenField<T>(): HiddenField<T> {
  return class Field extends Given {
    #value: T;

    constructor(object: object, value: T) {
      super(object);
      this.#value = value;
    }

    static get(object: object): T | undefined {
      return #value in object ? object.#value : undefined;
    }

    static set(object: object, value: T): void {
      if (#value in object) object.#value = value;
      else new Field(object, value);
    }
  };
}
