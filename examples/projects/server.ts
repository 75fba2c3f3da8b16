// npm run example projects
import { listen } from '../listen.ts'
import { build } from './app.ts'
import { tryThis } from './home.ts'

const address = await listen(await build())
console.log(`The projects listen on ${address}

${tryThis(address)}`)
