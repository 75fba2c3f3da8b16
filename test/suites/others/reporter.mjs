// A line of JSON for each test that has ended.
import { relative } from 'node:path'

export default async function * reporter (source) {
  for await (const { type, data: { name, nesting, file, line, skip, todo, details } } of source) {
    if (type !== 'test:pass' && type !== 'test:fail') continue
    const isInner = details?.error?.failureType === 'subtestsFailed'
    yield JSON.stringify({
      file: relative(process.cwd(), file ?? ''),
      name: `:${line} ${'> '.repeat(nesting)}${name}`,
      // A test whose inner ones failed is not counted again.
      hasPassed: type === 'test:pass' || isInner,
      isCounted: !isInner && skip === undefined && todo === undefined,
      ...(type === 'test:fail' ? { error: messageOf(details?.error?.cause ?? details?.error) } : {})
    }) + '\n'
  }
}

function messageOf (error) {
  try {
    return String(error?.message ?? error).slice(0, 4000)
  } catch {
    return Object.prototype.toString.call(error)
  }
}
