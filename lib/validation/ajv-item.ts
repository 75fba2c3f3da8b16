/** An item of Ajv's `errors`, of TypeBox 1.x, which lists several names in one item, or of any other validator, read as one. */
export interface AjvItem {
  readonly keyword: string
  readonly instancePath: string
  readonly schemaPath?: string
  readonly params: Readonly<Record<string, unknown>>
  /** What the validator says of it. */
  readonly message?: string
  /** The name that `propertyNames` looks at, where the item is of its schema. */
  readonly propertyName?: string
  /** What the author of the schema says of it. */
  readonly author?: string
  /** What the validator says, for a keyword that a dialect may have no words for. */
  readonly words?: string
}
