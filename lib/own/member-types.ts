/**
 * A schema of any validator that keeps to Standard Schema (https://standardschema.dev): Zod, Valibot, ArkType and others. Some
 * offer the JSON Schema of what they check too.
 */
export interface StandardSchema<Input = unknown, Output = Input> {
  readonly '~standard': {
    readonly version: 1
    readonly vendor: string
    readonly validate: (value: unknown) => StandardResult | Promise<StandardResult>
    readonly types?: { readonly input: Input, readonly output: Output } | undefined
    readonly jsonSchema?: { readonly output: (options: { readonly target: string }) => Record<string, unknown> }
  }
}

/** What such a schema says of a value. */
interface StandardResult {
  readonly value?: unknown
  readonly issues?: ReadonlyArray<{ readonly message: string, readonly path?: ReadonlyArray<PropertyKey | { readonly key: PropertyKey }> | undefined }> | undefined
}

/** A kind without members. */
export type NoMembers = Readonly<Record<never, never>>

/** What an error of a kind is given: what its schema takes. */
export type InputOf<Schema> = unknown extends Schema ? NoMembers : Schema extends { readonly '~standard': { readonly types?: { readonly input: infer Input } | undefined } } ? Input : StaticOf<Schema>

/** The members of an error: what its schema makes of what is given. */
export type MembersOf<Schema> = unknown extends Schema ? NoMembers : Schema extends { readonly '~standard': { readonly types?: { readonly output: infer Output } | undefined } } ? Output : StaticOf<Schema>

/** TypeBox 0.34 says the type itself; of TypeBox 1.x, and of JSON Schema that is written `as const`, it is read from the schema. */
type StaticOf<Schema> = Schema extends { readonly static: infer Static } ? Static : JsonOf<Schema>

type JsonOf<Schema> = Schema extends { readonly const: infer Value } ? Value
  : Schema extends { readonly enum: ReadonlyArray<infer Value> } ? Value
    : Schema extends { readonly anyOf: ReadonlyArray<infer Form> } ? Form extends unknown ? JsonOf<Form> : never
      : Schema extends { readonly type: 'string' } ? string
        : Schema extends { readonly type: 'integer' | 'number' } ? number
          : Schema extends { readonly type: 'boolean' } ? boolean
            : Schema extends { readonly type: 'null' } ? null
              : Schema extends { readonly type: 'array', readonly items: infer Item } ? Array<JsonOf<Item>>
                : Schema extends { readonly type: 'object', readonly properties: infer Properties } ? ObjectOf<Properties, RequiredOf<Schema>>
                  : Schema extends { readonly properties: infer Properties } ? { [Name in keyof Properties]?: unknown }
                    : unknown

type RequiredOf<Schema> = Schema extends { readonly required: ReadonlyArray<infer Name> } ? Name : never

type ObjectOf<Properties, Required> = Flat<
  { [Name in keyof Properties as Name extends Required ? Name : never]: JsonOf<Properties[Name]> } &
  { [Name in keyof Properties as Name extends Required ? never : Name]?: JsonOf<Properties[Name]> }
>

type Flat<Type> = { [Name in keyof Type]: Type[Name] }
