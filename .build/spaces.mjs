// Leaves out what only a formatter needs: indentation, blank lines, and spaces that part no two words. Names, lines and their order stay,
// so that a stack trace still says where, and what a line ends or goes on with stays what it was.
import ts from 'typescript'

const isWord = /[\w$\u0080-\uffff]/

/** Whether two neighbours would become another token without a space between them: `in x`, `+ +`, `/ /`. */
function areParted (before, after) {
  return (isWord.test(before) && isWord.test(after)) || (before === after && '+-/'.includes(after))
}

export function withoutSpaces (code) {
  let text = ''
  let end = 0
  const take = (node) => {
    const children = node.getChildren()
    if (children.length > 0) return children.forEach(take)
    const start = node.getStart()
    const gap = code.slice(end, start)
    if (gap.trim() !== '') throw new Error(`not a space: ${gap}`)
    if (gap.includes('\n')) text += '\n'
    else if (gap !== '' && areParted(text.at(-1), code[start])) text += ' '
    text += code.slice(start, node.getEnd())
    end = Math.max(end, node.getEnd())
  }
  take(ts.createSourceFile('code.cts', code, ts.ScriptTarget.ES2023, true))
  return `${text.trim()}\n`
}
