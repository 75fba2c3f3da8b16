import { together } from '../helpers/together.ts'

together('openapi')
