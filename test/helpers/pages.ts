// What the pages of the documentation are made of, for tests that try what they show.
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

const root = join(import.meta.dirname, '../..')

/** A block of code: its language, what it says, and the headings that it stands under. */
export interface Block {
  readonly language: string
  readonly code: string
  /** The line of its page on which it begins. */
  readonly line: number
}

export interface Page {
  /** `README.md`, or `docs/errors.md`. */
  readonly file: string
  readonly text: string
  readonly blocks: readonly Block[]
  /** What its samples take for given, in a comment that no reader sees: TypeScript behind `<!-- given`. */
  readonly given: string
}

function pageOf (file: string): Page {
  const text = readFileSync(join(root, file), 'utf8')
  const blocks = [...text.matchAll(/^( *)```(\w*)[^\n]*\n([^]*?)^ *```$/gm)].map(({ index, 1: indent = '', 2: language = '', 3: code = '' }) =>
    ({ language, code: code.replaceAll(`\n${indent}`, '\n').slice(code.startsWith(indent) ? indent.length : 0), line: text.slice(0, index).split('\n').length }))
  const given = [...text.matchAll(/^<!-- given\n([^]*?)^-->$/gm)].map(([, code]) => code).join('\n')
  return { file, text, blocks, given }
}

const docs: readonly string[] = readdirSync(join(root, 'docs')).filter(name => name.endsWith('.md')).map(name => `docs/${name}`)

export const pages: readonly Page[] = ['README.md', ...docs].map(pageOf)

/** The anchor of a heading, as GitHub makes it. */
export function anchorOf (heading: string): string {
  return heading.trim().toLowerCase().replace(/[^\p{L}\p{N}\s_-]/gu, '').replace(/\s/g, '-')
}

/** The headings of a page, those in blocks of code left out: `##` and its text. */
export function headingsOf (text: string): Array<{ level: number, text: string }> {
  return [...text.replace(/```[^]*?```/g, '').matchAll(/^(#{1,6}) (.*)$/gm)].map(([, marks = '', heading = '']) => ({ level: marks.length, text: heading }))
}
