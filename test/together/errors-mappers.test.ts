import { together } from '../helpers/together.ts'

together('errors/mappers')
