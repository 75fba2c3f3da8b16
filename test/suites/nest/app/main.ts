// A Nest application whose errors are what its documentation says.
import 'reflect-metadata'
import { Logger, ValidationPipe } from '@nestjs/common'
import { NestFactory } from '@nestjs/core'
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify'
import conformant, { serverOptions, type Dialect } from 'fastify-conformant'
import { ConformantFilter, validationFailed } from 'fastify-conformant/nest'
import { AppModule } from './categories.js'

export async function start (dialect: Dialect, logger: Pick<Logger, 'error'> = new Logger('Errors')): Promise<NestFastifyApplication> {
  const adapter = new FastifyAdapter(serverOptions({ dialect }))
  const app = await NestFactory.create<NestFastifyApplication>(AppModule, adapter, { bodyParser: false, logger: ['error'] })
  // Nest has a handler of its own for what no route takes; what it throws comes out in the dialect.
  await app.register(conformant, { dialect })
  app.useGlobalFilters(new ConformantFilter(adapter, logger))
  app.useGlobalPipes(new ValidationPipe({ whitelist: true, forbidNonWhitelisted: true, exceptionFactory: validationFailed }))
  await app.listen(0, '127.0.0.1')
  return app
}
