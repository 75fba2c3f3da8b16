/** An item of Ajv's `errors`, and of TypeBox 1.x, which lists several names in one item. */
export interface AjvItem {
  readonly keyword: string
  readonly instancePath: string
  readonly schemaPath?: string
  readonly params: Readonly<Record<string, unknown>>
  /** The name that `propertyNames` looks at, where the item is of its schema. */
  readonly propertyName?: string
}
