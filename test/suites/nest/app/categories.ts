// A controller as teams have them, with whatever its clients can do wrong.
import {
  Body, ConflictException, Controller, ForbiddenException, Get, GoneException, HttpCode, HttpException, Injectable, Module, NotFoundException, Param, ParseIntPipe, Post,
  Query, ServiceUnavailableException, UnauthorizedException, UseGuards, ValidationPipe, type CanActivate, type ExecutionContext, type MiddlewareConsumer, type NestMiddleware, type NestModule
} from '@nestjs/common'
import { RouteConfig } from '@nestjs/platform-fastify'
import { Type } from 'class-transformer'
import { ArrayMaxSize, IsEmail, IsIn, IsInt, IsOptional, IsString, Matches, MaxLength, Min, MinLength, ValidateNested } from 'class-validator'

class Owner {
  @IsEmail()
  email!: string

  @IsOptional()
  @IsString({ message: 'Tell us the town by its name.' })
  town?: string
}

class NewCategory {
  @MinLength(3)
  @MaxLength(10)
  @IsString()
  code!: string

  @IsOptional()
  @IsIn(['red', 'green'])
  colour?: string

  @IsOptional()
  @ArrayMaxSize(2)
  @ValidateNested({ each: true })
  @Type(() => Owner)
  owners?: Owner[]
}

class Page {
  @IsOptional()
  @Type(() => Number)
  @Min(1)
  @IsInt()
  page?: number

  @IsOptional()
  @Matches(/^[a-z]+$/)
  sort?: string
}

@Injectable()
class NobodyGuard implements CanActivate {
  canActivate (context: ExecutionContext): boolean {
    const { authorization } = context.switchToHttp().getRequest().headers
    if (authorization === undefined) throw new UnauthorizedException()
    return false
  }
}

@Injectable()
class BlockMiddleware implements NestMiddleware {
  use ({ headers }: { headers: Record<string, unknown> }, _response: unknown, next: () => void): void {
    if (headers['x-blocked'] !== undefined) throw new ForbiddenException('You are blocked.')
    next()
  }
}

@Controller('categories')
class Categories {
  @Get()
  list (@Query() { page = 1 }: Page): object { return { page } }

  @Get('secret')
  @UseGuards(NobodyGuard)
  secret (): string { return 'a secret' }

  @Get('old')
  old (): never { throw new GoneException({ message: 'It has moved to /tags.', reason: 'renamed', since: 2024 }) }

  @Get('twice')
  twice (): never { throw new ConflictException() }

  @Get('down')
  down (): never { throw new ServiceUnavailableException('postgres at 10.0.0.3 is down') }

  @Get('broken')
  broken (): never { throw new Error('password=hunter2') }

  @Get('teapot')
  teapot (): never { throw new HttpException('It is a teapot.', 418) }

  @Get('table')
  @RouteConfig({ conformant: { accept: 'text/csv' } })
  table (): string { return 'id' }

  @Get('waiting')
  waiting (): never { throw new HttpException({ ready: false }, 202) }

  @Get(':id')
  one (@Param('id', ParseIntPipe) id: number): object {
    if (id !== 1) throw new NotFoundException(`Category ${id} does not exist.`)
    return { id }
  }

  @Post()
  create (@Body() category: NewCategory): object { return category }

  // ValidationPipe as it is without an exceptionFactory.
  @Post('import')
  @HttpCode(200)
  import (@Body(new ValidationPipe({ expectedType: NewCategory, whitelist: true, forbidNonWhitelisted: true })) category: object): object { return category }
}

@Module({ controllers: [Categories] })
export class AppModule implements NestModule {
  configure (consumer: MiddlewareConsumer): void { consumer.apply(BlockMiddleware).forRoutes('categories/1') }
}
